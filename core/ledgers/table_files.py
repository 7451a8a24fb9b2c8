"""Single tables that are not .xlsx: .xls through calamine, and CSV (SECURITY E40, E41, E47)."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any, Final

from core.ledgers.cells import CellMark, CellValue
from core.ledgers.refusal import DAMAGED, TOO_BIG, FileRefusedError
from core.ledgers.xlsx_exact import Merge
from core.ledgers.xlsx_pieces import MAX_COLUMNS, Row

XLS_ROWS: Final = 65_536
MAX_CSV: Final = 200_000_000
_WRAPPED: Final = re.compile(r'="(.*)"', re.DOTALL)
_NOT_CSV: Final = (b"<", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8", b"Rar!", b"7z", b"\x1f\x8b", b"SQLite")


class _Table:
    """What the cleaner asks of a sheet whose cells are their own raw keys."""

    hidden_columns: Final[set[int]] = set()
    filtered = False

    @staticmethod
    def grid(rows: list[Row], width: int) -> list[list[Any]]:
        return [[row.cells.get(position) for position in range(width)] for row in rows]

    @staticmethod
    def cells(row: Row) -> dict[int, Any]:
        return row.cells

    @staticmethod
    def key(cell: Any, row: Row, position: int) -> Any:
        return cell

    @staticmethod
    def contents(cells: Any) -> tuple[list[str], bool] | None:
        return None


class XlsSheet(_Table):
    """A sheet of an old .xls file; its keys are (type name, value)."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.merges = [
            Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]

    def rows(self) -> Iterator[Row]:
        if self._sheet.end is not None and self._sheet.end[0] + 1 >= XLS_ROWS:
            raise FileRefusedError("文件有 65,536 行，可能被 .xls 格式截断，请另存为 .xlsx 并核对行数")
        for number, values in enumerate(self._sheet.to_python(skip_empty_area=False), start=1):
            cells = {place: (type(value).__name__, value) for place, value in enumerate(values) if value != ""}
            if cells:
                if max(cells) >= MAX_COLUMNS:
                    raise FileRefusedError(f"单元格超出范围：最多 {MAX_COLUMNS} 列")
                yield Row(number, False, cells)  # type: ignore[arg-type]

    @staticmethod
    def decode(key: Any) -> CellValue:
        value = key[1]
        if isinstance(value, str):
            return CellMark.ERROR if re.fullmatch(r"#[A-Z0-9/]+[!?]?", value) else value
        if isinstance(value, (bool, int, float, date, datetime)):
            return value
        return CellMark.BAD_DATE


class XlsFile:
    """An opened .xls file."""

    def __init__(self, file: IO[bytes]) -> None:
        from python_calamine import CalamineError, CalamineWorkbook  # 30 MB only .xls needs

        data = file.read()
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileRefusedError("文件设了打开密码，请取消密码后再上传")
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except CalamineError as error:
            encrypted = "assword" in str(error) or "ncrypt" in str(error)
            raise FileRefusedError("文件设了打开密码，请取消密码后再上传" if encrypted else DAMAGED) from None

    @property
    def sheets(self) -> list[tuple[str, bool]]:
        """Names and whether they are hidden."""
        from python_calamine import SheetVisibleEnum

        return [(sheet.name, sheet.visible != SheetVisibleEnum.Visible) for sheet in self._book.sheets_metadata]

    def sheet(self, name: str) -> XlsSheet:
        from python_calamine import CalamineError

        try:
            return XlsSheet(self._book.get_sheet_by_name(name))
        except CalamineError:
            raise FileRefusedError(DAMAGED) from None


class CsvSheet(_Table):
    """A CSV file; every key is the text itself."""

    merges: Final[list[Merge]] = []

    def __init__(self, file: IO[bytes]) -> None:
        head = file.read(512)
        if head.lstrip().startswith(_NOT_CSV):
            raise FileRefusedError("文件的内容不是表格，请用 Excel 或 WPS 另存为 .xlsx 再上传")
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise FileRefusedError("文件是 UTF-16 编码，请另存为 UTF-8 编码的 CSV 或 .xlsx 再上传")
        self._file = file
        self._encoding = self._sniff()

    def _sniff(self) -> str:
        """utf-8 or gb18030, whichever the whole file decodes in strictly."""
        for encoding in ("utf-8-sig", "gb18030"):
            decoder = codecs.getincrementaldecoder(encoding)("strict")
            self._file.seek(0)
            size = 0
            try:
                while block := self._file.read(1 << 20):
                    size += len(block)
                    if b"\0" in block:
                        raise FileRefusedError("文件含有空字符，不是 CSV，请另存为 .xlsx 再上传")
                    if size > MAX_CSV:
                        raise FileRefusedError(TOO_BIG)
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return encoding
        raise FileRefusedError("文件的编码不一致，请另存为 UTF-8 编码的 CSV 或 .xlsx 再上传")

    def rows(self) -> Iterator[Row]:
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, self._encoding, newline="")
        first = text.readline(100_000)
        separator = re.fullmatch(r"sep=(.)\s*", first)
        delimiter = separator[1] if separator else max(",\t;", key=first.count)
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            for number, values in enumerate(reader, start=1):
                cells = {place: value for place, value in enumerate(values) if value}
                if separator and number == 1:
                    continue
                if cells:
                    if max(cells) >= MAX_COLUMNS:
                        raise FileRefusedError(f"单元格超出范围：最多 {MAX_COLUMNS} 列")
                    yield Row(number, False, cells)
        except csv.Error:
            raise FileRefusedError(f"第 {reader.line_num} 行附近的引号不成对，请另存为 .xlsx 再上传") from None

    @staticmethod
    def decode(key: str) -> CellValue:
        wrapped = _WRAPPED.fullmatch(key)
        return wrapped[1] if wrapped else key
