"""Standards by hand over HTTP: the way of a draft through two persons, who sees it, and what a refusal shows."""

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from assessment.models import LineDraft, PovertyLine, SimulatedFlip, Simulation, Standard
from assessment.services import Heading, standard_draft
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.models import AccessEvent
from core.audit.trail import SYSTEM
from tests import factories
from tests.assessment.scene import drain, good_household, household_outcomes, line, release
from tests.assessment.test_standard_life import FOOD, WATER, everything
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, YANGBAI, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(cast):
    """A second county officer, who may review what the first has written."""
    return factories.user("second_officer", Role.COUNTY, TONGJIANG)


def get(person, name, *args, **query):
    return signed_in(person).get(reverse(name, args=args), query)


def post(person, name, *args, **data):
    return signed_in(person).post(reverse(name, args=args), data)


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def heading(**changes):
    data = {
        "level": "household",
        "region": "511921119",
        "first_year": "2018",
        "last_year": "2019",
        "document": "镇文件",
    }
    return {**data, **changes}


def rows_of(person, pk):
    """The form of a draft as a browser would send it back."""
    context = get(person, "standard-edit", pk).context
    data: dict[str, Any] = {
        "rule-TOTAL_FORMS": len(context["rows"].forms),
        "rule-INITIAL_FORMS": len(context["rows"].initial),
    }
    for form in [context["form"], *context["rows"].forms]:
        for bound in form:
            value = bound.value()
            if value not in (None, False):
                data[bound.html_name] = "on" if value is True else value
    places = {form["indicator"].value(): form.prefix for form in context["rows"].forms}
    return data, places


def draft(rules=(FOOD,), region=YANGBAI):
    return standard_draft(
        actor=SYSTEM, scope=SYSTEM_SCOPE, heading=Heading("household", region, 2018, 2018, "镇文件"), rules=rules
    )


def step(person, row, name, **data):
    row.refresh_from_db()
    return post(person, f"{'line' if isinstance(row, LineDraft) else 'standard'}-step", row.pk, name,
                revision=row.revision, **data)  # fmt: skip


def test_a_standard_is_drafted_reviewed_and_released_in_the_browser(cast, second):
    household = good_household(JIACUNGUAN, facts={"safe_water_solved": False})
    made = post(cast.county_officer, "standard-new", **heading())
    row = Standard.objects.get()
    assert made.headers["Location"] == reverse("standard-edit", args=[row.pk])
    data, places = rows_of(cast.county_officer, row.pk)
    data |= {f"{places['safe_water']}-kind": "veto", f"{places['safe_water']}-label": "饮水",
             f"{places['income_above_line']}-kind": "stretch", f"{places['income_above_line']}-operator": ">",
             f"{places['income_above_line']}-from_line": "on", f"{places['income_above_line']}-order": "1"}  # fmt: skip
    assert post(cast.county_officer, "standard-edit", row.pk, **data).status_code == 302
    rules = list(row.criteria.order_by("order").values_list("indicator", "kind", "operator", "threshold_from", "label"))
    assert rules == [
        ("income_above_line", "stretch", ">", "poverty_line", ""),
        ("safe_water", "veto", "", "", "饮水"),
    ]
    shown = text(get(cast.county_officer, "standard-page", row.pk))
    assert "发布前检查：全部条目都能计算" in shown
    step(cast.county_officer, row, "submit")
    assert "审核通过：制定或修改过的人不能审核通过" in text(get(cast.county_officer, "standard-page", row.pk))
    step(second, row, "approve")
    step(second, row, "release")
    row.refresh_from_db()
    assert (row.state, row.maker, row.checker) == ("released", cast.county_officer.pk, second.pk)
    drain()
    assert household_outcomes(household)["safe_water"] is False
    assert "已发布" in text(get(cast.township_clerk, "standard-page", row.pk))


def test_a_numeric_row_needs_either_the_line_or_a_number(cast):
    row = draft()
    data, places = rows_of(cast.county_officer, row.pk)
    place = places["income_above_line"]
    data |= {f"{place}-kind": "veto", f"{place}-operator": ">", f"{place}-from_line": "on", f"{place}-threshold": "3"}
    before = everything()
    assert "取退出线时不填阈值" in text(post(cast.county_officer, "standard-edit", row.pk, **data), 422)
    data |= {f"{place}-threshold": "abc", f"{place}-from_line": ""}
    assert "请填数字" in text(post(cast.county_officer, "standard-edit", row.pk, **data), 422)
    assert everything() == before


