"""The body of a writing request: strict JSON, read through the very fields that the forms have."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NoReturn

from django import forms
from django.core.exceptions import RequestDataTooBig, ValidationError
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from core.web.api.errors import Problem, refused
from core.web.forms import CodesField, YesNoField

READ_ONLY: Final = "这一项不能在这里写入"
UNKNOWN: Final = "没有这个字段"
MISSING: Final = "必填，不能为空"


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that was sent; numbers with decimals come as Decimal. Problem 400, 413 or 415."""
    if (request.content_type or "").split(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType(request.content_type or "", "请求正文应为 application/json")
    try:
        found = json.loads(
            request._request.body, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once
        )
    except RequestDataTooBig as error:
        raise Problem(413, "too_large", "请求正文过大") from error
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        words = str(error) if isinstance(error, _TwiceError) else "请求正文不是有效的 JSON"
        raise Problem(400, "malformed", words) from error
    if not isinstance(found, dict):
        raise Problem(400, "malformed", "请求正文应为一个 JSON 对象")
    return found


class _TwiceError(ValueError):
    """A name stands twice in one object."""


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError("请求正文里有重复的字段")
    return found


class Reading:
    """Reads parts of one body and gathers everything that is wrong with it, to be refused at once (400)."""

    def __init__(self) -> None:
        self.wrong: dict[str, str] = {}

    def known(self, body: Mapping[str, Any], names: Collection[str], read_only: Collection[str] = ()) -> None:
        """Names that may not be written: those that are only read, and those that do not exist."""
        for name in body:
            if name not in names:
                self.wrong[name[:80]] = READ_ONLY if name in read_only else UNKNOWN

    def needed(self, body: Mapping[str, Any], names: Iterable[str]) -> None:
        for name in names:
            if body.get(name) in (None, ""):
                self.wrong[name] = MISSING

    def fields(self, body: Mapping[str, Any], fields: Mapping[str, forms.Field], prefix: str = "") -> dict[str, Any]:
        """The clean values of those fields that the body has."""
        found: dict[str, Any] = {}
        for name, field in fields.items():
            if name not in body:
                continue
            try:
                found[name] = field.clean(_typed(field, body[name]))
            except ValidationError as error:
                self.wrong.setdefault(f"{prefix}{name}", "；".join(error.messages))
        return found

    def group(self, body: Mapping[str, Any], name: str) -> dict[str, Any]:
        """The object below ``name``; {} when there is none."""
        found = body.get(name, {})
        if not isinstance(found, dict):
            self.wrong[name] = "应为一个 JSON 对象"
            return {}
        return found

    def rows(self, body: Mapping[str, Any], name: str, most: int = 500) -> list[dict[str, Any]] | None:
        """The list of objects below ``name``; None when it is not in the body."""
        if name not in body:
            return None
        found = body[name]
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found) or len(found) > most:
            self.wrong[name] = f"应为不多于 {most} 个 JSON 对象的列表"
            return []
        return found

    def texts(self, body: Mapping[str, Any], name: str, most: int = 500) -> list[str] | None:
        """The list of texts below ``name``; None when it is not in the body."""
        if name not in body:
            return None
        found = body[name]
        if not isinstance(found, list) or len(found) > most or not all(_is_text(item) for item in found):
            self.wrong[name] = f"应为不多于 {most} 个字符串的列表"
            return []
        return found

    def text(self, body: Mapping[str, Any], name: str, longest: int) -> str:
        """A text, "" when it is not in the body."""
        found = body.get(name, "")
        if not _is_text(found) or len(found) > longest:
            self.wrong.setdefault(name, f"应为不长于 {longest} 个字的字符串")
            return ""
        return str(found)

    def whole(self, body: Mapping[str, Any], name: str, low: int, high: int) -> int:
        found = body.get(name)
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            self.wrong.setdefault(name, f"应为 {low} 到 {high} 的整数")
            return low
        return found

    def done(self) -> None:
        """Problem 400 with everything that was found, or nothing."""
        if self.wrong:
            raise refused(self.wrong, status_code=400, kind="invalid_fields")


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def _typed(field: forms.Field, value: Any) -> Any:
    """The JSON value as the form would have sent it; ValidationError when it is of another type."""
    if value is None:
        return [] if isinstance(field, CodesField) else ""
    if isinstance(field, YesNoField) or (isinstance(field, forms.TypedChoiceField) and isinstance(value, bool)):
        if not isinstance(value, bool):
            raise ValidationError("应为 true、false 或 null")
        return "1" if value else "0"
    if isinstance(field, CodesField):
        if not isinstance(value, list) or not all(_is_text(item) for item in value):
            raise ValidationError("应为代码（字符串）的列表")
        return value
    if isinstance(field, forms.DecimalField | forms.IntegerField) and isinstance(value, int | Decimal):
        if isinstance(value, bool):
            raise ValidationError("应为数字")
        if isinstance(value, Decimal) and abs(value.adjusted()) > 30:
            raise ValidationError("数字超出范围")
        return str(value)
    if not _is_text(value):
        raise ValidationError("应为字符串")
    return value
