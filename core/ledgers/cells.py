"""All cell widgets, and how one is rebuilt from its declaration in another process."""

from __future__ import annotations

from typing import Any, Final

from core.ledgers.cell_base import (
    CellError,
    CellMark,
    CellValue,
    CellWidget,
    copy_escaped,
    copy_unescaped,
    label_key,
)
from core.ledgers.cell_dates import Date, Partial, PartialDate
from core.ledgers.cell_numbers import AreaCode, Money, Number, Wan, Whole, Year
from core.ledgers.cell_personal import BankCard, IdNumber, Phone, luhn
from core.ledgers.cell_texts import Code, MultiCode, Name, RegisterNo, Text, YesNo

__all__ = [
    "AreaCode",
    "BankCard",
    "CellError",
    "CellMark",
    "CellValue",
    "CellWidget",
    "Code",
    "Date",
    "IdNumber",
    "Money",
    "MultiCode",
    "Name",
    "Number",
    "Partial",
    "PartialDate",
    "Phone",
    "RegisterNo",
    "Text",
    "Wan",
    "Whole",
    "Year",
    "YesNo",
    "build",
    "copy_escaped",
    "copy_unescaped",
    "label_key",
    "luhn",
]

KINDS: Final[dict[str, type[CellWidget]]] = {
    widget.kind: widget
    for widget in (
        Text,
        Name,
        RegisterNo,
        YesNo,
        Code,
        MultiCode,
        Number,
        Money,
        Wan,
        Whole,
        Year,
        AreaCode,
        Partial,
        Date,
        IdNumber,
        Phone,
        BankCard,
    )
}


def build(kind: str, params: dict[str, Any]) -> CellWidget:
    """The widget that ``kind`` and ``params()`` describe. KeyError for an unknown kind."""
    return KINDS[kind](**params)
