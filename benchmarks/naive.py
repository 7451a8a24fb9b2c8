"""The peer's way to judge one household: load its records by the ORM, decide in Python, one household at a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from assessment.selectors import StandardVersion
from core.accounts.scope import SYSTEM_SCOPE
from households.models import Household, HouseholdYear, Member, MemberYear

_PARTS = (
    "wage_income", "business_income", "property_income", "family_planning_grant", "subsistence_allowance",
    "destitute_allowance", "pension_income", "eco_compensation", "transfer_other",
)  # fmt: skip


def judge(household: Household, year: int, standard: StandardVersion, line: Decimal) -> dict[str, Any]:
    """The columns of a verdict, by the rules of the standard that this data can decide."""
    facts = HouseholdYear.objects.within(SYSTEM_SCOPE).filter(household=household, year=year).first()
    members = list(Member.objects.within(SYSTEM_SCOPE).filter(household=household, joined_year__lte=year))
    years = {
        item.member_id: item for item in MemberYear.objects.within(SYSTEM_SCOPE).filter(household=household, year=year)
    }
    parts = [getattr(facts, name) for name in (*_PARTS, "business_cost")]
    income = None if None in parts else sum(parts[:-1], Decimal()) - parts[-1]
    truths: dict[str, Any] = {
        "income_above_line": None if income is None else income > line * len(members),
        "income_source": None if facts is None else any((getattr(facts, name) or 0) > 0 for name in _PARTS),
        "food": facts and facts.no_worry_food,
        "clothing": facts and facts.no_worry_clothing,
        "safe_water": facts and facts.safe_water_solved,
        "safe_housing": _housing(facts),
        "compulsory_education": _every([_schooled(m, years.get(m.pk), year) for m in members]),
        "basic_medical": _every([_insured(years.get(m.pk)) for m in members]),
        "pension": _every([_pension(m, years.get(m.pk), year) for m in members]),
    }
    outcomes = [truths.get(rule.indicator) for rule in standard.rules]
    vetoes = [truths.get(rule.indicator) for rule in standard.rules if rule.kind == "veto"]
    head = None if income is None else income / len(members)
    return {
        "area": household.area,
        "members": len(members),
        "standard": standard.id,
        "income": income,
        "line": line,
        "outcome": _every(vetoes),
        "outcomes": outcomes,
        "values": [head if rule.indicator == "income_above_line" else None for rule in standard.rules],
    }


def _every(truths: list[bool | None]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def _housing(facts: HouseholdYear | None) -> bool | None:
    if facts is None:
        return None
    if facts.danger_level:
        return facts.danger_level in ("A", "B")
    return None if facts.is_dangerous_house is None else not facts.is_dangerous_house


def _age(member: Member, year: int) -> int:
    born = member.birth_date or date(1900, 1, 1)
    return year - born.year - ((born.month, born.day) > (9, 1))


def _schooled(member: Member, facts: MemberYear | None, year: int) -> bool | None:
    if not 6 <= _age(member, year) < 16:
        return True
    if facts is None or (facts.school_status is None and facts.dropout_reason is None):
        return None
    return facts.school_status not in (None, "00", "01") or facts.dropout_reason in ("1", "2")


def _insured(facts: MemberYear | None) -> bool | None:
    if facts is None or facts.ins_resident_medical is None:
        return None
    return facts.ins_resident_medical or facts.ins_employee_medical


def _pension(member: Member, facts: MemberYear | None, year: int) -> bool | None:
    if _age(member, year) < 16:
        return True
    if facts is None:
        return None
    return facts.school_status not in (None, "00", "01") or facts.ins_resident_pension or facts.ins_employee_pension
