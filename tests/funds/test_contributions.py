"""Contributions: what is entered, for whom, what is used of it (never more than it), and when it is made known."""

from __future__ import annotations

import io
import threading
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.utils import timezone

from core.ledgers.exports import ExportQuery, export_write, ledgers
from funds.contributions import selectors, services
from funds.contributions.errors import HiddenRecordError, RecordRefusedError, StaleRecordError
from funds.models import Contribution, ContributionHousehold, ContributionUse, SupportUnit
from households.models import Household
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, TONGJIANG, XIANRENQIAN, YANGBAI, Cast
from tests.core.procedures.scene import acting, paper
from tests.funds.contributions_scene import GOODS, MONEY, given, helper


@pytest.mark.django_db
def test_money_and_goods_are_entered_and_changed(cast: Cast) -> None:
    row = given(cast.village_clerk)
    assert (row.year, row.notice_due_on, row.version) == (2018, date(2018, 4, 4), 1)
    goods = given(cast.village_clerk, **GOODS)
    assert (goods.goods, goods.quantity, goods.unit) == ("化肥", Decimal("2.5"), "吨")
    actor, _, scope = acting(cast.village_clerk)
    changed = MONEY | {"amount": Decimal("1200.00")}
    services.contribution_update(actor=actor, scope=scope, pk=row.pk, version=1, values=changed)
    with pytest.raises(StaleRecordError):
        services.contribution_update(actor=actor, scope=scope, pk=row.pk, version=1, values=MONEY)
    assert Contribution.all_rows.get(pk=row.pk).amount == Decimal("1200.00")
    asked = selectors.Asked(TONGJIANG, 2018)
    found = selectors.sums(selectors.contributions(acting(cast.county_officer)[2], asked, date(2018, 12, 31)))
    assert found == selectors.Sums(2, Decimal("1200.00"), Decimal("6000.00"), 0, 1)


@pytest.mark.django_db
def test_what_is_wrong_is_refused(cast: Cast) -> None:
    tomorrow = timezone.localdate().replace(year=timezone.localdate().year + 1)
    for wrong in (
        {"amount": None}, {"amount": Decimal(0)}, {"donor": ""}, {"helper_kind": ""}, {"received_on": tomorrow},
        {"notice_due_on": date(2018, 3, 4)}, {"year": 1},
        GOODS | {"quantity": None}, GOODS | {"unit": ""}, GOODS | {"goods": ""},
    ):  # fmt: skip
        with pytest.raises(RecordRefusedError):
            given(cast.village_clerk, **wrong)
    with pytest.raises(HiddenRecordError):
        given(cast.village_clerk, YANGBAI)
    foreign = helper(cast.county_officer, XIANRENQIAN)
    with pytest.raises(RecordRefusedError, match="不帮扶本地"):
        given(cast.village_clerk, helper=foreign)
    assert Contribution.all_rows.count() == 0


@pytest.mark.django_db
def test_a_registered_helper_says_who_gives(cast: Cast) -> None:
    unit = helper(cast.county_officer, YANGBAI, kind="enterprise", name="巴山药业")
    row = given(cast.village_clerk, helper=unit, donor="随便", helper_kind="social")
    assert (row.donor, row.helper_kind, row.helper_id) == ("巴山药业", "enterprise", unit.pk)
    with pytest.raises(RecordRefusedError, match="同名"):
        helper(cast.county_officer, YANGBAI, kind="enterprise", name="巴山药业")
    with pytest.raises(RecordRefusedError, match="早于"):
        helper(cast.county_officer, YANGBAI, ends_on=date(2016, 1, 1))
    assert SupportUnit.all_rows.count() == 1


