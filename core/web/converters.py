"""Keys in addresses, in their canonical form only; importing this module registers ``<area:…>``,
``<number:…>`` and ``<id:…>``."""

from __future__ import annotations

from django.urls import register_converter


class AreaConverter:
    """A 12-digit code."""

    regex = "[1-9][0-9]{11}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return f"{int(value):012d}"


class NumberConverter:
    """A 户编号 or 人编号."""

    regex = "[A-Za-z0-9_-]{1,32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class IdConverter:
    """A row's own number: no sign, no leading zero, no more digits than a bigint holds."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(IdConverter, "id")
register_converter(AreaConverter, "area")
register_converter(NumberConverter, "number")
