"""Finding what the staged rows mean: villages, stored households, stored members, and their codes."""

from __future__ import annotations

from collections import defaultdict

from core.ledgers.places import Names, Place, by_code
from core.ledgers.run import Run
from core.regions.codes import Level
from households.ledgers.sealing import other_values, reseal

_KEY = "COALESCE(s.village_code::text, s.county_name || '|' || s.town_name || '|' || s.village_name)"

_HOUSEHOLDS = f"""
CREATE TEMP TABLE plan_household AS
SELECT s.row, s.household_no, h.id IS NULL AS is_new,
       CASE WHEN h.id IS NULL THEN nextval('public.households_household_id_seq') ELSE h.id END AS household_id,
       c.reason, h.area AS old_area, h.version, h.closed_year, h.registered_from,
       -- A village that is gone today is no place to move a living household to: the file is of a past year.
       CASE WHEN h.id IS NOT NULL AND r.retired_on IS NOT NULL THEN h.area ELSE c.area END AS area,
       y.id AS year_id, y.version AS year_version,
       false AS moves, false AS touches, false AS touches_year, false AS other_phone, false AS other_bank,
       false AS other_filler
FROM stage_household s
LEFT JOIN stage_place c ON c.key = {_KEY}
LEFT JOIN regions_region r ON r.code = c.area
LEFT JOIN households_household h ON h.code = s.household_no
LEFT JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s"""

# By 人编号 (m1), else by ID number among the household's present members (m2), else among those who left later (m3).
_MEMBERS = """
CREATE TEMP TABLE plan_member AS
WITH later AS (
    SELECT DISTINCT ON (m.household_id, m.id_index) m.id, m.household_id, m.id_index, m.version, m.joined_year
    FROM households_member m JOIN plan_household p USING (household_id)
    WHERE m.left_year > %(year)s AND NOT p.is_new ORDER BY m.household_id, m.id_index, m.left_year
), found AS (
    SELECT s.row, p.household_id, p.area, p.row AS household_row, m1.id IS NOT NULL AS by_code,
           COALESCE(m1.id, m2.id, m3.id) AS id, COALESCE(m1.version, m2.version, m3.version) AS version,
           COALESCE(m1.joined_year, m2.joined_year, m3.joined_year) > %(year)s AS joins_earlier
    FROM stage_member s
    LEFT JOIN (
        SELECT DISTINCT ON (household_no) household_no, household_id, area, row FROM plan_household
        ORDER BY household_no, row
    ) p ON p.household_no = s.household_no
    LEFT JOIN households_member m1 ON m1.code = s.member_no
    LEFT JOIN households_member m2 ON m1.id IS NULL AND m2.household_id = p.household_id
                                  AND m2.id_index = s.id_index AND m2.left_year IS NULL
    LEFT JOIN later m3 ON m1.id IS NULL AND m2.id IS NULL AND m3.household_id = p.household_id
                      AND m3.id_index = s.id_index
)
SELECT f.row, f.household_id, f.area, f.household_row, f.by_code, f.version, f.id IS NULL AS is_new,
       CASE WHEN f.id IS NULL THEN nextval('public.households_member_id_seq') ELSE f.id END AS member_id,
       y.id AS year_id, y.version AS year_version, COALESCE(f.joins_earlier, false) AS joins_earlier,
       false AS touches, false AS touches_year, false AS other_phone, false AS other_card
FROM found f LEFT JOIN households_memberyear y ON y.member_id = f.id AND y.year = %(year)s"""


def places(run: Run) -> list[Place]:
    """Every distinct place of the 户 sheet, by code where there is one."""
    codes = run.all("SELECT DISTINCT village_code FROM stage_household WHERE village_code IS NOT NULL")
    triples = run.all(
        "SELECT DISTINCT county_name, town_name, village_name FROM stage_household WHERE village_code IS NULL "
        "AND county_name IS NOT NULL AND town_name IS NOT NULL AND village_name IS NOT NULL"
    )
    found = by_code([row[0] for row in codes], Level.VILLAGE, run.year, run.scope, run.notes)
    if triples:
        names = Names([(row[0], row[1], row[2]) for row in triples], run.year, run.scope)
        found += [names.place((row[0], row[1], row[2])) for row in triples]
    return found


