"""The asset ledger: what was formed, what it earns, who gets it; never more than it earned."""

from __future__ import annotations

import io
import threading
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from core.accounts.models import User
from core.accounts.scope import SYSTEM_SCOPE
from core.ledgers.exports import ExportQuery, export_write, ledgers
from households.models import Household, HouseholdYear
from projects.assets import selectors, services
from projects.assets.services import Income
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.models import Asset, AssetDistribution, AssetIncome
from tests import factories
from tests.cast import JIACUNGUAN, TONGJIANG, YANGBAI, Cast
from tests.core.procedures.scene import acting
from tests.projects.library_scene import project

VALUES = {"name": "核桃园", "kind": "operating", "owner_level": "village", "original_value": Decimal("560000.00")}


def asset(person: User, area: int = JIACUNGUAN) -> Asset:
    actor, _, scope = acting(person)
    return services.asset_create(actor=actor, scope=scope, area=area, values=VALUES)


def income(person: User, row: Asset, amount: str = "1000.00", year: int = 2018) -> AssetIncome:
    actor, _, scope = acting(person)
    return services.income_record(
        actor=actor, scope=scope, pk=row.pk, income=Income(year, "全年", Decimal(amount), date(year, 12, 1))
    )


def share(person: User, row: AssetIncome, **shares: str) -> int:
    actor, _, scope = acting(person)
    wanted = {code: Decimal(text) for code, text in shares.items()}
    return services.distribute(actor=actor, scope=scope, pk=row.pk, shares=wanted)


@pytest.mark.django_db
def test_an_asset_is_registered_and_changed(cast: Cast) -> None:
    row = asset(cast.village_clerk)
    assert (row.code, row.version) == (f"ZC{JIACUNGUAN}0001", 1)
    assert asset(cast.village_clerk).code == f"ZC{JIACUNGUAN}0002"
    actor, _, scope = acting(cast.village_clerk)
    changed = VALUES | {"condition": "idle"}
    services.asset_update(actor=actor, scope=scope, pk=row.pk, version=1, values=changed)
    with pytest.raises(StaleProjectError):
        services.asset_update(actor=actor, scope=scope, pk=row.pk, version=1, values=VALUES)
    assert Asset.all_rows.get(pk=row.pk).condition == "idle"


@pytest.mark.django_db
def test_what_is_wrong_is_refused(cast: Cast) -> None:
    actor, _, scope = acting(cast.village_clerk)
    backwards = {"term_start": date(2018, 2, 1), "term_end": date(2018, 1, 1)}
    for wrong in ({"original_value": Decimal(0)}, {"disposed_on": date(2018, 1, 1)}, {"area": 1}, backwards):
        with pytest.raises(ProjectRefusedError):
            services.asset_create(actor=actor, scope=scope, area=JIACUNGUAN, values={**VALUES, **wrong})
    with pytest.raises(HiddenProjectError):
        services.asset_create(actor=actor, scope=scope, area=YANGBAI, values=VALUES)
    draft = project(cast.village_clerk).pk
    with pytest.raises(ProjectRefusedError, match="还没有形成资产"):
        services.asset_create(actor=actor, scope=scope, area=JIACUNGUAN, values=VALUES, project=draft)
    assert Asset.all_rows.count() == 0


