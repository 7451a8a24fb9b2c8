"""应保未保: who should have the subsistence allowance or support of the destitute and has neither (A-19, B-18)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Round

from core.accounts.scope import Scope
from core.regions.codes import ancestors, area_range
from households.models import Household, HouseholdVerdict, HouseholdYear, Member, MemberYear
from households.standing import is_registered
from projects.models import AllowanceLine, Measure

GIVEN: Final = (Measure.Status.DOING, Measure.Status.DONE)
# What a member's facts of the year say of the groups of B-18 and of lost labour ability.
GROUPS: Final[tuple[tuple[str, Q], ...]] = (
    ("五保对象", Q(special_groups__contains=["1"])),
    ("特困老年人", Q(special_groups__contains=["2"])),
    ("失独老人", Q(special_groups__contains=["3"])),
    ("孤儿", Q(special_groups__contains=["4"])),
    ("重度残疾", Q(disability_grade__in=("1", "2"))),
    ("智力残疾", Q(disability_kind="5")),
    ("精神残疾", Q(disability_kind="6")),
    ("重大疾病", Q(health__contains=["3"])),
    ("丧失劳动力", Q(labour_skill="4")),
)
POOR, GROUP = "line", "group"


def line_of(area: int, year: int) -> AllowanceLine | None:
    """The line of the nearest region at or above ``area`` in ``year``; None: nobody has set one."""
    chain = ancestors(area)
    rows = AllowanceLine.objects.filter(region__in=chain, year=year)
    return min(rows, key=lambda row: chain.index(row.region), default=None)


def _in_group() -> Q:
    found = Q()
    for _, condition in GROUPS:
        found |= condition
    return found


def _present(scope: Scope, year: int) -> QuerySet[MemberYear]:
    """The facts of the year of an outer household's members who belong to it in the year."""
    gone = Q(member__left_year__isnull=True) | Q(member__left_year__gt=year)
    return MemberYear.objects.within(scope).filter(
        gone, household=OuterRef("pk"), year=year, member__joined_year__lte=year
    )


def uncovered(scope: Scope, area: int, year: int, line: Decimal | None, why: str = "") -> QuerySet[Household]:
    """Registered households of a place that should have an allowance and have none by any fact or measure.

    Annotated with ``persons``, ``poverty_line``, ``per_head`` (net income a head in yuan, None: unknown), ``below``
    (under ``line``) and ``in_group``. ``why`` narrows to one of the two reasons (POOR, GROUP).
    """
    low, high = area_range(area)
    verdict = HouseholdVerdict.objects.within(scope).filter(household=OuterRef("pk"), year=year, members__gt=0)
    heads = F("income") / F("members")
    money = DecimalField(max_digits=16, decimal_places=2)
    allowed = _present(scope, year).filter(Q(dibao__in=("1", "2")) | Q(destitute__in=("1", "2")))
    paid = HouseholdYear.objects.within(scope).filter(
        Q(subsistence_allowance__gt=0) | Q(destitute_allowance__gt=0), household=OuterRef("pk"), year=year
    )
    given = Measure.objects.within(scope).filter(
        household=OuterRef("pk"), year=year, sector__in=("dibao", "destitute"), status__in=GIVEN
    )
    rows = (
        Household.objects.within(scope)
        .filter(is_registered(year), area__gte=low, area__lt=high)
        .filter(~Exists(allowed), ~Exists(paid), ~Exists(given))
        .annotate(
            persons=Subquery(verdict.values("members")),
            poverty_line=Subquery(verdict.values("line")),
            per_head=Subquery(verdict.annotate(heads=Round(heads, 2, output_field=money)).values("heads")),
            in_group=Exists(_present(scope, year).filter(_in_group())),
        )
    )
    below = Q(per_head__lt=line) if line is not None else Q(pk__in=[])
    wanted = {POOR: below, GROUP: Q(in_group=True)}
    return rows.filter(wanted.get(why, below | Q(in_group=True)))


def groups_of(scope: Scope, households: Iterable[int], year: int) -> dict[int, str]:
    """By household who of its members belongs to which group: 张三（重度残疾、重大疾病）."""
    gone = Q(left_year__isnull=True) | Q(left_year__gt=year)
    present = Member.objects.within(scope).filter(gone, household__in=list(households), joined_year__lte=year)
    facts = MemberYear.objects.within(scope).filter(_in_group(), year=year, member__in=present)
    found: dict[int, list[str]] = {}
    for row in facts.select_related("member").order_by("member_id"):
        held = "、".join(label for label, condition in GROUPS if _holds(row, condition))
        found.setdefault(row.household_id, []).append(f"{row.member.name}（{held}）")
    return {household: "；".join(told) for household, told in found.items()}


def _holds(row: MemberYear, condition: Q) -> bool:
    """Whether the facts at hand satisfy one of the simple conditions of GROUPS."""
    name, wanted = condition.children[0]  # type: ignore[misc]
    field, _, lookup = str(name).partition("__")
    value: Any = getattr(row, field)
    if value is None:
        return False
    if lookup == "in":
        return value in wanted
    return set(wanted) <= set(value) if lookup == "contains" else value == wanted


def reasons(row: Any, line: Decimal | None) -> str:
    """Why the household stands in the list, in words."""
    told = ["人均收入低于低保标准"] if line is not None and row.per_head is not None and row.per_head < line else []
    return "；".join([*told, *(["有兜底对象"] if row.in_group else [])])
