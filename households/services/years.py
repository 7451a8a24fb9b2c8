"""A new year copies forward (结转新年度): what stays true is carried, what must be asked anew stays blank."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range
from households.rules import INCOME_FIELDS
from households.services.errors import OutsideScopeError, YearError
from households.services.records import HOUSEHOLD_FACTS, MEMBER_FACTS
from households.standing import OPEN

# Facts of one year alone. Copied, they would make a verdict on last year's money and insurance.
ASKED_ANEW = frozenset(
    {
        *INCOME_FIELDS,
        "asset_dividend",
        "property_other",
        "claim_income",
        "compliant_self_paid",
        "monitor_ref_income",
        "monitor_ref_per_head",
        "filled_by",
        "filled_phone",
        "filled_on",
        "head_signature",
        "head_signed_on",
        "members_start",
        "members_end",
        "work_months",
        "work_region",
        "work_area",
        "works_abroad",
        "work_employer",
        "work_industry",
        "job_channel",
        "monthly_wage",
        "point_to_point",
        "work_start",
        "work_end",
        "public_post_months",
        "ins_resident_medical",
        "ins_employee_medical",
        "ins_serious_illness",
        "ins_commercial_medical",
        "ins_resident_pension",
        "ins_employee_pension",
        "accident_insurance_subsidy",
        "medical_aid",
        "other_health_aid",
    }
)

_HOUSEHOLDS = """
INSERT INTO households_householdyear (household_id, area, year, source, updated_by, members_start, {columns})
SELECT h.id, h.area, %(year)s, 'carry', %(user)s, y.members_end, {taken}
FROM households_householdyear y JOIN households_household h ON h.id = y.household_id
WHERE h.area >= %(low)s AND h.area < %(high)s AND y.year = %(year)s - 1
  AND {open}
ON CONFLICT (household_id, year) DO NOTHING
"""

_MEMBERS = """
INSERT INTO households_memberyear (member_id, household_id, area, year, source, updated_by, {columns})
SELECT m.id, h.id, h.area, %(year)s, 'carry', %(user)s, {taken}
FROM households_memberyear y
JOIN households_member m ON m.id = y.member_id
JOIN households_household h ON h.id = m.household_id
WHERE h.area >= %(low)s AND h.area < %(high)s AND y.year = %(year)s - 1
  AND {open}
  AND m.joined_year <= %(year)s AND (m.left_year IS NULL OR m.left_year > %(year)s)
ON CONFLICT (member_id, year) DO NOTHING
"""


@dataclass(frozen=True)
class Carried:
    """How many records a new year got; 0 and 0 when all were there already."""

    households: int
    members: int


def year_open(*, actor: Actor, scope: Scope, area: int, year: int) -> Carried:
    """Give every open household and present member of ``area`` a record of ``year``, copied from the year before.

    Only where there is none; nothing is overwritten, so it can be repeated after late entries. One statement a
    table, whatever the number of households. OutsideScopeError; YearError when the year before has no records.
    """
    low, high = area_range(area)
    if scope.helper_id is not None or scope.meets(low, high) != (low, high):
        raise OutsideScopeError("不在您的辖区")
    values = {"year": year, "low": low, "high": high, "user": actor.user_id}
    with recorded(actor, reason=f"结转 {year} 年度", bulk=True), connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM households_householdyear "
            "WHERE area >= %(low)s AND area < %(high)s AND year = %(year)s - 1)",
            values,
        )
        if not cursor.fetchone()[0]:
            raise YearError(f"{year - 1} 年度没有资料，无法结转到 {year} 年度")
        cursor.execute(_statement(_HOUSEHOLDS, HOUSEHOLD_FACTS), values)
        households = cursor.rowcount
        cursor.execute(_statement(_MEMBERS, MEMBER_FACTS), values)
        return Carried(households, cursor.rowcount)


def _statement(template: str, names: tuple[str, ...]) -> str:
    carried = [name for name in names if name not in ASKED_ANEW]
    return template.format(columns=", ".join(carried), taken=", ".join(f"y.{name}" for name in carried), open=OPEN)
