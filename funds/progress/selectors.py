"""How far the money is at the end of a month (DOMAIN 5.2): by region, by age, against the deadlines, for whom.

Actual expenditure is what was paid to a builder or a beneficiary: money that only reached an office and the quality
deposit are unspent. Everything is summed from ``funds_flow`` up to a day; amounts in yuan, shares in percent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from core.accounts.scope import Scope
from core.regions.codes import area_range, level_of
from core.regions.selectors import name_of
from funds.models import FundRule
from funds.rules import number_of
from households.standing import REGISTERED

_UNITS: Final = (10**10, 10**8, 10**6, 10**3, 1)
# Documents of the year in the range with their sums up to the day; ``net`` leaves out what a document above or below
# inside the range counts, so that the nets of a region add up to what it received from outside.
_DOCUMENTS: Final = """
WITH RECURSIVE inside AS (
    SELECT d.id, d.parent_id, d.area, d.number, d.level, d.kind, d.issued_on, d.received_on, d.publicity_due,
           d.published_on
    FROM funds_funddocument d
    WHERE d.area >= %(low)s AND d.area < %(high)s AND (%(year)s = 0 OR d.year = %(year)s)
), roots AS (
    SELECT i.id, i.parent_id, i.issued_on AS first_on FROM inside i
    UNION ALL
    SELECT r.id, p.parent_id, p.issued_on FROM roots r JOIN funds_funddocument p ON p.id = r.parent_id
), aged AS (
    SELECT id, min(first_on) AS first_on FROM roots GROUP BY id
), flow AS (
    SELECT document_id, sum(d_received) AS received, sum(d_distributed) AS distributed, sum(d_allocated) AS allocated,
           sum(d_returned) AS returned, sum(d_spent) AS spent, sum(a_office) AS office, sum(a_held) AS held
    FROM funds_flow WHERE document_id IN (SELECT id FROM inside) AND day <= %(day)s GROUP BY document_id
), told AS (
    SELECT i.*, a.first_on, f.received, f.distributed, f.allocated, f.returned, f.spent, f.office, f.held,
           f.received - f.distributed
               - CASE WHEN i.parent_id IN (SELECT id FROM inside) THEN f.returned ELSE 0 END AS net,
           f.received - f.distributed - f.returned - f.spent AS unspent,
           f.received - f.distributed - f.returned - f.allocated AS free
    FROM inside i JOIN aged a ON a.id = i.id JOIN flow f ON f.document_id = i.id
)
"""
_BY_PLACE: Final = (
    _DOCUMENTS
    + """
SELECT CASE WHEN area = %(area)s THEN %(area)s ELSE area / %(unit)s * %(unit)s END AS place,
       count(*), sum(net), sum(allocated), sum(spent), sum(office), sum(held), sum(unspent),
       COALESCE(sum(unspent) FILTER (WHERE %(day)s <= first_on + interval '1 year'), 0),
       COALESCE(sum(unspent) FILTER (WHERE %(day)s > first_on + interval '1 year'
                                     AND %(day)s <= first_on + interval '2 years'), 0),
       COALESCE(sum(unspent) FILTER (WHERE %(day)s > first_on + interval '2 years'), 0),
       count(*) FILTER (WHERE publicity_due <= %(day)s),
       count(*) FILTER (WHERE publicity_due <= %(day)s AND published_on <= %(day)s)
FROM told GROUP BY 1 ORDER BY 1
"""
)
_FREE: Final = (
    _DOCUMENTS
    + """
SELECT id, number, area, level, issued_on, received_on, free FROM told WHERE free > 0 ORDER BY issued_on, id
"""
)
_REGISTERED: Final = REGISTERED.replace("%(year)s", "%(of)s")
# A payment reaches poor villages by the share of its project's villages that are poor in the year.
_REACH: Final = f"""
WITH paid AS (
    SELECT f.project_id, f.household_id, sum(f.a_spent) AS spent
    FROM funds_flow f JOIN funds_funddocument d ON d.id = f.document_id
    WHERE d.area >= %(low)s AND d.area < %(high)s AND (%(year)s = 0 OR d.year = %(year)s) AND f.day <= %(day)s
    GROUP BY 1, 2
), poor AS (
    SELECT v.project_id, avg(CASE WHEN y.is_poor THEN 1 ELSE 0 END) AS part
    FROM projects_projectvillage v
    LEFT JOIN villages_villageyear y ON y.area = v.area AND y.year = %(of)s
    GROUP BY 1
), registered AS (
    SELECT h.id FROM households_household h WHERE {_REGISTERED} AND h.id IN (SELECT household_id FROM paid)
)
SELECT COALESCE(sum(p.spent), 0), COALESCE(sum(p.spent * COALESCE(q.part, 0)), 0),
       COALESCE(sum(p.spent) FILTER (WHERE r.id IS NOT NULL), 0),
       COALESCE(sum(CASE WHEN r.id IS NOT NULL THEN p.spent ELSE p.spent * COALESCE(q.part, 0) END), 0)
