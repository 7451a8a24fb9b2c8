"""Cells with personal numbers: identity, phone, bank card (SECURITY E09 to E15, E52, E53).

Their messages never repeat the number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from core.dictionaries import id_number
from core.ledgers.cell_base import CellError, CellWidget, all_match

_NUMBER_LOST: Final = "以数值存储，末位已丢失，请把单元格设为文本后重填"
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_MOBILE_LINES: Final = re.compile(r"(?:1[3-9][0-9]{9}\n)+")
_LANDLINE: Final = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(?:-[0-9]{1,6})?")
_CARD: Final = re.compile(r"[0-9]{16,19}")
# Twice each digit, its digits summed.
_DOUBLED: Final = str.maketrans("0123456789", "0246813579")
_PLACEHOLDERS: Final = frozenset({"/", "-", "—", "——", "无", "／", "－"})


@dataclass(frozen=True)
class IdNumber(CellWidget):
    """证件号码: 18 characters, or a disability certificate of 20 or 22; a str."""

    kind: ClassVar[str] = "id_number"
    verbatim: ClassVar[bool] = True
    # ISO date that decides "in the future" and the age; blank for today.
    today: str = ""

    def quick(self, content: str, number: bool) -> str | None:
        return content if not number and not self.today and id_number.is_plainly_valid(content) else None

    def quick_many(self, contents: list[str], number: bool) -> Sequence[str | None]:
        if not number and not self.today and id_number.are_plainly_valid(contents):
            return contents
        return super().quick_many(contents, number)

    def parse(self, value: Any) -> str:
        if not isinstance(value, str):
            raise CellError(_NUMBER_LOST)
        try:
            return id_number.parse(value, date.fromisoformat(self.today) if self.today else None).full
        except id_number.IdNumberError as error:
            raise CellError(str(error)) from None


@dataclass(frozen=True)
class Phone(CellWidget):
    """A mobile number of 11 digits; a landline with area code is allowed and doubted. A str."""

    kind: ClassVar[str] = "phone"
    verbatim: ClassVar[bool] = True

    def is_placeholder(self, text: str) -> bool:
        return text in _PLACEHOLDERS

    def quick(self, content: str, number: bool) -> str | None:
        return content if _MOBILE.fullmatch(content) else None

    def quick_many(self, contents: list[str], number: bool) -> Sequence[str | None]:
        if all_match(_MOBILE_LINES, contents):
            return contents
        return super().quick_many(contents, number)

    def parse(self, value: Any) -> str:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(int(value)) if value == int(value) and abs(value) < 1e15 else ""
        if not isinstance(value, str):
            raise CellError("请填 11 位手机号码")
        text = id_number.normalise(value)
        if not (_MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text)):
            raise CellError("请填一个 11 位手机号码，或带区号的固定电话，如 0827-7212345")
        return text

    def doubt(self, value: Any) -> str | None:
        return None if value is None or _MOBILE.fullmatch(value) else "是固定电话，建议改填手机号码"


@dataclass(frozen=True)
class BankCard(CellWidget):
    """A card or passbook number of 16 to 19 digits; a str. Passbooks are not Luhn: a doubt only."""

    kind: ClassVar[str] = "bank_card"
    verbatim: ClassVar[bool] = True

    def is_placeholder(self, text: str) -> bool:
        return text in _PLACEHOLDERS

    def quick(self, content: str, number: bool) -> str | None:
        return content if not number and _CARD.fullmatch(content) and luhn(content) else None

    def parse(self, value: Any) -> str:
        if not isinstance(value, str):
            raise CellError(_NUMBER_LOST)
        text = id_number.normalise(value).replace("-", "")
        if "E+" in text.upper():
            raise CellError("银行卡号是科学计数法，末位已丢失，请把单元格设为文本后重填")
        if not _CARD.fullmatch(text):
            raise CellError("银行卡号应为 16 到 19 位数字")
        return text

    def doubt(self, value: Any) -> str | None:
        return None if value is None or luhn(value) else "不符合银行卡校验规则，请核对（存折账号可不理会）"


def luhn(digits: str) -> bool:
    """Whether the digits pass the check of ISO/IEC 7812."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, digits[-1::-2])) + sum(map(int, doubled))) % 10 == 0
