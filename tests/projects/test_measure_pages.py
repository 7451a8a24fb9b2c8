"""Pages of measures: entered on the card, changed, ended, removed; who may; what a second writer sees."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from core.accounts.models import Post
from households.models import Household, HouseholdYear
from projects.library.services import Plan
from projects.measures.errors import MeasureRefusedError
from projects.measures.services import measure_update
from projects.models import IndustryDetail, Measure
from tests import factories
from tests.cast import JIACUNGUAN, XIANRENQIAN, Cast, signed_in
from tests.projects.library_scene import project
from tests.projects.scene import OFFICE, measure

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "01",
    "name": "肉牛养殖",
    "status": "doing",
    "started_on": "2018-03-01",
    "quantity": "2",
    "unit": "头",
    "amount": "8,000",
    "industry_kind": "2",
    "award": "3000",
}


@pytest.fixture
def home(cast: Cast) -> Household:
    row = factories.household(JIACUNGUAN, head="措施户")
    factories.pairing(cast.helper_cadre, row)
    return row


def test_the_tab_says_what_is_there_and_what_the_causes_lack(cast: Cast, home: Household) -> None:
    HouseholdYear.all_rows.filter(household=home).update(cause_main="1", causes_other=["7"])
    measure(home)
    page = signed_in(cast.village_clerk).get(f"/households/{home.code}/?tab=measures").content.decode()
    assert "生猪养殖" in page
    assert "奖补金额 2,000.00 元" in page or "奖补金额 2,000 元" in page
    assert page.count("没有对应措施") == 1  # 因病; 缺技术 has an industry measure
    assert f"/measures/new/{home.code}/?sector=bill&amp;kind=07" in page  # each form that answers the open cause
    assert "kind=01" not in page
    helper = signed_in(cast.helper_cadre).get(f"/households/{home.code}/?tab=measures").content.decode()
    assert "生猪养殖" in helper
    assert "/measures/new/" not in helper


def test_entering_and_changing(cast: Cast, home: Household) -> None:
    browser = signed_in(cast.village_clerk)
    address = f"/measures/new/{home.code}/?sector=industry"
    assert "产业到户明细" in browser.get(address).content.decode()
    wrong = browser.post(address, {**TYPED, "ended_on": "2018-01-01", "unit": ""})
    assert wrong.status_code == 422
    assert "结束日期早于开始日期" in wrong.content.decode()
    assert "请填计量单位" in wrong.content.decode()
    assert not Measure.all_rows.exists()
    assert browser.post(address, TYPED).status_code == 302
    row = Measure.all_rows.get()
    assert (row.name, str(row.amount), row.sector, row.source) == ("肉牛养殖", "8000.00", "industry", "form")
    assert str(IndustryDetail.all_rows.get().award) == "3000.00"
    edit = f"/measures/{row.pk}/edit/"
    assert 'name="version" value="1"' in browser.get(edit).content.decode()
    assert browser.post(edit, {**TYPED, "version": "1", "amount": "9000"}).status_code == 302
    late = signed_in(cast.township_clerk).post(edit, {**TYPED, "version": "1", "amount": "7000"})
    assert late.status_code == 409
    assert "9000.00" in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()
    assert str(Measure.all_rows.get().amount) == "9000.00"


def test_a_measure_names_its_project(cast: Cast, home: Household) -> None:
    own = project(cast.village_clerk)
    foreign = project(cast.county_officer, Plan({"name": "别村的路"}), XIANRENQIAN)
    browser = signed_in(cast.village_clerk)
    address = f"/measures/new/{home.code}/?sector=industry"
    page = browser.get(address).content.decode()
    assert (own.name in page, foreign.name in page) == (True, False)
    assert browser.post(address, {**TYPED, "project": foreign.code}).status_code == 422
    assert not Measure.all_rows.exists()
    assert browser.post(address, {**TYPED, "project": own.code}).status_code == 302
    row = Measure.all_rows.get()
    assert row.project_id == own.pk
    assert own.name in browser.get(f"/measures/{row.pk}/").content.decode()
    with pytest.raises(MeasureRefusedError):
        measure_update(writer=OFFICE, pk=row.pk, version=1, values={"project": foreign.code})
    assert measure_update(writer=OFFICE, pk=row.pk, version=1, values={"project": None}).project_id is None


def test_ending_and_removing(cast: Cast, home: Household) -> None:
    row, browser = measure(home), signed_in(cast.village_clerk)
    page = browser.get(f"/measures/{row.pk}/").content.decode()
    assert "终止" in page
    assert (
        browser.post(f"/measures/{row.pk}/stop/", {"version": "1", "on": "2018-07-01", "reason": ""}).status_code == 422
    )
    sent = {"version": "1", "on": "2018-07-01", "reason": "病死"}
    assert browser.post(f"/measures/{row.pk}/stop/", sent).status_code == 302
    assert browser.post(f"/measures/{row.pk}/delete/", {"version": "1", "reason": "误登"}).status_code == 409
    assert browser.post(f"/measures/{row.pk}/delete/", {"version": "2", "reason": "误登"}).status_code == 302
    assert not Measure.all_rows.exists()


def test_a_department_enters_its_own_field_only(cast: Cast, home: Household) -> None:
    Post.objects.filter(user=cast.department_officer).update(sector="health")
    browser, row = signed_in(cast.department_officer), measure(home)
    assert browser.get(f"/measures/new/{home.code}/?sector=industry").status_code == 403
    assert browser.get(f"/measures/{row.pk}/edit/").status_code == 403
    assert browser.post(f"/measures/{row.pk}/delete/", {"version": "1", "reason": "误登"}).status_code == 403
    plain = browser.get(f"/measures/new/{home.code}/").content.decode()
    assert "健康帮扶" in plain
    assert "产业帮扶" not in plain
    sent = {"kind": "07", "name": "家庭医生签约", "status": "done"}
    assert browser.post(f"/measures/new/{home.code}/", sent).status_code == 302
    assert Measure.all_rows.count() == 2


def test_the_ledger_narrows(cast: Cast, home: Household) -> None:
    measure(home)
    measure(home, {"kind": "11", "name": "慰问", "status": "done"})
    browser = signed_in(cast.township_clerk)

    def listed(query: str) -> tuple[bool, bool]:
        page = browser.get(f"/measures/?{query}").content.decode()
        return "生猪养殖" in page, "慰问" in page

    assert listed("") == (True, True)
    assert listed("kind=01") == (True, False)
    assert listed("sector=industry") == (True, False)
    assert listed("status=done") == (False, True)
    assert listed("q=慰问") == (False, True)
    assert listed("q=措施户") == (True, True)
    assert listed("kind=no") == (True, True)
    assert browser.get("/measures/?area=420626000000").status_code == 404


def test_pages_ask_a_fixed_number_of_queries(
    cast: Cast, home: Household, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(cast.township_clerk)
    for name in ("生猪养殖", "肉牛养殖", "土鸡养殖"):
        measure(home, name=name)
    for address in ("/measures/", f"/households/{home.code}/?tab=measures"):
        browser.get(address)  # caches of code lists
        with CaptureQueriesContext(connection) as few:
            browser.get(address)
        for number in range(12):
            measure(home, name=f"产业{number}{address[1]}")
        with django_assert_num_queries(len(few)):
            browser.get(address)


def test_a_second_subsidy_for_the_house_is_pointed_at(cast: Cast, home: Household) -> None:
    """Moved and repaired: said at once, stored all the same; a stopped one and another household's are no reason."""
    repair = {"kind": "05", "sector": "repair", "name": "危房改造"}
    measure(home, repair, status="stopped", stop_reason="拆除")
    measure(factories.household(JIACUNGUAN, head="别户"), repair, status="done")
    browser = signed_in(cast.village_clerk)
    address, sent = f"/measures/new/{home.code}/?sector=relocation", {"kind": "12", "name": "搬迁", "status": "doing"}
    assert "请核对是否重复享受" not in browser.post(address, sent, follow=True).content.decode()
    measure(home, repair, year=2017, name="改造住房", status="done")
    page = browser.post(address, {**sent, "name": "再搬迁"}, follow=True).content.decode()
    assert "2018 年「搬迁」" in page
    assert "2017 年「改造住房」" in page
    assert Measure.all_rows.filter(household=home).count() == 4
