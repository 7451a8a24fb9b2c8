"""Date cells with their precision (UX 5.2, SECURITY E26 to E30)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final, Literal, NamedTuple

from core.ledgers.cell_base import CellError, CellWidget

Precision = Literal["year", "month", "day"]

_WIDE: Final = str.maketrans("０１２３４５６７８９．－／", "0123456789.-/")
_PARTS: Final = re.compile(
    r"(?P<y>[0-9]{4})(?:年?|(?:[-./年]\s*(?P<m>[0-9]{1,2})月?)(?:(?:[-./]|(?<=月))\s*(?P<d>[0-9]{1,2})日?)?)"
    r"(?:[T\s]+00?:00(?::00(?:\.0+)?)?)?"
)
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_PLACEHOLDERS: Final = frozenset({"/", "-", "—", "——", "无", "／", "－"})
_SAMPLE: Final = "2017-06-30、2017年6月30日 或 2017-06"


class PartialDate(NamedTuple):
    """A date known to a precision; the day of a month or year is its first."""

    day: date
    precision: Precision

    def __str__(self) -> str:
        return self.day.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    @classmethod
    def from_text(cls, text: str) -> PartialDate:
        """The inverse of ``str``: 2017, 2017-06 or 2017-06-30."""
        precision: Precision = "year" if len(text) == 4 else "month" if len(text) == 7 else "day"
        return cls(date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text), precision)


@dataclass(frozen=True)
class Partial(CellWidget):
    """A date with at least the precision ``least``; PartialDate, in COPY text 2017, 2017-06 or 2017-06-30.

    A bare number is taken only where it can mean one thing: 2017.1 may be January or October.
    """

    kind: ClassVar[str] = "partial_date"
    least: Precision = "year"
    optional: bool = True
    first_year: int = 1900
    last_year: int = 2100

    def is_placeholder(self, text: str) -> bool:
        return self.optional and text in _PLACEHOLDERS

    def parse(self, value: Any) -> Any:
        found = self._partial(value)
        if not self.first_year <= found.day.year <= self.last_year:
            raise CellError(f"年份应在 {self.first_year} 到 {self.last_year} 之间，请按 {_SAMPLE} 的样式重填")
        order = ("year", "month", "day")
        if order.index(found.precision) < order.index(self.least):
            raise CellError(f"请填到{'日' if self.least == 'day' else '月'}，如 {_SAMPLE}")
        return found

    def _partial(self, value: Any) -> PartialDate:
        if isinstance(value, datetime):
            return PartialDate(value.date(), "day")
        if isinstance(value, date):
            return PartialDate(value, "day")
        if isinstance(value, bool):
            raise CellError(f"请按 {_SAMPLE} 的样式填写")
        if isinstance(value, (int, float)):
            return self._from_number(value)
        text = value.translate(_WIDE).lstrip("'")
        compact = _COMPACT.fullmatch(text)
        if compact:
            return self._made(*compact.groups())
        found = _PARTS.fullmatch(text)
        if found is None:
            raise CellError(f"请按 {_SAMPLE} 的样式填写")
        return self._made(found["y"], found["m"], found["d"])

    def _from_number(self, value: float) -> PartialDate:
        if value != int(value):
            raise CellError("1月或10月不明：数值单元格里的年月会丢失末尾的 0，请设为文本后按 2017-10 的样式重填")
        text = str(int(value))
        if len(text) not in (4, 6, 8):
            raise CellError(f"数字看不出是哪一天，请把单元格设为日期，或按 {_SAMPLE} 的样式填写")
        return self._made(text[:4], text[4:6] or None, text[6:] or None)

    def _made(self, year: str, month: str | None, day: str | None) -> PartialDate:
        try:
            first = date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise CellError(f"没有这一天，请按 {_SAMPLE} 的样式重填") from None
        return PartialDate(first, "day" if day else "month" if month else "year")


@dataclass(frozen=True)
class Date(Partial):
    """A whole day; a date."""

    kind: ClassVar[str] = "date"
    least: Precision = "day"

    def parse(self, value: Any) -> Any:
        return super().parse(value).day