@pytest.mark.django_db
def test_uses_never_exceed_the_contribution(cast: Cast) -> None:
    row = given(cast.village_clerk)
    actor, _, scope = acting(cast.village_clerk)

    def use(amount: str, day: date = date(2018, 5, 1)) -> ContributionUse:
        return services.use_record(
            actor=actor, scope=scope, pk=row.pk, amount=Decimal(amount), used_on=day, purpose="买水泥"
        )

    first = use("999.99")
    with pytest.raises(RecordRefusedError, match=r"还可使用 0\.01 元，超出 0\.01 元"):
        use("0.02")
    for wrong in ("0", "-1", "0.001"):
        with pytest.raises(RecordRefusedError):
            use(wrong)
    with pytest.raises(RecordRefusedError, match="接收之后"):
        use("0.01", date(2018, 3, 4))
    use("0.01")
    with pytest.raises(RecordRefusedError, match=r"已使用 1000\.00 元"):
        services.contribution_update(
            actor=actor, scope=scope, pk=row.pk, version=1, values=MONEY | {"amount": Decimal("999.99")}
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.all_rows.filter(pk=row.pk).update(amount=Decimal("999.99"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ContributionUse.all_rows.create(
            contribution=row, area=row.area, used_on=date(2018, 5, 1), amount=Decimal("0.01"), purpose="x", by_name="x"
        )
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        ContributionUse.all_rows.filter(pk=first.pk).update(amount=Decimal("1.00"))
    back = services.use_reverse(actor=actor, scope=scope, pk=first.pk, reason="金额登错")
    assert (back.amount, back.reverses_id) == (Decimal("-999.99"), first.pk)
    for again in (first.pk, back.pk):
        with pytest.raises(RecordRefusedError, match="已经冲正"):
            services.use_reverse(actor=actor, scope=scope, pk=again, reason="再来")
    assert services.used_of(row) == Decimal("0.01")


@pytest.mark.django_db
def test_goods_without_a_value_cannot_be_used(cast: Cast) -> None:
    row = given(cast.village_clerk, **GOODS | {"amount": None})
    actor, _, scope = acting(cast.village_clerk)
    with pytest.raises(RecordRefusedError, match="还没有估价"):
        services.use_record(
            actor=actor, scope=scope, pk=row.pk, amount=Decimal(1), used_on=date(2018, 5, 1), purpose="x"
        )
    assert ContributionUse.all_rows.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once(cast: Cast) -> None:
    """Both would fit alone: one of them is refused by the database."""
    row = given(cast.village_clerk)
    started = threading.Barrier(2)
    failed: list[str] = []

    def hand() -> None:
        try:
            with transaction.atomic():
                started.wait(5)
                ContributionUse.all_rows.create(
                    contribution=row, area=row.area, used_on=date(2018, 5, 1), amount=Decimal("600.00"), purpose="x",
                    by_name="x",
                )  # fmt: skip
        except IntegrityError as error:
            failed.append(str(error))
        finally:
            connection.close()

    hands = [threading.Thread(target=hand) for _ in range(2)]
    for item in hands:
        item.start()
    for item in hands:
        item.join()
    assert len(failed) == 1
    assert ContributionUse.all_rows.count() == 1


@pytest.mark.django_db
def test_households_in_the_recipient_region(cast: Cast, households: dict[int, Household]) -> None:
    row = given(cast.village_clerk)
    actor, _, scope = acting(cast.village_clerk)
    own, foreign = households[JIACUNGUAN], households[CHENGGUAN_VILLAGE]
    assert services.households_set(actor=actor, scope=scope, pk=row.pk, codes=[own.code]) == 1
    with pytest.raises(RecordRefusedError, match=foreign.code):
        services.households_set(actor=actor, scope=scope, pk=row.pk, codes=[own.code, foreign.code])
    assert Contribution.all_rows.get().for_households
    # the household moves and its link with it
    Household.all_rows.filter(pk=own.pk).update(area=XIANRENQIAN)
    assert ContributionHousehold.all_rows.get().area == XIANRENQIAN


@pytest.mark.django_db
def test_a_notice_needs_its_paper(cast: Cast) -> None:
    row = given(cast.village_clerk)
    actor, _, scope = acting(cast.village_clerk)
    with pytest.raises(RecordRefusedError, match="公示照片"):
        services.notice_done(actor=actor, scope=scope, pk=row.pk, on=date(2018, 3, 20))
    paper("contribution", row.pk, "P04", area=row.area)
    with pytest.raises(RecordRefusedError, match="接收之后"):
        services.notice_done(actor=actor, scope=scope, pk=row.pk, on=date(2018, 3, 4))
    services.notice_done(actor=actor, scope=scope, pk=row.pk, on=date(2018, 3, 20))
    assert Contribution.all_rows.get().notice_on == date(2018, 3, 20)


@pytest.mark.django_db
def test_the_pages_and_the_ledger(cast: Cast, households: dict[int, Household]) -> None:
    client = Client()
    client.force_login(cast.village_clerk)
    sent = {"donor": "巴山药业", "donor_kind": "enterprise", "helper_kind": "enterprise", "form": "money",
            "amount": "12,345.67", "received_on": "2018-03-05", "recipient": "村委会", "purpose": "修路"}  # fmt: skip
    assert client.post("/contributions/new/", sent | {"amount": ""}).status_code == 422
    assert client.post("/contributions/new/", sent).status_code == 302
    row = Contribution.all_rows.get()
    assert client.post(f"/contributions/{row.pk}/edit/", sent | {"version": "7"}).status_code == 409
    assert client.post(f"/contributions/{row.pk}/edit/", sent | {"version": "1"}).status_code == 302
    assert client.get(f"/contributions/{row.pk}/edit/").status_code == 200
    own = households[JIACUNGUAN]
    assert client.post(f"/contributions/{row.pk}/households/", {"codes": own.code}).status_code == 302
    use = {"amount": "345.67", "used_on": "2018-04-01", "purpose": "水泥"}
    assert client.post(f"/contributions/{row.pk}/use/", use | {"amount": "99999"}).status_code == 422
    assert client.post(f"/contributions/{row.pk}/use/", use).status_code == 302
    assert client.post(f"/contributions/{row.pk}/notice/", {"on": "2018-04-01"}).status_code == 422
    page = client.get(f"/contributions/{row.pk}/").content.decode()
    for text in (own.head_name, "12,345.67 元（1.2346 万元）", "余 12,000.00 元", "逾期未公示"):
        assert text in page
    entry = ContributionUse.all_rows.get()
    assert client.post(f"/contributions/uses/{entry.pk}/reverse/", {"reason": "登错"}).status_code == 302
    listed = client.get("/contributions/?kind=enterprise&form=money&notice=late&word=巴山").content.decode()
    assert "12,345.67" in listed
    assert "还没有登记捐赠" in client.get("/contributions/?kind=team").content.decode()
    unit = {"name": "县水务局", "kind": "team", "starts_on": "2018-01-01"}
    assert client.post("/contributions/helpers/new/", unit | {"home": "9"}).status_code == 422
    assert client.post("/contributions/helpers/new/", unit).status_code == 302
    pk = SupportUnit.all_rows.get().pk
    assert client.post(f"/contributions/helpers/{pk}/edit/", unit | {"version": "1", "note": "新"}).status_code == 302
    assert "县水务局" in client.get("/contributions/helpers/").content.decode()
    _, _, scope = acting(cast.county_officer)
    out = io.BytesIO()
    assert export_write(ledgers()["L28"], ExportQuery(TONGJIANG, 2018, scope), out) == 1
    cells = [cell.value for line in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in line]
    assert {"巴山药业", "帮扶企业", 12345.67} <= set(cells)