def test_an_indicator_may_stand_twice(cast):
    row = draft()
    data, places = rows_of(cast.county_officer, row.pk)
    empty = places[None] if None in places else places[""]
    data |= {f"{empty}-indicator": "food", f"{empty}-kind": "stretch", f"{empty}-label": "再看一次"}
    post(cast.county_officer, "standard-edit", row.pk, **data)
    assert list(row.criteria.values_list("indicator", "kind")) == [("food", "veto"), ("food", "stretch")]


def test_the_page_names_what_stands_against_a_release(cast, second):
    release("household", ["food"], region=YANGBAI)
    row = draft(())
    shown = text(get(cast.county_officer, "standard-page", row.pk))
    assert "没有否决项" in shown
    assert "年度重叠" in shown
    row = draft()
    step(cast.county_officer, row, "submit")
    step(second, row, "approve")
    step(second, row, "release")
    row.refresh_from_db()
    assert row.state == "reviewed"


def test_a_refusal_comes_back_with_its_reason(cast, second):
    row = draft()
    step(cast.county_officer, row, "submit")
    before = everything()
    step(second, row, "refuse")
    assert everything() == before
    step(second, row, "refuse", reason="阈值偏低")
    assert "阈值偏低" in text(get(cast.county_officer, "standard-page", row.pk))


def test_the_second_writer_sees_both_and_loses_nothing(cast, second):
    row = draft()
    data, places = rows_of(cast.county_officer, row.pk)
    other, _ = rows_of(second, row.pk)
    post(second, "standard-edit", row.pk, **{**other, "document": "新文件"})
    before = everything()
    shown = text(
        post(cast.county_officer, "standard-edit", row.pk, **{**data, f"{places['safe_water']}-kind": "veto"}), 409
    )
    assert everything() == before
    assert "已先保存" in shown
    assert "新文件" in shown
    assert "饮水安全" in shown


@pytest.mark.parametrize("name", ["standard-edit", "standard-simulation"])
def test_a_draft_is_for_those_who_may_draft_in_its_region(name, cast):
    row = draft()
    assert get(cast.county_officer, name, row.pk).status_code == 200
    assert get(cast.city_officer, name, row.pk).status_code == 200
    assert get(cast.stranger, name, row.pk).status_code == 404
    assert get(cast.township_clerk, name, row.pk).status_code == 403
    for person in (cast.township_clerk, cast.auditor, cast.stranger, cast.helper_cadre):
        assert get(person, "standard-page", row.pk).status_code == 404
        assert "镇文件" not in text(get(person, "standard-register"))
    assert "镇文件" in text(get(cast.city_officer, "standard-register"))


def test_a_step_outside_the_region_or_without_the_right_changes_nothing(cast):
    row = draft()
    assert step(cast.stranger, row, "submit").status_code == 404
    for person in (cast.township_clerk, cast.auditor, cast.admin):
        assert step(person, row, "submit").status_code == 403
    assert Standard.objects.get().state == "draft"
    assert post(cast.county_officer, "standard-step", row.pk, "release").status_code == 302
    assert post(cast.county_officer, "standard-step", row.pk, "explode").status_code == 404
    assert Standard.objects.get().state == "draft"


@pytest.mark.parametrize("region", ["420626", "000000", "51192111999", "abc", ""])
def test_a_region_that_is_not_the_own_is_refused_in_the_form(region, cast):
    before = everything()
    assert post(cast.county_officer, "standard-new", **heading(region=region)).status_code == 422
    assert everything() == before


def test_the_register_is_narrowed_by_level_state_year_and_region(cast):
    release("household", ["food"], region=YANGBAI, document="已发布文件")
    draft()
    shown = text(get(cast.county_officer, "standard-register", state="draft"))
    assert "镇文件" in shown
    assert "已发布文件" not in shown
    assert "镇文件" not in text(get(cast.county_officer, "standard-register", level="village"))
    assert "镇文件" not in text(get(cast.county_officer, "standard-register", year="2020"))
    assert "镇文件" in text(get(cast.county_officer, "standard-register", area="511921119", year="2018"))
    assert "不是行政区划代码" in text(get(cast.county_officer, "standard-register", area="x"))


def test_a_copy_of_the_country_s_standard_lands_in_the_own_region(cast):
    country = release("household", ["food", "tv"])
    post(cast.county_officer, "standard-copy", country.pk, region="511921000000")
    copy = Standard.objects.get(state="draft")
    assert (copy.region, copy.criteria.count()) == (TONGJIANG, 2)
    assert post(cast.county_officer, "standard-copy", country.pk, region=str(BAOKANG)).status_code == 422
    assert Standard.objects.count() == 2


