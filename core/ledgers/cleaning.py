"""Cleaning the rows of one sheet as they stream by: in blocks, a column at a time.

Values of a column that repeat are cleaned once and remembered; a column whose values hardly repeat
(names, numbers) is judged a block at a time where its widget can, and cell by cell where it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, Protocol, cast

from core.ledgers.cell_base import EDGE
from core.ledgers.cells import CellError, CellMark, CellValue, CellWidget, label_key
from core.ledgers.headings import Headings
from core.ledgers.specs import ColumnSpec, SheetSpec
from core.ledgers.xlsx_pieces import Row, column_letters

NULL: Final = r"\N"
# A column whose values hardly repeat (names, numbers) is not remembered at all.
MEMO_TRIAL: Final = 4_000
MEMO_LIMIT: Final = 50_000
Cells = Sequence[Any]
BLANK: Final = "必填，不能为空"
FOOT: Final = "不是数据行（合计、注或签字行），请删除"
_SUMS: Final = frozenset({"合计", "总计", "小计", "共计", "合 计"})
_SIGNATURE: Final = re.compile(
    r"(?:注|备注|说明|填表人|填报人|审核人|制表人|复核人|单位负责人|填表日期|填报单位)[::].*"
)


class Problem(NamedTuple):
    """A refused cell, or a doubted one: row, position of the column (0 = A), heading, sentence."""

    row: int
    column: int
    heading: str
    reason: str


class Source(Protocol):
    """The sheet that the rows come from. A *cell* is whatever it puts in its grid, None for blank."""

    def grid(self, rows: list[Row], width: int, /) -> list[list[Any]]:
        """The cells of each row by position, ``width`` of them."""

    def cells(self, row: Row, /) -> dict[int, Any]:
        """The raw keys of a row by position."""

    def key(self, cell: Any, row: Row, position: int, /) -> Any:
        """The raw key of a cell; None when it is blank after all."""

    def decode(self, key: Any, /) -> CellValue:
        """The typed value of a raw key."""

    def contents(self, cells: Cells, /) -> tuple[list[str], bool] | None:
        """The plain contents of cells that are all texts or all numbers, and which; else None."""


class Column:
    """One declared column that the file has."""

    def __init__(self, place: int, spec: ColumnSpec, position: int, widget: CellWidget) -> None:
        self.place = place
        self.spec = spec
        self.position = position
        self.widget = widget
        # Cell to COPY text, and cell to reason.
        self.good: dict[Any, str] = {None: NULL}
        self.bad: dict[Any, str] = {}
        self.remembers = True
        self.misses = 0
        self.rewritten = 0
        self.rewritten_row = 0
        # Signs such as / that were taken for a blank, with the row where each was first met.
        self.emptied: dict[str, int] = {}

    def remember(self, cell: Any, text: str) -> None:
        if self.remembers and len(self.good) < MEMO_LIMIT:
            self.good[cell] = text

    def reconsider(self, rows: int) -> None:
        """Give up remembering when most values were new."""
        if self.remembers and self.misses > MEMO_TRIAL and self.misses * 2 > rows:
            self.remembers = False
            self.good = {None: NULL}


class SheetCleaner:
    """Turns rows into lines of COPY text and problems."""

    def __init__(self, sheet: SheetSpec, headings: Headings, source: Source) -> None:
        self.sheet = sheet
        self.columns = [
            Column(place, spec, headings.columns[spec.name], spec.widget(headings.units[spec.name]))
            for place, spec in enumerate(sheet.columns)
            if spec.name in headings.columns
        ]
        self._source = source
        self._by_position = {column.position: column for column in self.columns}
        self._place_of = {spec.name: place for place, spec in enumerate(sheet.columns)}
        self._width = 1 + max(self._by_position)
        self.problems: list[Problem] = []
        self.doubts: list[Problem] = []
        self.rows = 0
        self.hidden_rows = 0
        self.refused = 0

    def lines(self, rows: list[Row]) -> list[str]:
        r"""``row \t {places of refused cells} \t value …`` for every row that is not blank."""
        problems: list[Problem] = []
        bad: dict[int, list[int]] = {}
        absent = [NULL] * len(rows)
        fields: list[list[str]] = [absent] * len(self.sheet.columns)
        by_position = list(zip(*self._source.grid(rows, self._width), strict=True))
        for column in self.columns:
            fields[column.place] = self._texts(column, by_position[column.position], rows, bad, problems)
        blank = self._blank_rows(rows, fields, bad)
        self._demand(rows, fields, bad, blank, problems)
        self._drop_feet(rows, bad, problems)
        marks = ["{}"] * len(rows)
        for at, places in bad.items():
            marks[at] = f"{{{','.join(map(str, places))}}}"
        numbers = [str(row.number) for row in rows]
        lines = list(map("\t".join, zip(numbers, marks, *fields, strict=True)))
        if blank:
            lines = [line for at, line in enumerate(lines) if at not in blank]
        self.rows += len(lines)
        self.refused += len(bad)
        self.hidden_rows += sum(row.hidden for at, row in enumerate(rows) if at not in blank)
        self.problems += sorted(problems)
        for column in self.columns:
            column.reconsider(self.rows)
        return lines

    def _texts(
        self,
        column: Column,
        cells: Cells,
        rows: list[Row],
        bad: dict[int, list[int]],
        problems: list[Problem],
    ) -> list[str]:
        """COPY text of each cell of a column."""
        known = list(map(column.good.get, cells))
        if None not in known:
            return cast(list[str], known)
        missing = [at for at, text in enumerate(known) if text is None]
        quick = self._quick(column, [cells[at] for at in missing])
        for at, text in zip(missing, quick, strict=True):
            if text is None:
                text, reason = self._cleaned(column, cells[at], rows[at])
                if reason:
                    bad.setdefault(at, []).append(column.place)
                    heading = column.spec.heading
                    problems.append(Problem(rows[at].number, column.position, heading, reason))
            known[at] = text
        return cast(list[str], known)

    def _quick(self, column: Column, cells: Cells) -> Sequence[str | None]:
        """COPY texts of the cells that are plainly right."""
        found = self._source.contents(cells)
        if found is None:
            return [None] * len(cells)
        texts = column.widget.quick_many(*found)
        if column.remembers and None not in texts:
            fresh = dict(zip(cells, cast(list[str], texts), strict=True))
            column.misses += len(fresh)
            if len(column.good) < MEMO_LIMIT:
                column.good.update(fresh)
        return texts

    def _cleaned(self, column: Column, cell: Any, row: Row) -> tuple[str, str]:
        """COPY text and "", or NULL and the reason why the cell is refused."""
        reason = column.bad.get(cell)
        if reason:
            return NULL, reason
        try:
            return self._clean(column, cell, row), ""
        except CellError as error:
            if len(column.bad) < MEMO_LIMIT:
                column.bad[cell] = str(error)
            return NULL, str(error)

    def _clean(self, column: Column, cell: Any, row: Row) -> str:
        key = self._source.key(cell, row, column.position)
        value = None if key is None else self._source.decode(key)
        cleaned = column.widget.clean(value)
        text = column.widget.copy_text(cleaned)
        doubt = column.widget.doubt(cleaned)
        column.misses += 1
        if doubt is not None:
            # Not remembered: every cell with the value is to be listed.
            self.doubts.append(Problem(row.number, column.position, column.spec.heading, doubt))
            return text
        if cleaned is None and isinstance(value, str) and value.strip(EDGE):
            column.emptied.setdefault(value.strip(EDGE), row.number)
        if cleaned is not None and column.widget.verbatim and value != cleaned:
            column.rewritten += 1
            column.rewritten_row = column.rewritten_row or row.number
        column.remember(cell, text)
        return text

    def _blank_rows(self, rows: list[Row], fields: list[list[str]], bad: dict[int, list[int]]) -> set[int]:
        suspects = next((fields[c.place] for c in self.columns if c.spec.required), None)
        if suspects is not None and NULL not in suspects:
            return set()
        return {
            at
            for at in range(len(rows))
            if at not in bad and (suspects is None or suspects[at] == NULL)
            if all(texts[at] == NULL for texts in fields)
        }

    def _demand(
        self,
        rows: list[Row],
        fields: list[list[str]],
        bad: dict[int, list[int]],
        blank: set[int],
        problems: list[Problem],
    ) -> None:
        """Required cells that are blank, unless others replace them."""
        for column in self.columns:
            texts = fields[column.place]
            if not column.spec.required or NULL not in texts:
                continue
            others = [fields[self._place_of[n]] for n in column.spec.instead if n in self._place_of]
            for at, text in enumerate(texts):
                if text != NULL or at in blank or column.place in bad.get(at, ()):
                    continue
                if others and all(other[at] != NULL for other in others):
                    continue
                bad.setdefault(at, []).append(column.place)
                problems.append(Problem(rows[at].number, column.position, column.spec.heading, BLANK))

    def _drop_feet(self, rows: list[Row], bad: dict[int, list[int]], problems: list[Problem]) -> None:
        """One problem instead of many for a total or a signature below the data (SECURITY E06)."""
        feet = {rows[at].number for at in bad if self._is_foot(rows[at])}
        if not feet:
            return
        problems[:] = [problem for problem in problems if problem.row not in feet]
        first = min(self.columns, key=lambda column: column.position)
        problems += [Problem(number, first.position, first.spec.heading, FOOT) for number in feet]

    def _is_foot(self, row: Row) -> bool:
        for _, key in sorted(self._source.cells(row).items()):
            value = self._source.decode(key)
            if isinstance(value, str) and value.strip():
                text = label_key(value)
                return text in _SUMS or _SIGNATURE.fullmatch(text) is not None
            if value is not None and not isinstance(value, (str, CellMark)):
                return False
        return False

    def merged(self, areas: Iterable[tuple[int, int, int, int]], after: int) -> None:
        """Problems for merged cells over data: only the first cell holds the value (SECURITY E04)."""
        for first_row, first_column, last_row, last_column in areas:
            hit = [c for p in range(first_column, last_column + 1) if (c := self._by_position.get(p))]
            if not hit or last_row <= after or (first_row == last_row and len(hit) < 2):
                continue
            start = max(first_row, after + 1)
            where = f"{column_letters(first_column)}{first_row}:{column_letters(last_column)}{last_row}"
            reason = f"合并单元格（{where}），请取消合并并逐行填写"
            self.problems.append(Problem(start, hit[0].position, hit[0].spec.heading, reason))

    def notes(self) -> list[str]:
        """What was normalised on the way (SECURITY: class N)."""
        return [
            f"「{column.spec.heading}」有 {column.rewritten} 种写法已规范（如空格、全角字符），"
            f"首见第 {column.rewritten_row} 行"
            for column in self.columns
            if column.rewritten
        ] + [
            f"「{column.spec.heading}」里的「{sign}」按空白处理，首见第 {row} 行"
            for column in self.columns
            for sign, row in column.emptied.items()
        ]
