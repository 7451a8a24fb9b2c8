"""项目效益 (M16) as a workbook: the list of the year's projects, and a row a project and indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from assessment.benefit.counts import changes, incomes, sums
from assessment.benefit.selectors import after_of, in_chunks
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of

TITLE: Final = "项目效益"
CHUNK: Final = 200
_TEXT, _WHOLE, _MONEY = cells.Text(), cells.Whole(), cells.Number(places=2)
_FOUR: Final = (("met", "达标"), ("not", "未达标"), ("unknown", "未知"), ("none", "没有判定"))


def _four(key: str, group: str) -> list[LedgerColumn]:
    return [LedgerColumn(f"{key}_{part}", words, _WHOLE, 8, group=group, total=True) for part, words in _FOUR]


def _project_columns() -> list[LedgerColumn]:
    return [
        LedgerColumn("number", "序号", _WHOLE, 6),
        LedgerColumn("code", "项目编码", _TEXT, 26),
        LedgerColumn("name", "项目名称", _TEXT, 22),
        LedgerColumn("place", "所属", _TEXT, 14),
        LedgerColumn("state", "状态", _TEXT, 12),
        LedgerColumn("planned", "计划总投资（元）", _MONEY, 15, total=True),
        LedgerColumn("settled", "报账金额（元）", _MONEY, 15, total=True),
        LedgerColumn("basis", "按哪个金额", _TEXT, 9),
        LedgerColumn("households", "受益户", _WHOLE, 8, total=True),
        LedgerColumn("persons", "受益人", _WHOLE, 8, total=True),
        LedgerColumn("poor_households", "建档立卡户", _WHOLE, 9, total=True),
        LedgerColumn("poor_persons", "建档立卡人口", _WHOLE, 9, total=True),
        LedgerColumn("per_household", "户均（元）", _MONEY, 12),
        LedgerColumn("per_person", "人均（元）", _MONEY, 12),
        LedgerColumn("reached", "到建档立卡户（元）", _MONEY, 15, total=True),
        LedgerColumn("share", "占投资%", cells.Number(places=1), 8),
        LedgerColumn("rule", "怎么算", _TEXT, 12),
        *_four("before", "实施前一年"),
        *_four("after", "实施后"),
        LedgerColumn("up", "未达标变达标", _WHOLE, 9, total=True),
        LedgerColumn("down", "达标变未达标", _WHOLE, 9, total=True),
        LedgerColumn("known", "两年收入都有的户", _WHOLE, 9),
        LedgerColumn("income_before", "前一年", _MONEY, 11, group="人均纯收入中位数（元）"),
        LedgerColumn("income_after", "实施后", _MONEY, 11, group="人均纯收入中位数（元）"),
        LedgerColumn("income_more", "相差", _MONEY, 11, group="人均纯收入中位数（元）"),
    ]


def _indicator_columns() -> list[LedgerColumn]:
    return [
        LedgerColumn("code", "项目编码", _TEXT, 26),
        LedgerColumn("name", "项目名称", _TEXT, 22),
        LedgerColumn("indicator", "指标", _TEXT, 18),
        *_four("before", "实施前一年"),
        *_four("after", "实施后"),
        LedgerColumn("up", "未达标变达标", _WHOLE, 9),
        LedgerColumn("down", "达标变未达标", _WHOLE, 9),
        LedgerColumn("compared", "两年都判得了", _WHOLE, 9),
    ]


def _projects(query: ExportQuery) -> Iterator[Sequence[Any]]:
    low, high = query.range
    later, number = after_of("", query.year), 0
    for part in in_chunks(query.scope, low, high, query.year, CHUNK):
        keyed = [(row.pk, row.pk) for row in part]
        found = sums(keyed, after=later, low=low, high=high)
        income = incomes(keyed, after=later, low=low, high=high)
        names = name_of({row.area for row in part})
        for row in part:
            number += 1
            line, earned = found[row.pk], income.get(row.pk)
            yield [
                number, row.code, row.name, names.get(row.area, ""), row.get_state_display(), row.total, row.settled,
                "报账" if row.settled is not None else "计划", line.households, line.persons, line.poor_households,
                line.poor_persons, line.per_household, line.per_person, line.reached, line.share,
                "到户金额" if line.by_amount else "按人口比例", line.before_met, line.before_not, line.before_unknown,
                line.before_none, line.after_met, line.after_not, line.after_unknown, line.after_none, line.up,
                line.down, earned.households if earned else 0, earned.before if earned else None,
                earned.after if earned else None, earned.difference if earned else None,
            ]  # fmt: skip


def _indicators(query: ExportQuery) -> Iterator[Sequence[Any]]:
    low, high = query.range
    later = after_of("", query.year)
    for part in in_chunks(query.scope, low, high, query.year, CHUNK):
        found = changes([(row.pk, row.pk) for row in part], after=later, low=low, high=high)
        for row in part:
            for change in found.get(row.pk, []):
                yield [
                    row.code, row.name, change.label, *change.before(), *change.after(), change.up, change.down,
                    change.compared,
                ]  # fmt: skip


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    years = f"实施前一年为 {query.year - 1} 年度，实施后为 {after_of('', query.year)} 年度"
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=_project_columns(),
            rows=_projects(query),
            name=TITLE,
            reporter=reporter_of(query),
            units="单位：元、户、人、%",
            notes=(
                f"注：1.{years}，只用保存的判定；没有判定的单列，不推算。",
                "2.到建档立卡户：措施登记了到户金额的为其中建档立卡户的金额，否则为投资×建档立卡人口÷受益人口。",
                "3.一户受益于几个项目的，合计会重复。",
            ),
        ),
        LedgerSheet(
            title=title_of(f"{TITLE}（分指标）", query),
            columns=_indicator_columns(),
            rows=_indicators(query),
            name="分指标",
            reporter=reporter_of(query),
            units="单位：户",
            notes=(f"注：{years}；没有判定的含当年标准没有该项的。",),
        ),
    ]


register(
    Ledger(
        "M16",
        TITLE,
        _sheets,
        "SELECT count(*) FROM projects_project p WHERE p.area >= %(low)s AND p.area < %(high)s AND p.year = %(year)s",
        "每个项目的投资、户均人均、到建档立卡户的比例、受益户前后的判定和收入；另一张按指标列前后变化",
        personal=False,
    )
)
