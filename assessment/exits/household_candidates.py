"""Who could exit this year: a village's list from the computed verdicts, and how many there are below a region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, FilteredRelation, Q, QuerySet, Sum, Value

from assessment.exits.household_guards import STILL_POOR, failing_words, recognised_words, standing_words
from assessment.selectors import StandardVersion, standard_versions
from core.accounts.scope import Scope
from core.procedures.models import Case
from core.procedures.registry import GUARDS
from core.procedures.selectors import definition_of, policy_for
from core.procedures.selectors import running as running_cases
from core.regions.codes import Level, area_range, level_of
from core.regions.selectors import region_children, year_end
from households.models import Household, HouseholdVerdict
from households.selectors.distance import distance_of
from villages.selectors import recognised_household_criteria, recognised_households

CODE = "household_exit"
# A household is near while so many deciding criteria at most are missing.
NEAR = 1


@dataclass(frozen=True)
class Candidate:
    """One household that is registered as poor. ``reasons`` say why it may not be listed, empty when it may.

    ``recognised``: the human decisions that stand in where its verdict is not met.
    """

    household: Household
    verdict: HouseholdVerdict
    reasons: tuple[str, ...] = ()
    recognised: str = ""

    @property
    def words(self) -> str:
        return "；".join(filter(None, [*self.reasons, self.recognised]))

    @property
    def per_head(self) -> object:
        return distance_of(self.verdict).per_head


@dataclass(frozen=True)
class Candidates:
    """A village's list. ``held``: met, but something else is in the way; ``near``: one criterion short.

    ``running`` are in a round already, ``far`` miss more and are only counted.
    """

    ready: list[Candidate] = field(default_factory=list)
    held: list[Candidate] = field(default_factory=list)
    near: list[Candidate] = field(default_factory=list)
    running: int = 0
    far: int = 0


@dataclass(frozen=True)
class ReadinessRow:
    """The registered poor below one region: households by verdict, persons of the met, and how far exits are."""

    code: int
    name: str
    households: int
    met: int
    persons_met: int
    not_met: int
    unknown: int
    running: int
    struck: int
    persons_struck: int


def poor_verdicts(scope: Scope, area: int, year: int) -> QuerySet[HouseholdVerdict]:
    """The verdicts of the households that are registered as 未脱贫 or 返贫 in a year."""
    low, high = area_range(area)
    return (
        HouseholdVerdict.objects.within(scope)
        .filter(area__gte=low, area__lt=high, year=year)
        .annotate(facts=FilteredRelation("household__years", condition=Q(household__years__year=year)))
        .filter(facts__poverty_status__in=STILL_POOR)
    )


def candidates(*, scope: Scope, area: int, year: int, today: date) -> Candidates:
    """The list of a village in a fixed number of queries; the nearest to the line first."""
    rows = list(poor_verdicts(scope, area, year).select_related("household").order_by("household__code"))
    busy = running_cases(CODE, "household", [row.household_id for row in rows], year)
    free = [row for row in rows if row.household_id not in busy]
    standards = standard_versions({row.standard for row in free})
    stand_in = _recognised(free, standards, year, today)
    met = [row for row in free if row.outcome or row.household_id in stand_in]
    reasons = _reasons(met, area, year, today)
    listed = [
        Candidate(row.household, row, tuple(reasons.get(row.household_id, ())), stand_in.get(row.household_id, ""))
        for row in met
    ]
    short = [row for row in free if not row.outcome and row.household_id not in stand_in]
    near = [row for row in short if _missing(row, standards[row.standard]) <= NEAR]
    near.sort(key=lambda row: (row.outcome is None, distance_of(row).household or 0, row.household_id))
    return Candidates(
        ready=[item for item in listed if not item.reasons],
        held=[item for item in listed if item.reasons],
        near=[Candidate(row.household, row, (failing_words(row, standards[row.standard]),)) for row in near],
        running=len(busy),
        far=len(short) - len(near),
    )


def _recognised(
    rows: Sequence[HouseholdVerdict], standards: Mapping[int, StandardVersion], year: int, today: date
) -> dict[int, str]:
    """Household → the decisions in words, where they stand in for all that its verdict lacks."""
    ids = [row.household_id for row in rows if not row.outcome]
    whole = recognised_households(ids, year, today)
    single = recognised_household_criteria(ids, year, today)
    found: dict[int, str] = {}
    for row in rows:
        decided, own = whole.get(row.household_id), single.get(row.household_id, {})
        if decided is not None and not decided.against:
            found[row.household_id] = f"整体判定{decided.words}"
        elif decided is None and own and not standing_words(row, standards[row.standard], own):
            found[row.household_id] = "；".join(recognised_words(standards[row.standard], own))
    return found


def _missing(verdict: HouseholdVerdict, standard: StandardVersion) -> int:
    return sum(
        outcome is not True
        for rule, outcome in zip(standard.rules, verdict.outcomes, strict=False)
        if rule.kind == "veto"
    )


def _reasons(met: Sequence[HouseholdVerdict], area: int, year: int, today: date) -> dict[int, list[str]]:
    """What the procedure's opening would refuse, by household: the same guards, asked ahead."""
    policy = policy_for(CODE, area, year)
    if policy is None:
        return {row.household_id: [f"{year} 年度没有适用于本地区的退出程序"] for row in met}
    drafts = [
        Case(
            pk=row.household_id,
            code=CODE,
            subject_type="household",
            subject_id=row.household_id,
            area=row.area,
            year=year,
        )
        for row in met
    ]
    found: dict[int, list[str]] = {}
    for name in definition_of(policy.pk).open_guards:
        for pk, reasons in GUARDS[name](drafts, today).items():
            found.setdefault(pk, []).extend(reasons)
    return found