def match_households(run: Run) -> None:
    run.sql(_HOUSEHOLDS)
    run.sql("UPDATE plan_household SET moves = true WHERE NOT is_new AND area <> old_area")
    run.sql("CREATE INDEX ON plan_household (household_id)")
    run.sql("ANALYZE plan_household")
    for column, flag in (("phone", "other_phone"), ("bank_account", "other_bank")):
        if run.has(0, column):
            select = (
                f"SELECT s.row, s.{column}, s.household_no, h.{column}_sealed, h.code "
                "FROM stage_household s JOIN plan_household p USING (row) JOIN households_household h "
                f"ON h.id = p.household_id WHERE length(s.{column}) = length(h.{column}_sealed)"
            )
            _flag(run, "plan_household", flag, other_values(run, select, table="household", column=column))
    if run.has(0, "filled_phone"):
        select = (
            "SELECT s.row, s.filled_phone, s.household_no, y.filled_phone_sealed, s.household_no "
            "FROM stage_household s JOIN plan_household p USING (row) JOIN households_householdyear y "
            "ON y.id = p.year_id WHERE length(s.filled_phone) = length(y.filled_phone_sealed)"
        )
        found = other_values(run, select, table="household_year", column="filled_phone")
        _flag(run, "plan_household", "other_filler", found)


def match_members(run: Run) -> None:
    run.sql(_MEMBERS)
    run.sql("CREATE INDEX ON plan_member (household_id)")
    run.sql("ANALYZE plan_member")
    source = "FROM stage_member s JOIN plan_member p USING (row) JOIN households_member m ON m.id = p.member_id"
    if run.has(1, "phone"):
        select = (
            f"SELECT s.row, s.phone, s.code, m.phone_sealed, m.code {source} "
            "WHERE NOT p.is_new AND length(s.phone) = length(m.phone_sealed)"
        )
        _flag(run, "plan_member", "other_phone", other_values(run, select, table="member", column="phone"))
    # Certificates of 20 or 22 characters share the index of their first 18 and are compared whole.
    select = (
        f"SELECT s.row, s.id_number, s.code, m.id_sealed, m.code {source} WHERE NOT p.is_new "
        "AND s.id_index = m.id_index AND s.id_kind = '2' AND length(s.id_number) = length(m.id_sealed)"
    )
    _flag(run, "plan_member", "other_card", other_values(run, select, table="member", column="id_number"))


def _flag(run: Run, table: str, column: str, rows: list[int]) -> None:
    if rows:
        run.sql(f"UPDATE {table} SET {column} = true WHERE row = ANY(%(rows)s)", rows=rows)


def settle_codes(run: Run) -> None:
    """Give new members a free code where the provisional one is taken, and bind sealed values to the final code."""
    taken = run.all(
        "SELECT s.row, s.household_no FROM stage_member s JOIN plan_member p USING (row) "
        "WHERE p.is_new AND s.member_no IS NULL AND s.household_no IS NOT NULL AND ("
        "EXISTS (SELECT 1 FROM households_member m WHERE m.code = s.code) "
        "OR EXISTS (SELECT 1 FROM stage_member o WHERE o.code = s.code AND o.row <> s.row))"
    )
    final = _free_codes(run, taken)
    moved = run.all(
        "SELECT s.row, m.code FROM stage_member s JOIN plan_member p USING (row) "
        "JOIN households_member m ON m.id = p.member_id WHERE p.touches AND NOT p.is_new AND m.code <> s.code"
    )
    final |= dict(moved)
    if final:
        rows = run.all(
            "SELECT row, id_number, phone, code FROM stage_member WHERE row = ANY(%(rows)s)", rows=list(final)
        )
        reseal(run, [(row, number, phone, code, final[row]) for row, number, phone, code in rows])


def _free_codes(run: Run, rows: list[tuple[int, str]]) -> dict[int, str]:
    """The next free 户编号 + two digits for each row."""
    households = sorted({household for _, household in rows})
    used: dict[str, set[str]] = defaultdict(set)
    for prefix in households:
        found = run.all(
            "SELECT code FROM households_member WHERE code LIKE %(like)s "
            "UNION SELECT s.code FROM stage_member s JOIN plan_member p USING (row) "
            "WHERE s.household_no = %(no)s AND p.is_new AND s.row <> ALL(%(rows)s)",
            rows=[row for row, _ in rows],
            like=prefix.replace("_", r"\_") + "%",
            no=prefix,
        )
        used[prefix] = {row[0] for row in found}
    final = {}
    for row, household in sorted(rows):
        number = 1
        while (code := f"{household}{number:02d}") in used[household]:
            number += 1
        used[household].add(code)
        final[row] = code
    return final
