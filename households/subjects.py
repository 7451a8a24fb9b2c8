"""The household as a subject of procedures and a bearer of evidence: who sees it, what a notice may say, its facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from core.accounts.scope import Scope
from core.evidence.subjects import Published, Subject
from households.facts import HOUSEHOLD_BY_NAME, MEMBER_BY_NAME
from households.models import Household, HouseholdYear, Member, MemberYear, Pairing
from households.rules import INCOME_FIELDS

# What an exit is judged by, on paper and by the rules; a change of one of these after the appraisal voids it.
DECISIVE: Final = (
    "household_attr",
    "poverty_status",
    *INCOME_FIELDS,
    "no_worry_food",
    "no_worry_clothing",
    "safe_water_solved",
    "has_power",
    "has_tv",
    "has_income_path",
    "is_dangerous_house",
    "danger_level",
)
MEMBER_DECISIVE: Final = (
    "education",
    "school_status",
    "dropout_reason",
    "is_serving",
    "ins_resident_medical",
    "ins_employee_medical",
    "ins_resident_pension",
    "ins_employee_pension",
    "labour_skill",
)


class HouseholdKind:
    """Registered in ``households.apps`` under ``household``."""

    label = "户"

    def visible(self, scope: Scope, ids: Collection[int]) -> Mapping[int, Subject]:
        rows = Household.objects.within(scope).filter(pk__in=list(ids))
        return {
            row.pk: Subject(row.pk, row.area, row.code, row.head_name, reverse("household-card", args=[row.code]))
            for row in rows
        }

    def paired(self, helper_id: int, day: date) -> QuerySet[Any, int] | None:
        return Pairing.households_of(helper_id, day)

    def published(self, ids: Collection[int], year: int) -> Mapping[int, Published]:
        persons: dict[int, int] = {}
        for household in _members(ids, year).values_list("household_id", flat=True):
            persons[household] = persons.get(household, 0) + 1
        rows = Household.all_rows.filter(pk__in=list(ids)).values_list("pk", "group_name", "head_name")
        return {pk: Published(group, name, persons.get(pk, 0)) for pk, group, name in rows}

    def facts(self, ids: Collection[int], year: int) -> Mapping[int, Mapping[str, str]]:
        """The village, the decisive facts of the year, and a line for each member of the year."""
        found: dict[int, dict[str, str]] = {
            pk: {"行政村": f"{area:012d}"}
            for pk, area in Household.all_rows.filter(pk__in=list(ids)).values_list("pk", "area")
        }
        for row in HouseholdYear.all_rows.filter(household__in=list(ids), year=year):
            for name in DECISIVE:
                fact = HOUSEHOLD_BY_NAME[name]
                found[row.household_id][fact.label] = fact.words(getattr(row, name), year)
        records = {row.member_id: row for row in MemberYear.all_rows.filter(household__in=list(ids), year=year)}
        for member in _members(ids, year).order_by("pk"):
            found[member.household_id][f"成员{member.name}（{member.code}）"] = _told(records.get(member.pk), year)
        return found


def _members(ids: Collection[int], year: int) -> QuerySet[Member]:
    """Who belongs to the households in a year (CONTRACT 4)."""
    return Member.all_rows.filter(
        Q(left_year__isnull=True) | Q(left_year__gt=year), household__in=list(ids), joined_year__lte=year
    )


def _told(record: MemberYear | None, year: int) -> str:
    if record is None:
        return "无年度资料"
    facts = [MEMBER_BY_NAME[name] for name in MEMBER_DECISIVE]
    return "，".join(
        f"{fact.label}{fact.words(value, year)}" for fact in facts if (value := getattr(record, fact.name)) is not None
    )
