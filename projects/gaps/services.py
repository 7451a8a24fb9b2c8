"""Writing the subsistence line of a county."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import Level, level_of
from projects.models import AllowanceLine


class LineRefusedError(ValueError):
    """The line was not stored; the sentence says why."""


def line_set(*, actor: Actor, scope: Scope, region: int, year: int, line: Decimal) -> bool:
    """Set the line (yuan a head and year) of a region; whether anything changed.

    Raises LookupError outside the scope, LineRefusedError below the county (counties and above set it) or for a line
    that is not positive.
    """
    if not scope.covers(region):
        raise LookupError(region)
    if level_of(region) > Level.COUNTY:
        raise LineRefusedError("低保标准由县级以上制定")
    if line <= 0:
        raise LineRefusedError("低保标准应大于 0")
    with recorded(actor, reason="低保标准"):
        row = AllowanceLine.objects.select_for_update(no_key=True).filter(region=region, year=year).first()
        stamp = {"source": "form", "updated_by": actor.user_id, "updated_at": timezone.now()}
        if row is None:
            AllowanceLine.objects.create(region=region, year=year, line=line, **stamp)
            return True
        if row.line == line:
            return False
        AllowanceLine.objects.filter(pk=row.pk).update(line=line, version=F("version") + 1, **stamp)
    return True
