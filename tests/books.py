"""Workbooks of synthetic households, villages and counties in the import format, made by hand for the tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM, Actor
from core.dictionaries.id_number import check_character
from core.ledgers.imports import apply, check, staged
from core.ledgers.kinds import kinds
from core.ledgers.outcome import Outcome
from core.ledgers.services import NewBatch, Upload

Rows = list[dict[str, Any]]


def id_number(serial: int, born: str = "19700101", sex: str = "1") -> str:
    """A valid number of a person who does not exist: area 511921, birth date, serial 0–499, sex 1 or 2."""
    first = f"511921{born}{serial * 2 + (1 if sex == '1' else 0):03d}"
    return first + check_character(first)


def household(no: str, village: int = 511921119200, head: str = "张三", **cells: Any) -> dict[str, Any]:
    return {
        "户编号": no,
        "行政村代码": str(village),
        "户主姓名": head,
        "户属性": "一般贫困户",
        "脱贫状态": "未脱贫",
        "主要致贫原因": "因病",
        **cells,
    }


def member(no: str, name: str, number: str, relation: str = "户主", **cells: Any) -> dict[str, Any]:
    return {"户编号": no, "姓名": name, "证件号码": number, "与户主关系": relation, **cells}


def workbook(sheets: dict[str, Rows]) -> bytes:
    """An .xlsx; the heading row is the union of the rows' keys in order of appearance."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        head = list(dict.fromkeys(key for row in rows for key in row))
        for c, heading in enumerate(head):
            sheet.write(0, c, heading)
        for r, row in enumerate(rows, start=1):
            for c, heading in enumerate(head):
                if row.get(heading) is not None:
                    sheet.write(r, c, row[heading])
    book.close()
    return out.getvalue()


def households_book(households: Sequence[dict[str, Any]], members: Sequence[dict[str, Any]]) -> bytes:
    """A workbook of the kind ``households``."""
    return workbook({"户": list(households), "人": list(members)})


def imported(
    kind: str, book: bytes, *, year: int = 2018, scope: Scope = SYSTEM_SCOPE, actor: Actor = SYSTEM, dry: bool = False
) -> Outcome:
    """Import a workbook the way the command does; with ``dry`` only check it."""
    chosen = kinds()[kind]
    with staged(chosen, io.BytesIO(book), year=year, scope=scope, actor=actor) as held:
        if dry:
            return check(held)
        return apply(held, NewBatch(chosen, year, Upload("测试.xlsx", len(book), "0" * 64), actor, None))


def reasons(found: Outcome) -> dict[str, str]:
    """Reason by sheet and cell of the errors, e.g. {"户!B3": …}."""
    return {f"{problem.sheet}!{problem.cell}": problem.reason for problem in found.problems}


def figures(found: Outcome) -> tuple[int, int, int, int]:
    """(created, updated, unchanged, refused); their sum must be what was read."""
    counts = found.counts
    assert counts.read == counts.created + counts.updated + counts.unchanged + counts.refused
    return counts.created, counts.updated, counts.unchanged, counts.refused
