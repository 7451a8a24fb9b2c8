"""How the obligations of a region stand in a year, as of a day, with the arithmetic in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from core.accounts.scope import Scope
from core.regions.codes import area_range
from core.web.formats import decimal_text, wan
from funds.models import FiscalYear, HelperKind, ObligationRule
from funds.obligations.statements import STATEMENT

STATES: Final = {
    "shortfall": "未达到", "at_risk": "有风险", "unknown": "资料不全", "on_track": "进度正常", "met": "已达到",
}  # fmt: skip
# Who is behind stands first.
_ORDER: Final = {state: place for place, state in enumerate(STATES)}


@dataclass(frozen=True)
class Standing:
    """One obligation of a year. Money in yuan; None: not known, or not asked by this kind."""

    rule_id: int
    kind: str
    area: int
    helper_id: int | None
    name: str
    helper_kind: str
    rate: Decimal | None
    basis: str
    previous: Decimal | None
    current: Decimal | None
    budget: Decimal | None
    budget_before: Decimal | None
    required: Decimal | None
    actual: Decimal | None
    unvalued: int
    expected: Decimal | None
    state: str
    missing: Decimal | None

    @property
    def state_words(self) -> str:
        return STATES[self.state]

    @property
    def duty(self) -> str:
        """专项资金增长, or the kind of the helper."""
        if self.kind == ObligationRule.Kind.MINIMUM:
            return f"{HelperKind(self.helper_kind).label}投入"
        return str(ObligationRule.Kind(self.kind).label)

    @property
    def arithmetic(self) -> str:
        """The reckoning spelled out, units and all."""
        if self.kind == ObligationRule.Kind.GROWTH:
            return _growth_words(self)
        if self.kind == ObligationRule.Kind.AUDIT:
            return "每年对本级扶贫资金审计一次；" + ("本年已审计" if self.actual else "本年还没有已办结的审计")
        return _helper_words(self)


def _known(value: Decimal | None) -> str:
    return "未填" if value is None else f"{wan(value)} 万元"


def _growth_words(row: Standing) -> str:
    own = "本级专项资金预算" if row.basis == ObligationRule.Basis.BUDGET else "专项资金预算比上年增加"
    if row.previous is None or row.current is None:
        return f"地方财政收入：本年 {_known(row.current)}、上年 {_known(row.previous)}，算不出应安排数"
    growth = row.current - row.previous
    rate = decimal_text(row.rate, 2).rstrip("0").rstrip(".")
    if growth <= 0:
        return (
            f"收入 {wan(row.current)} − {wan(row.previous)} = {wan(growth)} 万元，没有增长，应安排 0 万元；"
            f"{own} {_known(row.actual)}"
        )
    return (
        f"{rate}% ×（{wan(row.current)} − {wan(row.previous)}）= {wan(row.required)} 万元；"
        f"{own} {_known(row.actual)}{_missing(row)}"
    )


def _helper_words(row: Standing) -> str:
    parts = f"每年不少于 {wan(row.required)} 万元；已投入 {wan(row.actual)} 万元"
    if row.unvalued:
        parts += f"，另有 {row.unvalued} 批物资待估价"
    if row.state in ("at_risk", "on_track"):
        parts += f"，按时间进度应为 {wan(row.expected)} 万元"
    return parts + _missing(row)


def _missing(row: Standing) -> str:
    return f"，还差 {wan(row.missing)} 万元" if row.missing else ""


@dataclass(frozen=True)
class Asked:
    """What a reader asks for; "" is no condition. ``on`` is the day as of which."""

    area: int
    year: int
    on: date
    kind: str = ""
    state: str = ""


def standings(scope: Scope, asked: Asked) -> list[Standing]:
    """The obligations in scope that fit, who is behind first."""
    low, high = scope.meets(*area_range(asked.area))
    if scope.helper_id is not None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({STATEMENT}) q WHERE q.area >= %(low)s AND q.area < %(high)s",
            {"year": asked.year, "on": asked.on, "low": low, "high": high},
        )
        found = [Standing(*row) for row in cursor.fetchall()]
    wanted = [
        row
        for row in found
        if (not asked.kind or asked.kind in (row.kind, row.helper_kind))
        and (not asked.state or row.state == asked.state)
    ]
    return sorted(wanted, key=lambda row: (_ORDER[row.state], row.area, row.kind, row.name, row.helper_id or 0))


def by_state(rows: Sequence[Standing]) -> Counter[str]:
    return Counter(row.state for row in rows)


def fiscal_of(scope: Scope, area: int, year: int) -> FiscalYear | None:
    return FiscalYear.objects.within(scope).filter(area=area, year=year).first()


def fiscal_years(scope: Scope, areas: Sequence[int], year: int) -> dict[tuple[int, int], FiscalYear]:
    """(area, year) → figures, of a year and the one before."""
    rows: Any = FiscalYear.objects.within(scope).filter(area__in=list(areas), year__in=(year - 1, year))
    return {(row.area, row.year): row for row in rows}
