"""What an indicator is: one registered object with one database expression; nobody computes it a second time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal as OneOfTexts

from django.db import models

from assessment.kleene import (
    COMPARISONS,
    And,
    Beside,
    Compare,
    Every,
    Expression,
    Fact,
    Given,
    Literal,
    Not,
    NotCompilableError,
    Number,
    Only,
    Or,
    Rows,
    Surely,
    Times,
    Truth,
)

Level = OneOfTexts["household", "village", "township", "county", "city"]


class UnknownIndicatorError(LookupError):
    """No indicator of this code exists for the level."""

    def __init__(self, level: str, code: str) -> None:
        super().__init__(f"没有{LEVEL_LABELS.get(level, level)}级指标「{code}」")


LEVEL_LABELS: dict[str, str] = {"household": "户", "village": "村", "township": "乡镇", "county": "县", "city": "市"}


@dataclass(frozen=True)
class Measure:
    """A number as a fraction: ``low`` ÷ ``over`` × ``times``, or an interval up to ``high`` ÷ ``over`` × ``times``.

    ``over`` is compared cross-multiplied, so outcomes are exact; where it is blank or not positive both the number
    and the outcome are unknown. ``over`` None is 1.
    """

    low: Number
    high: Number | None = None
    over: Number | None = None
    times: int = 1

    def _over_is_usable(self) -> Truth:
        assert self.over is not None  # noqa: S101
        return Compare(self.over, ">", Literal(0))

    def _compare(self, numerator: Number, operator: str, threshold: Number) -> Compare:
        left = Times(numerator, Literal(self.times)) if self.times != 1 else numerator
        return Compare(left, operator, Times(threshold, self.over) if self.over else threshold)

    def outcome(self, operator: str, threshold: Number) -> Truth:
        """Met when the whole interval passes, not met when no part of it does, else unknown."""
        if operator not in COMPARISONS:
            raise NotCompilableError(f"不能识别的比较符「{operator}」")
        at_low = self._compare(self.low, operator, threshold)
        result: Truth = at_low
        if self.high is not None:
            at_high = self._compare(self.high, operator, threshold)
            result = Agreed(at_low, at_high)
        return Given(self._over_is_usable(), result) if self.over else result

    def value(self, numerator: Number) -> Number:
        """The number itself with at least twelve decimals."""
        scaled = Times(numerator, Literal(self.times)) if self.times != 1 else numerator
        return Only(self._over_is_usable(), Quotient(scaled, self.over)) if self.over else scaled

    def bounds(self) -> tuple[Number, Number]:
        """The lower and the upper value; a point has them equal."""
        return self.value(self.low), self.value(self.high or self.low)


@dataclass(frozen=True)
class Agreed(Truth):
    """True or false where both are, unknown where they differ or one is unknown."""

    first: Truth
    second: Truth

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.first, self.second)

    def sql(self) -> str:
        one, two = self.first.sql(), self.second.sql()
        return f"(CASE WHEN {one} = {two} THEN {one} END)"


@dataclass(frozen=True)
class Quotient(Number):
    """The quotient of exact numerics; callers guard the divisor."""

    numerator: Number
    divisor: Number

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.numerator, self.divisor)

    def sql(self) -> str:
        # The scale of the dividend is the least scale of the quotient.
        return f"({self.numerator.sql()} + 0.000000000000 ) / {self.divisor.sql()}"


@dataclass(frozen=True)
class Indicator:
    """``truth`` for a yes/no, ``measure`` for a number. ``level`` is one level; a code may exist on several.

    ``reference`` names the threshold that a standard may take from outside (``poverty_line``). ``exempt`` says which
    subjects a number does not ask anything: they meet it, and their number is not given.
    """

    code: str
    level: str
    label: str
    truth: Truth | None = None
    measure: Measure | None = None
    unit: str = ""
    reference: str = ""
    exempt: Truth | None = None

    @property
    def is_number(self) -> bool:
        return self.measure is not None

    def outcome(self, operator: str = "", threshold: Number | None = None) -> Truth:
        """The criterion's outcome; a combination that says nothing raises NotCompilableError."""
        if self.measure is None:
            if operator or threshold is not None:
                raise NotCompilableError(f"「{self.label}」是是非项，不能有比较符或阈值")
            assert self.truth is not None  # noqa: S101
            return self.truth
        if not operator or threshold is None:
            raise NotCompilableError(f"「{self.label}」是数值项，须有比较符和阈值")
        outcome = self.measure.outcome(operator, threshold)
        return outcome if self.exempt is None else Or(self.exempt, outcome)

    def bounds(self) -> tuple[Number, Number] | None:
        """The lower and the upper value of a number; None for a yes/no."""
        if self.measure is None:
            return None
        low, high = self.measure.bounds()
        if self.exempt is None:
            return low, high
        asked = Not(Surely(self.exempt))
        return Only(asked, low), Only(asked, high)

    def expressions(self) -> list[Expression]:
        """The root expressions, to walk over."""
        if self.measure is None:
            assert self.truth is not None  # noqa: S101
            return [self.truth]
        found: list[Expression | None] = [self.measure.low, self.measure.high, self.measure.over, self.exempt]
        return [item for item in found if item is not None]

    def facts(self) -> list[Fact]:
        """Every column that the indicator reads, once."""
        seen: dict[tuple[str, str], Fact] = {}
        for root in self.expressions():
            for node in root.walk():
                if isinstance(node, Fact):
                    seen.setdefault((node.source.alias, node.name), node)
        return list(seen.values())

    def sources(self) -> set[type[models.Model]]:
        """The tables that the indicator reads."""
        return {fact.source.model for fact in self.facts()}


def every_member_nodes(expressions: Iterable[Expression]) -> list[Every]:
    """The member aggregates that some expressions read, each once."""
    found: dict[str, Every] = {}
    for expression in expressions:
        for node in expression.walk():
            if isinstance(node, Every):
                found[node.name] = node
    return list(found.values())


def joined_rows(expressions: Iterable[Expression]) -> list[Rows]:
    """What some expressions read beside the household's own records, each once."""
    found: dict[str, Rows] = {}
    for expression in expressions:
        for node in expression.walk():
            if isinstance(node, Beside):
                found[node.rows.alias] = node.rows
    return list(found.values())


def all_of(truths: list[Truth]) -> Truth:
    """The verdict over its veto criteria."""
    return And(*truths)
