"""The scene of the engine's tests: a standard with every indicator, a village, and a household that meets them all."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

import pgtrigger

from assessment.claims import Worker
from assessment.indicators import INDICATORS
from assessment.models import PovertyLine, Standard
from assessment.services import standards_load
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.changes.models import Change
from households.models import Household, HouseholdVerdict, HouseholdYear
from projects.models import Measure, Project
from tests import factories
from villages.models import RegionVerdict

YEAR = 2018
_numbers = itertools.count(1)
NUMBERS = {
    "income_above_line": (">", None),
    "income_half_local_average": (">=", 50),
    "assessed_incidence": ("<", 2),
    "official_incidence": ("<", 2),
    "poor_villages_met": (">=", 100),
    "dangerous_houses": ("<=", 0),
    "unsafe_water_households": ("<=", 0),
    "collective_income": (">=", 1),
    "wrong_exit_rate": ("<", 2),
    "omission_rate": ("<", 2),
    "recognition_rate": (">=", 90),
    "guaranteed_income": (">", None),
    "income_per_head": (">=", 10000),
    "well_off_households": ("<=", 0),
    "four_haves_households": ("<=", 0),
    "doctors_per_thousand": (">=", 1),
}
INCOME = {
    "wage_income": 20000,
    "business_income": 0,
    "property_income": 0,
    "family_planning_grant": 0,
    "subsistence_allowance": 0,
    "destitute_allowance": 0,
    "pension_income": 0,
    "eco_compensation": 0,
    "transfer_other": 0,
    "business_cost": 0,
}
GOOD_HOUSEHOLD = {
    **INCOME,
    "no_worry_food": True,
    "no_worry_clothing": True,
    "safe_water_solved": True,
    "has_power": True,
    "has_tv": True,
    "has_income_path": True,
    "is_dangerous_house": False,
}
GOOD_MEMBER = {
    "ins_resident_medical": True,
    "ins_resident_pension": True,
    "school_status": "00",
    "labour_skill": "2",
    "dibao": "0",
    "destitute": "0",
}
GOOD_VILLAGE = {
    "rural_population": 1000,
    "dangerous_households": 0,
    "unsafe_water_households": 0,
    "hard_road": True,
    "power": True,
    "tv": True,
    "broadband": True,
    "bus": True,
    "has_industry": True,
    "clinics": 1,
    "doctors": 1,
    "culture_rooms": 1,
    "collective_income": 1,
    "income_per_head": 10000,
    "below_well_off_households": 0,
    "other_lacking_four_households": 0,
}


def criteria_of(level: str, codes: list[str] | None = None) -> list[dict[str, Any]]:
    """Veto criteria of a level: those named, else all of them in the registry's order."""
    found = []
    for code in codes or [code for where, code in INDICATORS if where == level]:
        line: dict[str, Any] = {"indicator": code, "kind": "veto"}
        if code in NUMBERS:
            operator, threshold = NUMBERS[code]
            line |= {"operator": operator}
            line |= {"threshold_from": "poverty_line"} if threshold is None else {"threshold": threshold}
        found.append(line)
    return found


def release(level: str, codes: list[str] | None = None, *, region: int = 0, code: str = "", **changes: Any) -> Standard:
    """Release a standard of these indicators for 2014–2020."""
    name = code or f"{level}-{region}"
    payload = {
        "code": name,
        "level": level,
        "region": f"{region:012d}" if region else None,
        "years": [2014, 2020],
        "document": "文件",
        "criteria": criteria_of(level, codes),
        **changes,
    }
    standards_load({"standards": [payload]}, actor=SYSTEM, scope=SYSTEM_SCOPE)
    return Standard.objects.get(code=name, state="released")


def line(amount: str | int = 2995, region: int = 0, year: int = YEAR) -> None:
    PovertyLine.objects.create(region=region, year=year, purpose="exit", amount=Decimal(amount))


def good_household(area: int, **fields: Any) -> Household:
    """One adult and a standard's every criterion met; ``facts`` and ``head_facts`` change it.

    ``measures`` False: no measure of the year is written down.
    """
    facts = {**GOOD_HOUSEHOLD, **fields.pop("facts", {})}
    head_facts = {**GOOD_MEMBER, **fields.pop("head_facts", {})}
    measures = fields.pop("measures", True)
    row = factories.household(area, facts=facts, head_facts=head_facts, **fields)
    if measures:
        add_measure(row, year=fields.get("year") or YEAR)
    return row


def add_measure(row: Household, kind: str = "01", status: str = "doing", year: int = YEAR, **fields: Any) -> Measure:
    """A measure as it stands in the table; 产业帮扶 under way unless told otherwise."""
    fields.setdefault("name", f"措施{kind}")
    return Measure.all_rows.create(household=row, area=row.area, year=year, kind=kind, status=status, **fields)


def add_project(state: str = "contracted", category: str = "101", year: int = YEAR, area: int = 0) -> Project:
    """A project in a state, past its procedure: only its place in the library matters here."""
    with pgtrigger.ignore("projects.Project:state_of_case"):
        return Project.all_rows.create(
            code=f"P{Project.all_rows.count()}-{next(_numbers)}", name="养殖基地", area=area or 511921000000,
            year=year, category=category, state=state,
        )  # fmt: skip


def add_member(row: Household, born: date = date(1970, 5, 20), **fields: Any) -> Any:
    facts = {**GOOD_MEMBER, **fields.pop("facts", {})}
    return factories.member(row, born=born, facts=facts, **fields)


def drain() -> Worker:
    """Work off everything that is pending, in this process."""
    worker = Worker()
    assert worker.work(seconds=60) is False
    assert Change.objects.count() == 0
    return worker


def _criteria(row: HouseholdVerdict | RegionVerdict) -> list[str]:
    return list(Standard.objects.get(pk=row.standard).criteria.order_by("order").values_list("indicator", flat=True))


def household_outcomes(row: Household, year: int = YEAR) -> dict[str, Any]:
    """The stored outcomes by indicator, the verdict itself under ""."""
    verdict = HouseholdVerdict.all_rows.get(household=row, year=year)
    return {"": verdict.outcome, **dict(zip(_criteria(verdict), verdict.outcomes, strict=True))}


def household_values(row: Household, year: int = YEAR) -> dict[str, Any]:
    verdict = HouseholdVerdict.all_rows.get(household=row, year=year)
    return dict(zip(_criteria(verdict), verdict.values, strict=True))


def region_outcomes(area: int, year: int = YEAR) -> dict[str, Any]:
    verdict = RegionVerdict.objects.get(area=area, year=year)
    return {"": verdict.outcome, **dict(zip(_criteria(verdict), verdict.outcomes, strict=True))}


def region_bounds(area: int, year: int = YEAR) -> dict[str, Any]:
    verdict = RegionVerdict.objects.get(area=area, year=year)
    return dict(zip(_criteria(verdict), zip(verdict.lows, verdict.highs, strict=True), strict=True))


def edit(row: Household, year: int = YEAR, **facts: Any) -> None:
    HouseholdYear.all_rows.filter(household=row, year=year).update(**facts)