@pytest.mark.django_db
def test_shares_never_exceed_the_income(cast: Cast, households: dict[int, Household]) -> None:
    row = income(cast.village_clerk, asset(cast.village_clerk))
    own = households[JIACUNGUAN]
    other = factories.household(JIACUNGUAN, head="另一户")
    assert share(cast.village_clerk, row, **{own.code: "600.00", other.code: "400.00"}) == 2
    with pytest.raises(ProjectRefusedError, match="超过收益"):
        share(cast.village_clerk, row, **{other.code: "400.01"})
    with pytest.raises(IntegrityError), transaction.atomic():
        AssetDistribution.all_rows.filter(household=other).update(amount=Decimal("400.01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        AssetIncome.all_rows.update(amount=Decimal("999.99"))
    with pytest.raises(ProjectRefusedError, match="已分配"):
        income(cast.village_clerk, row.asset, "999.99")
    for wrong in ("0", "-1", "0.001"):
        with pytest.raises(ProjectRefusedError):
            share(cast.village_clerk, row, **{own.code: wrong})
    assert dict(AssetDistribution.all_rows.values_list("household_id", "amount")) == {
        own.pk: Decimal("600.00"), other.pk: Decimal("400.00"),
    }  # fmt: skip
    # the same household again is corrected, whoever stands beside it
    assert share(cast.village_clerk, row, **{own.code: "100.00"}) == 1
    assert selectors.dividend(SYSTEM_SCOPE, own.pk, 2018) == Decimal("100.00")
    assert selectors.dividend(SYSTEM_SCOPE, own.pk, 2017) is None


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once(cast: Cast, households: dict[int, Household]) -> None:
    """Both would fit alone: one of them is refused by the database."""
    row = income(cast.village_clerk, asset(cast.village_clerk))
    second = factories.household(JIACUNGUAN, head="另一户")
    started = threading.Barrier(2)
    failed: list[str] = []

    def hand(household: Household) -> None:
        try:
            with transaction.atomic():
                started.wait(5)
                AssetDistribution.all_rows.create(
                    income=row, household=household, area=household.area, amount=Decimal("600.00")
                )
        except IntegrityError as error:
            failed.append(str(error))
        finally:
            connection.close()

    hands = [threading.Thread(target=hand, args=(item,)) for item in (households[JIACUNGUAN], second)]
    for item in hands:
        item.start()
    for item in hands:
        item.join()
    assert len(failed) == 1
    assert AssetDistribution.all_rows.count() == 1


@pytest.mark.django_db
def test_others_households_do_not_exist(cast: Cast, households: dict[int, Household]) -> None:
    row = income(cast.village_clerk, asset(cast.village_clerk))
    foreign = next(item for area, item in households.items() if area != JIACUNGUAN)
    with pytest.raises(ProjectRefusedError, match=foreign.code):
        share(cast.village_clerk, row, **{foreign.code: "1.00"})
    with pytest.raises(HiddenProjectError):
        share(cast.stranger, row, **{foreign.code: "1.00"})
    assert AssetDistribution.all_rows.count() == 0


@pytest.mark.django_db
def test_the_dividend_stands_beside_the_field_and_is_not_written(cast: Cast, households: dict[int, Household]) -> None:
    own = households[JIACUNGUAN]
    client = Client()
    client.force_login(cast.village_clerk)
    address = f"/households/{own.code}/edit/"
    assert "资产台账登记" not in client.get(address).content.decode()
    row = income(cast.village_clerk, asset(cast.village_clerk))
    share(cast.village_clerk, row, **{own.code: "600.00"})
    assert "资产台账登记本户 2018 年分红 600.00 元" in client.get(address).content.decode()
    stored = HouseholdYear.all_rows.filter(household=own, year=2018).values_list("asset_dividend", flat=True)
    assert set(stored) <= {None}


@pytest.mark.django_db
def test_the_pages_and_the_ledger(cast: Cast, households: dict[int, Household]) -> None:
    client = Client()
    client.force_login(cast.village_clerk)
    sent = {"name": "核桃园", "kind": "operating", "owner_level": "village", "original_value": "560,000.00",
            "condition": "in_use"}  # fmt: skip
    assert client.post("/assets/new/", sent | {"original_value": ""}).status_code == 422
    assert client.post("/assets/new/", sent).status_code == 302
    row = Asset.all_rows.get()
    assert client.post(f"/assets/{row.pk}/edit/", sent | {"version": "7"}).status_code == 409
    assert (
        client.post(f"/assets/{row.pk}/income/", {"year": "2018", "period": "全年", "amount": "900"}).status_code == 302
    )
    earned = AssetIncome.all_rows.get()
    own = households[JIACUNGUAN]
    address = f"/assets/incomes/{earned.pk}/distribute/"
    for wrong in (own.code, f"{own.code} 900.01", f"{own.code} 1\n{own.code} 2", "X 1"):
        assert client.post(address, {"shares": wrong}).status_code == 422
    assert client.post(address, {"shares": f"{own.code}，300.50"}).status_code == 302
    page = client.get(f"/assets/{row.pk}/").content.decode()
    assert own.head_name in page
    assert "300.50" in page
    assert "560,000.00" in client.get("/assets/").content.decode()
    _, _, scope = acting(cast.county_officer)
    out = io.BytesIO()
    assert export_write(ledgers()["L25"], ExportQuery(TONGJIANG, 2018, scope), out) == 1
    sheet = openpyxl.load_workbook(out).worksheets[0]
    cells = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {row.code, "经营性"} <= set(cells)
    numbers = {cell.value for line in sheet.iter_rows() for cell in line if isinstance(cell.value, int | float)}
    assert {560000, 900, 300.5} <= numbers
