"""Rules between the values of one row, declared once and asked at two speeds: of a form's values, and in SQL.

A rule that a value is missing for keeps quiet; a blank is unknown, never wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection


class Rule(Protocol):
    """One rule. ``name`` is the field that bears the refusal, ``needs`` every field it looks at."""

    @property
    def name(self) -> str: ...

    @property
    def message(self) -> str: ...

    @property
    def needs(self) -> tuple[str, ...]: ...

    def broken(self, values: Mapping[str, Any]) -> bool:
        """Whether plain values break it."""

    def sql(self, column: Mapping[str, str]) -> str:
        """SQL that is true where a row breaks it; ``column`` gives the SQL of each field."""


@dataclass(frozen=True)
class NotBelow:
    """``name`` is at least ``other``: an end is not before its start, a whole not smaller than its part."""

    name: str
    other: str
    message: str

    @property
    def needs(self) -> tuple[str, ...]:
        return self.name, self.other

    def broken(self, values: Mapping[str, Any]) -> bool:
        value, other = values.get(self.name), values.get(self.other)
        return value is not None and other is not None and value < other

    def sql(self, column: Mapping[str, str]) -> str:
        return f"{column[self.name]} < {column[self.other]}"


@dataclass(frozen=True)
class Between:
    """``name`` is a number from ``low`` to ``high`` (both inclusive)."""

    name: str
    low: int
    high: int
    message: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.name,)

    def broken(self, values: Mapping[str, Any]) -> bool:
        value = values.get(self.name)
        return value is not None and not self.low <= value <= self.high

    def sql(self, column: Mapping[str, str]) -> str:
        return f"{column[self.name]} NOT BETWEEN {self.low} AND {self.high}"


@dataclass(frozen=True)
class FilledWith:
    """Where ``other`` is filled, ``name`` is too (with ``value``: where ``other`` is that code, or "true")."""

    name: str
    other: str
    message: str
    value: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        return self.name, self.other

    def broken(self, values: Mapping[str, Any]) -> bool:
        other = values.get(self.other)
        if isinstance(other, bool):
            other = "true" if other else "false"  # as SQL words it
        asked = other == self.value if self.value else other not in (None, "")
        return asked and values.get(self.name) in (None, "")

    def sql(self, column: Mapping[str, str]) -> str:
        other = f"COALESCE({column[self.other]}::text, '')"
        asked = f"{other} = '{self.value}'" if self.value else f"{other} <> ''"
        return f"{asked} AND COALESCE({column[self.name]}::text, '') = ''"


@dataclass(frozen=True)
class SumOf:
    """Where ``name`` and any of ``parts`` is filled, ``name`` is exactly their sum; a blank part counts nothing."""

    name: str
    parts: tuple[str, ...]
    message: str

    @property
    def needs(self) -> tuple[str, ...]:
        return self.name, *self.parts

    def broken(self, values: Mapping[str, Any]) -> bool:
        total = values.get(self.name)
        filled = [values[part] for part in self.parts if values.get(part) is not None]
        return total is not None and bool(filled) and sum(filled) != total

    def sql(self, column: Mapping[str, str]) -> str:
        parts = [column[part] for part in self.parts]
        total = " + ".join(f"COALESCE({part}, 0)" for part in parts)
        return f"num_nonnulls({', '.join(parts)}) > 0 AND {column[self.name]} <> {total}"


@dataclass(frozen=True)
class Known:
    """Where ``name`` is filled, a row of ``table`` has it in ``column``."""

    name: str
    table: str
    column: str
    message: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.name,)

    def broken(self, values: Mapping[str, Any]) -> bool:
        value = values.get(self.name)
        if value in (None, ""):
            return False
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.table} WHERE {self.column} = %s", [value])
            (number,) = cursor.fetchone()
        return int(number) == 0

    def sql(self, column: Mapping[str, str]) -> str:
        value = f"NULLIF({column[self.name]}, '')"
        return f"{value} IS NOT NULL AND NOT EXISTS (SELECT FROM {self.table} k WHERE k.{self.column} = {value})"