def test_two_versions_side_by_side(cast):
    first = release("household", ["income_half_local_average", "food", "tv"], region=TONGJIANG)
    criteria = [
        {"indicator": "income_half_local_average", "kind": "stretch", "operator": ">=", "threshold": 60},
        {"indicator": "food", "kind": "veto"},
        {"indicator": "safe_water", "kind": "veto"},
    ]
    second = release("household", region=TONGJIANG, criteria=criteria)
    found = get(cast.county_officer, "standard-compare", a=first.pk, b=second.pk)
    shown = text(found)
    kinds = [(row.kind, row.changes) for row in found.context["rows"]]
    assert kinds == [("changed", ("类别", "比较")), ("same", ()), ("added", ()), ("removed", ())]
    assert "≥ 50 %" in shown
    assert "≥ 60 %" in shown
    village = release("village", ["power"])
    assert get(cast.county_officer, "standard-compare", a=first.pk, b=village.pk).status_code == 404
    assert get(cast.county_officer, "standard-compare", a=first.pk, b=10**9).status_code == 404


def test_a_line_goes_its_way_in_the_browser(cast, second):
    data = {"region": "511921", "year": "2018", "purpose": "exit", "amount": "3,100", "source": "县文件"}
    post(cast.county_officer, "line-new", **data)
    row = LineDraft.objects.get()
    post(cast.county_officer, "line-edit", row.pk, **{**data, "amount": "3,200", "revision": "1"})
    stale = post(cast.county_officer, "line-edit", row.pk, **{**data, "revision": "1"})
    assert "别人已先保存" in text(stale, 409)
    step(cast.county_officer, row, "submit")
    step(second, row, "approve")
    assert not PovertyLine.objects.exists()
    step(second, row, "release")
    assert PovertyLine.objects.get().amount == 3200
    assert "3,200" in text(get(cast.township_clerk, "line-list"))
    assert get(cast.stranger, "line-page", row.pk).status_code == 404


def test_the_trial_s_page_shows_sums_places_and_the_list_and_gives_a_workbook(cast):
    release("household", ["food"])
    line()
    for name in ("甲", "乙"):
        good_household(JIACUNGUAN, head=f"{name}某", facts={"safe_water_solved": False})
    drain()
    row = draft((FOOD, WATER), TONGJIANG)
    assert "还没有 2018 年度的试算" in text(get(cast.county_officer, "standard-simulation", row.pk))
    post(cast.county_officer, "standard-simulation", row.pk)
    shown = text(get(cast.county_officer, "standard-simulation", row.pk))
    assert "甲某户" in shown
    assert "杨柏镇" in shown
    assert "未写入任何判定" in shown
    nothing = get(cast.county_officer, "standard-simulation", row.pk, kind="met_to_unknown")
    assert "没有户、村或区域会变" in text(nothing)
    book = get(cast.county_officer, "standard-simulation-export", row.pk)
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert any("甲某" in line and "达标" in line and "未达标" in line for line in values)
    assert AccessEvent.objects.filter(action="assessment.simulation.exported").count() == 1
    assert get(cast.stranger, "standard-simulation-export", row.pk).status_code == 404
    assert get(cast.county_officer, "standard-simulation", row.pk, area=str(BAOKANG)).status_code == 404


def test_a_trial_of_what_cannot_be_computed_says_why(cast):
    row = draft(())
    post(cast.county_officer, "standard-simulation", row.pk)
    assert not Simulation.objects.exists()
    assert SimulatedFlip.objects.count() == 0


def test_the_pages_have_a_fixed_number_of_queries(cast, django_assert_max_num_queries):
    rows = [draft((FOOD, WATER)) for _ in range(6)]
    client = signed_in(cast.county_officer)
    client.get(reverse("standard-register"))
    with django_assert_max_num_queries(22):
        client.get(reverse("standard-register"))
    with django_assert_max_num_queries(28):
        client.get(reverse("standard-page", args=[rows[0].pk]))


def test_what_waits_for_a_review_is_in_the_to_do_of_a_second_person_only(cast, second):
    row = draft()
    step(cast.county_officer, row, "submit")
    assert "标准待审核" not in text(get(cast.county_officer, "todo-list"))
    assert "标准待审核" in text(get(second, "todo-list"))
    assert "标准待审核" in text(get(cast.city_officer, "todo-list"))
    assert "标准待审核" not in text(get(cast.stranger, "todo-list"))
    step(second, row, "approve")
    assert "标准待发布" in text(get(cast.county_officer, "todo-list"))
