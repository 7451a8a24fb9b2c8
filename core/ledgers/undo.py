"""Undoing a batch: the look that stores nothing of the facts, and the one transaction that does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from django.db import IntegrityError, InternalError, OperationalError, connection

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor, recorded
from core.ledgers import undoing
from core.ledgers.hooks import Effect, effect_of
from core.ledgers.imports import ATTEMPTS, passes_by
from core.ledgers.kinds import kinds
from core.ledgers.models import Batch
from core.ledgers.run import Run, StaleRecordsError
from core.ledgers.shadows import shadowed
from core.ledgers.undoing import Found

NO_RECORD: Final = "这批导入没有留下撤销所需的记录（在有撤销功能之前导入），不能撤销"
NOTHING: Final = "没有可以撤销的行：这批没有写入，或写入的行此后都改过、都有引用"
CLASHES: Final = "恢复的值与现有记录冲突（如证件号码已被别人使用、金额已被占用），没有撤销任何一行"


class UndoRefusedError(Exception):
    """The batch cannot be undone; nothing was changed."""


class UndoKeeper(Protocol):
    """Stores the result in the transaction that undoes: ``open`` locks, ``close`` writes."""

    def open(self) -> None: ...

    def close(self, run: Run, found: Found, effect: Effect | None) -> None: ...


@contextmanager
def _run(batch: Batch, actor: Actor) -> Iterator[Run]:
    with connection.cursor() as cursor:
        yield Run(kinds()[batch.kind], batch.year, SYSTEM_SCOPE, actor, cursor, [], batch=batch.pk)


def demand_record(batch: Batch) -> None:
    """UndoRefusedError unless what the batch wrote is known."""
    if not batch.writes.exists():
        raise UndoRefusedError(NO_RECORD)


def look(batch: Batch, keeper: UndoKeeper, actor: Actor) -> Found:
    """Say what undoing would do; only the keeper stores something."""
    demand_record(batch)
    with recorded(actor), _run(batch, actor) as run:
        undoing.stage(run, lock=False)
        found = undoing.count(run)
        keeper.close(run, found, _previewed(run))
    return found


def _previewed(run: Run) -> Effect | None:
    if not run.kind.judged:
        return effect_of([], run.year)
    places = undoing.areas(run)
    with shadowed(run, places):
        undoing.perform(run)
        run.kind.after_shadow(run)
        return effect_of(places, run.year)


def undo(batch: Batch, keeper: UndoKeeper, actor: Actor, reason: str) -> Found:
    """Undo all rows that were not edited since and that nothing hangs on, in one transaction. UndoRefusedError.

    Rows are locked before they are compared: an edit before the lock is respected, one after it waits and finds the
    row undone.
    """
    demand_record(batch)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _undone(batch, keeper, actor, reason)
        except (StaleRecordsError, IntegrityError, InternalError, OperationalError) as error:
            # A trigger that keeps an invariant raises an internal error, and will again.
            if isinstance(error, InternalError) or (attempt == ATTEMPTS and isinstance(error, IntegrityError)):
                raise UndoRefusedError(CLASHES) from error
            if attempt == ATTEMPTS or not passes_by(error):
                raise
    raise AssertionError("unreachable")


def _undone(batch: Batch, keeper: UndoKeeper, actor: Actor, reason: str) -> Found:
    said = f"撤销导入批次 {batch.pk}：{reason}"
    with recorded(actor, reason=said, bulk=True), _run(batch, actor) as run:
        keeper.open()
        undoing.stage(run, lock=True)
        found = undoing.count(run)
        if not found.restored + found.removed:
            raise UndoRefusedError(NOTHING)
        places = undoing.areas(run) if run.kind.judged else []
        undoing.perform(run)
        keeper.close(run, found, effect_of(places, run.year))
    return found
