"""What rules about households and members may ask: one row each, with the year's facts and what they add up to."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Source, register_source
from households.models import HouseholdYear, MemberYear
from households.rules import INCOME_FIELDS
from households.standing import REGISTERED

# Columns of a yearly record that are no facts.
_KEYS: Final = {"id", "household_id", "member_id", "area", "year", "inserted_at", "source", "batch", "row"} | {
    "updated_by",
    "updated_at",
    "version",
}


def _facts(model: type[HouseholdYear | MemberYear]) -> str:
    names = [field.column for field in model._meta.concrete_fields if field.column not in _KEYS]
    return ", ".join(f"y.{name}" for name in names)


# Net income by CONTRACT 4: NULL as soon as one of the ten cells is blank.
NET: Final = f"({' + '.join(f'y.{name}' for name in INCOME_FIELDS[:-1])} - y.{INCOME_FIELDS[-1]})"
_BEFORE: Final = NET.replace("y.", "b.")
PEOPLE: Final = "m.joined_year <= %(year)s AND (m.left_year IS NULL OR m.left_year > %(year)s)"

# Ages are full years on 1 September, the day that schools go by.
_AGE: Final = "date_part('year', age(make_date(%(year)s, 9, 1), m.birth_date))::int"

MEMBER: Final = f"""
SELECT m.id, m.area, m.household_id AS household, m.name, m.sex, m.birth_date, m.ethnicity, m.id_kind,
  m.id_index, m.id_sealed IS NULL AS no_number, m.phone_sealed IS NULL AS no_phone, m.joined_year, {_AGE} AS age,
  h.code AS household_code, h.head_name, h.first_identified_on, y.id IS NOT NULL AS recorded, {_facts(MemberYear)}
FROM households_member m
JOIN households_household h ON h.id = m.household_id AND {REGISTERED}
LEFT JOIN households_memberyear y ON y.member_id = m.id AND y.year = %(year)s
WHERE m.area = ANY(%(areas)s::bigint[]) AND {PEOPLE}"""

# A person counts as able to work who is an ordinary or skilled labourer; 3 to 5 are weak, lost and none.
_COUNTS: Final = f"""
SELECT m.household_id, count(*) AS people, count(*) FILTER (WHERE my.relation_to_head = '01') AS heads,
  count(*) FILTER (WHERE my.relation_to_head = '02') AS spouses, count(*) FILTER (WHERE {_AGE} < 16) AS minors,
  count(*) FILTER (WHERE my.labour_skill IN ('1', '2')) AS able, count(*) FILTER (WHERE my.labour_skill = '3') AS weak,
  count(my.labour_skill) AS skills_known,
  count(*) FILTER (WHERE my.dibao IN ('1', '2')) AS on_dibao, count(my.dibao) AS dibao_known,
  count(*) FILTER (WHERE my.destitute IN ('1', '2')) AS on_destitute,
  count(*) FILTER (WHERE my.work_months > 0) AS workers
FROM households_member m
LEFT JOIN households_memberyear my ON my.member_id = m.id AND my.year = %(year)s
WHERE m.area = ANY(%(areas)s::bigint[]) AND {PEOPLE} GROUP BY m.household_id"""

HOUSEHOLD: Final = f"""
SELECT h.id, h.area, h.id AS household, h.code, h.head_name, h.first_identified_on, h.phone_sealed IS NULL AS no_phone,
  y.id IS NOT NULL AS recorded, {_facts(HouseholdYear)}, COALESCE(c.people, 0) AS people, COALESCE(c.heads, 0) AS heads,
  c.spouses, c.minors, c.able, c.weak, c.skills_known, c.on_dibao, c.dibao_known, c.on_destitute, c.workers,
  {NET} AS net,
  {NET} / NULLIF(c.people, 0) AS per_head, p.net / NULLIF(p.people, 0) AS per_head_before
FROM households_household h
LEFT JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s
LEFT JOIN ({_COUNTS}) c ON c.household_id = h.id
LEFT JOIN LATERAL (
  SELECT {_BEFORE} AS net, (SELECT count(*) FROM households_member q WHERE q.household_id = h.id
    AND q.joined_year <= b.year AND (q.left_year IS NULL OR q.left_year > b.year)) AS people
  FROM households_householdyear b WHERE b.household_id = h.id AND b.year = %(year)s - 1
) p ON true
WHERE h.area = ANY(%(areas)s::bigint[]) AND {REGISTERED}"""

PLACES: Final = (
    "SELECT DISTINCT area FROM households_household WHERE area >= %(low)s AND area < %(high)s "
    "AND (SELECT count(*) > 0 FROM changes_yearinuse WHERE year = %(year)s)"
)

register_source(Source("household", "household", HOUSEHOLD, PLACES))
register_source(Source("member", "member", MEMBER, PLACES))
