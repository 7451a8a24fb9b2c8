"""What reached households: line by line for one, in sets by place for many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Mod

from core.accounts.scope import Scope
from core.regions.codes import DIGITS, Level, area_range, level_of
from core.regions.selectors import name_of
from funds.trace.streams import COLUMNS, Stream, streams
from households.models import Household
from households.standing import is_registered

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One sum that reached a household: yuan, the year it counts for, its day if known, what for, whose money."""

    stream: Stream
    year: int
    on: date | None
    money: Decimal
    title: str
    origin: str
    key: int


def lines_of(scope: Scope, household: int) -> list[Line]:
    """Everything one household got, newest year and day first; one query a stream."""
    found = [
        Line(stream, *row)
        for stream in streams().values()
        for row in stream.rows(scope).filter(household=household).values_list(*COLUMNS[2:])
    ]
    return sorted(found, key=lambda line: (line.year, line.on or date.min, line.money), reverse=True)


@dataclass(frozen=True)
class Place:
    """What reached the registered households of a place in a year.

    ``sums``: yuan by stream in the streams' order; ``given``: their sum without loans; ``reached``: how many of
    ``households`` got anything of it, each counted once.
    """

    area: int
    label: str
    households: int
    sums: tuple[Decimal, ...]
    given: Decimal
    reached: int

    @property
    def cells(self) -> list[tuple[str, Decimal]]:
        """(stream, yuan)."""
        return [(stream.label, money) for stream, money in zip(streams().values(), self.sums, strict=True)]

    @property
    def without(self) -> int:
        """Registered households that got nothing."""
        return self.households - self.reached


def registered(scope: Scope, area: int, year: int) -> QuerySet[Household]:
    """The registered households of a place in a year."""
    low, high = area_range(area)
    rows: QuerySet[Household] = Household.objects.within(scope).filter(
        is_registered(year), area__gte=low, area__lt=high
    )
    return rows


def without(scope: Scope, area: int, year: int) -> QuerySet[Household]:
    """The registered households that no stream but loans reached in the year."""
    return registered(scope, area, year).exclude(_reached(scope, year))


def reach(scope: Scope, area: int, year: int) -> tuple[Place, list[Place]]:
    """In all, and by the places directly below ``area`` (a village: itself); a query for the households, one a stream.

    Money of a household that is not registered in the year is left out: the question is what reached the registered.
    """
    level = Level(min(level_of(area) + 1, Level.VILLAGE))
    homes = registered(scope, area, year)
    all_of = _by_place(homes, level).annotate(number=Count("pk")).values_list("place", "number")
    households = dict(all_of)
    got = _by_place(homes.filter(_reached(scope, year)), level)
    reached = dict(got.annotate(number=Count("pk")).values_list("place", "number"))
    sums = [_sums(scope, area, year, stream, level) for stream in streams().values()]
    names = name_of(households)
    places = [
        _place(code, names.get(code, str(code)), households[code], [one.get(code, NOTHING) for one in sums],
               reached.get(code, 0))
        for code in sorted(households)
    ]  # fmt: skip
    whole = _place(
        area,
        "合计",
        sum(households.values()),
        [sum(one.values(), NOTHING) for one in sums],
        sum(reached.values()),
    )
    return whole, places


def _place(area: int, label: str, households: int, sums: list[Decimal], reached: int) -> Place:
    given = sum((one for one, stream in zip(sums, streams().values(), strict=True) if not stream.lent), NOTHING)
    return Place(area, label, households, tuple(sums), given, reached)


def _reached(scope: Scope, year: int) -> Q:
    """Of a household: something but a loan came in the year."""
    found = Q(pk__in=[])
    for stream in streams().values():
        if not stream.lent:
            found |= Q(pk__in=stream.rows(scope).filter(money_year=year).values("household_id"))
    return found


def _sums(scope: Scope, area: int, year: int, stream: Stream, level: Level) -> dict[int, Decimal]:
    low, high = area_range(area)
    rows = stream.rows(scope).filter(
        area__gte=low,
        area__lt=high,
        money_year=year,
        household__in=registered(scope, area, year).values("pk"),
    )
    return dict(_by_place(rows, level).annotate(total=Sum("money")).values_list("place", "total"))


def _by_place(rows: QuerySet[Any], level: Level) -> QuerySet[Any]:
    """Grouped by the place of ``level`` that the row's village lies in: its code with the last digits zero."""
    unit = Value(10 ** (12 - DIGITS[level]), output_field=BigIntegerField())
    place = ExpressionWrapper(F("area") - Mod(F("area"), unit), output_field=BigIntegerField())
    grouped: QuerySet[Any] = rows.order_by().annotate(place=place).values("place")
    return grouped
