"""One pass of an import over its staged rows: the database session, the parameters, the problems found."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from core.accounts.scope import Scope
from core.audit.trail import Actor
from core.ledgers.cells import copy_escaped
from core.ledgers.kinds import ImportKind, ImportSheet
from core.ledgers.specs import SheetSpec

Severity = Literal["R", "C"]
# (severity, sheet, row, letter, heading, reason)
Problem = tuple[Severity, int, int, str, str, str]

PROBLEMS = """
CREATE TEMP TABLE stage_problem (
    severity "char", sheet smallint, row int, letter text, heading text, reason text,
    kind text
)"""
STATES = 'CREATE TEMP TABLE stage_state (sheet smallint, row int, state "char")'


class StaleRecordsError(RuntimeError):
    """Somebody wrote a record between its comparison and its update; the pass is repeated."""


@dataclass
class Run:
    """``year``, ``scope`` and ``actor`` are the import's; ``columns`` per sheet: letter of each column the file has.

    ``batch`` is set before rows are applied. SQL of a kind may use %(year)s, %(low)s, %(high)s, %(batch)s, %(user)s.
    """

    kind: ImportKind
    year: int
    scope: Scope
    actor: Actor
    cursor: Any
    specs: list[SheetSpec]
    columns: list[dict[str, str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    batch: int | None = None
    shadow: bool = False

    def sql(self, statement: str, **params: Any) -> int:
        """Run a statement; the number of rows it touched."""
        self.cursor.execute(statement, self.parameters(**params))
        count: int = self.cursor.rowcount
        return count

    def all(self, statement: str, **params: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(statement, self.parameters(**params))
        rows: list[tuple[Any, ...]] = self.cursor.fetchall()
        return rows

    def one(self, statement: str, **params: Any) -> tuple[Any, ...]:
        return self.all(statement, **params)[0]

    def parameters(self, **more: Any) -> dict[str, Any]:
        """What SQL of a kind may name."""
        return {
            "year": self.year,
            "low": self.scope.low,
            "high": self.scope.high,
            "batch": self.batch,
            "user": self.actor.user_id,
            **more,
        }

    def sheet(self, place: int) -> ImportSheet:
        return self.kind.sheets[place]

    def has(self, place: int, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.columns[place]

    def bad(self, place: int, *names: str) -> str:
        """SQL: one of these cells of the staged row ``s`` was refused while reading."""
        order = [column.name for column in self.specs[place].columns]
        return f"s.bad && ARRAY[{','.join(str(order.index(name)) for name in names)}]"

    def refuse(self, place: int, name: str, select: str, **params: Any) -> int:
        """``select`` yields (row, reason): each becomes an error at the column ``name`` of that row."""
        return self._problem("R", place, name, select, params)

    def refuse_twins(self, place: int, name: str, value: str, what: str) -> int:
        """Rows of a sheet that share ``value`` (SQL over s): an error on each, naming the others."""
        table = self.sheet(place).table
        return self.refuse(
            place,
            name,
            "SELECT r, %(what)s || '与第 ' || array_to_string((array_remove(d.rows, r))[1:5], '、') || ' 行重复' FROM ("
            f"SELECT array_agg(s.row ORDER BY s.row) AS rows FROM {table} s JOIN ("
            f"SELECT {value} AS twin FROM {table} s WHERE {value} IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
            f") t ON t.twin = {value} GROUP BY t.twin) d, unnest(d.rows) r",
            what=what,
        )

    def doubt(self, place: int, name: str, select: str, **params: Any) -> int:
        """The same for what is allowed but improbable."""
        return self._problem("C", place, name, select, params)

    def _problem(self, severity: Severity, place: int, name: str, select: str, params: dict[str, Any]) -> int:
        return self.sql(
            "INSERT INTO stage_problem (severity, sheet, row, letter, heading, reason) "
            "SELECT %(severity)s, %(sheet)s, q.row, %(letter)s, %(heading)s, q.reason "
            f"FROM ({select}) AS q(row, reason)",
            severity=severity,
            sheet=place,
            letter=self.columns[place].get(name, ""),
            heading=self.sheet(place).headings.get(name, name),
            **params,
        )

    def add_problems(self, rows: Iterable[Problem]) -> None:
        """Problems found while reading."""
        text = "".join("\t".join(copy_escaped(str(part)) for part in row) + "\n" for row in rows)
        if text:
            self.cursor.copy_expert(
                "COPY stage_problem (severity, sheet, row, letter, heading, reason) FROM STDIN", io.StringIO(text)
            )

    def add_doubts(self, rows: Iterable[tuple[int, int, str, str, str, str]]) -> None:
        """Doubts that rules found: (sheet, row, letter, heading, reason, rule)."""
        text = "".join("C\t" + "\t".join(copy_escaped(str(part)) for part in row) + "\n" for row in rows)
        if text:
            self.cursor.copy_expert(
                "COPY stage_problem (severity, sheet, row, letter, heading, reason, kind) FROM STDIN", io.StringIO(text)
            )
