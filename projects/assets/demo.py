"""The demo's photovoltaic station: a village's, with the year's months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from projects.assets.services import asset_create
from projects.assets.solar import Month, month_record, station_set

# (month, kWh, fee, subsidy, what villagers in public posts were paid)
MONTHS: Final = (
    (1, 16_800, 6_720, 3_360, 3_000), (2, 17_500, 7_000, 3_500, 3_000), (3, 23_400, 9_360, 4_680, 6_000),
    (4, 26_100, 10_440, 5_220, 6_000), (5, 28_900, 11_560, 5_780, 6_000), (6, 27_200, 10_880, 5_440, 6_000),
)  # fmt: skip


def load(acting: dict[str, Any], area: int, year: int) -> None:
    """``acting``: the actor and scope of the office that keeps the ledger."""
    asset = asset_create(
        **acting, area=area,
        values={
            "name": "村级光伏电站", "kind": "operating", "owner_level": "village", "owner": "村集体经济合作社",
            "original_value": Decimal("2160000.00"), "formed_on": date(year - 1, 6, 10), "place": "村委会后山",
            "manager": "通江县光伏运维公司", "maintainer": "罗平", "condition": "in_use",
        },
    )  # fmt: skip
    station = {
        "kind": "village", "capacity_kw": Decimal("300"), "connected_on": date(year - 1, 6, 30),
        "distribution_plan": f"{year} 年方案：公益岗六成，小型公益和奖补四成，四议两公开通过、镇审核、报县备案",
    }  # fmt: skip
    station_set(**acting, pk=asset.pk, version=0, values=station)
    for month, kwh, fee, subsidy, posts in MONTHS:
        told = Month(
            year, month, Decimal(fee), Decimal(subsidy), Decimal(posts), works=Decimal(2_000), rewards=Decimal(1_500),
            kwh=Decimal(kwh), received_on=date(year, month, 25),
        )  # fmt: skip
        month_record(**acting, pk=asset.pk, month=told)
