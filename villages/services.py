"""Writes of villages and counties: one function a change, in the actor's name, with the version that was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import IntegrityError, models
from django.utils import timezone

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import Actor, recorded
from villages.models import CountyYear, RegionExit, VillageYear
from villages.models.facts import RegionFacts

Facts = TypeVar("Facts", bound=RegionFacts)


class OutsideScopeError(LookupError):
    """The place is not in the person's scope."""


@dataclass
class StaleFactsError(Exception):
    """Somebody else saved in between: ``base`` is what the caller had read (None: no record yet), ``fresh`` what is."""

    fresh: RegionFacts
    base: models.Model | None

    def __str__(self) -> str:
        return f"{self.fresh}: now version {self.fresh.version}"

    def merged(self, mine: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """What to save next: their value where only they changed it, else mine; and the fields both changed."""
        values, both = dict(mine), []
        for name, value in mine.items():
            theirs, read = getattr(self.fresh, name), getattr(self.base, name, None)
            if value == read:
                values[name] = theirs
            elif theirs not in (read, value):
                both.append(name)
        return values, both


def village_facts_save(
    *, actor: Actor, scope: Scope, area: int, year: int, facts: dict[str, Any], version: int | None
) -> VillageYear:
    """Write a village's facts of a year; see ``_save``."""
    return _save(VillageYear, actor, scope, area, year, facts, version)


def county_facts_save(
    *, actor: Actor, scope: Scope, area: int, year: int, facts: dict[str, Any], version: int | None
) -> CountyYear:
    """Write a county's exit survey of a year; see ``_save``."""
    return _save(CountyYear, actor, scope, area, year, facts, version)


def _save(
    model: type[Facts],
    actor: Actor,
    scope: Scope,
    area: int,
    year: int,
    facts: dict[str, Any],
    version: int | None,
) -> Facts:
    """Create (``version`` None) or update exactly the version that was read; unchanged values write nothing.

    Raises OutsideScopeError, StaleFactsError; then nothing is written.
    """
    if not scope.covers(area):
        raise OutsideScopeError(area)
    rows = cast("models.QuerySet[Facts]", model.objects.within(SYSTEM_SCOPE).filter(area=area, year=year))
    stamp = {"source": "form", "batch": None, "row": None, "updated_by": actor.user_id, "updated_at": timezone.now()}
    with recorded(actor):
        current = rows.first()
        if current is None:
            if version is not None:
                raise OutsideScopeError(area)
            try:
                return model.all_rows.create(area=area, year=year, **facts, **stamp)
            except IntegrityError:
                current = None
        elif version == current.version:
            changed = {name: value for name, value in facts.items() if getattr(current, name) != value}
            if not changed:
                return current
            if rows.filter(version=version).update(**changed, **stamp, version=version + 1):
                return rows.get()
    fresh = rows.get()
    history = apps.get_model("villages", f"{model.__name__}Event")
    raise StaleFactsError(fresh, history.objects.filter(pgh_obj_id=fresh.pk, version=version).first())


@dataclass(frozen=True)
class ExitPaper:
    """What a final step says of a region's exit: the day, the document, the case, a county's type."""

    exited_on: date
    document: str
    case_id: int
    county_type: str | None = None


def region_exit_record(*, actor: Actor, kind: RegionExit.Kind, area: int, year: int, paper: ExitPaper) -> RegionExit:
    """Record the exit of a region; of a village also as its yearly fact 是否出列. The second time the first holds.

    Called by the effect of a procedure's last step, which has checked scope, role and conditions.
    """
    with recorded(actor, reason=f"{kind.label}登记"):
        found, new = RegionExit.all_rows.get_or_create(
            area=area,
            defaults={
                "year": year,
                "kind": kind,
                "exited_on": paper.exited_on,
                "document": paper.document,
                "county_type": paper.county_type,
                "case_id": paper.case_id,
                "recorded_by": actor.user_id,
                "recorded_name": actor.name,
            },
        )
        if new and kind == RegionExit.Kind.VILLAGE:
            _stamped(VillageYear, actor, area, year, {"is_delisted": True, "delist_year": paper.exited_on.year})
    return found


def county_survey_record(*, actor: Actor, area: int, year: int, figures: dict[str, int]) -> None:
    """Enter the figures of the special assessment into the county's record of the year; see region_exit_record."""
    with recorded(actor, reason="专项评估检查"):
        _stamped(CountyYear, actor, area, year, figures)


def _stamped(model: type[RegionFacts], actor: Actor, area: int, year: int, facts: dict[str, Any]) -> None:
    stamp = {"source": "form", "batch": None, "row": None, "updated_by": actor.user_id, "updated_at": timezone.now()}
    row, _ = model.all_rows.get_or_create(area=area, year=year, defaults=stamp)
    if any(getattr(row, name) != value for name, value in facts.items()):
        model.all_rows.filter(pk=row.pk).update(**facts, **stamp, version=models.F("version") + 1)
