"""Text cells: names, free text, code labels, yes and no (SECURITY E29, E48 to E51)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, ClassVar, Final

from core.ledgers.cell_base import CellError, CellWidget, all_match, copy_escaped, label_key, quoted

_CONTROL: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_INVISIBLE: Final = "\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_EMOJI: Final = "\U0001f000-\U0001faff\u2600-\u2604\u2607-\u26ff\u2700-\u2712\u2719-\u27bf\u20e3\ufe00-\ufe0f"
_NOT_TEXT: Final = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufffd"
_BAD: Final = re.compile(f"[{_CONTROL}{_INVISIBLE}{_PRIVATE}{_EMOJI}{_NOT_TEXT}]")
# Planes 2 and 3 as a whole: this Python's Unicode tables are older than Extensions H and I.
_HAN: Final = "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_HAN: Final = re.compile(f"(?<=[{_HAN}])[ \u00a0\u3000\t\u2000-\u200a]+(?=[{_HAN}])")
_DOT_VARIANTS: Final = re.compile("\\s*[\u2022\u30fb\u2027\uff0e\u0387\u2219\u22c5\uff65.\u00b7]\\s*")
_HAN_ONLY: Final = re.compile("[\u4e00-\u9fff]+")
_HAN_LINES: Final = re.compile("(?:[\u4e00-\u9fff]{1,50}\n)+")
_PLAIN_NO: Final = re.compile("[0-9A-Za-z-]+")
_NO_LINES: Final = re.compile("(?:[0-9A-Za-z-]{1,32}\n)+")
_NAME: Final = re.compile(f"[{_HAN}A-Za-z][{_HAN}A-Za-z \u00b7'-]*")
_LINES: Final = re.compile(r"[ \t]*(?:\r\n|\r|\n|_x000D_\n)[ \t]*")


def check_characters(text: str) -> None:
    """CellError when the text holds a character that no register may hold."""
    found = _BAD.search(text)
    if found is None:
        return
    char = found[0]
    if "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000":
        raise CellError(f"含有造字区的字（U+{ord(char):04X}），请用 GB18030 编码的输入法重新输入这个字")
    if re.match(f"[{_EMOJI}]", char):
        raise CellError(f"含有表情符号（U+{ord(char):04X}），请删除")
    raise CellError(f"含有看不见的控制字符（U+{ord(char):04X}），请删除后重新输入")


@dataclass(frozen=True)
class Text(CellWidget):
    """Characters as typed. ``multiline`` keeps line breaks and inner blanks (remarks)."""

    kind: ClassVar[str] = "text"
    verbatim: ClassVar[bool] = True
    max_length: int = 100
    multiline: bool = False

    def parse(self, value: Any) -> str:
        text = _as_text(value)
        text = _LINES.sub("\n", text) if self.multiline else _one_line(text)
        check_characters(text)
        return self._limited(text)

    def _limited(self, text: str) -> str:
        if len(text) > self.max_length:
            raise CellError(f"最多 {self.max_length} 个字，现为 {len(text)} 个字")
        return text

    def copy_text(self, value: Any) -> str:
        return r"\N" if value is None else copy_escaped(value)


@dataclass(frozen=True)
class Name(Text):
    """A person's name: no Unicode normalisation, blanks between Han removed, one middle dot."""

    kind: ClassVar[str] = "name"
    max_length: int = 50

    def quick(self, content: str, number: bool) -> str | None:
        return content if not number and len(content) <= self.max_length and _HAN_ONLY.fullmatch(content) else None

    def quick_many(self, contents: list[str], number: bool) -> Sequence[str | None]:
        if not number and self.max_length >= 50 and all_match(_HAN_LINES, contents):
            return contents
        return super().quick_many(contents, number)

    def parse(self, value: Any) -> str:
        if not isinstance(value, str):
            raise CellError("姓名请填文字")
        text = _one_line(value)
        check_characters(text)
        text = _DOT_VARIANTS.sub("\u00b7", text)
        if "\u00b7\u00b7" in text or text[:1] == "\u00b7" or text[-1:] == "\u00b7":
            raise CellError("姓名里的间隔号「·」多余或位置不对，请重填")
        if not _NAME.fullmatch(text):
            raise CellError("姓名只能用汉字、英文字母和间隔号「·」")
        return self._limited(text)


@dataclass(frozen=True)
class RegisterNo(Text):
    """A register number (户编号, 人编号): digits and letters, kept as text."""

    kind: ClassVar[str] = "register_no"
    max_length: int = 32

    def quick(self, content: str, number: bool) -> str | None:
        return content if not number and len(content) <= self.max_length and _PLAIN_NO.fullmatch(content) else None

    def quick_many(self, contents: list[str], number: bool) -> Sequence[str | None]:
        if not number and self.max_length >= 32 and all_match(_NO_LINES, contents):
            return contents
        return super().quick_many(contents, number)

    def parse(self, value: Any) -> str:
        text = label_key(_whole_text(value)).lstrip("'")
        if not re.fullmatch(r"[0-9A-Za-z_-]+", text):
            raise CellError("编号只能用数字和英文字母")
        return self._limited(text)


