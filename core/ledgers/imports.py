"""The import itself: stage, match, check, compare, preview the effect, apply. One way for page, command and demo.

All or nothing: everything that is written is written in one transaction, and the batch changes its state in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final, Protocol

from django.db import DatabaseError, IntegrityError, OperationalError, connection

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.ledgers import footprints, outcome
from core.ledgers.doubts import ask_rules
from core.ledgers.hooks import effect_of
from core.ledgers.kinds import ImportKind
from core.ledgers.outcome import NOTES_SHOWN, Outcome
from core.ledgers.run import Run, StaleRecordsError
from core.ledgers.shadows import shadowed
from core.ledgers.staging import Progress, stage_file

ATTEMPTS: Final = 4
ANALYZE_FROM: Final = 5_000
# Serialisation failure, deadlock, foreign key (a household moved meanwhile), unique (somebody was first).
_RETRIED: Final = frozenset({"40001", "40P01", "23503", "23505"})

File = str | os.PathLike[str] | IO[bytes]


class BatchKeeper(Protocol):
    """Stores the batch in the transaction that applies: ``open`` before the facts, ``close`` after them."""

    def open(self) -> int: ...

    def close(self, found: Outcome) -> None: ...


@dataclass
class Staged:
    """A file whose rows lie staged in this session's temporary tables; what reading found is not forgotten."""

    run: Run
    notes: list[str]


def _silent(done: int) -> None:
    """Nobody watches."""


@contextmanager
def staged(
    kind: ImportKind, file: File, *, year: int, scope: Scope, actor: Actor, progress: Progress = _silent
) -> Iterator[Staged]:
    """The rows of ``file``, cleaned, sealed and staged until the end of the block. FileRefusedError."""
    with connection.cursor() as cursor:
        run = Run(kind, year, scope, actor, cursor, [sheet.spec() for sheet in kind.sheets])
        stage_file(run, file, progress)
        yield Staged(run, list(run.notes))
        # After an error the next import clears what is left; temporary tables bear names that nothing else uses.
        cursor.execute("DISCARD TEMP")


def check(held: Staged, *, with_effect: bool = True) -> Outcome:
    """Say what importing would do, storing nothing. The refused cells stay in stage_problem until the block ends."""
    run = held.run
    found = _examined(held)
    if with_effect and not found.counts.refused:
        with shadowed(run, run.kind.areas(run)):
            run.kind.apply(run)
            run.kind.after_shadow(run)
            _doubted(run, found)
            found.effect = effect_of(run.kind.areas(run), run.year)
    return found


def apply(held: Staged, keeper: BatchKeeper) -> Outcome:
    """Apply the staged rows, or nothing when any row is refused.

    A record that somebody changes between comparison and update makes the pass start again, at most three times.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _applied(held, keeper)
        except (StaleRecordsError, IntegrityError, OperationalError) as error:
            if attempt == ATTEMPTS or not passes_by(error):
                raise
    raise AssertionError("unreachable")


def passes_by(error: Exception) -> bool:
    """Whether the same pass may succeed a moment later."""
    if isinstance(error, StaleRecordsError):
        return True
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return getattr(cause, "pgcode", None) in _RETRIED


def _applied(held: Staged, keeper: BatchKeeper) -> Outcome:
    run = held.run
    with recorded(run.actor, reason=f"导入{run.kind.title}", bulk=True):
        before = footprints.begin(run)
        found = _examined(held)
        if not found.counts.refused:
            run.batch = found.batch = keeper.open()
            run.kind.apply(run)
            footprints.keep(run, before)
            _doubted(run, found)
            if found.counts.written >= ANALYZE_FROM:
                # The verdicts are next; with the statistics of an empty table they would be joined by nested loops.
                run.sql(f"ANALYZE {', '.join(run.kind.tables)}")
            found.effect = effect_of(run.kind.areas(run), run.year)
            keeper.close(found)
    return found


def _examined(held: Staged) -> Outcome:
    """Match, check, compare and count. It writes to temporary tables only."""
    run = held.run
    run.notes = list(held.notes)
    run.kind.match(run)
    run.kind.check(run)
    run.kind.compare(run)
    run.cursor.execute("ANALYZE stage_state")
    sheets = outcome.count(run)
    found = Outcome(sheets=sheets, problems=outcome.first_problems(run))
    _count_doubts(run, found)
    found.fields = run.kind.fields(run) if found.counts.updated else []
    found.notes = run.notes[:NOTES_SHOWN]
    if len(run.notes) > NOTES_SHOWN:
        found.notes.append(f"另有 {len(run.notes) - NOTES_SHOWN} 条说明未列出")
    found.message = _message(found, outcome.refused_cells(run))
    return found


def _count_doubts(run: Run, found: Outcome) -> None:
    (found.doubts,) = run.one("SELECT count(*) FROM stage_problem WHERE severity = 'C'")
    found.doubt_kinds = outcome.doubt_kinds(run) if found.doubts else []


def _doubted(run: Run, found: Outcome) -> None:
    """The rules asked of the facts that lie written now, where the import changes something."""
    before = len(run.notes)
    ask_rules(run, run.kind.areas(run))
    _count_doubts(run, found)
    found.notes += run.notes[before:]


def _message(found: Outcome, cells: int) -> str:
    counts = found.counts
    if counts.refused:
        return f"不能导入：有 {counts.refused:,} 行被拒绝，共 {cells:,} 处错误。整批要么全部导入，要么一行也不导入"
    if not counts.written:
        return f"{counts.read:,} 行全部通过校验，没有变化"
    return f"{counts.read:,} 行全部通过校验，写入 {counts.written:,} 行"
