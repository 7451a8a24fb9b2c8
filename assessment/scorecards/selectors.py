"""Scorecards of a region and of those below it, and the households that lower an item. All in scope."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from assessment.models import ScorecardLabel
from assessment.scorecards.counts import (
    ITEMS,
    MATCHED,
    Arranged,
    Counted,
    Part,
    Scorecard,
    answers,
    arranged,
    counted,
    day_of,
    scorecard,
)
from assessment.selectors import nearest
from assessment.targets.progress import step_of
from assessment.targets.selectors import below, child_codes, region_in_scope
from core.accounts.scope import Scope
from core.accounts.selectors import villages_with_team
from core.regions.codes import Level, ancestor, area_range
from core.regions.selectors import name_of
from households.models import Household, Pairing
from households.selectors.register import subjects
from projects.models import Measure
from villages.selectors import villages_of_year


@dataclass(frozen=True)
class Board:
    """A region's scorecard and those of the regions directly below, the lowest first."""

    level: Level
    own: Scorecard
    rows: list[Scorecard]


def labels_for(area: int) -> dict[str, str]:
    """The names of the six items in a place: each that of the nearest region which names it."""
    found: dict[str, dict[int, str]] = {item: {} for item in ITEMS}
    for row in ScorecardLabel.objects.all():
        found.setdefault(row.item, {})[row.region] = row.label
    return {item: nearest(area, by_region) or item for item, by_region in found.items()}


def has_labels() -> bool:
    return ScorecardLabel.objects.exists()


def board(*, scope: Scope, area: int, year: int, today: date) -> Board | None:
    """None outside the scope. One counting statement, whatever the number of places."""
    region = region_in_scope(scope, area)
    if region is None:
        return None
    level = Level(region.level)
    low, high = area_range(area)
    down = below(level)
    numbers = counted(low, high, step_of(down), year, today)
    teams = _teams(low, high, down, year, today)
    total = Counted()
    for part in numbers.values():
        total.add(part)
    known, whole = sum(pair[0] for pair in teams.values()), sum(pair[1] for pair in teams.values())
    every = arranged(low, high, high - low, year).get(area, Arranged())
    own = scorecard(area, region.name, total, labels_for(area), _team_part(known, whole), every)
    rows: list[Scorecard] = []
    if level < Level.VILLAGE:
        labels = labels_for(area)
        codes = [code for code in child_codes(area, level, year, set(numbers)) if code in numbers]
        names, works = name_of(codes), arranged(low, high, step_of(down), year)
        rows = [
            scorecard(
                code, names.get(code, str(code)), numbers[code], labels, _team_part(*teams.get(code, (0, 0))),
                works.get(code, Arranged()),
            )
            for code in codes
        ]  # fmt: skip
        rows.sort(key=lambda row: (row.low is None, row.low or 0, row.code))
    return Board(level, own, rows)


def village_cards(low: int, high: int, year: int, today: date) -> list[tuple[str, Scorecard]]:
    """Every village of a range that has households, with its township's name, in code order."""
    numbers = counted(low, high, step_of(Level.VILLAGE), year, today)
    works = arranged(low, high, step_of(Level.VILLAGE), year)
    names = name_of([*numbers, *{ancestor(code, Level.TOWNSHIP) for code in numbers}])
    return [
        (
            names.get(ancestor(code, Level.TOWNSHIP), ""),
            scorecard(code, names.get(code, str(code)), numbers[code], {}, None, works.get(code, Arranged())),
        )
        for code in sorted(numbers)
    ]


def _teams(low: int, high: int, down: Level, year: int, today: date) -> dict[int, tuple[int, int]]:
    """By place: villages whose resident team holds a post on the day, and all villages of the year."""
    present = set(villages_with_team(low, high, day_of(year, today)))
    found: dict[int, tuple[int, int]] = {}
    for village in villages_of_year(low, high, year):
        place = ancestor(village, down)
        known, whole = found.get(place, (0, 0))
        found[place] = (known + (village in present), whole + 1)
    return found


def _team_part(known: int, whole: int) -> Part | None:
    """A village without such a post is unknown: its team may work without an account."""
    return Part("驻村工作队（第一书记）在岗", known, whole, whole - known, "村") if whole else None


def lowering(*, scope: Scope, area: int, year: int, item: str, today: date) -> QuerySet[Household]:
    """The households that lower an item, with ``facts`` and ``verdict`` of the year joined; none for a dead item."""
    rows: QuerySet[Household] = subjects(scope, year, area).annotate(
        facts=FilteredRelation("years", condition=Q(years__year=year)),
        verdict=FilteredRelation("verdicts", condition=Q(verdicts__year=year)),
    )
    if item == "objects":
        return rows.filter(Q(facts__isnull=True) | Q(facts__cause_main__isnull=True) | Q(first_identified_on=None))
    if item == "measures":
        return rows.exclude(pk__in=_matched(area, year))
    if item == "people":
        day = day_of(year, today)
        pairs = Pairing.objects.within(scope).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), household_id=OuterRef("pk"), starts_on__lte=day
        )
        return rows.filter(~Exists(pairs))
    if item == "result":
        out = rows.filter(facts__poverty_status__in=("1", "4"))  # type: ignore[misc]  # a FilteredRelation's alias
        return out.filter(Q(verdict__isnull=True) | Q(verdict__outcome=False) | Q(verdict__outcome__isnull=True))
    return rows.none()


def _matched(area: int, year: int) -> RawSQL:
    """The statement of the counts, with its named parameters in their order of appearance."""
    low, high = area_range(area)
    given = {"low": low, "high": high, "year": year, **answers()}
    names = re.findall(r"%\((\w+)\)s", MATCHED)
    # A constant of this program; what varies goes in as parameters.
    return RawSQL(re.sub(r"%\(\w+\)s", "%s", MATCHED), [given[name] for name in names])  # noqa: S611


def with_reasons(rows: QuerySet[Household], year: int) -> QuerySet[Household]:
    """The same rows carrying what their reason is made of."""
    return rows.annotate(
        seen_measure=Exists(
            Measure.all_rows.filter(household=OuterRef("pk"), year=year).exclude(status=Measure.Status.STOPPED)
        ),
        seen_facts=F("facts__id"),
        seen_cause=F("facts__cause_main"),
        seen_outcome=F("verdict__outcome"),
    )


@dataclass(frozen=True)
class LoweringLine:
    """A household that lowers an item, and why in words."""

    household: Household
    village: str
    why: str


def lowering_lines(rows: list[Household], item: str) -> list[LoweringLine]:
    """The lines of one page of ``with_reasons(lowering(…))``."""
    names = name_of(row.area for row in rows)
    return [LoweringLine(row, names.get(row.area, ""), _why(row, item)) for row in rows]


def _why(row: Household, item: str) -> str:
    if item == "people":
        return "没有帮扶责任人"
    marks = row.__dict__
    if item == "measures":
        if not marks["seen_measure"]:
            return "没有登记帮扶措施"
        return "有措施，缺：主要致贫原因" if marks["seen_cause"] is None else "没有针对致贫原因的措施"
    if item == "result":
        return "已脱贫，判定未达标" if marks["seen_outcome"] is False else "已脱贫，判定未知"
    if marks["seen_facts"] is None:
        return "没有本年度资料"
    missing = [
        word
        for word, blank in (
            ("主要致贫原因", marks["seen_cause"] is None),
            ("首次识别时间", row.first_identified_on is None),
        )
        if blank
    ]
    return f"缺：{'、'.join(missing)}"
