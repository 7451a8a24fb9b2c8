"""光伏收益台账 (L24): a station's months with what is left of the money at each month's end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, stream, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from projects.models import SolarStation

TITLE: Final = "光伏收益台账"
_TEXT: Final = cells.Text()
_MONEY: Final = cells.Number(places=2)
_KIND: Final = cells.Code(choices={str(words): code for code, words in SolarStation.Kind.choices})
_SPENT: Final = "(m.posts + m.works + m.rewards + m.other)"
_COLUMNS: Final = (
    (LedgerColumn("town", "乡(镇)", _TEXT, 10), "w.name"),
    (LedgerColumn("village", "行政村", _TEXT, 14), "v.name"),
    (LedgerColumn("name", "电站", _TEXT, 18), "a.name"),
    (LedgerColumn("code", "资产编码", _TEXT, 20), "a.code"),
    (LedgerColumn("kind", "类型", _KIND, 9), "s.kind"),
    (LedgerColumn("owner", "所有权人", _TEXT, 16), "a.owner"),
    (LedgerColumn("capacity_kw", "容量", cells.Number(places=3), 10, unit="kW"), "s.capacity_kw"),
    (LedgerColumn("connected_on", "并网日", cells.Date(), 11), "s.connected_on"),
    (LedgerColumn("investment", "投资", _MONEY, 13, unit="元"), "a.original_value"),
    (LedgerColumn("month", "月份", cells.Whole(), 6), "m.month"),
    (LedgerColumn("kwh", "月发电量", _MONEY, 11, unit="度", total=True), "m.kwh"),
    (LedgerColumn("fee", "电费", _MONEY, 12, group="收入（元）", total=True), "m.fee"),
    (LedgerColumn("subsidy", "补贴", _MONEY, 12, group="收入（元）", total=True), "m.subsidy"),
    (LedgerColumn("received_on", "到账日", cells.Date(), 11), "i.received_on"),
    (LedgerColumn("plan", "分配方案", _TEXT, 18), "s.distribution_plan"),
    (LedgerColumn("posts", "公益岗", _MONEY, 11, group="支出（元）", total=True), "m.posts"),
    (LedgerColumn("works", "小型公益", _MONEY, 11, group="支出（元）", total=True), "m.works"),
    (LedgerColumn("rewards", "奖补", _MONEY, 11, group="支出（元）", total=True), "m.rewards"),
    (LedgerColumn("other", "其他支出", _MONEY, 11, group="支出（元）", total=True), "m.other"),
    (LedgerColumn("left", "结余（累计）", _MONEY, 12), "m.left_over"),
)
# The balance runs over all months of a station, so it is taken before the year is chosen.
_MONTHS: Final = (
    f"(SELECT m.*, sum(m.fee + m.subsidy - {_SPENT}) OVER (PARTITION BY i.asset_id ORDER BY i.year, m.month) "
    "AS left_over FROM projects_solarmonth m JOIN projects_assetincome i ON i.id = m.income_id "
    "WHERE m.area >= %(low)s AND m.area < %(high)s AND i.year <= %(year)s)"
)
_FROM: Final = (
    f"FROM projects_solarstation s JOIN projects_asset a ON a.id = s.asset_id "
    f"LEFT JOIN (projects_assetincome i JOIN {_MONTHS} m ON m.income_id = i.id) "
    "ON i.asset_id = a.id AND i.year = %(year)s "
    "LEFT JOIN regions_region v ON v.code = s.area AND v.level = 5 "
    "LEFT JOIN regions_region w ON w.code = s.area / 1000 * 1000 AND w.level = 4"
)
_WHERE: Final = "WHERE s.area >= %(low)s AND s.area < %(high)s"


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    select = f"SELECT {', '.join(sql for _, sql in _COLUMNS)} {_FROM} {_WHERE} ORDER BY s.area, a.code, m.month"
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=[column for column, _ in _COLUMNS],
            rows=stream(select, query.parameters()),
            name="光伏收益",
            reporter=reporter_of(query),
            units="单位：度、元",
            notes=("注：一个电站一月一行；本年度没有月收益的电站列一行。结余从电站第一个月起累计。",),
        )
    ]


register(
    Ledger(
        "L24",
        TITLE,
        _sheets,
        f"SELECT count(*) {_FROM} {_WHERE}",
        "电站、容量、并网、每月电量和收入、公益岗和奖补等支出、结余",
        personal=False,
    )
)
