"""From an uploaded file to sealed rows in temporary tables: the child parses, this process seals and COPYs.

Personal numbers are plain only in this process's memory, a block at a time; the tables hold ciphertext.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import IO, Any, Final

from core.ledgers.kinds import Transform
from core.ledgers.run import PROBLEMS, STATES, Problem, Run, Severity
from core.ledgers.workbook_read import CellsDoubted, CellsRefused, Event, HeadingsFound, Rows, SheetEnd, read_workbook

Progress = Callable[[int], None]
COPY_BLOCK: Final = 1 << 17


def stage_file(run: Run, file: str | os.PathLike[str] | IO[bytes], progress: Progress) -> None:
    """Read ``file`` into the kind's stage tables and the problems found into stage_problem. FileRefusedError."""
    run.cursor.execute("DISCARD TEMP")
    run.cursor.execute(PROBLEMS)
    run.cursor.execute(STATES)
    run.columns[:] = [{} for _ in run.specs]
    run.rows[:] = [0] * len(run.specs)
    for sheet, spec in zip(run.kind.sheets, run.specs, strict=True):
        columns = ["row int NOT NULL", "bad int[] NOT NULL"]
        columns += [f'"{column.name}" {sheet.types.get(column.name, "text")}' for column in spec.columns]
        columns += [f"{name} {kind}" for name, kind in sheet.extra.items()]
        run.cursor.execute(f"CREATE TEMP TABLE {sheet.table} ({', '.join(columns)})")
    with closing(_events(run, file)) as events:
        _Stager(run, events, progress).work()
    for sheet in run.kind.sheets:
        run.cursor.execute(f"ANALYZE {sheet.table}")


def _events(run: Run, file: str | os.PathLike[str] | IO[bytes]) -> Generator[Event, None, None]:
    yield from read_workbook(file, run.specs)


class _Stager:
    """Walks the events of the reader; a run of ``Rows`` becomes one COPY."""

    def __init__(self, run: Run, events: Iterator[Event], progress: Progress) -> None:
        self.run = run
        self.events = events
        self.progress = progress
        self.done = 0
        self.place = -1
        self.problems: list[Problem] = []

    def work(self) -> None:
        for event in self.events:
            if isinstance(event, Rows):
                self._copy(event)
            else:
                self._note(event)
        self.run.add_problems(self.problems)

    def _note(self, event: Event) -> None:
        if isinstance(event, HeadingsFound):
            self.place = self.run.specs.index(event.sheet)
            self.run.columns[self.place] = event.columns
        elif isinstance(event, CellsRefused | CellsDoubted):
            severity: Severity = "R" if isinstance(event, CellsRefused) else "C"
            self.problems.extend((severity, self.place, p.row, p.column, p.heading, p.reason) for p in event.problems)
        elif isinstance(event, SheetEnd):
            self.run.rows[self.place] = event.rows
            self.run.notes.extend(f"{event.sheet.name}：{note}" for note in event.notes)
            self.problems.extend(("C", self.place, 0, "", "", text) for text in event.confirm)

    def _copy(self, first: Rows) -> None:
        """COPY all rows of one sheet; what else is said meanwhile is kept for afterwards."""
        sheet = self.run.sheet(self.place)
        transform = sheet.transform(self.run.specs[self.place]) if sheet.transform else None
        ended: list[Event] = []
        source = _Pipe(self._blocks(first, transform, ended))
        self.run.cursor.copy_expert(f"COPY {sheet.table} FROM STDIN", source, COPY_BLOCK)
        for event in ended:
            self._note(event)

    def _blocks(self, first: Rows, transform: Transform | None, ended: list[Event]) -> Iterator[bytes]:
        yield self._block(first, transform)
        for event in self.events:
            if isinstance(event, Rows):
                yield self._block(event, transform)
            elif isinstance(event, SheetEnd):
                ended.append(event)
                return
            else:
                self._note(event)

    def _block(self, rows: Rows, transform: Transform | None) -> bytes:
        lines = rows.lines()
        self.done += len(lines)
        self.progress(self.done)
        if transform is None:
            return rows.text
        return "".join(["\t".join(transform(line.split("\t"))) + "\n" for line in lines]).encode()


class _Pipe:
    """The file that COPY reads from: blocks as they come."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.blocks = blocks
        self.rest = memoryview(b"")

    def read(self, size: int = -1) -> Any:
        if not self.rest:
            self.rest = memoryview(next(self.blocks, b""))
        piece, self.rest = self.rest[:size], self.rest[size:]
        return bytes(piece)
