"""The village and the county as subjects of procedures: who sees them, what a notice may say, their decisive facts.

The subject's number is its 12-digit code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from core.accounts.scope import Scope
from core.evidence.subjects import Published, Subject
from core.regions.codes import Level
from core.regions.models import Region
from villages.models import CountyYear, VillageCheck, VillageYear
from villages.models.facts import RegionFacts

VILLAGE_DECISIVE: Final = (
    "is_poor",
    "population",
    "rural_population",
    "dangerous_households",
    "unsafe_water_households",
    "other_lacking_four_households",
    "below_well_off_households",
    "hard_road",
    "power",
    "tv",
    "broadband",
    "bus",
    "has_industry",
    "collective_income",
    "income_per_head",
    "clinics",
    "doctors",
    "culture_rooms",
)
COUNTY_DECISIVE: Final = (
    "sampled_exited",
    "wrong_exits",
    "sampled_unregistered",
    "omitted",
    "surveyed_households",
    "approving_households",
    "rural_income_per_head",
)


class _RegionKind:
    """What villages and counties share; offices see their own area and what lies below, helpers nothing."""

    label: str
    level: Level

    def visible(self, scope: Scope, ids: Collection[int]) -> Mapping[int, Subject]:
        rows = Region.objects.filter(level=self.level, code__in=[pk for pk in ids if scope.covers(pk)])
        return {
            row.code: Subject(
                row.code, row.code, f"{row.code:012d}", row.official_name, reverse("region-verdict", args=[row.code])
            )
            for row in rows
        }

    def paired(self, helper_id: int, day: date) -> QuerySet[Any, int] | None:
        return None

    def published(self, ids: Collection[int], year: int) -> Mapping[int, Published]:
        """The official name and how many persons live there: a village's 总人口数, else 农业户籍人口数."""
        persons = dict(
            VillageCheck.objects.filter(area__in=list(ids), year=year).values_list("area", "rural_population")
        )
        if self.level == Level.VILLAGE:
            rows = VillageYear.all_rows.filter(area__in=list(ids), year=year, population__isnull=False)
            persons |= dict(rows.values_list("area", "population"))
        rows_of = Region.objects.filter(code__in=list(ids)).values_list("code", "official_name")
        return {code: Published("", name, persons.get(code)) for code, name in rows_of}


class VillageKind(_RegionKind):
    """Registered in ``villages.apps`` under ``village``."""

    label = "村"
    level = Level.VILLAGE

    def facts(self, ids: Collection[int], year: int) -> Mapping[int, Mapping[str, str]]:
        """The village's yearly record as far as a standard may read it."""
        found: dict[int, dict[str, str]] = {pk: {} for pk in ids}
        for row in VillageYear.all_rows.filter(area__in=list(ids), year=year):
            found[row.area] = _told(row, VILLAGE_DECISIVE)
        return found


class CountyKind(_RegionKind):
    """Registered in ``villages.apps`` under ``county``."""

    label = "县"
    level = Level.COUNTY

    def facts(self, ids: Collection[int], year: int) -> Mapping[int, Mapping[str, str]]:
        """The figures of the county's survey, and how many of its poor villages meet their standard."""
        found: dict[int, dict[str, str]] = {pk: {} for pk in ids}
        for row in CountyYear.all_rows.filter(area__in=list(ids), year=year):
            found[row.area] = _told(row, COUNTY_DECISIVE)
        for check in VillageCheck.objects.filter(area__in=list(ids), year=year):
            whole = check.poor_villages_met + check.poor_villages_not_met + check.poor_villages_unknown
            found[check.area]["达标贫困村"] = f"{check.poor_villages_met} / {whole} 村"
        return found


def _told(row: RegionFacts, names: Collection[str]) -> dict[str, str]:
    fields = {field.name: field.verbose_name for field in row._meta.concrete_fields}
    return {str(fields[name]): _words(getattr(row, name)) for name in names}


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
