"""村级退出指标台账 (L34): each exit item of each village with what is wanted, what is, and whether it is reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from assessment.catalogue import OPERATOR_WORDS, plain
from assessment.indicators import UnknownIndicatorError, indicator
from assessment.selectors import Rule, StandardVersion, standard_versions
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, stream, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.codes import Level
from villages.models import Recognition

OUTCOMES: Final = {True: "达标", False: "未达标", None: "未知"}
_FIXED: Final = (
    LedgerColumn("county", "县(市、区)", cells.Text(), 10),
    LedgerColumn("town", "乡(镇)", cells.Text(), 10),
    LedgerColumn("village", "行政村", cells.Text(), 13),
    LedgerColumn("code", "行政村代码", cells.Text(), 14),
    LedgerColumn("is_poor", "是否贫困村", cells.YesNo(), 7),
    LedgerColumn("households", "建档立卡户数", cells.Whole(), 8, total=True),
    LedgerColumn("persons", "建档立卡人口数", cells.Whole(), 8, total=True),
    LedgerColumn("rural_population", "农业户籍人口数", cells.Whole(), 9, total=True),
    LedgerColumn("outcome", "系统判定", cells.Text(), 8),
    LedgerColumn("recognised", "人工认定", cells.Text(), 9),
    LedgerColumn("recognised_until", "认定有效期至", cells.Text(), 11),
)
_IN_RANGE: Final = (
    f"k.level = {int(Level.VILLAGE)} AND k.exists_in_year AND k.area >= %(low)s AND k.area < %(high)s "
    "AND k.year = %(year)s"
)
# Every village that exists in the year, also one without a standard.
_SELECT: Final = f"""
SELECT c.name, t.name, g.name, k.area::text, k.is_poor,
       k.households_met + k.households_not_met + k.households_unknown,
       k.persons_met + k.persons_not_met + k.persons_unknown, k.rural_population,
       v.outcome, r.kind, r.valid_until, v.standard, v.outcomes, v.lows, v.highs
FROM villages_villagecheck k
LEFT JOIN villages_regionverdict v ON v.area = k.area AND v.year = k.year
LEFT JOIN LATERAL (
  SELECT q.kind, q.valid_until FROM villages_recognition q
  WHERE q.household_id IS NULL AND q.area = k.area AND q.year = k.year AND q.criterion = '' AND q.state = 'approved'
    AND q.valid_until >= current_date ORDER BY q.id DESC LIMIT 1) r ON TRUE
LEFT JOIN regions_region g ON g.code = k.area LEFT JOIN regions_region t ON t.code = k.area / 1000 * 1000
LEFT JOIN regions_region c ON c.code = k.area / 1000000 * 1000000
WHERE {_IN_RANGE} ORDER BY k.area"""

# One column group an item: indicator and label, because two standards may word the same indicator differently.
Item = tuple[str, str]


def _standards(query: ExportQuery) -> dict[int, StandardVersion]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT v.standard FROM villages_regionverdict v JOIN villages_villagecheck k "
            f"ON k.area = v.area AND k.year = v.year WHERE {_IN_RANGE}",
            query.parameters(),
        )
        return standard_versions(row[0] for row in cursor.fetchall())


def _item(rule: Rule) -> Item:
    try:
        return rule.indicator, rule.label or indicator("village", rule.indicator).label
    except UnknownIndicatorError:
        return rule.indicator, rule.label or rule.indicator


def _target(rule: Rule) -> str:
    if not rule.operator or rule.threshold is None:
        return "是"
    return f"{OPERATOR_WORDS.get(rule.operator, rule.operator)} {plain(rule.threshold)}"


def _actual(rule: Rule, outcome: bool | None, low: Decimal | None, high: Decimal | None) -> str:
    if rule.operator:
        if low is None or high is None:
            return ""
        return _number(low) if low == high else f"{_number(low)}–{_number(high)}"
    return "" if outcome is None else "是" if outcome else "否"


def _number(value: Decimal) -> str:
    return plain(round(value, 2))


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    standards = _standards(query)
    items = list(dict.fromkeys(_item(rule) for standard in standards.values() for rule in standard.rules))
    columns = list(_FIXED)
    for indicator_code, label in items:
        columns += [
            LedgerColumn(f"{indicator_code}_target", "标准", cells.Text(), 8, group=label),
            LedgerColumn(f"{indicator_code}_actual", "实际", cells.Text(), 9, group=label),
            LedgerColumn(f"{indicator_code}_reached", "结果", cells.Text(), 7, group=label),
        ]
    documents = list(dict.fromkeys(standard.document for standard in standards.values()))
    return [
        LedgerSheet(
            title=title_of("村级退出指标台账", query),
            columns=columns,
            rows=_rows(query, standards, items),
            name="村级退出指标",
            reporter=reporter_of(query),
            units="单位：户、人、元、%",
            notes=(
                "注：1.“未知”表示资料不全，不能判定；“实际”为区间的，低值按已知、高值含未知计算。",
                *([f"2.依据：{'、'.join(documents)}。"] if documents else []),
            ),
        )
    ]


def _rows(query: ExportQuery, standards: dict[int, StandardVersion], items: list[Item]) -> Iterator[Sequence[Any]]:
    for *fixed, outcome, kind, until, standard_id, outcomes, lows, highs in stream(_SELECT, query.parameters()):
        cells_of: dict[Item, tuple[str, str, str]] = {}
        rules = standards[standard_id].rules if standard_id in standards else ()
        for rule, reached, low, high in zip(rules, outcomes or (), lows or (), highs or (), strict=False):
            cells_of[_item(rule)] = (_target(rule), _actual(rule, reached, low, high), OUTCOMES[reached])
        recognised = Recognition.Kind(kind).label if kind else ""
        line: list[Any] = [*fixed, OUTCOMES[outcome], recognised, until.isoformat() if until else ""]
        for item in items:
            line += cells_of.get(item, ("", "", ""))
        yield line


register(
    Ledger(
        "L34",
        "村级退出指标台账",
        _sheets,
        f"SELECT count(*) FROM villages_villagecheck k WHERE {_IN_RANGE}",
        "逐村列出每项退出指标的标准、实际和结果",
        personal=False,
    )
)
