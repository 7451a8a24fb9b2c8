"""Writes of fiscal facts: one function, in the actor's name, with the version that was read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError
from django.db.models import F
from django.db.models.functions import Now

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import Level, level_of
from funds.contributions.errors import HiddenRecordError, RecordRefusedError, StaleRecordError
from funds.models import FiscalYear

FIELDS: Final = ("revenue", "special_budget", "note")


def fiscal_save(
    *, actor: Actor, scope: Scope, area: int, year: int, values: Mapping[str, Any], version: int | None
) -> FiscalYear:
    """Write a county's or city's figures of a year (yuan; None is not known). ``version`` None: there was none.

    HiddenRecordError outside the scope or for another level; RecordRefusedError; StaleRecordError.
    """
    if not scope.covers(area) or level_of(area) not in (Level.CITY, Level.COUNTY):
        raise HiddenRecordError(area)
    wrong = {
        name: "不能小于 0"
        for name in ("revenue", "special_budget")
        if isinstance(values.get(name), Decimal) and values[name] < 0
    }
    if wrong or set(values) - set(FIELDS):
        raise RecordRefusedError(wrong or {"": "不能在这里修改"})
    stamp = {"updated_by": actor.user_id, "updated_at": Now(), "source": "form"}
    with recorded(actor, reason="财政年度资料"):
        rows = FiscalYear.objects.within(scope).filter(area=area, year=year)
        row = rows.select_for_update(no_key=True).first()
        if row is None and version is not None:
            raise HiddenRecordError(area)
        if row is None:
            try:
                made: FiscalYear = FiscalYear.all_rows.create(area=area, year=year, **values, **stamp)
            except IntegrityError as error:
                raise StaleRecordError(1) from error
            return made
        if row.version != version:
            raise StaleRecordError(row.version)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            rows.update(**changed, **stamp, version=F("version") + 1)
            row.refresh_from_db()
    return row
