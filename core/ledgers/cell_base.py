"""The interface of a cell: what a workbook cell holds, how it is cleaned, how it is shown.

A widget has django-import-export's interface (``clean``, ``render``) without importing it, so
that the sandboxed reader, which must not load Django, runs the very same widgets.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, Final


class CellMark(Enum):
    """A cell whose content is not a value."""

    FORMULA = "单元格是公式，请粘贴为数值"
    ERROR = "单元格是错误值（如 #REF!），请改为正确的内容"
    BAD_DATE = "单元格里的日期不存在，请按 2017-06-30 的样式重填"


CellValue = str | int | float | bool | date | datetime | CellMark | None


class CellError(ValueError):
    """A cell is refused; ``str()`` is a Chinese sentence that says what to type instead."""


EDGE: Final = " \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u2002\u2003\u2009\u202f"


def label_key(text: str) -> str:
    """The form in which labels are compared: width, blanks and line breaks do not matter."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def quoted(value: object) -> str:
    """The refused value for the message, or nothing where it could be a personal number."""
    text = str(value).strip()
    if not text or len(text) > 20 or sum(c.isdigit() for c in text) > 5 or not text.isprintable():
        return ""
    return f"，不能是「{text}」"


@dataclass(frozen=True)
class CellWidget(ABC):
    """Base of all cells. Subclasses give ``parse`` for a value that is not blank."""

    kind: ClassVar[str] = ""
    # Numbers reach the spreadsheet as numbers, everything else as typed text.
    numeric: ClassVar[bool] = False
    coerce_to_string: ClassVar[bool] = True
    # The cleaned value is the typed text unless something was normalised.
    verbatim: ClassVar[bool] = False

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        """The cell's value as stored; None when blank. CellError when it cannot be right."""
        if value is None:
            return None
        if isinstance(value, CellMark):
            raise CellError(value.value)
        if isinstance(value, str):
            value = value.strip(EDGE)
            if not value or self.is_placeholder(value):
                return None
        return self.parse(value)

    @abstractmethod
    def parse(self, value: Any) -> Any:
        """The typed value of a cell that is not blank."""

    def is_placeholder(self, text: str) -> bool:
        """Whether a typed sign such as / stands for an empty cell (SECURITY E29)."""
        return False

    def doubt(self, value: Any) -> str | None:
        """A sentence where a cleaned value is allowed but improbable (class C), else None."""
        return None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The text a person reads in a ledger; blank for None."""
        return "" if value is None else str(value)

    def copy_text(self, value: Any) -> str:
        r"""The cleaned value as a field of PostgreSQL's COPY text format (``\N`` for None)."""
        if value is None:
            return r"\N"
        return str(value)

    def quick(self, content: str, number: bool) -> str | None:
        """COPY text of a cell's raw content where it is plainly right, None where ``clean`` must decide.

        Only a shortcut: never another answer than ``copy_text(clean(…))``, never for a doubted value.
        ``number``: the cell is a numeric one.
        """
        return None

    def quick_many(self, contents: list[str], number: bool) -> Sequence[str | None]:
        """``quick`` of many contents."""
        return [self.quick(content, number) for content in contents]

    def bound(self) -> CellWidget:
        """The widget with everything that is looked up (code lists) filled in."""
        return self

    def params(self) -> dict[str, Any]:
        """What rebuilds the widget in another process; JSON-able."""
        return dataclasses.asdict(self.bound())


def copy_escaped(text: str) -> str:
    """Text with COPY's four special characters escaped."""
    if _SPECIAL.search(text) is None:
        return text
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def copy_unescaped(field: str) -> str | None:
    r"""The value of one COPY text field; None for ``\N``."""
    if field == r"\N":
        return None
    if "\\" not in field:
        return field
    return _ESCAPE.sub(lambda m: _ESCAPES[m[1]], field)


def all_match(pattern: re.Pattern[str], contents: list[str]) -> bool:
    r"""Whether a pattern ``(?:…\n)+`` takes all contents, one a line."""
    joined = "\n".join(contents) + "\n"
    return joined.count("\n") == len(contents) and pattern.fullmatch(joined) is not None


_SPECIAL: Final = re.compile(r"[\\\t\n\r]")
_ESCAPE: Final = re.compile(r"\\([\\tnr])")
_ESCAPES: Final = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
_BLANKS: Final = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
