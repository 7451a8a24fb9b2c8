"""A minimal .xls file (BIFF8 in a compound file), made by hand: nothing installable here writes one."""

import struct
from typing import Any

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls(name: str, rows: list[list[Any]], hidden: bool = False, at: int = 0) -> bytes:
    """One sheet with texts and numbers, the first row in row ``at``."""
    return _compound("Workbook", _book(name, rows, hidden, at))


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _book(name: str, rows: list[list[Any]], hidden: bool, at: int) -> bytes:
    head = _bof(0x0005) + _record(0x0042, struct.pack("<H", 1200))
    text = name.encode("utf-16-le")
    offset = len(head) + 4 + 8 + len(text) + 4
    bound = struct.pack("<IBBBB", offset, int(hidden), 0, len(name), 1) + text
    return head + _record(0x0085, bound) + _record(0x000A) + _sheet(rows, at)


def _sheet(rows: list[list[Any]], at: int) -> bytes:
    width = max(map(len, rows))
    records = [_bof(0x0010), _record(0x0200, struct.pack("<IIHHH", at, at + len(rows), 0, width, 0))]
    for r, row in enumerate(rows, at):
        for c, value in enumerate(row):
            if isinstance(value, str):
                data = struct.pack("<HHHHB", r, c, 0, len(value), 1) + value.encode("utf-16-le")
                records.append(_record(0x0204, data))
            elif value is not None:
                records.append(_record(0x0203, struct.pack("<HHHd", r, c, 0, value)))
    return b"".join([*records, _record(0x000A)])


def _compound(name: str, stream: bytes) -> bytes:
    """The stream alone in a compound file, padded past the size of the mini stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    tables = -(-(sectors + 1) // (SECTOR // 4 - 1))
    table = [FAT] * tables + [END] + list(range(tables + 2, tables + 1 + sectors)) + [END]
    table += [FREE] * (tables * SECTOR // 4 - len(table))
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, tables + 1, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0, 0)[:36]
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    return header + struct.pack(f"<{len(table)}I", *table) + entries.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
