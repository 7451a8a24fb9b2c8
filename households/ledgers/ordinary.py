"""一般农户名册: the ordinary households of a year, apart from every ledger of the registered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource, ledger_columns
from core.ledgers.exports import ExportQuery, Ledger, Sealed, register, reporter_of, stream, title_of
from core.ledgers.workbook_write import LedgerSheet
from households.ledgers.rosters import IN_RANGE, NET, PLACES, PRESENT, text
from households.rules import HEAD
from households.standing import ORDINARY


class OrdinaryRoster(LedgerResource):
    """One row a household."""

    county = text("county", "县(市、区)", 10)
    town = text("town", "乡(镇)", 10)
    village = text("village", "行政村", 12)
    group_name = text("group_name", "村民小组", 9)
    head_name = text("head_name", "户主姓名", 9)
    head_id = text("head_id", "户主证件号码", 21, masked="id_number")
    members = LedgerField("members", "家庭人口数", cells.Whole(), width=7, total=True)
    household_no = text("household_no", "户编号", 19)
    phone = text("phone", "联系电话", 13, masked="phone")
    per_head = LedgerField("per_head", "人均纯收入", cells.Money(), unit="元", width=11)
    remark = text("remark", "备注", 14)


_FROM: Final = f"""
FROM households_household h
JOIN (SELECT m.household_id, count(*) AS members FROM households_member m
      WHERE m.area >= %(low)s AND m.area < %(high)s AND {PRESENT} GROUP BY 1) n ON n.household_id = h.id
"""
_ROWS: Final = f"""
SELECT c.name, t.name, v.name, h.group_name, h.head_name, head.id_sealed, n.members, h.code, h.phone_sealed,
       round({NET} / n.members, 2), y.remark, head.code
{_FROM}
LEFT JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s
LEFT JOIN (SELECT DISTINCT ON (r.household_id) r.household_id, m.code, m.id_sealed
           FROM households_memberyear r JOIN households_member m ON m.id = r.member_id
           WHERE r.area >= %(low)s AND r.area < %(high)s AND r.year = %(year)s AND r.relation_to_head = '{HEAD}'
             AND {PRESENT} ORDER BY r.household_id, m.id) head ON head.household_id = h.id
{PLACES}
WHERE {IN_RANGE} AND {ORDINARY} ORDER BY h.area, h.code"""


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    columns = ledger_columns(OrdinaryRoster)
    sealed = [Sealed(5, len(columns), "member", "id_number", "id_number"), Sealed(8, 7, "household", "phone", "phone")]
    return [
        LedgerSheet(
            title=title_of("一般农户名册", query),
            columns=columns,
            rows=(row[: len(columns)] for row in stream(_ROWS, query.parameters(), sealed, query.plain)),
            name="一般农户",
            reporter=reporter_of(query),
            units="单位：户、人、元",
            notes=("注：未建档立卡，不参加退出评估，不计入贫困户花名册。",),
        )
    ]


register(
    Ledger(
        "ordinary",
        "一般农户名册",
        _sheets,
        f"SELECT count(*) {_FROM} WHERE {IN_RANGE} AND {ORDINARY}",
        "未建档立卡的户，一户一行",
    )
)