def readiness(*, scope: Scope, area: int, year: int) -> list[ReadinessRow]:
    """A row for each region below ``area``; regions without a poor household and without a case are left out."""
    below = Level(level_of(area) + 1)
    step = _step(below)
    place: Any = ExpressionWrapper(F("area") / Value(step) * Value(step), output_field=BigIntegerField())
    judged: dict[int, Mapping[str, Any]] = {
        row["place"]: row
        for row in poor_verdicts(scope, area, year)
        .annotate(place=place)
        .values("place")
        .annotate(
            households=Count("pk"),
            met=Count("pk", filter=Q(outcome=True)),
            persons=Sum("members", filter=Q(outcome=True), default=0),
            not_met=Count("pk", filter=Q(outcome=False)),
            unknown=Count("pk", filter=Q(outcome__isnull=True)),
        )
    }
    low, high = area_range(area)
    cases = Case.objects.within(scope).filter(code=CODE, year=year, area__gte=low, area__lt=high)
    going = dict(cases.filter(end="").annotate(place=place).values_list("place").annotate(count=Count("pk")))
    struck = _struck(scope, low, high, year, place)
    rows = []
    for region in region_children(area, year_end(year)):
        own: Mapping[str, Any] = judged.get(region.code, {})
        gone = struck.get(region.code, (0, 0))
        if own or region.code in going or any(gone):
            rows.append(
                ReadinessRow(
                    region.code,
                    region.name,
                    own.get("households", 0),
                    own.get("met", 0),
                    own.get("persons", 0),
                    own.get("not_met", 0),
                    own.get("unknown", 0),
                    going.get(region.code, 0),
                    *gone,
                )
            )
    return rows


def _struck(scope: Scope, low: int, high: int, year: int, place: Any) -> dict[int, tuple[int, int]]:
    """Households and persons whose case of the year ended with the strike-off."""
    done = Case.objects.within(scope).filter(
        code=CODE, year=year, end="done", area__gte=low, area__lt=high, subject_type="household"
    )
    rows = (
        HouseholdVerdict.objects.within(scope)
        .filter(household__in=done.values("subject_id"), area__gte=low, area__lt=high, year=year)
        .annotate(place=place)
        .values_list("place")
        .annotate(count=Count("pk"), persons=Sum("members"))
    )
    return {code: (count, persons) for code, count, persons in rows}


def _step(level: Level) -> int:
    """How many codes a region of ``level`` spans."""
    return {Level.PROVINCE: 10**10, Level.CITY: 10**8, Level.COUNTY: 10**6, Level.TOWNSHIP: 1000}.get(level, 1)
