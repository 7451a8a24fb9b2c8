"""The import template: headings, drop-down lists, input hints, text format where digits matter."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import IO, Any, Final

import xlsxwriter

from core.ledgers.cells import (
    AreaCode,
    BankCard,
    Code,
    IdNumber,
    MultiCode,
    Name,
    Number,
    Partial,
    Phone,
    RegisterNo,
    Text,
    Whole,
    YesNo,
)
from core.ledgers.columns import LedgerResource, ledger_columns, ledger_fields
from core.ledgers.specs import LedgerColumn
from core.ledgers.xlsx_pieces import column_letters

DICTIONARY: Final = "字典"
HEADING_ROW: Final = 2
LAST_ROW: Final = 20_000
MAX_HINT: Final = 255
# Excel would turn these into numbers or dates; as text they stay what was typed.
_AS_TEXT: Final = (RegisterNo, IdNumber, Phone, BankCard, AreaCode, Partial, Name, Text)


def write_template(file: str | os.PathLike[str] | IO[bytes], resources: Sequence[type[LedgerResource]]) -> None:
    """An empty workbook that imports as it is filled in: one sheet a resource and a hidden 字典."""
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": resources[0].title or resources[0].sheet, "author": "", "company": ""})
        lists = _Lists(book)
        sheets = [(book.add_worksheet(resource.sheet), resource) for resource in resources]
        for sheet, resource in sheets:
            names = [name for name, field in ledger_fields(resource).items() if not field.readonly]
            _write_sheet(book, sheet, resource, ledger_columns(resource, names), lists)
        lists.write()


class _Lists:
    """The drop-down lists, each a column of the hidden sheet, equal ones once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._columns: dict[tuple[str, ...], int] = {}

    def source(self, labels: Sequence[str]) -> str:
        """The range that holds these labels."""
        place = self._columns.setdefault(tuple(labels), len(self._columns))
        letters = column_letters(place)
        return f"={DICTIONARY}!${letters}$1:${letters}${len(labels)}"

    def write(self) -> None:
        if not self._columns:
            return
        sheet = self._book.add_worksheet(DICTIONARY)
        for labels, place in self._columns.items():
            for row, label in enumerate(labels):
                sheet.write_string(row, place, label)
        sheet.hide()


def _write_sheet(
    book: Any, sheet: Any, resource: type[LedgerResource], columns: Sequence[LedgerColumn], lists: _Lists
) -> None:
    title = book.add_format({"font_name": "方正小标宋简体", "font_size": 20, "align": "center", "valign": "vcenter"})
    note = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#666666"})
    heading = {
        "font_name": "黑体",
        "bg_color": "#E8EEF6",
        "border": 1,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
    }
    optional, required = book.add_format(heading), book.add_format({**heading, "font_color": "#C00000"})
    text, other = book.add_format({"num_format": "@"}), book.add_format()
    last = max(len(columns) - 1, 1)
    sheet.merge_range(0, 0, 0, last, f"{resource.title or resource.sheet}导入模板", title)
    sheet.merge_range(1, 0, 1, last, _notes(resource), note)
    sheet.set_row(0, 36)
    sheet.set_row(1, 48)
    sheet.set_row(HEADING_ROW, 32)
    for place, column in enumerate(columns):
        plain = isinstance(column.widget, _AS_TEXT) and not isinstance(column.widget, Code)
        sheet.set_column(place, place, column.width, text if plain else other)
        mark = "*" if column.required else ""
        sheet.write_string(HEADING_ROW, place, column.title + mark, required if mark else optional)
        sheet.data_validation(HEADING_ROW + 1, place, LAST_ROW, place, _validation(column, lists))
    sheet.freeze_panes(HEADING_ROW + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEADING_ROW)
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _notes(resource: type[LedgerResource]) -> str:
    general = "带 * 的列必填。请从第 4 行起逐行填写，不要合并单元格，不要写公式；不导入的列可以删除。"
    return "\n".join([general, *resource.notes])


def _validation(column: LedgerColumn, lists: _Lists) -> dict[str, Any]:
    widget = column.widget
    hint = column.help or _hint(column)
    rule: dict[str, Any] = {"validate": "any"}
    if isinstance(widget, YesNo):
        rule = {"validate": "list", "source": lists.source([widget.yes, widget.no])}
    elif isinstance(widget, Code) and not isinstance(widget, MultiCode) and widget.labels():
        rule = {"validate": "list", "source": lists.source(widget.labels())}
    elif isinstance(widget, IdNumber):
        rule = {"validate": "length", "criteria": "between", "minimum": 18, "maximum": 22}
    elif isinstance(widget, Whole):
        rule = {
            "validate": "integer",
            "criteria": "between",
            "minimum": int(widget.low),
            "maximum": int(widget.high),
        }
    elif isinstance(widget, Number):
        low = float(widget.low) if widget.low else -float(widget.high) if widget.negative else 0
        rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": float(widget.high)}
    if rule["validate"] != "any":
        rule |= {"error_title": column.heading[:32], "error_message": f"请检查：{hint}"[:MAX_HINT]}
    return {**rule, "input_title": column.heading[:32], "input_message": hint[:MAX_HINT]}


def _hint(column: LedgerColumn) -> str:
    widget = column.widget
    if isinstance(widget, YesNo):
        return f"请选「{widget.yes}」或「{widget.no}」，不清楚的留空"
    if isinstance(widget, MultiCode):
        return f"可填多项，用顿号隔开：{'、'.join(widget.labels())}"
    if isinstance(widget, Code):
        return "请从下拉列表中选择"
    if isinstance(widget, IdNumber):
        return "18 位身份证号码，或 20、22 位残疾人证号码，以文本填写"
    if isinstance(widget, Phone):
        return "11 位手机号码"
    if isinstance(widget, BankCard):
        return "16 到 19 位数字，以文本填写"
    if isinstance(widget, AreaCode):
        return f"{widget.lengths.replace(',', ' 或 ')} 位行政区划代码"
    if isinstance(widget, Partial):
        return "如 2017-06-30" if widget.least == "day" else "如 2017-06-30、2017-06 或 2017"
    if isinstance(widget, Whole):
        return f"{widget.low} 到 {widget.high} 之间的整数"
    if isinstance(widget, Number):
        return f"数字，最多 {widget.places} 位小数，没有请填 0 或留空"
    return "必填" if column.required else "可以留空"
