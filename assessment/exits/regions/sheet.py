"""《贫困村脱贫摘帽认定表》, 《贫困县退出申请表》: the computed table with departments' findings, to print and sign."""

from __future__ import annotations

import io
from dataclasses import dataclass

from assessment.exits.regions.certificates import WORDS, Line, lines_of, readiness_of
from assessment.exits.regions.readiness import Readiness
from assessment.exits.regions.selectors import state_words
from core.ledgers.cells import Text
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet, write_ledger
from core.procedures.models import Case
from core.regions.selectors import full_name
from core.web.formats import full_date

TITLES = {"village_exit": "贫困村脱贫摘帽认定表", "county_exit": "贫困县退出申请表"}
HEADINGS = (
    ("指标", 22),
    ("标准", 14),
    ("实际值", 20),
    ("系统判定", 10),
    ("认定部门", 14),
    ("部门认定", 22),
    ("签字（盖章）", 16),
)
SIGNERS = {
    "village_exit": ("村（盖章）", "乡镇（盖章）", "县脱贫攻坚领导小组（盖章）"),
    "county_exit": ("县（盖章）", "市（盖章）", "省（盖章）"),
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows`` in the order of HEADINGS, ready to print."""

    title: str
    place: str
    year: int
    state: str
    outcome: str
    rows: list[tuple[str, ...]]
    lacks: list[str]
    signers: tuple[str, ...]
    standard_rows: int


def sheet_of(case: Case) -> Sheet:
    """Of a case found inside the scope."""
    ready = readiness_of([case])[case.pk]
    lines = lines_of([case], {case.pk: ready})[case.pk]
    return Sheet(
        TITLES[case.code],
        full_name(case.subject_id),
        case.year,
        state_words(case),
        WORDS[ready.outcome] if ready.judged else "没有判定",
        [_row(line) for line in lines] + _stretch(ready),
        ready.lacks(),
        SIGNERS[case.code],
        len(lines),
    )


def _row(line: Line) -> tuple[str, ...]:
    row, paper = line.row, line.certificate
    told = ""
    if paper is not None:
        parts = [f"认定{WORDS[paper.certified]}", paper.finding, paper.document, full_date(paper.at)]
        parts += ["须重新认定"] if line.stale else []
        told = " ".join(part for part in parts if part)
    department = paper.office if paper else line.department
    judged = WORDS[row.outcome] + (f"；{row.recognised.words}" if row.recognised else "")
    return (row.label, row.threshold, row.value, judged, department, told, "")


def _stretch(ready: Readiness) -> list[tuple[str, ...]]:
    """Criteria that are shown and do not decide."""
    return [
        (f"{row.label}（参考）", row.threshold, row.value, WORDS[row.outcome], "", "", "")
        for row in ready.rows
        if row.kind != "veto"
    ]


def workbook(sheet: Sheet) -> bytes:
    """The sheet as an .xlsx in the office look."""
    out = io.BytesIO()
    columns = [LedgerColumn(heading, heading, Text(), float(width)) for heading, width in HEADINGS]
    notes = [f"系统判定：{sheet.outcome}", "　　".join(f"{signer}　　年　月　日" for signer in sheet.signers)]
    ledger = LedgerSheet(
        sheet.title, columns, sheet.rows, reporter=sheet.place, units=f"{sheet.year} 年度", notes=notes
    )
    write_ledger(out, [ledger])
    return out.getvalue()
