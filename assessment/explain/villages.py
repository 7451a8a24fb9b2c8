"""The villages of a region as lines: outcome, where each is stuck, and the persons that its rate hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.explain.region_criteria import RegionCase, region_rows
from assessment.selectors import standard_versions
from core.accounts.scope import Scope
from core.regions.codes import Level, ancestor, area_range
from core.regions.selectors import name_of
from villages.models import RegionVerdict, VillageCheck, VillageYear

AT_MOST = 100
OUTCOMES: dict[str, bool | None] = {"met": True, "not_met": False, "unknown": None}


@dataclass(frozen=True)
class VillageLine:
    """One village. ``judged`` False: no standard of the level, so ``outcome`` says nothing."""

    area: int
    name: str
    above: str
    judged: bool
    outcome: bool | None
    is_poor: bool | None
    stuck: str
    households: int
    not_met: int
    unknown: int
    persons_not_met: int
    persons_unknown: int
    rural_population: int | None


def blocking_villages(*, scope: Scope, area: int, year: int, limit: int = AT_MOST) -> list[VillageLine]:
    """The villages below ``area`` whose verdict is not met or unknown, nearest first; at most ``limit``."""
    low, high = _range(scope, area)
    verdicts = list(
        RegionVerdict.objects.filter(
            Q(outcome=False) | Q(outcome__isnull=True), level=Level.VILLAGE, area__gte=low, area__lt=high, year=year
        )
    )
    standards = standard_versions({verdict.standard for verdict in verdicts})
    checks = {row.area: row for row in VillageCheck.objects.filter(area__in=[v.area for v in verdicts], year=year)}

    def nearness(verdict: RegionVerdict) -> tuple[bool, int, int, int]:
        pairs = zip(standards[verdict.standard].rules, verdict.outcomes, strict=True)
        vetoes = [outcome for rule, outcome in pairs if rule.kind == "veto"]
        check = checks[verdict.area]
        failing = vetoes.count(False) or vetoes.count(None)
        return verdict.outcome is None, failing, check.persons_not_met + check.persons_unknown, verdict.area

    nearest = sorted((verdict for verdict in verdicts if verdict.area in checks), key=nearness)[:limit]
    return village_lines(scope=scope, year=year, checks=[checks[verdict.area] for verdict in nearest])


def villages_query(*, scope: Scope, area: int, year: int, outcome: str = "", facts: str = "") -> QuerySet[VillageCheck]:
    """The villages of a place that exist in the year.

    ``facts`` "none": without 是否贫困村 or without a record; "population": without 农业户籍人口数.
    """
    low, high = _range(scope, area)
    rows = VillageCheck.objects.filter(
        level=Level.VILLAGE, area__gte=low, area__lt=high, year=year, exists_in_year=True
    )
    if outcome in OUTCOMES:
        verdicts = RegionVerdict.objects.filter(area=OuterRef("area"), year=year)
        wanted = OUTCOMES[outcome]
        rows = rows.filter(
            Exists(verdicts.filter(outcome__isnull=True) if wanted is None else verdicts.filter(outcome=wanted))
        )
    blank = {"none": "is_poor", "population": "rural_population"}.get(facts)
    return rows.filter(**{f"{blank}__isnull": True}) if blank else rows


def village_lines(*, scope: Scope, year: int, checks: Sequence[VillageCheck]) -> list[VillageLine]:
    """The lines of some villages, everything that belongs to them read in sets."""
    areas = [check.area for check in checks]
    verdicts = {row.area: row for row in RegionVerdict.objects.filter(area__in=areas, year=year)}
    standards = standard_versions({verdict.standard for verdict in verdicts.values()})
    facts = {row.area: row for row in VillageYear.objects.within(scope).filter(area__in=areas, year=year)}
    names = name_of([*areas, *(ancestor(area, Level.TOWNSHIP) for area in areas)])
    found = []
    for check in checks:
        verdict = verdicts.get(check.area)
        stuck = ""
        if verdict is not None and verdict.outcome is not True:
            case = RegionCase(verdict, standards[verdict.standard], check, facts.get(check.area))
            rows = [row for row in region_rows(case) if row.kind == "veto" and row.outcome is verdict.outcome]
            words = [f"{row.label}：{row.gap}" for row in rows]
            blank = verdict.outcome is None and check.area not in facts
            stuck = "缺：村年度资料" if blank else "；".join(words)
        found.append(
            VillageLine(
                check.area,
                names.get(check.area, str(check.area)),
                names.get(ancestor(check.area, Level.TOWNSHIP), ""),
                verdict is not None,
                verdict.outcome if verdict else None,
                check.is_poor,
                stuck,
                check.households_met + check.households_not_met + check.households_unknown,
                check.households_not_met,
                check.households_unknown,
                check.persons_not_met,
                check.persons_unknown,
                check.rural_population,
            )
        )
    return found


def _range(scope: Scope, area: int) -> tuple[int, int]:
    return scope.meets(*area_range(area)) if scope.helper_id is None else (0, 0)
