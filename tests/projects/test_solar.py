"""Photovoltaic stations (L24): the station of an asset, its months, the balance by hand, one income for L24 and L25."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from core.accounts.models import User
from core.accounts.scope import SYSTEM_SCOPE
from core.ledgers.exports import ExportQuery, export_write, ledgers
from households.models import Household
from projects.assets import selectors, services, solar
from projects.assets.services import Income
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.models import Asset, AssetIncome, SolarMonth, SolarStation
from tests.cast import JIACUNGUAN, YANGBAI, Cast
from tests.core.procedures.scene import acting

pytestmark = pytest.mark.django_db
ASSET = {"name": "村光伏电站", "kind": "operating", "owner_level": "village", "original_value": Decimal("2100000.00")}
STATION = {"kind": "village", "capacity_kw": Decimal(300), "connected_on": date(2017, 6, 30)}


def plant(person: User) -> Asset:
    actor, _, scope = acting(person)
    row = services.asset_create(actor=actor, scope=scope, area=JIACUNGUAN, values=ASSET)
    solar.station_set(actor=actor, scope=scope, pk=row.pk, version=0, values=STATION)
    return row


def earned(person: User, row: Asset, month: int, year: int = 2018, **sums: Any) -> SolarMonth:
    actor, _, scope = acting(person)
    money = {name: Decimal(value) for name, value in sums.items()}
    return solar.month_record(
        actor=actor, scope=scope, pk=row.pk, month=solar.Month(year, month, received_on=date(year, month, 20), **money)
    )


def test_a_stations_months_and_balance_by_hand(cast: Cast) -> None:
    """2017: 9,000 earned, 4,000 spent, so 5,000 are left; January +12,000.50 −10,000; February +500 −7,500.50."""
    row = plant(cast.village_clerk)
    earned(cast.village_clerk, row, 12, 2017, fee="6000", subsidy="3000", posts="4000")
    earned(cast.village_clerk, row, 1, fee="8000.50", subsidy="4000", posts="6000", rewards="4000", kwh="24000")
    earned(cast.village_clerk, row, 2, fee="500", works="7500.50")
    found = solar.months(SYSTEM_SCOPE, row, 2018)
    assert [(line.row.month, line.earned, line.spent, line.left) for line in found] == [
        (1, Decimal("12000.50"), Decimal("10000.00"), Decimal("7000.50")),
        (2, Decimal("500.00"), Decimal("7500.50"), Decimal("0.00")),
    ]
    # the asset ledger counts the same money, once
    assert selectors.of_year(SYSTEM_SCOPE, [row.pk], 2018) == {row.pk: (Decimal("12500.50"), Decimal(0))}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(fee + subsidy - posts - works - rewards - other) FROM projects_solarmonth")
        assert cursor.fetchone() == (found[-1].left,)


def test_a_station_never_spends_what_it_has_not(cast: Cast) -> None:
    row = plant(cast.village_clerk)
    earned(cast.village_clerk, row, 1, fee="1000")
    earned(cast.village_clerk, row, 2, fee="0", posts="1000")
    with pytest.raises(ProjectRefusedError, match="支出超过收入"):
        earned(cast.village_clerk, row, 3, fee="10", posts="10.01")
    # a correction of January would leave February without cover
    with pytest.raises(ProjectRefusedError, match="到 2018 年 2 月"):
        earned(cast.village_clerk, row, 1, fee="999.99")
    assert [line.left for line in solar.months(SYSTEM_SCOPE, row, 2018)] == [Decimal(1000), Decimal(0)]
    assert AssetIncome.all_rows.get(period="1 月").amount == Decimal("1000.00")


def test_a_month_is_corrected_and_stays_above_what_households_got(cast: Cast, households: dict[int, Household]) -> None:
    row = plant(cast.village_clerk)
    income = earned(cast.village_clerk, row, 1, fee="1000").income
    actor, _, scope = acting(cast.village_clerk)
    own = households[JIACUNGUAN].code
    services.distribute(actor=actor, scope=scope, pk=income.pk, shares={own: Decimal(600)})
    with pytest.raises(ProjectRefusedError, match="已分配到户"):
        earned(cast.village_clerk, row, 1, fee="599.99")
    earned(cast.village_clerk, row, 1, fee="600", subsidy="50")
    assert (SolarMonth.all_rows.count(), AssetIncome.all_rows.get().amount) == (1, Decimal("650.00"))
    with pytest.raises(ProjectRefusedError, match="月收益"):
        services.income_record(actor=actor, scope=scope, pk=row.pk, income=Income(2018, "1 月", Decimal(9999)))
    assert AssetIncome.all_rows.get().amount == Decimal("650.00")


@pytest.mark.parametrize(
    "changes", [{"kind": "sea"}, {"capacity_kw": Decimal(0)}, {"connected_on": date(2999, 1, 1)}, {"area": 1}]
)
def test_what_is_wrong_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    actor, _, scope = acting(cast.village_clerk)
    row = services.asset_create(actor=actor, scope=scope, area=JIACUNGUAN, values=ASSET)
    with pytest.raises(ProjectRefusedError):
        solar.station_set(actor=actor, scope=scope, pk=row.pk, version=0, values=STATION | changes)
    with pytest.raises(ProjectRefusedError, match="还没有登记为光伏电站"):
        earned(cast.village_clerk, row, 1, fee="1")
    assert not SolarStation.all_rows.exists()
    assert not AssetIncome.all_rows.exists()


def test_strangers_and_second_writers(cast: Cast) -> None:
    row = plant(cast.village_clerk)
    actor, _, scope = acting(cast.stranger)
    with pytest.raises(HiddenProjectError):
        solar.station_set(actor=actor, scope=scope, pk=row.pk, version=1, values=STATION)
    with pytest.raises(HiddenProjectError):
        earned(cast.stranger, row, 1, fee="1")
    actor, _, scope = acting(cast.village_clerk)
    solar.station_set(actor=actor, scope=scope, pk=row.pk, version=1, values=STATION | {"capacity_kw": Decimal(500)})
    with pytest.raises(StaleProjectError):
        solar.station_set(actor=actor, scope=scope, pk=row.pk, version=1, values=STATION)
    assert SolarStation.all_rows.get().capacity_kw == 500
    with pytest.raises(IntegrityError), transaction.atomic():
        SolarStation.all_rows.update(capacity_kw=-1)


def test_the_pages_and_the_ledger(cast: Cast) -> None:
    actor, _, scope = acting(cast.village_clerk)
    row = services.asset_create(actor=actor, scope=scope, area=JIACUNGUAN, values=ASSET)
    client = Client()
    client.force_login(cast.village_clerk)
    station = f"/assets/{row.pk}/station/"
    sent = {"version": "0", "kind": "village", "capacity_kw": "300.5", "connected_on": "2017-06-30"}
    assert client.post(station, {**sent, "capacity_kw": ""}).status_code == 422
    assert client.post(station, sent).status_code == 302
    assert client.post(station, sent).status_code == 409
    month = {"year": "2018", "month": "3", "fee": "1,000.00", "subsidy": "", "posts": "400", "kwh": "3200"}
    assert client.post(f"{station}month/", {**month, "posts": "1000.01"}).status_code == 422
    assert client.post(f"{station}month/", month).status_code == 302
    page = client.get(f"/assets/{row.pk}/").content.decode()
    for words in ("300.5", "3,200", "1,000.00", "600.00", "村级电站"):
        assert words in page
    assert client.get(f"{station}month/?month=3").content.decode().count("1,000.00") == 1
    assert row.name in client.get("/assets/?kind=solar").content.decode()
    out = io.BytesIO()
    assert export_write(ledgers()["L24"], ExportQuery(YANGBAI, 2018, SYSTEM_SCOPE), out) == 1
    lines = [list(line) for line in openpyxl.load_workbook(out)["光伏收益"].iter_rows(values_only=True)]
    told = next(line for line in lines if "村光伏电站" in [str(value) for value in line])
    assert (told[6], told[9], told[10], told[-1]) == (300.5, 3, 3200, 600) or 600 in told
    # a year without a month still names the station
    assert export_write(ledgers()["L24"], ExportQuery(YANGBAI, 2019, SYSTEM_SCOPE), io.BytesIO()) == 1