FROM paid p LEFT JOIN poor q ON q.project_id = p.project_id LEFT JOIN registered r ON r.id = p.household_id
"""


@dataclass(frozen=True)
class Line:
    """One holder of money: documents, issued net of what was handed on, and what became of it."""

    area: int
    name: str
    documents: int
    issued: Decimal
    allocated: Decimal
    spent: Decimal
    office: Decimal
    held: Decimal
    unspent: Decimal
    first: Decimal
    second: Decimal
    third: Decimal
    due: int
    published: int


@dataclass(frozen=True)
class Late:
    """A document that is not allocated in full after its deadline."""

    id: int
    number: str
    place: str
    due: date
    days: int
    free: Decimal


@dataclass(frozen=True)
class Reach:
    """Of the expenditure: in poor villages, to registered households by name, and both without counting twice."""

    spent: Decimal
    poor: Decimal
    households: Decimal
    precise: Decimal


@dataclass(frozen=True)
class Limit:
    """A share of idle money against its limit; ``limit`` None where the region has none."""

    label: str
    amount: Decimal
    share: Decimal | None
    limit: Decimal | None

    @property
    def over(self) -> bool:
        return self.share is not None and self.limit is not None and self.share > self.limit


def last_month_end(today: date) -> date:
    """The state that is reported by the 5th of this month."""
    return today.replace(day=1) - timedelta(days=1)


def progress(scope: Scope, area: int, year: int, day: date) -> list[Line]:
    """By the region itself and its parts one level below; ``year`` 0: money of every year."""
    rows = _rows(_BY_PLACE, scope, area, year, day)
    names = name_of(row[0] for row in rows)
    return [Line(row[0], names.get(row[0], str(row[0])) + ("本级" if row[0] == area else ""), *row[1:]) for row in rows]


def total(lines: Sequence[Line]) -> Line:
    """The sum of all lines."""

    def money(name: str) -> Decimal:
        return sum((getattr(line, name) for line in lines), Decimal(0))

    def count(name: str) -> int:
        return sum(getattr(line, name) for line in lines)

    return Line(
        0, "合计", count("documents"), money("issued"), money("allocated"), money("spent"), money("office"),
        money("held"), money("unspent"), money("first"), money("second"), money("third"), count("due"),
        count("published"),
    )  # fmt: skip


def idle(lines: Sequence[Line], area: int, year: int) -> list[Limit]:
    """Unspent money by age, as a share of what was issued, against the region's limits."""
    whole = total(lines)
    found = []
    for label, amount, rule in (
        ("一年以内", whole.first, FundRule.Name.IDLE_FIRST),
        ("一至二年", whole.second, FundRule.Name.IDLE_SECOND),
        ("二年以上", whole.third, FundRule.Name.IDLE_THIRD),
    ):
        part = amount / whole.issued * 100 if whole.issued else None
        found.append(Limit(label, amount, part, number_of(area, year, rule)))
    return found


def late(scope: Scope, area: int, year: int, day: date) -> list[Late]:
    """Documents with money that should have been given to projects by ``day``."""
    rows = _rows(_FREE, scope, area, year, day)
    names = name_of(row[2] for row in rows)
    found = []
    for pk, number, place, level, issued_on, received_on, free in rows:
        own = level == _OWN.get(int(level_of(place)))
        rule = FundRule.Name.OWN_ALLOCATION_DAYS if own else FundRule.Name.ALLOCATION_DAYS
        days = number_of(place, issued_on.year, rule)
        if days is None:
            continue
        due = (received_on or issued_on) + timedelta(days=int(days))
        if day > due:
            found.append(Late(pk, number, names.get(place, ""), due, (day - due).days, free))
    return found


def reach(scope: Scope, area: int, year: int, day: date) -> Reach:
    """For whom the money was spent up to ``day``; poor villages and households as of ``day``'s year."""
    (row,) = _rows(_REACH, scope, area, year, day)
    return Reach(*row)


_OWN: Final = {1: "province", 2: "city", 3: "county"}


def _rows(sql: str, scope: Scope, area: int, year: int, day: date) -> list[tuple[Any, ...]]:
    low, high = scope.meets(*area_range(area))
    unit = _UNITS[min(int(level_of(area)), len(_UNITS) - 1)]
    values: dict[str, Any] = {
        "low": low,
        "high": high,
        "year": year,
        "day": day,
        "area": area,
        "unit": unit,
        "of": year or day.year,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
