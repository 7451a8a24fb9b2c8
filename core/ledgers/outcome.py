"""What an import found and did, as plain data for the command's JSON, the page and the batch."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from core.ledgers.hooks import Effect
from core.ledgers.kinds import FieldCount
from core.ledgers.run import Run

PROBLEMS_SHOWN = 200
NOTES_SHOWN = 50


@dataclass
class Counts:
    """Rows of one or all sheets: read = created + updated + unchanged + refused."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def written(self) -> int:
        return self.created + self.updated

    def plus(self, other: Counts) -> Counts:
        return Counts(
            self.read + other.read,
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )


@dataclass(frozen=True)
class Shown:
    """A problem as people read it: 户 K37 住房面积 …; ``cells`` counts alike ones where only one is shown."""

    sheet: str
    cell: str
    heading: str
    reason: str
    cells: int = 1


@dataclass
class Outcome:
    """``batch`` None: nothing was stored. ``problems`` are the first errors, ``doubt_kinds`` one doubt of each kind."""

    sheets: dict[str, Counts] = field(default_factory=dict)
    doubts: int = 0
    notes: list[str] = field(default_factory=list)
    problems: list[Shown] = field(default_factory=list)
    doubt_kinds: list[Shown] = field(default_factory=list)
    fields: list[FieldCount] = field(default_factory=list)
    effect: Effect | None = None
    batch: int | None = None
    message: str = ""

    @property
    def counts(self) -> Counts:
        total = Counts()
        for counts in self.sheets.values():
            total = total.plus(counts)
        return total

    def as_json(self) -> dict[str, Any]:
        """The command's JSON but for the file names (CONTRACT 2)."""
        return {
            "batch": self.batch,
            **asdict(self.counts),
            "doubts": self.doubts,
            "notes": self.notes,
            "message": self.message,
            "effect": self.effect,
        }


def count(run: Run) -> dict[str, Counts]:
    """Every row of every sheet in exactly one of four states."""
    found = run.all(
        "SELECT x.sheet, CASE WHEN r.row IS NULL THEN x.state ELSE 'r' END, count(*) FROM stage_state x "
        "LEFT JOIN (SELECT DISTINCT sheet, row FROM stage_problem WHERE severity = 'R') r USING (sheet, row) "
        "GROUP BY 1, 2"
    )
    sheets = {sheet.name: Counts(read=rows) for sheet, rows in zip(run.kind.sheets, run.rows, strict=True)}
    names = {"n": "created", "c": "updated", "s": "unchanged", "r": "refused"}
    for place, state, rows in found:
        setattr(sheets[run.sheet(place).name], names[state], rows)
    return sheets


def refused_cells(run: Run) -> int:
    (cells,) = run.one("SELECT count(*) FROM stage_problem WHERE severity = 'R'")
    return int(cells)


def first_problems(run: Run) -> list[Shown]:
    rows = run.all(
        "SELECT sheet, row, letter, heading, reason FROM stage_problem WHERE severity = 'R' "
        "ORDER BY sheet, row, length(letter), letter LIMIT %(limit)s",
        limit=PROBLEMS_SHOWN,
    )
    return [_shown(run, *row) for row in rows]


def doubt_kinds(run: Run) -> list[Shown]:
    """One example of each kind of doubt (sheet, column, rule or wording without numbers) with how many there are."""
    rows = run.all(
        "SELECT DISTINCT ON (sheet, heading, kind) sheet, row, letter, heading, reason, "
        "count(*) OVER (PARTITION BY sheet, heading, kind) FROM ("
        "SELECT sheet, row, letter, heading, reason, "
        "COALESCE(kind, regexp_replace(reason, '[0-9.,]+', '#', 'g')) AS kind "
        "FROM stage_problem WHERE severity = 'C') q "
        "ORDER BY sheet, heading, kind, row LIMIT %(limit)s",
        limit=PROBLEMS_SHOWN,
    )
    return [_shown(run, *row) for row in rows]


def _shown(run: Run, sheet: int, row: int, letter: str, heading: str, reason: str, cells: int = 1) -> Shown:
    cell = f"{letter or '行'}{row}" if row else "—"
    return Shown(run.sheet(sheet).name, cell, heading, reason, cells)
