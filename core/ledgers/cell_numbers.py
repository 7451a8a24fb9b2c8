"""Number cells: money, ten thousand yuan, counts, years, area codes (SECURITY E25, E31 to E33)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final

from core.ledgers.cell_base import CellError, CellWidget, all_match, quoted

_WIDE: Final = str.maketrans("０１２３４５６７８９．－，＋", "0123456789.-,+")
# Plain digits, or groups of three; both with ASCII digits only, so 1_000 and ٣ are refused.
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:\.[0-9]+)?")
_NOISE: Final = 1e-6
_PLAIN: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,20})?")
_FULL_LINES: Final = re.compile(r"(?:(?:0|[1-9][0-9]{0,8})\.[0-9]{2}\n)+")
_PLAIN_AREA: Final = re.compile(r"[1-9][0-9]{11}")


@dataclass(frozen=True)
class Number(CellWidget):
    """A decimal number with at most ``places`` decimals. Nothing is rounded silently.

    A numeric cell carries binary noise (1234.5600000001), which is not the user's; it is
    taken off. More decimals than that, in text or number, are refused.
    """

    kind: ClassVar[str] = "number"
    numeric: ClassVar[bool] = True
    places: int = 2
    negative: bool = False
    # Inclusive; a text because the declaration travels as JSON.
    high: str = "9999999999.99"
    low: str = ""

    def parse(self, value: Any) -> Any:
        return self._limited(self._decimal(value))

    def _decimal(self, value: Any) -> Decimal:
        if isinstance(value, str):
            text = value.translate(_WIDE)
            if not _NUMBER.fullmatch(text):
                raise CellError(f"请只填数字，没有请填 0 或留空{quoted(value)}")
            number = Decimal(text.replace(",", ""))
        elif isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise CellError("请填数字，不要填日期、TRUE 或 FALSE")
        elif isinstance(value, float):
            number = self._without_noise(value)
        else:
            number = Decimal(value)
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            shorter = number.normalize().as_tuple().exponent
            if isinstance(shorter, int) and -shorter > self.places:
                raise CellError(self._too_fine())
        return abs(number) if number == 0 else number

    def _without_noise(self, value: float) -> Decimal:
        # abs(inf) and nan fail the comparison too.
        if not abs(value) < 1e15:
            raise CellError("数字太大或不是数字，请重填")
        rounded = round(value, self.places)
        if abs(rounded - value) > max(_NOISE / 10**self.places, abs(value) * 1e-14):
            raise CellError(self._too_fine())
        return Decimal(f"{rounded:.{self.places}f}")

    def _too_fine(self) -> str:
        return f"最多 {self.places} 位小数，请四舍五入后重填" if self.places else "请填整数"

    def _limited(self, number: Decimal) -> Decimal:
        if number < 0 and not self.negative:
            raise CellError("不能是负数")
        if abs(number) > Decimal(self.high):
            raise CellError(f"数字太大，不能超过 {self.high}")
        if self.low and number < Decimal(self.low):
            raise CellError(f"数字太小，不能小于 {self.low}")
        return number.quantize(Decimal(1).scaleb(-self.places))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{value:.{self.places}f}"


@dataclass(frozen=True)
class Money(Number):
    """Yuan with two decimals."""

    kind: ClassVar[str] = "money"

    def quick(self, content: str, number: bool) -> str | None:
        if self.places != 2 or self.low or len(self.high) < 12 or not _PLAIN.fullmatch(content):
            return None
        # At this size a float holds two decimals exactly enough to print them again.
        value = float(content)
        text = f"{value:.2f}"
        if abs(float(text) - value) > (_NOISE / 1000 if number else 0):
            return None
        return text

    def quick_many(self, contents: list[str], number: bool) -> Sequence[str | None]:
        if self.places == 2 and not self.low and len(self.high) >= 12 and all_match(_FULL_LINES, contents):
            return contents
        return super().quick_many(contents, number)


@dataclass(frozen=True)
class Wan(Number):
    """Ten thousand yuan with up to six decimals in the cell, yuan with two in the database."""

    kind: ClassVar[str] = "wan"
    places: int = 6
    high: str = "9999999.999999"

    def parse(self, value: Any) -> Any:
        return (self._limited(self._decimal(value)) * 10000).quantize(Decimal("0.01"))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        text = f"{Decimal(value) / 10000:.6f}".rstrip("0")
        return text + "0" * (2 - len(text.partition(".")[2]))


@dataclass(frozen=True)
class Whole(Number):
    """A count between ``low`` and ``high``; an int."""

    kind: ClassVar[str] = "whole"
    places: int = 0
    low: str = "0"
    high: str = "999999999"

    def parse(self, value: Any) -> Any:
        return int(self._limited(self._decimal(value)))

    def _limited(self, number: Decimal) -> Decimal:
        if number < 0 and not self.negative:
            raise CellError("不能是负数")
        if not Decimal(self.low) <= number <= Decimal(self.high):
            raise CellError(f"请填 {self.low} 到 {self.high} 之间的整数")
        return number


@dataclass(frozen=True)
class Year(Whole):
    """A calendar year of four digits, with or without 年; an int."""

    kind: ClassVar[str] = "year"
    low: str = "1949"
    high: str = "2099"

    def parse(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.translate(_WIDE).removesuffix("年度").removesuffix("年")
            if not re.fullmatch(r"[0-9]{4}", value):
                raise CellError("请填四位年份，如 2018")
        return super().parse(value)


@dataclass(frozen=True)
class AreaCode(CellWidget):
    """An official area code, padded to 12 digits; an int. Nothing shorter is completed by guess."""

    kind: ClassVar[str] = "area_code"
    # Accepted lengths, joined by commas: "12" for villages, "6,12" for counties.
    lengths: str = "12"

    def parse(self, value: Any) -> int:
        if isinstance(value, str):
            text = value.translate(_WIDE).lstrip("'")
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15:
            text = str(int(value)) if value == int(value) else ""
        else:
            text = ""
        if not re.fullmatch(r"[1-9][0-9]*", text) or str(len(text)) not in self.lengths.split(","):
            raise CellError(f"请填 {self.lengths.replace(',', ' 或 ')} 位行政区划代码，首位不能是 0")
        return int(text.ljust(12, "0"))

    def quick(self, content: str, number: bool) -> str | None:
        return content if "12" in self.lengths and _PLAIN_AREA.fullmatch(content) else None
