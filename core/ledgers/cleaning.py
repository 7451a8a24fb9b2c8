"""Cleaning the rows of one sheet as they stream by, each distinct value of a column once."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from core.ledgers.cells import CellError, CellMark, CellValue, CellWidget, label_key
from core.ledgers.headings import Headings
from core.ledgers.specs import ColumnSpec, SheetSpec
from core.ledgers.xlsx_sheet import column_letters

NULL: Final = r"\N"
# A column whose values hardly repeat (names, numbers) is not remembered at all.
MEMO_TRIAL: Final = 4_000
MEMO_LIMIT: Final = 50_000
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


class Column:
    """One declared column that the file has."""

    def __init__(self, place: int, spec: ColumnSpec, position: int, widget: CellWidget) -> None:
        self.place = place
        self.spec = spec
        self.position = position
        self.widget = widget
        self.good: dict[Hashable, str] = {}
        self.bad: dict[Hashable, str] = {}
        self.doubtful: dict[Hashable, str] = {}
        self.remembers = True
        self.misses = 0
        self.rewritten = 0
        self.rewritten_row = 0

    def clean(self, key: Hashable, value: CellValue, row: int) -> str:
        """The value as COPY text. CellError when it is refused."""
        cleaned = self.widget.clean(value)
        text = self.widget.copy_text(cleaned)
        doubt = self.widget.doubt(cleaned)
        if doubt is not None:
            if len(self.doubtful) < MEMO_LIMIT:
                self.doubtful[key] = doubt
        elif isinstance(value, str) and isinstance(cleaned, str) and value != cleaned:
            self.rewritten += 1
            self.rewritten_row = self.rewritten_row or row
        if doubt is None and self.remembers:
            self._remember(key, text)
        return text

    def _remember(self, key: Hashable, text: str) -> None:
        self.misses += 1
        if self.misses <= MEMO_LIMIT:
            self.good[key] = text

    def reconsider(self, rows: int) -> None:
        """Stop remembering when after ``rows`` rows most values were new."""
        if self.remembers and self.misses > MEMO_TRIAL and self.misses * 2 > rows:
            self.remembers = False
            self.good = {}


class SheetCleaner:
    """Turns rows of raw keys into lines of COPY text and problems."""

    def __init__(self, sheet: SheetSpec, headings: Headings, decode: Callable[[Any], CellValue]) -> None:
        self.sheet = sheet
        self.decode = decode
        self.columns = [
            Column(place, spec, headings.columns[spec.name], spec.widget(headings.units[spec.name]))
            for place, spec in enumerate(sheet.columns)
            if spec.name in headings.columns
        ]
        self._place_of = {spec.name: place for place, spec in enumerate(sheet.columns)}
        self._required = [column for column in self.columns if column.spec.required]
        self._first = min(column.position for column in self.columns)
        self._blank_line = [NULL] * len(sheet.columns)
        self.problems: list[Problem] = []
        self.doubts: list[Problem] = []
        self.rows = 0
        self.refused = 0

    def line(self, number: int, cells: Mapping[int, Hashable]) -> str | None:
        r"""``row \t {places of refused cells} \t value …`` for every declared column, or None if blank."""
        fields = self._blank_line.copy()
        bad: list[int] = []
        problems = self.problems
        before = len(problems)
        for column in self.columns:
            key = cells.get(column.position)
            if key is None:
                continue
            text = column.good.get(key)
            if text is None:
                text = self._cleaned(column, key, number)
                if text is None:
                    bad.append(column.place)
                    continue
            fields[column.place] = text
        if not bad and fields == self._blank_line:
            return None
        self.rows += 1
        for column in self._required:
            if fields[column.place] == NULL and column.place not in bad and not self._replaced(column, fields):
                bad.append(column.place)
                problems.append(Problem(number, column.position, column.spec.heading, "必填，不能为空"))
        if bad and self._is_foot(cells):
            del problems[before:]
            heading = self.columns[0].spec.heading
            problems.append(Problem(number, self._first, heading, "不是数据行（合计、注或签字行），请删除"))
        if bad:
            self.refused += 1
        if self.rows & 0x1FFF == 0:
            for column in self.columns:
                column.reconsider(self.rows)
        marks = ",".join(map(str, bad))
        return f"{number}\t{{{marks}}}\t" + "\t".join(fields)

    def _cleaned(self, column: Column, key: Hashable, number: int) -> str | None:
        reason = column.bad.get(key)
        if reason is None:
            try:
                text = column.clean(key, self.decode(key), number)
            except CellError as error:
                reason = str(error)
                if len(column.bad) < MEMO_LIMIT:
                    column.bad[key] = reason
            else:
                doubt = column.doubtful.get(key)
                if doubt is not None:
                    self.doubts.append(Problem(number, column.position, column.spec.heading, doubt))
                return text
        self.problems.append(Problem(number, column.position, column.spec.heading, reason))
        return None

    def _replaced(self, column: Column, fields: list[str]) -> bool:
        places = [self._place_of[name] for name in column.spec.instead if name in self._place_of]
        return bool(places) and all(fields[place] != NULL for place in places)

    def _is_foot(self, cells: Mapping[int, Hashable]) -> bool:
        for position in sorted(cells):
            value = self.decode(cells[position])
            if isinstance(value, str) and value.strip():
                text = label_key(value)
                return text in _SUMS or _SIGNATURE.fullmatch(text) is not None
            if value is not None and not isinstance(value, (str, CellMark)):
                return False
        return False

    def merged(self, areas: Iterable[tuple[int, int, int, int]], after: int) -> None:
        """Problems for merged cells over data: only the first cell holds the value (SECURITY E04)."""
        by_position = {column.position: column for column in self.columns}
        for first_row, first_column, last_row, last_column in areas:
            hit = [by_position[p] for p in range(first_column, last_column + 1) if p in by_position]
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
        ]
