"""Finding the heading row and telling which column is which (SECURITY E02, E05; DOMAIN 5.8).

Headings are compared without blanks, line breaks, bracket width, stars, and, where the whole
does not match, without a unit in trailing brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.ledgers.cells import label_key
from core.ledgers.refusal import FileRefusedError
from core.ledgers.specs import ColumnSpec, SheetSpec

LAST_HEADING_ROW: Final = 10
# Columns every ledger has and nobody imports.
_SILENT: Final = frozenset({"序号", "错误说明"})
_UNIT: Final = re.compile(r"(?P<head>.+?)[(\[](?P<unit>[^()\[\]]*)[)\]]")
_DECORATION: Final = re.compile(r"^[*#]+|[*#:]+$")


@dataclass
class Headings:
    """Where the table is: last heading row, position and unit of each column found, the rest by name."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)


def heading_key(text: str) -> str:
    """The form in which headings are compared."""
    key = label_key(text).replace("、", ",").replace("【", "[").replace("】", "]").lower()
    return _DECORATION.sub("", key)


def find(sheet: SheetSpec, rows: Mapping[int, Mapping[int, str]]) -> Headings:
    """The headings among the first rows (texts by row number and column); FileRefusedError if none fit."""
    names = _names(sheet.columns)
    best: Headings | None = None
    for number in range(1, LAST_HEADING_ROW + 1):
        upper, lower = rows.get(number, {}), rows.get(number + 1, {})
        candidates = [(_single(upper), number)]
        if number < LAST_HEADING_ROW:
            candidates.append((_double(upper, lower), number + 1))
        for texts, last in candidates:
            found = _matched(texts, last, names)
            if best is None or len(found.columns) > len(best.columns):
                best = found
    wanted = [column.heading for column in sheet.columns if column.required]
    if best is None or not best.columns:
        raise FileRefusedError(
            f"工作表「{sheet.name}」前 {LAST_HEADING_ROW} 行里找不到表头，应有：{'、'.join(wanted[:20])}"
        )
    _refuse_incomplete(sheet, best)
    return best


def _refuse_incomplete(sheet: SheetSpec, found: Headings) -> None:
    problems = []
    if found.duplicates:
        problems.append(f"列名重复：{'、'.join(found.duplicates)}")
    missing = [
        column.heading
        for column in sheet.columns
        if column.required
        and column.name not in found.columns
        and not (column.instead and all(name in found.columns for name in column.instead))
    ]
    if missing:
        problems.append(f"缺少必填列：{'、'.join(missing)}")
    if problems:
        raise FileRefusedError(f"工作表「{sheet.name}」第 {found.row} 行表头有误，{'；'.join(problems)}")


def _names(columns: Sequence[ColumnSpec]) -> dict[str, ColumnSpec]:
    names: dict[str, ColumnSpec] = {}
    for column in columns:
        for text in column.synonyms:
            names.setdefault(heading_key(text), column)
    # A heading proper wins over another column's synonym.
    for column in columns:
        names[heading_key(column.heading)] = column
    return names


def _lookup(text: str, names: Mapping[str, ColumnSpec]) -> tuple[ColumnSpec, str] | None:
    key = heading_key(text)
    found = _UNIT.fullmatch(key)
    unit = found["unit"] if found else ""
    if key in names:
        # A heading may be declared together with its unit (务工时间(月)) and still have units.
        column = names[key]
        return column, unit if unit in column.units else ""
    if found is None or found["head"] not in names:
        return None
    column = names[found["head"]]
    if unit in column.units:
        return column, unit
    return (column, "") if _is_unit(unit) else None


def _is_unit(text: str) -> bool:
    return unicodedata.normalize("NFKC", text) in _UNITS


_UNITS: Final = frozenset(
    [
        *("元", "元/年", "人民币元", "亩", "平方米", "m2", "公里", "千米", "km", "个", "户", "人", "口", "岁"),
        *("年", "月", "个月", "%", "必填", "选填", "单选", "多选", "是/否", "有/无", "1/0"),
    ]
)


def _single(row: Mapping[int, str]) -> dict[int, list[str]]:
    return {column: [text] for column, text in row.items()}


def _double(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, list[str]]:
    """The candidates of a two-line heading by column: lower, both joined, upper (merged downwards)."""
    texts: dict[int, list[str]] = {}
    group = ""
    for column in sorted({*upper, *lower}):
        group = upper.get(column, group)
        below = lower.get(column)
        if below is None:
            texts[column] = [upper[column]]
        else:
            texts[column] = [below, group + below, group] if column in upper else [below, group + below]
    return texts


def _matched(texts: Mapping[int, list[str]], row: int, names: Mapping[str, ColumnSpec]) -> Headings:
    found = Headings(row)
    for position, candidates in sorted(texts.items()):
        hit = next((hit for text in candidates if (hit := _lookup(text, names))), None)
        if hit is None:
            if heading_key(candidates[0]) not in _SILENT:
                found.unknown.append(candidates[0].strip())
        elif hit[0].name in found.columns:
            found.duplicates.append(hit[0].heading)
        else:
            found.columns[hit[0].name] = position
            found.units[hit[0].name] = hit[1]
    return found
