"""问题整改台账 (L29): what audits, inspections and complaints found in the year, and how far it is put right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from core.findings.models import Problem
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, stream, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of

TITLE: Final = "问题整改台账"
_TEXT: Final = cells.Text()
_LONG: Final = cells.Text(max_length=500)
COLUMNS: Final = (
    LedgerColumn("number", "序号", cells.Whole(), 6),
    LedgerColumn("source", "问题来源", _TEXT, 10),
    LedgerColumn("found_on", "发现时间", cells.Date(), 11),
    LedgerColumn("content", "问题描述", _LONG, 36),
    LedgerColumn("amount", "涉及金额（元）", cells.Number(places=2), 14, total=True),
    LedgerColumn("place", "涉及地区", _TEXT, 14),
    LedgerColumn("unit", "责任单位", _TEXT, 18),
    LedgerColumn("person", "责任人", _TEXT, 10),
    LedgerColumn("due_on", "整改时限", cells.Date(), 11),
    LedgerColumn("done", "整改情况", _LONG, 30),
    LedgerColumn("papers", "佐证（份）", cells.Whole(), 8),
    LedgerColumn("state", "状态", _TEXT, 8),
    LedgerColumn("escalated_on", "上报督办", cells.Date(), 11),
    LedgerColumn("closed_on", "完成时间", cells.Date(), 11),
    LedgerColumn("closed", "销号", _TEXT, 6),
    LedgerColumn("closer", "销号人", _TEXT, 10),
)
_IN_RANGE: Final = "p.area >= %(low)s AND p.area < %(high)s AND p.year = %(year)s"
# The latest words of whoever put it right, and of whoever closed it.
_LATEST: Final = (
    "(SELECT s.{column} FROM findings_problemstep s WHERE s.problem_id = p.id AND s.what = '{what}' "
    "ORDER BY s.id DESC LIMIT 1)"
)
_SELECT: Final = f"""
SELECT p.source, p.found_on, p.content, p.amount, p.area, p.unit, p.person, p.due_on,
       {_LATEST.format(column="note", what="reported")},
       (SELECT count(*) FROM evidence_attachment e WHERE e.subject_type = 'problem' AND e.subject_id = p.id
          AND e.withdrawn_at IS NULL),
       p.state, p.escalated_on, p.closed_on, {_LATEST.format(column="actor_name", what="closed")}
FROM findings_problem p WHERE {_IN_RANGE} ORDER BY p.area, p.due_on, p.id"""


class _Rows:
    """The problems in words; each iteration reads anew."""

    def __init__(self, query: ExportQuery) -> None:
        self.query = query

    def __iter__(self) -> Iterator[Sequence[Any]]:
        sources, states = dict(Problem.Source.choices), dict(Problem.State.choices)
        names = dict[int, str]()
        for number, row in enumerate(stream(_SELECT, self.query.parameters()), 1):
            source, found_on, content, amount, area, *answerable, state, late, ended, closer = row
            if area not in names:
                names |= name_of([area])
            closed = "是" if state == Problem.State.CLOSED else "否"
            yield [
                number, sources[source], found_on, content, amount, names.get(area, ""), *answerable, states[state],
                late, ended, closed, closer,
            ]  # fmt: skip


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=list(COLUMNS),
            rows=_Rows(query),
            name="问题整改",
            reporter=reporter_of(query),
            units="单位：元",
            notes=("注：报告整改的人和责任人不能自己销号。",),
        )
    ]


register(
    Ledger(
        "L29",
        TITLE,
        _sheets,
        f"SELECT count(*) FROM findings_problem p WHERE {_IN_RANGE}",
        "来源、问题、责任、期限、整改、佐证、销号",
        personal=False,
    )
)
