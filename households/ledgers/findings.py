"""疑点清单 as a workbook: the open findings of a place and year, one sheet a rule, as offices work through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils import timezone

from core.accounts.scope import Scope
from core.findings.registry import SEVERITIES, rule_of
from core.findings.selectors import Asked, by_rule, findings, responsible, subjects
from core.findings.words import message_of
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of

TITLE: Final = "疑点清单"
AT_ONCE: Final = 2000
# A sheet's name: what Excel forbids and how long it may be.
NAME_LENGTH: Final = 31


def _columns() -> list[LedgerColumn]:
    text = cells.Text()
    return [
        LedgerColumn("village", "行政村", text, 13),
        LedgerColumn("code", "户编号/代码", text, 20),
        LedgerColumn("subject", "户主/村", text, 12),
        LedgerColumn("message", "疑点", text, 50),
        LedgerColumn("severity", "程度", text, 7),
        LedgerColumn("opened", "发现日期", text, 11),
        LedgerColumn("due", "处理期限", text, 11),
        LedgerColumn("person", "责任人", text, 10),
        LedgerColumn("answer", "核实情况", text, 24),
    ]


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    """One sheet a rule that has open findings; a workbook without any has an empty one."""
    today = timezone.localdate()
    codes = [row.rule for row in by_rule(query.scope, query.year, query.area, today) if row.open]
    return [_sheet(query, code) for code in codes] or [_sheet(query, "")]


def _sheet(query: ExportQuery, code: str) -> LedgerSheet:
    name = f"{code} {rule_of(code).label}"[:NAME_LENGTH] if code else TITLE
    return LedgerSheet(
        title=title_of(f"{TITLE}（{name}）" if code else TITLE, query),
        columns=_columns(),
        rows=_rows(query.scope, query.year, query.area, code) if code else [],
        name=name.replace("/", "、"),
        reporter=reporter_of(query),
        units="",
        notes=("注：只列待处理的；资料更正后自动消除，核实属实的在系统内提出豁免。",),
    )


def _rows(scope: Scope, year: int, area: int, code: str) -> Iterator[Sequence[Any]]:
    today = timezone.localdate()
    rows = findings(scope, year, Asked(area, "open", code), today).order_by("area", "id")
    after = 0
    while piece := list(rows[after : after + AT_ONCE]):
        areas = {row.area for row in piece}
        names, persons, whose = name_of(areas), responsible(areas, today), subjects(scope, piece)
        for row in piece:
            subject, person = whose.get(row.pk), persons.get(row.area)
            yield (
                names.get(row.area, ""),
                subject.code if subject else f"{row.area:012d}",
                subject.name if subject else "",
                message_of(row),
                SEVERITIES[row.severity][0],
                f"{row.opened_on:%Y-%m-%d}",
                f"{row.due_on:%Y-%m-%d}",
                person.name if person else "",
                "",
            )
        after += AT_ONCE


register(
    Ledger(
        "YD",
        TITLE,
        _sheets,
        "SELECT count(*) FROM findings_finding f WHERE f.area >= %(low)s AND f.area < %(high)s "
        "AND f.year = %(year)s AND f.state = 'open'",
        "待处理的疑点，每条规则一张表",
    )
)
