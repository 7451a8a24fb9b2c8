"""Writing the targets of pathways; what an office above has set, nobody below changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import level_of
from core.regions.selectors import name_of
from projects.models import PathwayTarget
from projects.pathways.errors import OutsideScopeError, PathwayRefusedError, StaleTargetError


@dataclass(frozen=True)
class TargetInput:
    """One number of a region, with the version that was read (None: there was no row)."""

    area: int
    pathway: int
    unit: str
    number: int | None
    version: int | None = None

    @property
    def key(self) -> tuple[int, int, str]:
        return self.area, self.pathway, self.unit


def may_set(row: PathwayTarget | None, office: int) -> bool:
    """``office`` is the region of the editor's post."""
    return row is None or level_of(row.set_from) >= level_of(office)


def targets_save(
    *, actor: Actor, scope: Scope, office: int, year: int | None, rows: Sequence[TargetInput]
) -> int:  # fmt: skip
    """Write targets of a year, or of the whole period (None), together or not at all; how many changed.

    Raises OutsideScopeError, StaleTargetError when a row is no longer the version that was read, PathwayRefusedError
    for one that an office above has set. Unchanged rows write nothing; a blank one leaves an open number open.
    """
    for item in rows:
        if not scope.covers(item.area):
            raise OutsideScopeError(item.area)
    with recorded(actor, reason="帮扶路径目标"):
        stored = PathwayTarget.objects.within(scope).select_for_update(no_key=True)
        areas = {item.area for item in rows}
        known = {(row.area, row.pathway_id, row.unit): row for row in stored.filter(year=year, area__in=areas)}
        return sum(_save(actor, office, year, item, known.get(item.key)) for item in rows)


def _save(actor: Actor, office: int, year: int | None, item: TargetInput, row: PathwayTarget | None) -> int:
    stamp = {"source": "form", "updated_by": actor.user_id, "updated_at": timezone.now(), "set_from": office}
    if row is None:
        if item.number is None:
            return 0
        try:
            with transaction.atomic():
                PathwayTarget.objects.create(
                    area=item.area, pathway_id=item.pathway, unit=item.unit, year=year, number=item.number, **stamp
                )
        except IntegrityError as error:
            raise StaleTargetError(_stale(item.area)) from error
        return 1
    if row.number == item.number:
        return 0
    if item.version != row.version:
        raise StaleTargetError(_stale(item.area))
    if not may_set(row, office):
        raise PathwayRefusedError(f"{_name(item.area)}的目标由上级下达，不能修改")
    for name, value in {**stamp, "number": item.number, "version": row.version + 1}.items():
        setattr(row, name, value)
    row.save()
    return 1


def _name(area: int) -> str:
    return name_of([area]).get(area, str(area))


def _stale(area: int) -> str:
    return f"{_name(area)}的目标刚被他人修改，请核对后重新填写"
