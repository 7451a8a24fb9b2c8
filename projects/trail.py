"""Which records of this app the trail lists, and what it calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from core.dictionaries.selectors import label
from core.regions.selectors import name_of
from projects.measures.sectors import SECTORS, Sector
from projects.models import (
    AllowanceLine,
    Asset,
    AssetDistribution,
    AssetIncome,
    Disaster,
    DisasterHousehold,
    DisasterPlace,
    Measure,
    Pathway,
    PathwayTarget,
    Project,
    ProjectBeneficiary,
    ProjectInvestment,
    ProjectQuantity,
    ProjectTarget,
    ProjectVillage,
    SectorLimit,
    SolarMonth,
    SolarStation,
)


def _measures(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    """A measure, or the one its details belong to: household, year, name. What is outside the scope is not named."""
    wanted = {getattr(event, "measure_id", None) or event.pgh_obj_id for event in events}
    rows = Measure.objects.within(scope).select_related("household").in_bulk(list(wanted))
    found = {}
    for event in events:
        row = rows.get(getattr(event, "measure_id", None) or event.pgh_obj_id)
        if row is not None:
            text = f"{row.household.head_name}户 {row.household.code} · {row.year} 年度 {row.name}"
            found[event.pgh_id] = Subject(text, reverse("measure-page", args=[row.pk]))
    return found


def _targets(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    inside = [event for event in events if scope.covers(event.area)]
    names = name_of(event.area for event in inside)
    labels = dict(Pathway.objects.values_list("pk", "label"))
    return {
        event.pgh_id: Subject(f"{names.get(event.area, event.area)} · {labels.get(event.pathway_id, '')}")
        for event in inside
    }


def _lines(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    """The region and year of a subsistence line."""
    inside = [event for event in events if scope.covers(event.region)]
    names = name_of(event.region for event in inside)
    return {
        event.pgh_id: Subject(f"{names.get(event.region, event.region)} {event.year} 年低保标准") for event in inside
    }


def _limits(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    """The region and first year of a limit."""
    inside = [event for event in events if scope.covers(event.region)]
    names = name_of(event.region for event in inside)
    return {
        event.pgh_id: Subject(
            f"{names.get(event.region, event.region)} {event.from_year} 年起{SectorLimit.Code(event.code).label}"
        )
        for event in inside
    }


def _measure_words(name: str, value: Any) -> str | None:
    return label("measure_kind", value) if name == "kind" else None


def _sector_words(sector: Sector) -> Any:
    facts = {item.name: item for item in sector.bound}
    return lambda name, value: facts[name].words(value) if name in facts else None


def _projects(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    """A project, or the one that a row belongs to."""
    wanted = {getattr(event, "project_id", None) or event.pgh_obj_id for event in events}
    rows = Project.objects.within(scope).in_bulk(list(wanted))
    found = {}
    for event in events:
        row = rows.get(getattr(event, "project_id", None) or event.pgh_obj_id)
        if row is not None:
            found[event.pgh_id] = Subject(f"{row.name} {row.code}", reverse("project-card", args=[row.pk]))
    return found


def _assets(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    rows = Asset.objects.within(scope).in_bulk([event.pgh_obj_id for event in events])
    return {event.pgh_id: Subject(str(row)) for event in events if (row := rows.get(event.pgh_obj_id)) is not None}


def _disasters(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    """An event, or the one that a village or household belongs to."""
    wanted = {getattr(event, "disaster_id", None) or event.pgh_obj_id for event in events}
    rows = Disaster.all_rows.in_bulk([int(pk) for pk in wanted])
    found = {}
    for event in events:
        row = rows.get(getattr(event, "disaster_id", None) or event.pgh_obj_id)
        if row is not None and scope.covers(event.area):
            found[event.pgh_id] = Subject(str(row), reverse("disaster-card", args=[row.pk]))
    return found


def _disaster_words(name: str, value: Any) -> str | None:
    lists = {"kind": "disaster_kind", "damage_grade": "damage_grade", "rebuild_mode": "rebuild_mode"}
    return label(lists[name], value) if name in lists and value else None


def _by_place(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    inside = [event for event in events if scope.covers(event.area)]
    names = name_of(event.area for event in inside)
    return {event.pgh_id: Subject(names.get(event.area, str(event.area))) for event in inside}


def _project_words(name: str, value: Any) -> str | None:
    lists = {"category": "project_category", "level": "fund_level", "kind": "fund_kind"}
    return label(lists[name], value) if name in lists and value else None


_KEYS = frozenset({"household", "measure"})
register(
    RecordKind("measure", "帮扶措施", Measure, _measures, rank=30, ignored=_KEYS | {"sector"}, words=_measure_words)
)
register(RecordKind("pathway-target", "帮扶路径目标", PathwayTarget, _targets, rank=31, ignored=frozenset({"pathway"})))
register(
    RecordKind(
        "sector-limit",
        "专项限额",
        SectorLimit,
        _limits,
        within=lambda events, low, high: events.filter(region__gte=low, region__lt=high),
        rank=29,
        ignored=frozenset({"region"}),
        place=lambda event: int(event.region),
    )
)
register(
    RecordKind(
        "allowance-line",
        "低保标准",
        AllowanceLine,
        _lines,
        within=lambda events, low, high: events.filter(region__gte=low, region__lt=high),
        rank=29,
        ignored=frozenset({"region"}),
        place=lambda event: int(event.region),
    )
)
for _place, _sector in enumerate(SECTORS.values()):
    register(
        RecordKind(
            f"measure-{_sector.code}",
            f"{_sector.label}明细",
            _sector.model,
            _measures,
            rank=32 + _place,
            ignored=_KEYS,
            words=_sector_words(_sector),
        )
    )
_OF_PROJECT = frozenset({"project", "case", "household", "asset", "income"})
for _place, (_code, _title, _model, _told) in enumerate(
    (
        ("project", "项目", Project, _projects),
        ("project-village", "项目村", ProjectVillage, _projects),
        ("project-quantity", "项目任务量", ProjectQuantity, _projects),
        ("project-investment", "项目资金来源", ProjectInvestment, _projects),
        ("project-target", "绩效目标", ProjectTarget, _projects),
        ("project-beneficiary", "受益户", ProjectBeneficiary, _projects),
        ("asset", "扶贫资产", Asset, _assets),
        ("asset-income", "资产收益", AssetIncome, _by_place),
        ("asset-distribution", "收益分配", AssetDistribution, _by_place),
        ("solar-station", "光伏电站", SolarStation, _by_place),
        ("solar-month", "光伏电站月收益", SolarMonth, _by_place),
    )
):
    register(
        RecordKind(
            _code,
            _title,
            _model,
            _told,
            rank=50 + _place,
            ignored=_OF_PROJECT,
            words=_project_words if _model in (Project, ProjectInvestment) else lambda name, value: None,
        )
    )
for _place, (_code, _title, _model) in enumerate(
    (("disaster", "灾害事件", Disaster), ("disaster-place", "受灾村", DisasterPlace),
     ("disaster-household", "受灾户", DisasterHousehold))
):  # fmt: skip
    register(
        RecordKind(
            _code,
            _title,
            _model,
            _disasters,
            rank=65 + _place,
            ignored=frozenset({"disaster", "household"}),
            words=_disaster_words,
        )
    )
