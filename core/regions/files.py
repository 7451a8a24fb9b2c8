"""Reading an edition file: ``code,name,level,parent`` in UTF-8, plain or gzipped, checked as a whole."""

from __future__ import annotations

import csv
import gzip
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

from core.regions.codes import COUNTRY, Level, ancestors, level_of, parse_area

COLUMNS = ("code", "name", "level", "parent")
NAME_LENGTH = 60


class EditionFileError(ValueError):
    """The file is no region edition; the message names the first wrong line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One region of the file; ``parent`` None for a province."""

    code: int
    name: str
    level: Level
    parent: int | None


def read_entries(path: Path) -> list[Entry]:
    """Every row of the file, or EditionFileError: nothing is taken from a file with one wrong row."""
    try:
        with _open(path) as lines:
            entries = list(_entries(lines))
    except (OSError, EOFError, zlib.error) as error:
        raise EditionFileError(f"读不出文件 {path}：{error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise EditionFileError(f"文件 {path} 不是 UTF-8 的 CSV") from error
    if not entries:
        raise EditionFileError("文件里没有数据行")
    _check_tree(entries)
    return entries


def _open(path: Path) -> TextIO:
    with path.open("rb") as probe:
        zipped = probe.read(2) == b"\x1f\x8b"
    if zipped:
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8-sig", newline=""))
    return path.open(encoding="utf-8-sig", newline="")


def _entries(lines: Iterable[str]) -> Iterator[Entry]:
    reader = csv.reader(lines)
    heading = [cell.strip() for cell in next(reader, [])]
    missing = [column for column in COLUMNS if column not in heading]
    if missing:
        raise EditionFileError(f"缺少列：{'、'.join(missing)}")
    at_code, at_name, at_level, at_parent = (heading.index(column) for column in COLUMNS)
    for number, cells in enumerate(reader, start=2):
        if not any(cells):
            continue
        if len(cells) < len(heading):
            raise EditionFileError(f"第 {number} 行列数不足")
        try:
            yield _entry(cells[at_code], cells[at_name], cells[at_level], cells[at_parent])
        except ValueError as error:
            raise EditionFileError(f"第 {number} 行：{error}") from error


def _entry(code_text: str, name_text: str, level_text: str, parent_text: str) -> Entry:
    code = parse_area(code_text)
    name = name_text.strip()
    # The bureau's own list has characters of the private use area, so only control characters are refused.
    if not name or len(name) > NAME_LENGTH or any(unicodedata.category(char) == "Cc" for char in name):
        raise ValueError("名称为空、过长或含控制字符")
    level = level_of(code)
    if level == Level.COUNTRY or level_text.strip() != str(int(level)):
        raise ValueError(f"级别「{level_text}」与代码 {code} 不符")
    above = ancestors(code)[1]
    parent = parse_area(parent_text) if parent_text.strip() else COUNTRY
    if parent != above:
        raise ValueError(f"上级「{parent_text}」与代码 {code} 不符")
    return Entry(code, name, level, above or None)


def _check_tree(entries: list[Entry]) -> None:
    """No code twice, and no township or village without its parent: a file speaks for whole county-level units."""
    codes = {entry.code for entry in entries}
    if len(codes) != len(entries):
        seen: set[int] = set()
        for entry in entries:
            if entry.code in seen:
                raise EditionFileError(f"代码 {entry.code} 重复")
            seen.add(entry.code)
    for entry in entries:
        if entry.level >= Level.TOWNSHIP and entry.parent not in codes:
            raise EditionFileError(f"代码 {entry.code} 的上级 {entry.parent} 不在文件中")
