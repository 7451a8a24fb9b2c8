"""The only three-valued logic of the program: expressions that render to SQL.

A blank fact is NULL, and SQL's AND, OR, NOT and comparisons are Kleene's logic over it; nothing here turns an
unknown into a yes or a no. Django's own ``~Q``, ``exclude`` and ``Case`` defaults do (``~Q(tv=True)`` makes a
NULL true), so indicators are built of these classes and of nothing else.

Values that change from run to run (year, areas, line) are named parameters (``Slot``); literals come from the
indicators' own source and are rendered here and nowhere else.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist
from django.db import models

COMPARISONS = (">", ">=", "<", "<=")
_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}


class NotCompilableError(ValueError):
    """A criterion cannot be expressed; it is refused at release and never matches everybody."""


class Expression(ABC):
    """A node: ``sql`` renders it, ``parts`` are the nodes below it."""

    @abstractmethod
    def sql(self) -> str:
        """The expression as SQL."""

    @property
    def parts(self) -> tuple[Expression, ...]:
        return ()

    def walk(self) -> Iterator[Expression]:
        """This node and everything below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


class Truth(Expression):
    """True, false or unknown."""


class Number(Expression):
    """An exact numeric or unknown."""


@dataclass(frozen=True)
class Source:
    """A table that facts come from, and its alias in the compiled statements."""

    model: type[models.Model]
    alias: str

    def column(self, name: str) -> str:
        """``alias.column`` of a field of the model; an unknown name fails when the program is loaded."""
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise NotCompilableError(str(error)) from error
        return f"{self.alias}.{field.column}"  # type: ignore[union-attr]

    def truth(self, name: str) -> TruthFact:
        return TruthFact(self, name)

    def number(self, name: str) -> NumberFact:
        return NumberFact(self, name)

    def code(self, name: str) -> CodeFact:
        return CodeFact(self, name)


@dataclass(frozen=True)
class Fact(Expression):
    """One column of a source."""

    source: Source
    name: str

    def __post_init__(self) -> None:
        self.source.column(self.name)

    def sql(self) -> str:
        return self.source.column(self.name)

    @property
    def label(self) -> str:
        """The field's Chinese name, to say what is missing."""
        return str(self.source.model._meta.get_field(self.name).verbose_name)  # type: ignore[union-attr]


class TruthFact(Fact, Truth):
    """A yes/no column."""


class NumberFact(Fact, Number):
    """A number column; as numeric, so that sums of counts cannot overflow."""

    def sql(self) -> str:
        return f"{super().sql()}::numeric"


class CodeFact(Fact):
    """A column with a code, a date or an id; only ``OneOf``, ``Filled`` and the like read it."""


@dataclass(frozen=True)
class Literal(Number):
    """A number that stands in the source or in a standard."""

    value: int | Decimal

    def sql(self) -> str:
        if isinstance(self.value, bool) or not Decimal(self.value).is_finite():
            raise NotCompilableError(f"{self.value} 不是数")
        return f"{Decimal(self.value):f}::numeric"


@dataclass(frozen=True)
class Slot(Number):
    """A number that is given when the statement runs; None is unknown."""

    name: str

    def sql(self) -> str:
        return f"%({self.name})s::numeric"


@dataclass(frozen=True)
class Column(Number):
    """A number that an inner select has computed."""

    name: str

    def sql(self) -> str:
        return f"{self.name}::numeric"


class _Joined(Expression):
    """Nodes joined by one infix word."""

    word = ""

    def __init__(self, *parts: Expression) -> None:
        if not parts:
            raise NotCompilableError(f"{type(self).__name__} of nothing")
        self._parts = parts

    @property
    def parts(self) -> tuple[Expression, ...]:
        return self._parts

    def sql(self) -> str:
        return "(" + f" {self.word} ".join(part.sql() for part in self._parts) + ")"


class And(_Joined, Truth):
    """False if one is false, else unknown if one is unknown, else true."""

    word = "AND"


class Or(_Joined, Truth):
    """True if one is true, else unknown if one is unknown, else false."""

    word = "OR"


class Plus(_Joined, Number):
    """The sum; unknown if one is unknown."""

    word = "+"


class Minus(_Joined, Number):
    """The difference; unknown if one is unknown."""

    word = "-"


class Times(_Joined, Number):
    """The product; unknown if one is unknown."""

    word = "*"


