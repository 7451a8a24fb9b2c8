"""Findings of obligations that a year ended without (A-23, A-27, A-28): found by night, closed when made good."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, Source, register, register_source
from funds.obligations.statements import STATEMENT

GROUP: Final = "资金责任"
_ROWS: Final = f"""
SELECT COALESCE(q.helper_id, q.rule_id) AS id, q.area, NULL::bigint AS household, COALESCE(g.name, q.area::text)
         AS place,
       q.kind, q.name AS helper, q.helper_kind, q.state,
       round(q.required / 10000, 6) AS required, round(q.actual / 10000, 6) AS actual,
       round(q.missing / 10000, 6) AS missing
FROM ({STATEMENT.replace("%(on)s", "current_date")}) q LEFT JOIN regions_region g ON g.code = q.area
WHERE q.area = ANY(%(areas)s::bigint[])"""
_PLACES: Final = (
    "SELECT area FROM funds_supportunit WHERE area >= %(low)s AND area < %(high)s UNION "
    "SELECT region FROM funds_obligationrule WHERE region >= %(low)s AND region < %(high)s"
)
register_source(Source("obligation", "obligation", _ROWS, _PLACES))
_VALUES: Final = {
    "place": "s.place", "helper": "s.helper", "required": "s.required", "actual": "s.actual", "missing": "s.missing",
}  # fmt: skip


def _behind(letter: str, label: str, message: str, which: str, *names: str) -> Rule:
    return Rule(
        f"201{letter}",
        "obligation",
        "W",
        label,
        message,
        f"s.state = 'shortfall' AND {which}",
        GROUP,
        "",
        {name: _VALUES[name] for name in names},
    )


_HELPER: Final = "{place}的{helper}本年应投入 {required} 万元，已投入 {actual} 万元，还差 {missing} 万元"
_MONEY: Final = ("required", "actual", "missing")
register(
    _behind(
        "A",
        "专项资金增长未达到",
        "{place}本级专项资金本年应安排 {required} 万元，实际 {actual} 万元，还差 {missing} 万元",
        "s.kind = 'growth'",
        "place",
        *_MONEY,
    ),
    *(
        _behind(letter, f"{words}投入未达到", _HELPER, f"s.helper_kind = '{kind}'", "place", "helper", *_MONEY)
        for letter, kind, words in (
            ("B", "team", "派出单位"),
            ("C", "enterprise", "帮扶企业"),
            ("D", "cooperation", "协作方"),
        )
    ),
    Rule(
        "202A",
        "obligation",
        "W",
        "本年没有资金审计",
        "{place} {year} 年没有办结的本级扶贫资金审计",
        "s.kind = 'audit' AND s.state = 'shortfall'",
        GROUP,
        "",
        {"place": "s.place", "year": "%(year)s"},
    ),
)
