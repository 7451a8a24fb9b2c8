"""The outside of an .xlsx file: what the archive may hold, and the small parts of the workbook.

Nothing is unpacked before the central directory has been judged (SECURITY D16, E38 to E46).
The declared sizes may lie, but zipfile never reads past them, and a wrong checksum raises.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import accumulate, islice
from posixpath import join, normpath
from typing import IO, Final, NamedTuple
from xml.parsers import expat

from core.ledgers.refusal import DAMAGED, TOO_BIG, FileRefusedError

MAX_ENTRIES: Final = 200
MAX_UNPACKED: Final = 1_000_000_000
MAX_RATIO: Final = 100
# Below this an extreme ratio is harmless.
RATIO_FROM: Final = 1_000_000
MAX_TEXT: Final = 32_767
CHUNK: Final = 1 << 18

_REFUSED_PARTS: Final = (
    (re.compile(r"vbaproject|macrosheets|dialogsheets|customui|vbadata"), "文件含有宏，请另存为不含宏的 .xlsx"),
    (re.compile(r"/activex/|/embeddings/|/ctrlprops/"), "文件含有嵌入的对象或控件，请删除后再上传"),
    (re.compile(r"/externallinks/"), "文件链接了其他工作簿，请在「数据—编辑链接」中断开链接后再上传"),
)
_WORKBOOK_TYPE: Final = re.compile(
    rb"spreadsheetml\.(?:sheet|template)\.main\+xml", re.IGNORECASE
)  # not macroEnabled, not binary
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")

# A prefix, a comment, or another encoding than UTF-8 in front of the first text.
_ODD_OPENING: Final = re.compile(rb"""<!|<\w+:|encoding\s*=\s*["'](?!(?i:utf-8)["'])""")
# Entities, line ends, Excel's escapes and what XML forbids.
_SPECIAL: Final = re.compile(rb"[&\r\x00-\x08\x0b\x0c\x0e-\x1f]|_x|\xed[\xa0-\xbf]|\xef\xbf[\xbe\xbf]")
MAX_PENDING: Final = 32 << 20

Attributes = list[str]


class Sheet(NamedTuple):
    """A sheet as the workbook lists it: its name, the part that holds it, whether it is hidden."""

    title: str
    part: str
    hidden: bool


class Package:
    """An opened and judged .xlsx file."""

    def __init__(self, file: IO[bytes]) -> None:
        """FileRefusedError when the archive may not be opened or is no workbook."""
        try:
            self.archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            raise FileRefusedError(DAMAGED) from None
        self.sizes = _judged(self.archive)
        workbook = self._workbook_part()
        self.date1904, listed = self._read_workbook(workbook)
        targets = self._relations(workbook)
        self.sheets = [Sheet(title, targets[rid], hidden) for title, rid, hidden in listed if rid in targets]
        names = {name.lower(): name for name in self.sizes}
        folder = workbook.rpartition("/")[0]
        self._strings_part = names.get(join(folder, "sharedStrings.xml").lower())
        self._styles_part = names.get(join(folder, "styles.xml").lower())

    def chunks(self, part: str) -> Iterator[bytes]:
        """The unpacked part, a piece at a time."""
        if part not in self.sizes:
            raise FileRefusedError(DAMAGED)
        try:
            with self.archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            raise FileRefusedError(DAMAGED) from None

    def _parse_all(self, part: str, start: Callable[[str, Attributes], None]) -> None:
        def prepare(parser: expat.XMLParserType) -> None:
            parser.StartElementHandler = lambda name, attrs: start(local(name), attrs)

        self._feed(part, prepare)

    def _feed(self, part: str, prepare: Callable[[expat.XMLParserType], None]) -> None:
        parser = new_parser()
        prepare(parser)
        for chunk in self.chunks(part):
            feed(parser, chunk)
        feed(parser, b"", final=True)

    def _workbook_part(self) -> str:
        found: list[str] = []

        def start(name: str, attrs: Attributes) -> None:
            values = pairs(attrs)
            if name == "Relationship" and values.get("Type", "").endswith("/officeDocument"):
                found.append(normpath("/" + values.get("Target", "")).lstrip("/"))

        self._parse_all("_rels/.rels", start)
        with self.archive.open("[Content_Types].xml") as stream:
            types = stream.read(MAX_UNPACKED)
        if b"macroEnabled" in types:
            raise FileRefusedError("文件含有宏，请另存为不含宏的 .xlsx")
        if not found or found[0] not in self.sizes or not _WORKBOOK_TYPE.search(types):
            raise FileRefusedError("不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 再上传")
        return found[0]

    def _read_workbook(self, part: str) -> tuple[bool, list[tuple[str, str, bool]]]:
        sheets: list[tuple[str, str, bool]] = []
        date1904 = False

        def start(name: str, attrs: Attributes) -> None:
            nonlocal date1904
            values = pairs(attrs)
            if name == "workbookPr":
                date1904 = values.get("date1904", "0") in ("1", "true", "on")
            elif name == "sheet":
                rid = next((value for key, value in values.items() if local(key) == "id"), "")
                sheets.append((values.get("name", ""), rid, values.get("state", "visible") != "visible"))

        self._parse_all(part, start)
        return date1904, sheets

    def _relations(self, part: str) -> dict[str, str]:
        folder, _, name = part.rpartition("/")
        targets: dict[str, str] = {}

        def start(tag: str, attrs: Attributes) -> None:
            values = pairs(attrs)
            if tag == "Relationship" and values.get("Type", "").endswith("/worksheet"):
                target = values.get("Target", "")
                targets[values.get("Id", "")] = normpath(join("/", folder, target)).lstrip("/")

        self._parse_all(join(folder, "_rels", name + ".rels"), start)
        return targets

    def strings(self) -> SharedStrings:
        table = SharedStrings()
        if self._strings_part is not None:
            table.read(self.chunks(self._strings_part))
        return table

    def date_styles(self) -> frozenset[str]:
        """The indexes of cell styles that show a number as a date, as the cells write them."""
        formats: dict[str, str] = {}
        styles: list[str] = []
        inside = False

        def prepare(parser: expat.XMLParserType) -> None:
            def start(name: str, attrs: Attributes) -> None:
                nonlocal inside
                tag = local(name)
                if tag == "numFmt":
                    values = pairs(attrs)
                    formats[values.get("numFmtId", "")] = values.get("formatCode", "")
                elif tag == "cellXfs":
                    inside = True
                elif tag == "xf" and inside:
                    styles.append(pairs(attrs).get("numFmtId", "0"))

            def end(name: str) -> None:
                nonlocal inside
                if local(name) == "cellXfs":
                    inside = False

            parser.StartElementHandler = start
            parser.EndElementHandler = end

        if self._styles_part is not None:
            self._feed(self._styles_part, prepare)
        return frozenset(str(i) for i, fmt in enumerate(styles) if _is_date(fmt, formats))


class SharedStrings:
    """The texts of the workbook in one block of bytes: a quarter of the memory of a list of str."""

    def __init__(self) -> None:
        self._blob = bytearray()
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def text(self, index: str) -> str:
        """The text with this index, as a cell writes it. FileRefusedError when there is none."""
        if not (index.isascii() and index.isdigit()) or len(index) > 10:
            raise FileRefusedError(DAMAGED)
        place = int(index)
        try:
            return self._blob[self._ends[place] : self._ends[place + 1]].decode()
        except IndexError:
            raise FileRefusedError(DAMAGED) from None

    def texts(self, indexes: list[str]) -> list[str]:
        """``text`` of many indexes."""
        joined = "".join(indexes)
        if not (joined.isascii() and joined.isdigit()) or max(map(len, indexes)) > 10:
            raise FileRefusedError(DAMAGED)
        blob, ends = self._blob, self._ends
        try:
            return [blob[ends[place] : ends[place + 1]].decode() for place in map(int, indexes)]
        except IndexError:
            raise FileRefusedError(DAMAGED) from None

    def read(self, chunks: Iterator[bytes]) -> None:
        """Collect all texts. As with rows, what is written the ordinary way is split, not parsed."""
        parser = new_parser()
        self._prepare(parser)
        pending = b""
        ordinary = True
        opened = False
        for chunk in chunks:
            pending += chunk
            end = pending.rfind(b"</si>") + 5
            if end >= 5 and ordinary:
                block, pending = pending[:end], pending[end:]
                if not opened:
                    start = max(block.find(b"<si>"), 0)
                    feed(parser, block[:start])
                    ordinary = start > 0 and not _ODD_OPENING.search(block[:start])
                    block = block[start:]
                    opened = True
                ordinary = ordinary and b"<!" not in block and b"<?" not in block
                if ordinary:
                    self._split(block, parser)
                else:
                    feed(parser, block)
            if not ordinary or len(pending) > MAX_PENDING:
                feed(parser, pending)
                ordinary, pending = False, b""
        feed(parser, pending)
        feed(parser, b"", final=True)

    def _split(self, block: bytes, parser: expat.XMLParserType) -> None:
        try:
            block.decode()
        except UnicodeDecodeError:
            raise FileRefusedError(DAMAGED) from None
        blob, ends = self._blob, self._ends
        plain = not _SPECIAL.search(block)
        if plain and b"\n" not in block:
            # Texts without any attribute or formatting leave no markup when their wrapping is replaced.
            inner = block.replace(b"</t></si><si><t>", b"\n")
            if inner.startswith(b"<si><t>") and inner.endswith(b"</t></si>") and inner.count(b"<") == 4:
                texts = inner[7:-9].split(b"\n")
                lengths = list(map(len, texts))
                if max(lengths) <= MAX_TEXT:
                    ends.extend(islice(accumulate(lengths, initial=len(blob)), 1, None))
                    blob += b"".join(texts)
                    return
        for piece in block.split(b"</si>")[:-1]:
            text = piece[7:-4]
            if (
                plain
                and piece.startswith(b"<si><t>")
                and piece.endswith(b"</t>")
                and b"<" not in text
                and len(text) <= MAX_TEXT
            ):
                blob += text
                ends.append(len(blob))
            else:
                feed(parser, piece + b"</si>")

    def _prepare(self, parser: expat.XMLParserType) -> None:
        pieces: list[str] = []
        collecting = False
        phonetic = 0

        def start(name: str, attrs: Attributes) -> None:
            nonlocal collecting, phonetic
            tag = local(name)
            if tag == "t":
                collecting = not phonetic
            elif tag == "si":
                pieces.clear()
            elif tag == "rPh":
                phonetic += 1

        def end(name: str) -> None:
            nonlocal collecting, phonetic
            tag = local(name)
            if tag == "t":
                collecting = False
            elif tag == "si":
                self._blob += decoded("".join(pieces)).encode()
                self._ends.append(len(self._blob))
            elif tag == "rPh":
                phonetic -= 1

        def text(data: str) -> None:
            if collecting:
                if (pieces or len(data) > MAX_TEXT) and sum(map(len, pieces)) + len(data) > MAX_TEXT:
                    raise FileRefusedError(TOO_BIG)
                pieces.append(data)

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text


def new_parser() -> expat.XMLParserType:
    """An expat parser that refuses document types; attributes come as a flat list."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def feed(parser: expat.XMLParserType, data: bytes, final: bool = False) -> None:
    """Parse a piece of a document; FileRefusedError when it is not well formed."""
    try:
        parser.Parse(data, final)
    except (expat.ExpatError, UnicodeError):
        raise FileRefusedError(DAMAGED) from None


def local(name: str) -> str:
    """An element's name without its prefix; producers are free to use one."""
    return name.rpartition(":")[2]


def pairs(attrs: Attributes) -> dict[str, str]:
    return dict(zip(attrs[::2], attrs[1::2], strict=True))


def decoded(text: str) -> str:
    """A text with Excel's ``_x000D_`` escapes resolved; surrogates stay refused downstream as ``U+FFFD``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(c) if not 0xD800 <= (c := int(m[1], 16)) <= 0xDFFF else "\ufffd", text)


def _refuse_doctype(*_: object) -> None:
    raise FileRefusedError("文件含有不允许的定义（DTD），请用 Excel 或 WPS 另存为 .xlsx 再上传")


def _judged(archive: zipfile.ZipFile) -> dict[str, int]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise FileRefusedError(f"文件里的部件超过 {MAX_ENTRIES} 个（如图片太多），请只保留数据后再上传")
    sizes: dict[str, int] = {}
    packed = 0
    for entry in entries:
        name = entry.filename
        _judge_entry(entry, name)
        if name.lower() in map(str.lower, sizes):
            raise FileRefusedError(DAMAGED)
        sizes[name] = entry.file_size
        packed += entry.compress_size
    unpacked = sum(sizes.values())
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed):
        raise FileRefusedError(TOO_BIG)
    if "[Content_Types].xml" not in sizes or "_rels/.rels" not in sizes:
        raise FileRefusedError("不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 再上传")
    return sizes


def _judge_entry(entry: zipfile.ZipInfo, name: str) -> None:
    lower = "/" + name.lower()
    for pattern, message in _REFUSED_PARTS:
        if pattern.search(lower):
            raise FileRefusedError(message)
    if ".." in name.split("/") or name.startswith(("/", "\\")) or "\\" in name or "\0" in name or ":" in name:
        raise FileRefusedError(DAMAGED)
    if entry.flag_bits & 0x1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefusedError(DAMAGED)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FileRefusedError(DAMAGED)


def _is_date(fmt: str, formats: dict[str, str]) -> bool:
    if fmt in formats:
        code = re.sub(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*.', "", formats[fmt].lower())
        return "general" not in code and re.search(r"[ymdhs]", code) is not None
    with suppress(ValueError):
        number = int(fmt)
        return 14 <= number <= 22 or 27 <= number <= 36 or 45 <= number <= 47 or 50 <= number <= 58
    return False