@dataclass(frozen=True)
class Always(Truth):
    """A constant."""

    value: bool

    def sql(self) -> str:
        return "TRUE" if self.value else "FALSE"


@dataclass(frozen=True)
class Not(Truth):
    """The opposite; unknown stays unknown."""

    part: Truth

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.part,)

    def sql(self) -> str:
        return f"(NOT {self.part.sql()})"


@dataclass(frozen=True)
class Compare(Truth):
    """left > right and the like; unknown if a side is unknown."""

    left: Number
    operator: str
    right: Number

    def __post_init__(self) -> None:
        if self.operator not in COMPARISONS:
            raise NotCompilableError(f"不能识别的比较符「{self.operator}」")

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.left, self.right)

    def sql(self) -> str:
        return f"({self.left.sql()} {self.operator} {self.right.sql()})"

    def opposite(self) -> Compare:
        return Compare(self.left, _OPPOSITE[self.operator], self.right)


@dataclass(frozen=True)
class OneOf(Truth):
    """The code is one of ``codes``; unknown if it is blank."""

    fact: CodeFact
    codes: tuple[str, ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.fact,)

    def sql(self) -> str:
        if not self.codes or not all(re.fullmatch(r"[0-9A-Za-z]+", code) for code in self.codes):
            raise NotCompilableError(f"not codes: {self.codes}")
        return f"({self.fact.sql()} IN ({', '.join(repr(code) for code in self.codes)}))"


@dataclass(frozen=True)
class Filled(Truth):
    """The fact is filled; never unknown."""

    fact: Fact

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.fact,)

    def sql(self) -> str:
        return f"({self.fact.sql()} IS NOT NULL)"


@dataclass(frozen=True)
class Surely(Truth):
    """The part is true and not merely unknown; never unknown itself. For rules in which a blank counts as no."""

    part: Truth

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.part,)

    def sql(self) -> str:
        return f"({self.part.sql()} IS TRUE)"


@dataclass(frozen=True)
class AgedAtLeast(Truth):
    """Born on or before the day that makes the age on 1 September of the year at least ``years``."""

    born: CodeFact
    years: int

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.born,)

    def sql(self) -> str:
        return f"({self.born.sql()} <= make_date(%(year)s - {int(self.years)}, 9, 1))"


@dataclass(frozen=True)
class Given(Truth):
    """``part`` where ``condition`` is true, else unknown."""

    condition: Truth
    part: Truth

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.condition, self.part)

    def sql(self) -> str:
        return f"(CASE WHEN {self.condition.sql()} THEN {self.part.sql()} END)"


@dataclass(frozen=True)
class Only(Number):
    """The number where ``condition`` is true, else unknown."""

    condition: Truth
    part: Number

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.condition, self.part)

    def sql(self) -> str:
        return f"(CASE WHEN {self.condition.sql()} THEN {self.part.sql()} END)"


@dataclass(frozen=True)
class Rows:
    """A household's rows of other tables: ``select`` yields (household_id, surely), one row a household.

    It is joined under ``alias`` where an expression asks for it and nowhere else, so that a standard without such an
    indicator costs what it did. ``reads`` are the columns behind it, for whoever asks which tables decide.
    """

    alias: str
    select: str
    reads: tuple[Fact, ...]

    def join(self) -> str:
        return f"\nLEFT JOIN ({self.select}) AS {self.alias} ON {self.alias}.household_id = h.id"


@dataclass(frozen=True)
class Beside(Truth):
    """Whether the household has such rows at all or, with ``surely``, one that surely counts; never unknown."""

    rows: Rows
    surely: bool = False

    @property
    def parts(self) -> tuple[Expression, ...]:
        return self.rows.reads

    def sql(self) -> str:
        return f"({self.rows.alias}.surely IS TRUE)" if self.surely else f"({self.rows.alias}.household_id IS NOT NULL)"


@dataclass(frozen=True)
class Every(Truth):
    """Over all members: false if it is false for one, else unknown if it is unknown for one, else true.

    The aggregate is computed once, in the inner select, under ``name``; here it is read.
    """

    name: str
    part: Truth

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.part,)

    def sql(self) -> str:
        return f"f.{self.name}"

    def aggregate(self) -> str:
        """The aggregate itself: the least of 0 false, 1 unknown, 2 true."""
        least = f"min(CASE {self.part.sql()} WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END)"
        return f"CASE {least} WHEN 0 THEN FALSE WHEN 2 THEN TRUE END"
