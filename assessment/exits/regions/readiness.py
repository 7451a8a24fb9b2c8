"""Whether villages and counties may leave the list, and what lacks, as the computed verdicts say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from assessment.explain.criteria import CriterionRow
from assessment.explain.recognised import beside
from assessment.explain.region_criteria import RegionCase, lack_words, region_rows
from assessment.models import RegionPlan
from assessment.pending import awaited
from assessment.selectors import standard_versions
from core.accounts.scope import SYSTEM_SCOPE
from core.regions.codes import Level, area_range
from core.regions.selectors import name_of
from villages.models import CountyYear, Recognition, RegionExit, RegionVerdict, VillageCheck, VillageYear
from villages.selectors import recognised_region_criteria, recognised_regions

# What the special assessment finds out is not known before it has taken place.
SURVEYED = frozenset({"wrong_exit_rate", "omission_rate", "recognition_rate"})
POOR_VILLAGES = "poor_villages_met"
NAMED = 5


@dataclass(frozen=True)
class Readiness:
    """One region in one year. ``rows`` are its criteria (empty without a verdict), ``exited`` says when it left.

    ``decided`` is the recognition of the whole verdict that counts today.
    """

    area: int
    judged: bool
    outcome: bool | None
    pending: bool
    is_poor: bool | None
    exited: str
    rows: list[CriterionRow] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    decided: Recognition | None = None

    @property
    def vetoes(self) -> list[CriterionRow]:
        return [row for row in self.rows if row.kind == "veto"]

    def lacks(self, *, unsurveyed: bool = False) -> list[str]:
        """What keeps the verdict from being met; ``unsurveyed``: figures of the assessment may still be missing.

        A recognised human decision goes before the verdict, both ways, as in the exit of a household; one of a single
        criterion before that criterion, and one of the share of poor villages before those that stay behind.
        """
        if self.decided is not None:
            return [self.decided.against] if self.decided.against else []
        if not self.judged:
            return ["没有系统判定"]
        open_rows = [row for row in self.vetoes if row.stands is not True]
        if unsurveyed:
            open_rows = [row for row in open_rows if row.stands is False or row.code not in SURVEYED]
        held = any(row.code == POOR_VILLAGES and row.recognised and row.stands for row in self.rows)
        return [_lack(row) for row in open_rows] + ([] if held else self.below)

    def reasons(self, *, unsurveyed: bool = False) -> list[str]:
        """Why it may not go on; empty: ready."""
        found = [f"系统判定{words}" if self.judged and not self.decided and words not in self.below else words
                 for words in self.lacks(unsurveyed=unsurveyed)]  # fmt: skip
        if self.pending:
            found.append("资料有变动，判定正在重新计算，请稍后再办")
        if self.exited:
            found.append(self.exited)
        return found


def _lack(row: CriterionRow) -> str:
    return f"{row.label}{row.recognised.against}" if row.recognised else lack_words(row)


def candidate_words(item: Readiness) -> list[str]:
    """Why a village is no candidate: only poor villages that have not left yet."""
    found = []
    if item.is_poor is not True:
        found.append("不是贫困村" if item.is_poor is False else "是否贫困村未填")
    return [*found, item.exited] if item.exited else found


def village_readiness(areas: Collection[int], year: int) -> dict[int, Readiness]:
    """Of villages that the caller found inside the scope; a fixed number of queries a county."""
    wanted = list(areas)
    facts = {row.area: row for row in VillageYear.objects.within(SYSTEM_SCOPE).filter(area__in=wanted, year=year)}
    cases = _cases(wanted, year, villages=facts)
    exits = exits_of(wanted)
    pending = awaited(wanted, year)
    decided = recognised_regions(wanted, year, timezone.localdate())
    single = recognised_region_criteria(wanted, year, timezone.localdate())
    found = {}
    for area in wanted:
        case, row = cases.get(area), facts.get(area)
        exited = f"已于 {exits[area].exited_on:%Y-%m-%d} 出列" if area in exits else ""
        if not exited and row is not None and row.is_delisted:
            exited = f"已于 {row.delist_year} 年出列" if row.delist_year else "已出列"
        found[area] = Readiness(
            area,
            case is not None,
            case.verdict.outcome if case else None,
            area in pending,
            row.is_poor if row else None,
            exited,
            beside(region_rows(case), single.get(area, {})) if case else [],
            decided=decided.get(area),
        )
    return found


def county_readiness(areas: Collection[int], year: int) -> dict[int, Readiness]:
    """Of counties; ``below`` names the poor villages that neither meet their standard nor have left."""
    wanted = list(areas)
    facts = {row.area: row for row in CountyYear.objects.within(SYSTEM_SCOPE).filter(area__in=wanted, year=year)}
    cases = _cases(wanted, year, counties=facts)
    exits = exits_of(wanted)
    plans = {row.area: row for row in RegionPlan.objects.within(SYSTEM_SCOPE).filter(area__in=wanted)}
    pending = awaited(wanted, year)
    decided = recognised_regions(wanted, year, timezone.localdate())
    single = recognised_region_criteria(wanted, year, timezone.localdate())
    found = {}
    for area in wanted:
        case, plan = cases.get(area), plans.get(area)
        exited = f"已于 {exits[area].exited_on:%Y-%m-%d} 摘帽" if area in exits else ""
        if not exited and plan is not None and plan.left_year:
            exited = f"已于 {plan.left_year} 年摘帽"
        found[area] = Readiness(
            area,
            case is not None,
            case.verdict.outcome if case else None,
            area in pending,
            None,
            exited,
            beside(region_rows(case), single.get(area, {})) if case else [],
            _poor_left(area, year),
            decided.get(area),
        )
    return found


def exits_of(areas: Collection[int]) -> dict[int, RegionExit]:
    """The recorded exits of regions inside the scope, by area."""
    return {row.area: row for row in RegionExit.objects.within(SYSTEM_SCOPE).filter(area__in=list(areas))}


def _cases(
    areas: Collection[int],
    year: int,
    *,
    villages: dict[int, VillageYear] | None = None,
    counties: dict[int, CountyYear] | None = None,
) -> dict[int, RegionCase]:
    verdicts = {row.area: row for row in RegionVerdict.objects.filter(area__in=areas, year=year)}
    standards = standard_versions({row.standard for row in verdicts.values()})
    checks = {row.area: row for row in VillageCheck.objects.filter(area__in=verdicts, year=year)}
    blank = _blank(areas, year) if counties is not None else {}
    return {
        area: RegionCase(
            verdict,
            standards[verdict.standard],
            checks[area],
            (villages or {}).get(area),
            (counties or {}).get(area),
            blank.get(area, 0),
        )
        for area, verdict in verdicts.items()
        if area in checks
    }


def _blank(counties: Iterable[int], year: int) -> dict[int, int]:
    """How many villages of each county have no 农业户籍人口数."""
    found = {}
    for area in counties:
        low, high = area_range(area)
        found[area] = VillageCheck.objects.filter(
            level=Level.VILLAGE, area__gte=low, area__lt=high, year=year,
            exists_in_year=True, rural_population__isnull=True,
        ).count()  # fmt: skip
    return found


def _poor_left(county: int, year: int) -> list[str]:
    low, high = area_range(county)
    rows = VillageCheck.objects.filter(
        level=Level.VILLAGE, area__gte=low, area__lt=high, year=year, exists_in_year=True
    )
    places = set(rows.filter(is_poor=True).values_list("area", flat=True))
    met = set(RegionVerdict.objects.filter(area__in=places, year=year, outcome=True).values_list("area", flat=True))
    left = sorted(places - met - set(exits_of(places)))
    found = []
    if left:
        names = name_of(left[:NAMED])
        named = "、".join(names.get(area, str(area)) for area in left[:NAMED])
        found.append(f"{len(left)} 个贫困村未达标也未出列：{named}{'等' if len(left) > NAMED else ''}")
    blank = rows.filter(is_poor__isnull=True).count()
    if blank:
        found.append(f"{blank} 个村没填是否贫困村")
    return found
