"""History of records: what each row was before every update and delete, by statement-level triggers.

Insert events are left out: the row is its own first version, and they would double the database (PROTOTYPE 4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pghistory.models
import pgtrigger
from django.db import models

ModelClass = TypeVar("ModelClass", bound=type[models.Model])


class HistoryEvent(pghistory.models.Event):
    """Base of every event table: bigint ids, the object without a database constraint, one index."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def refuse_truncate() -> pgtrigger.Trigger:
    """TRUNCATE is refused: row triggers do not see it (tests flush under the replica role)."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'truncating % is not allowed', TG_TABLE_NAME;",
    )


def kept(*, exclude: Sequence[str] = (), by_area: bool = False) -> Callable[[ModelClass], ModelClass]:
    """Class decorator: keep the old row of every UPDATE and DELETE, with the context of ``recorded``.

    ``by_area`` adds an index of the images by place, for what is replayed village by village.
    """

    def track(model: ModelClass) -> ModelClass:
        name = f"{model.__name__.lower()}_event_area"
        places = [models.Index(fields=["area"], name=name)] if by_area else []
        tracked: ModelClass = pghistory.track(
            pghistory.UpdateEvent(level=pgtrigger.Statement, row=pghistory.Old),
            pghistory.DeleteEvent(level=pgtrigger.Statement, row=pghistory.Old),
            model_name=f"{model.__name__}Event",
            base_model=HistoryEvent,
            exclude=list(exclude) or None,
            obj_field=pghistory.ObjForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING),
            context_field=pghistory.ContextForeignKey(
                db_constraint=False, null=True, on_delete=models.DO_NOTHING, db_index=False
            ),
            append_only=True,
            meta={"triggers": [refuse_truncate()], "indexes": places},
        )(model)
        return tracked

    return track
