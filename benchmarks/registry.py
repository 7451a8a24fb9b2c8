"""A generated registry of a size, by SQL alone: what the measurements of recomputation run on."""

from __future__ import annotations

import json
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from assessment.services import standards_load
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.regions.files import read_entries
from core.regions.services import edition_load

YEAR = 2018
CITY = 420600000000

_FILL = """
SET LOCAL session_replication_role = replica;
TRUNCATE households_household, households_householdyear, households_member, households_memberyear,
  households_householdverdict, villages_villageyear, villages_regionverdict, villages_villagecheck, changes_change
  CASCADE;
SELECT setseed(0.42);
CREATE TEMP TABLE place ON COMMIT DROP AS
  SELECT row_number() OVER (ORDER BY code) - 1 AS n, code FROM regions_region
  WHERE level = 5 AND code >= %(low)s AND code < %(high)s AND code %% 1000 > 199;
INSERT INTO households_household (id, code, area, head_name)
  SELECT i, 'B' || lpad(i::text, 11, '0'), p.code,
    (ARRAY['张','王','李','赵','陈','杨'])[1 + i %% 6] || (ARRAY['伟','芳','秀英','建国','大明'])[1 + (i / 7) %% 5]
  FROM generate_series(1, %(households)s) i JOIN place p ON p.n = (i - 1) %% (SELECT count(*) FROM place);
INSERT INTO households_householdyear (household_id, area, year, poverty_status, household_attr, wage_income,
    business_income, property_income, family_planning_grant, subsistence_allowance, destitute_allowance,
    pension_income, eco_compensation, transfer_other, business_cost, no_worry_food, no_worry_clothing,
    safe_water_solved, has_power, has_tv, has_income_path, is_dangerous_house, danger_level)
  SELECT id, area, %(year)s, '0', '01', CASE WHEN r < 0.02 THEN NULL ELSE (r * 30000)::numeric(14, 2) END,
    100, 0, 120, 0, 0, 1320, 200, 0, 50, r2 > .01, r2 > .01, CASE WHEN r2 < .03 THEN NULL ELSE r2 > .05 END,
    TRUE, r3 > .02, r3 > .1, r3 < .03, CASE WHEN r3 < .5 THEN NULL WHEN r3 < .52 THEN 'C' ELSE 'A' END
  FROM (SELECT id, area, random() r, random() r2, random() r3 FROM households_household) q;
INSERT INTO households_member (id, code, household_id, area, name, birth_date, sex, joined_year)
  SELECT row_number() OVER (), h.code || lpad(k::text, 2, '0'), h.id, h.area, h.head_name || k,
    date '1940-01-01' + (random() * 28000)::int, (1 + k %% 2)::text, %(year)s
  FROM households_household h, generate_series(1, 3) k;
INSERT INTO households_memberyear (member_id, household_id, area, year, relation_to_head, school_status,
    dropout_reason, is_serving, ins_resident_medical, ins_employee_medical, ins_resident_pension,
    ins_employee_pension)
  SELECT id, household_id, area, %(year)s, '01',
    CASE WHEN birth_date BETWEEN '2002-09-02' AND '2012-09-01'
      THEN CASE WHEN r < .02 THEN '00' WHEN r < .03 THEN NULL ELSE '03' END ELSE '00' END,
    CASE WHEN r < .01 THEN '1' END, FALSE, CASE WHEN r2 < .01 THEN NULL ELSE r2 > .02 END, FALSE, r3 > .03, FALSE
  FROM (SELECT *, random() r, random() r2, random() r3 FROM households_member) q;
INSERT INTO villages_villageyear (area, year, is_poor, rural_population, households, dangerous_households,
    unsafe_water_households, hard_road, power, tv, broadband, bus, has_industry, clinics, doctors, culture_rooms,
    collective_income)
  SELECT code, %(year)s, n %% 3 = 0, 800 + (n * 37) %% 900, 300, n %% 2, 0, TRUE, TRUE, TRUE, TRUE, n %% 5 > 0, TRUE,
    1, 1, 1, (n * 997) %% 90000 FROM place;
SELECT setval(pg_get_serial_sequence('households_household', 'id'), (SELECT max(id) FROM households_household)),
  setval(pg_get_serial_sequence('households_member', 'id'), (SELECT max(id) FROM households_member));
"""


def prepare_regions() -> None:
    """Regions of 襄阳市 and 通江县, and every standard of data/standards.json."""
    data = settings.BASE_DIR / "data"
    edition_load(entries=read_entries(data / "regions_2018.csv"), edition=date(2018, 10, 31), actor=SYSTEM)
    payload = json.loads((data / "standards.json").read_text(encoding="utf-8"))
    standards_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE)


def fill(households: int) -> None:
    """``households`` with three members each over the villages of 襄阳市, without any mark."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FILL, {"low": CITY, "high": CITY + 10**8, "households": households, "year": YEAR})
        cursor.execute("INSERT INTO changes_yearinuse (year) VALUES (%s) ON CONFLICT DO NOTHING", [YEAR])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def mark_everything() -> None:
    """One bulk mark a village of the year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO changes_change (area, year, bulk) SELECT code, %s, TRUE FROM regions_region "
            "WHERE level = 5 AND code >= %s AND code < %s",
            [YEAR, CITY, CITY + 10**8],
        )


def forget_marks() -> None:
    """Throw the queue away: the next measurement starts with its own marks."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM changes_change")
