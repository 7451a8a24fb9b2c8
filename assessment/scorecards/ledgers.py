"""六个精准评分台账 (M2): one row a village, numerator, denominator, unknown and percent of each item that has facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils import timezone

from assessment.scorecards.counts import COUNTED, WAITING, rounded
from assessment.scorecards.selectors import labels_for, village_cards
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet

TITLE: Final = "六个精准评分表"


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    labels = labels_for(query.area)
    columns = [
        LedgerColumn("town", "乡(镇)", cells.Text(), 10),
        LedgerColumn("village", "行政村", cells.Text(), 14),
        LedgerColumn("code", "行政村代码", cells.Text(), 14),
    ]
    for item in COUNTED:
        columns += [
            LedgerColumn(f"{item}_met", "达到", cells.Whole(), 7, group=labels[item], total=item != "projects"),
            LedgerColumn(f"{item}_whole", "总数", cells.Whole(), 7, group=labels[item], total=item != "projects"),
            LedgerColumn(f"{item}_unknown", "未知", cells.Whole(), 7, group=labels[item], total=item != "projects"),
            LedgerColumn(f"{item}_low", "低%", cells.Number(places=1), 7, group=labels[item]),
            LedgerColumn(f"{item}_high", "高%", cells.Number(places=1), 7, group=labels[item]),
        ]
    columns += [
        LedgerColumn("low", "低%", cells.Number(places=1), 7, group="综合"),
        LedgerColumn("high", "高%", cells.Number(places=1), 7, group="综合"),
    ]
    waiting = "、".join(labels[item] for item in WAITING)
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=columns,
            rows=_rows(query),
            name="六个精准",
            reporter=reporter_of(query),
            units="单位：户、个、%",
            notes=(
                "注：1.低为未知的都按未达到计，高为都按达到计；综合为有数据各项的平均。",
                f"2.{waiting}暂无数据，不计分。",
            ),
        )
    ]


def _rows(query: ExportQuery) -> Iterator[Sequence[Any]]:
    low, high = query.range
    for town, card in village_cards(low, high, query.year, timezone.localdate()):
        line: list[Any] = [town, card.name, str(card.code)]
        for item in card.items:
            if item.code in COUNTED:
                part = item.part
                line += (
                    [part.met, part.whole, part.unknown, rounded(part.low), rounded(part.high)] if part else [None] * 5
                )
        yield [*line, rounded(card.low), rounded(card.high)]


register(
    Ledger(
        "M2",
        TITLE,
        _sheets,
        "SELECT count(*) FROM villages_villagecheck k WHERE k.level = 5 AND k.exists_in_year "
        "AND k.area >= %(low)s AND k.area < %(high)s AND k.year = %(year)s",
        "逐村列出各项达到数、总数、未知和百分比；一个项目在它实施的各村各计一次",
        personal=False,
    )
)
