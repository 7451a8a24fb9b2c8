"""A region's verdict explained: criteria with their origin, the interval in persons, and what would decide it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.utils import timezone

from assessment.explain.arithmetic import Interval
from assessment.explain.criteria import CriterionRow, Remedy
from assessment.explain.origins import origin_of, writers_of
from assessment.explain.recognised import beside
from assessment.explain.region_criteria import (
    RegionCase,
    interval_of,
    region_remedies,
    region_rows,
    region_sentence,
)
from assessment.explain.timeline import TimelineEntry, region_timeline
from assessment.pending import Waiting, waiting
from assessment.selectors import LEVEL_OF, StandardVersion, nearest, released, standard_versions
from core.accounts.scope import Scope
from core.regions.codes import Level, area_range
from core.regions.models import Region
from core.regions.selectors import region_detail
from villages.models import CountyYear, RegionVerdict, VillageCheck, VillageYear
from villages.selectors import recognised_region_criteria

LEVEL_NAME = {level: name for name, level in LEVEL_OF.items()}


@dataclass(frozen=True)
class RegionExplanation:
    """Everything that a region's page shows. ``verdict`` None: no standard of the level, or not computed yet.

    ``has_standard`` is True where a released standard of this level applies in the year.
    """

    region: Region
    level: Level
    year: int
    check: VillageCheck | None
    verdict: RegionVerdict | None
    standard: StandardVersion | None
    has_standard: bool
    waiting: Waiting
    village: VillageYear | None
    county: CountyYear | None
    sentence: str = ""
    detail: str = ""
    rows: list[CriterionRow] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    incidence: Interval | None = None
    timeline: list[TimelineEntry] = field(default_factory=list)

    @property
    def checked_at(self) -> datetime | None:
        return self.check.checked_at if self.check else None

    @property
    def decided(self) -> int:
        """How many criteria decide."""
        return sum(row.kind == "veto" for row in self.rows)


def explain_region(*, scope: Scope, area: int, year: int) -> RegionExplanation | None:
    """The explanation of a region in scope; None for a place outside it and for an unknown code."""
    region = region_detail(area) if scope.covers(area) else None
    if region is None:
        return None
    level = Level(region.level)
    check = VillageCheck.objects.filter(area=area, year=year).first()
    verdict = RegionVerdict.objects.filter(area=area, year=year).first()
    name = LEVEL_NAME.get(level, "")
    applies = nearest(area, released(year, [name])[name]) if name else None
    village = VillageYear.objects.within(scope).filter(area=area, year=year).first() if level == Level.VILLAGE else None
    county = CountyYear.objects.within(scope).filter(area=area, year=year).first() if level == Level.COUNTY else None
    pending = waiting(area, year)
    timeline = region_timeline(area)
    if verdict is None or check is None:
        sentence = _no_verdict(level, year, check, has_standard=applies is not None, pending=bool(pending))
        return RegionExplanation(
            region, level, year, check, None, None, applies is not None, pending, village, county, sentence,
            timeline=timeline,
        )  # fmt: skip
    standard = standard_versions([verdict.standard])[verdict.standard]
    writers = writers_of([village, county])
    origins = {
        cast(type, VillageYear): origin_of(village, "村年度资料", writers, "村"),
        cast(type, CountyYear): origin_of(county, "县年度资料", writers, "县"),
    }
    case = RegionCase(verdict, standard, check, village, county, _blank_villages(area, year, level), origins)
    rows = beside(region_rows(case), recognised_region_criteria([area], year, timezone.localdate()).get(area, {}))
    words, detail = region_sentence(verdict.outcome, rows)
    measured = next((rule for rule in standard.rules if rule.indicator == "assessed_incidence"), None)
    return RegionExplanation(
        region, level, year, check, verdict, standard, True, pending, village, county, words, detail, rows,
        region_remedies(case), interval_of(case, measured) if measured else None, timeline,
    )  # fmt: skip


def _blank_villages(area: int, year: int, level: Level) -> int:
    if level == Level.VILLAGE:
        return 0
    low, high = area_range(area)
    return VillageCheck.objects.filter(
        level=Level.VILLAGE,
        area__gte=low,
        area__lt=high,
        year=year,
        exists_in_year=True,
        rural_population__isnull=True,
    ).count()


def _no_verdict(level: Level, year: int, check: VillageCheck | None, *, has_standard: bool, pending: bool) -> str:
    if not has_standard:
        return f"本级 {year} 年度没有已发布的退出标准，不作判定" if level > Level.COUNTRY else "全国不作判定"
    if pending:
        return "计算中，还没有判定"
    if check is not None and not check.exists_in_year:
        return f"{year} 年末的行政区划里没有这个地方，不作判定"
    return f"{year} 年度还没有资料，不作判定"
