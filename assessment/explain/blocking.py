"""Who holds a region back, nearest to the line first: a village's households, or the villages of what is above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from assessment.explain.criteria import Case, criterion_rows, remedies
from assessment.explain.members import MemberTruths, member_truths
from assessment.explain.words import shortfall
from assessment.selectors import StandardVersion, standard_versions
from core.accounts.scope import Scope
from core.regions.codes import Level, ancestor, area_range
from households.models import Household, HouseholdVerdict, HouseholdYear, Pairing
from villages.models import CountyYear

AT_MOST = 100


@dataclass(frozen=True)
class BlockingHousehold:
    """One household that is not met or unknown: where it is stuck, the smallest change, and whose it is."""

    household: Household
    members: int
    outcome: bool | None
    stuck: str
    change: str
    items: str
    helper: str
    facts_at: datetime | None


@dataclass(frozen=True)
class Blocking:
    """The nearest ones (at most ``AT_MOST``), and the counts of all: households and persons by outcome."""

    rows: list[BlockingHousehold]
    not_met: int
    unknown: int
    persons_not_met: int
    persons_unknown: int

    @property
    def count(self) -> int:
        return self.not_met + self.unknown

    @property
    def persons(self) -> int:
        return self.persons_not_met + self.persons_unknown


def blocking_households(*, scope: Scope, area: int, year: int, only: str = "") -> Blocking:
    """The households of a village that are not met or unknown; ``only`` is "not_met" or "unknown" or ""."""
    low, high = area_range(area)
    verdicts = list(
        HouseholdVerdict.objects.within(scope)
        .filter(Q(outcome=False) | Q(outcome__isnull=True), area__gte=low, area__lt=high, year=year)
        .defer("changed_at")
    )
    shown = [v for v in verdicts if not only or v.outcome is (False if only == "not_met" else None)]
    standards = standard_versions({verdict.standard for verdict in verdicts})
    shown.sort(key=lambda verdict: _nearness(verdict, standards[verdict.standard]))
    short = [verdict for verdict in verdicts if verdict.outcome is False]
    return Blocking(
        _described(shown[:AT_MOST], standards, scope, year),
        len(short),
        len(verdicts) - len(short),
        sum(verdict.members for verdict in short),
        sum(verdict.members for verdict in verdicts if verdict.outcome is None),
    )


def _nearness(verdict: HouseholdVerdict, standard: StandardVersion) -> tuple[bool, int, int, Decimal, int]:
    """Not met before unknown; fewer criteria first, then the smaller shortfall of income, then the number."""
    vetoes = [outcome for rule, outcome in zip(standard.rules, verdict.outcomes, strict=True) if rule.kind == "veto"]
    gap = Decimal()
    if verdict.income is not None and verdict.line is not None and verdict.members:
        gap = max(shortfall(verdict.income / verdict.members, ">", verdict.line), Decimal())
    failing, blank = vetoes.count(False), vetoes.count(None)
    return verdict.outcome is None, failing or blank, blank if failing else 0, gap, verdict.household_id


def _described(
    verdicts: list[HouseholdVerdict], standards: Mapping[int, StandardVersion], scope: Scope, year: int
) -> list[BlockingHousehold]:
    """The lines of some verdicts; households, records, members and helpers each read once."""
    ids = [verdict.household_id for verdict in verdicts]
    households = {row.pk: row for row in Household.objects.within(scope).filter(pk__in=ids)}
    facts = {row.household_id: row for row in HouseholdYear.objects.within(scope).filter(household__in=ids, year=year)}
    truths: dict[int, MemberTruths] = {}
    for number, standard in standards.items():
        of_it = [verdict.household_id for verdict in verdicts if verdict.standard == number]
        truths |= member_truths(of_it, year, standard.rules)
    averages = averages_of(verdicts, year)
    helpers = _helpers(scope, ids)
    rows = []
    for verdict in verdicts:
        household = households.get(verdict.household_id)
        if household is None:
            continue
        record = facts.get(verdict.household_id)
        case = Case(
            verdict,
            standards[verdict.standard],
            record,
            truths.get(verdict.household_id, MemberTruths()),
            averages.get(ancestor(verdict.area, Level.COUNTY)),
        )
        rows.append(_line(case, household, helpers.get(household.pk, "")))
    return rows


def _line(case: Case, household: Household, helper: str) -> BlockingHousehold:
    vetoes = [row for row in criterion_rows(case) if row.kind == "veto" and row.outcome is not True]
    failing = [row for row in vetoes if row.outcome is False]
    words = [
        row.gap
        if row.gap.startswith("缺")
        else f"{row.label}{row.gap.removeprefix('还')}"
        if row.gap.startswith("还差")
        else f"{row.label}：{row.gap}"
        for row in (failing or vetoes)
    ]
    blank = len(vetoes) - len(failing)
    items = " + ".join(
        part for part in (f"{len(failing)} 项" if failing else "", f"{blank} 未知" if blank else "") if part
    )
    return BlockingHousehold(
        household,
        case.verdict.members,
        case.verdict.outcome,
        "；".join(dict.fromkeys(words)),
        "；".join(item.short for item in remedies(case)),
        items,
        helper,
        case.facts.updated_at if case.facts else None,
    )


def averages_of(verdicts: Iterable[HouseholdVerdict], year: int) -> dict[int, Decimal | None]:
    """County → 农村居民人均可支配收入 of the year, for the counties of some verdicts."""
    counties = {ancestor(verdict.area, Level.COUNTY) for verdict in verdicts}
    rows = CountyYear.all_rows.filter(area__in=counties, year=year)
    return dict(rows.values_list("area", "rural_income_per_head"))


def _helpers(scope: Scope, ids: list[int]) -> dict[int, str]:
    """Today's helpers with their office, joined by 、."""
    today = timezone.localdate()
    rows = (
        Pairing.objects.within(scope)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), household__in=ids, starts_on__lte=today)
        .order_by("starts_on", "id")
        .values_list("household_id", "helper__name", "helper__office")
    )
    names: dict[int, list[str]] = {}
    for household, name, office in rows:
        names.setdefault(household, []).append(f"{name}（{office}）" if office else name)
    return {household: "、".join(found) for household, found in names.items()}