@dataclass(frozen=True)
class YesNo(CellWidget):
    """是/否, 有/无, 1/0; blank is not known. Anything else is refused (CONTRACT 3)."""

    kind: ClassVar[str] = "yes_no"
    yes: str = "是"
    no: str = "否"

    def parse(self, value: Any) -> bool:
        if isinstance(value, str):
            found = _YES_NO.get(label_key(value))
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and value in (0, 1):
            found = value == 1
        else:
            found = None
        if found is None:
            raise CellError(f"请填「{self.yes}」或「{self.no}」{quoted(value)}")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else self.yes if value else self.no

    def copy_text(self, value: Any) -> str:
        return r"\N" if value is None else "t" if value else "f"


_YES_NO: Final = {"是": True, "有": True, "1": True, "否": False, "无": False, "0": False}

Choices = Mapping[str, str]


@dataclass(frozen=True)
class Code(CellWidget):
    """A label of a code list, stored as its code.

    ``choices`` maps label to code, or is a function that gives the mapping (code lists are
    rows). The first label of a code is the one shown; the others are synonyms.
    """

    kind: ClassVar[str] = "code"
    choices: Choices | Callable[[], Choices] = field(default_factory=dict)

    def bound(self) -> Code:
        return replace(self, choices=dict(self.choices())) if callable(self.choices) else self

    def mapping(self) -> Choices:
        return self.choices() if callable(self.choices) else self.choices

    def labels(self) -> list[str]:
        """The labels to choose from, in order, one a code."""
        return list(_label_of(tuple(self.mapping().items())).values())

    def parse(self, value: Any) -> Any:
        return self.code_of(_as_text(value))

    def code_of(self, text: str) -> str:
        code = _code_of(tuple(self.mapping().items())).get(label_key(text))
        if code is None:
            raise CellError(f"请从下列选项中选择：{_listed(self.labels())}{quoted(text)}")
        return code

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None or value == "":
            return ""
        return _label_of(tuple(self.mapping().items())).get(str(value), str(value))

    def copy_text(self, value: Any) -> str:
        return r"\N" if value is None else copy_escaped(value)


@dataclass(frozen=True)
class MultiCode(Code):
    """Several labels joined by 、 ， , ; or /; stored as sorted distinct codes."""

    kind: ClassVar[str] = "multi_code"
    max_count: int = 10
    # A label that cannot stand beside another one (健康).
    alone: str = ""

    def bound(self) -> MultiCode:
        return replace(self, choices=dict(self.mapping()))

    def parse(self, value: Any) -> list[str]:
        words = [w for w in _JOINTS.split(_as_text(value)) if w.strip()]
        if not words:
            raise CellError(f"请从下列选项中选择，多项用顿号隔开：{_listed(self.labels())}")
        codes = sorted({self.code_of(word) for word in words}, key=lambda code: (len(code), code))
        if len(codes) > self.max_count:
            raise CellError(f"最多选 {self.max_count} 项")
        if self.alone and len(codes) > 1 and self.mapping().get(self.alone) in codes:
            raise CellError(f"「{self.alone}」不能与其他选项同时填")
        return codes

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if not value else "、".join(super(MultiCode, self).render(code) for code in value)

    def copy_text(self, value: Any) -> str:
        return r"\N" if value is None else "{" + ",".join(value) + "}"


_JOINTS: Final = re.compile("[、，,;；|\r\n]+")


@lru_cache(maxsize=512)
def _code_of(items: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {label_key(label): code for label, code in items}


@lru_cache(maxsize=512)
def _label_of(items: tuple[tuple[str, str], ...]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for label, code in items:
        labels.setdefault(code, label)
    return labels


def _listed(labels: list[str]) -> str:
    return "、".join(labels[:12]) + ("等" if len(labels) > 12 else "")


def _one_line(text: str) -> str:
    return _BETWEEN_HAN.sub("", re.sub(r"[\r\n\t]+", " ", text))


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        raise CellError("请填文字，不要填 TRUE 或 FALSE")
    if isinstance(value, (int, float)):
        if abs(value) >= 1e15:
            raise CellError("以数值存储，末位可能已丢失，请把单元格设为文本后重填")
        return repr(int(value)) if value == int(value) else repr(value)
    raise CellError("请填文字，不要填日期")


def _whole_text(value: Any) -> str:
    text = _as_text(value)
    if isinstance(value, float) and "." in text:
        raise CellError("请填文字，不要填小数")
    return text
