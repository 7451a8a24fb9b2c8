"""The pages of verdicts over HTTP: what they show to whom, while pending, without a standard; their queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import VerdictChange
from core.audit.models import AccessEvent
from core.changes.models import Change
from core.ledgers.models import Batch
from households.models import HouseholdYear
from tests import factories
from tests.assessment.scene import GOOD_VILLAGE, INCOME, drain, edit, good_household, line, release
from tests.cast import (
    CHENGGUAN,
    CHENGGUAN_VILLAGE,
    JIACUNGUAN,
    NUOJIANG_VILLAGE,
    TONGJIANG,
    XIANRENQIAN,
    YANGBAI,
    signed_in,
)
from villages.models import VillageYear

pytestmark = pytest.mark.django_db
SUFFIX = {JIACUNGUAN: "贾", XIANRENQIAN: "仙", NUOJIANG_VILLAGE: "诺", CHENGGUAN_VILLAGE: "康"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def county(cast):
    """Standards of household, village and county; four villages with households of each outcome."""
    release("household", ["income_above_line", "food"])
    release("village", ["assessed_incidence", "hard_road"])
    release("county", ["assessed_incidence", "recognition_rate"])
    line()
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE, CHENGGUAN_VILLAGE):
        factories.village_year(area, **{**GOOD_VILLAGE, "is_poor": True})
        good_household(area, head=f"甲达标{SUFFIX[area]}")
        good_household(area, head=f"乙未达{SUFFIX[area]}", facts={**INCOME, "wage_income": 1000})
        good_household(area, head=f"丙未知{SUFFIX[area]}", facts={"no_worry_food": None})
    return cast


def page(person, name, *args, **query):
    return signed_in(person).get(reverse(name, args=args), query)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


# --- the start page ---


@pytest.mark.usefixtures("county")
def test_the_county_sees_its_townships_lowest_first(county):
    edit_all = HouseholdYear.all_rows.filter(area=NUOJIANG_VILLAGE)
    edit_all.update(no_worry_food=True, wage_income=9000)
    drain()
    shown = text(page(county.county_officer, "home"))
    assert shown.index("杨柏镇") < shown.index("诺江镇")
    assert "保康" not in shown
    assert "截至" in shown
    # two villages with one of three met each, one with all three
    assert ">9<small>户" in shown.replace(" ", "")
    assert ">5<small>户" in shown.replace(" ", "")


def test_each_role_starts_where_it_works(county):
    drain()
    assert page(county.village_clerk, "home").headers["Location"] == reverse("region-verdict", args=[JIACUNGUAN])
    assert page(county.team_leader, "home").headers["Location"] == reverse("region-verdict", args=[JIACUNGUAN])
    assert page(county.helper_cadre, "home").status_code == 302
    assert page(county.admin, "home").status_code == 302
    assert "通江县" in text(page(county.city_officer, "home"))
    assert "巴中市" in text(page(county.province_officer, "home"))
    assert "贾村观" in text(page(county.township_clerk, "home"))
    assert "杨柏镇" in text(page(county.auditor, "home"))


def test_the_to_do_list_counts_contradictions_and_links_to_their_list(county):
    HouseholdYear.all_rows.filter(household__head_name="乙未达贾").update(poverty_status="1", exit_year=2017)
    drain()
    shown = text(page(county.county_officer, "home"))
    assert "登记已脱贫，判定未达标" in shown
    assert "判定达标，仍登记未脱贫" in shown
    assert "缺资料、判不了的户" in shown
    assert "没有帮扶责任人" in shown
    assert "7 天内由达标转未达标" not in shown


def test_a_fall_of_this_week_waits_and_an_older_one_does_not(county):
    drain()
    HouseholdYear.all_rows.filter(household__head_name="甲达标贾").update(wage_income=10)
    drain()
    shown = text(page(county.county_officer, "home"))
    assert "7 天内由达标转未达标" in shown
    assert "kind=fallen&amp;days=7" in shown
    VerdictChange.objects.update(at=timezone.now() - timedelta(days=8))
    assert "7 天内由达标转未达标" not in text(page(county.county_officer, "home"))


def test_without_facts_the_start_page_says_so(cast):
    drain()
    shown = text(page(cast.county_officer, "home"))
    assert "本地区 2018 年度还没有资料" in shown
    assert "没有退出线" in shown


def test_the_start_page_has_a_fixed_number_of_queries(county, django_assert_max_num_queries):
    drain()
    client = signed_in(county.county_officer)
    client.get(reverse("home"))
    with django_assert_max_num_queries(49):
        client.get(reverse("home"))
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE):
        for _ in range(5):
            good_household(area)
    drain()
    with django_assert_max_num_queries(49):
        client.get(reverse("home"))


@pytest.mark.parametrize("name", ["home-export", "home-incomes", "home-criteria"])
def test_each_chart_has_its_table_and_its_file(county, name):
    drain()
    assert "<table" in text(page(county.county_officer, name))
    file = page(county.county_officer, name, format="xlsx")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert page(county.county_officer, name, area=CHENGGUAN).status_code == 404


def test_the_income_table_puts_the_line_itself_below(county):
    good_household(JIACUNGUAN, facts={**INCOME, "wage_income": 2995})
    good_household(JIACUNGUAN, facts={**INCOME, "wage_income": 2996})
    drain()
    rows = page(county.village_clerk, "home-incomes").context["table"].rows
    counts = {row[0]: row[2] for row in rows}
    assert (counts["2,495–2,995"], counts["2,995–3,495"]) == (1, 1)
    # 1,000 lies in 995–1,495; the others have 20,000
    assert (counts["995–1,495"], counts["收入未填"]) == (1, 0)


# --- a region ---


def test_a_village_lists_who_blocks_it_and_filters(county):
    drain()
    shown = text(page(county.village_clerk, "region-verdict", JIACUNGUAN))
    assert shown.index("乙未达贾") < shown.index("丙未知贾")
    assert "甲达标贾" not in shown
    assert "人均纯收入差 1,996 元" in shown
    only = text(page(county.village_clerk, "region-verdict", JIACUNGUAN, only="unknown"))
    assert "乙未达贾" not in only
    assert "丙未知贾" in only


def test_regions_outside_the_scope_are_not_found(county):
    drain()
    for area in (XIANRENQIAN, YANGBAI, TONGJIANG, CHENGGUAN_VILLAGE, 511921119999):
        assert page(county.village_clerk, "region-verdict", area).status_code == 404
    for area in (JIACUNGUAN, XIANRENQIAN, YANGBAI):
        assert page(county.township_clerk, "region-verdict", area).status_code == 200
    assert page(county.township_clerk, "region-verdict", TONGJIANG).status_code == 404
    assert page(county.helper_cadre, "region-verdict", JIACUNGUAN).status_code == 403


def test_a_township_without_a_standard_has_counts_and_villages_but_no_badge(county):
    drain()
    shown = text(page(county.township_clerk, "region-verdict", YANGBAI))
    assert "本级 2018 年度没有已发布的退出标准，不作判定" in shown
    assert "贾村观" in shown
    assert "outcome big" not in shown.replace("  ", " ")


def test_the_county_shows_blocking_villages_and_its_survey(county):
    VillageYear.all_rows.filter(area=JIACUNGUAN).update(hard_road=False)
    drain()
    shown = text(page(county.county_officer, "region-verdict", TONGJIANG))
    assert "缺：县年度资料" in shown
    assert "卡住的村" in shown
    assert "贾村观" in shown
    assert "三溪沟" not in shown
    below = text(page(county.county_officer, "region-verdict", TONGJIANG, show="below"))
    assert "诺江镇" in below


def test_a_pending_region_asks_again_and_is_answered_only_with_news(county):
    drain()
    client = signed_in(county.village_clerk)
    address = reverse("region-verdict", args=[JIACUNGUAN])
    assert "hx-trigger" not in text(client.get(address))
    edit(HouseholdYear.all_rows.get(household__head_name="乙未达贾").household, wage_income=20000)
    pending = client.get(address)
    assert "个村计算中" in text(pending)
    poll = pending.context["poll_url"]
    assert client.get(poll, headers=HTMX).status_code == 204
    drain()
    fresh = client.get(poll, headers=HTMX)
    assert "乙未达贾" not in text(fresh)
    assert "hx-trigger" not in text(fresh)
    assert "<html" not in text(fresh)


def test_after_a_minute_the_page_says_since_when(county):
    drain()
    Change.objects.create(area=JIACUNGUAN, year=2018)
    assert "队列延迟" not in text(page(county.village_clerk, "region-verdict", JIACUNGUAN))
    Change.objects.update(at=timezone.now() - timedelta(seconds=90))
    assert "队列延迟" in text(page(county.village_clerk, "region-verdict", JIACUNGUAN))


def test_the_menu_leads_to_the_posts_own_region(county):
    assert page(county.township_clerk, "region-overview").headers["Location"] == reverse(
        "region-verdict", args=[YANGBAI]
    )


def test_a_region_page_has_a_fixed_number_of_queries(county, django_assert_max_num_queries):
    drain()
    for person, area in ((county.village_clerk, JIACUNGUAN), (county.county_officer, TONGJIANG)):
        client = signed_in(person)
        with django_assert_max_num_queries(36):
            client.get(reverse("region-verdict", args=[area]))


def test_the_list_of_villages_filters_and_stays_in_scope(county):
    drain()
    shown = text(page(county.county_officer, "region-list", outcome="not_met"))
    assert "贾村观" not in shown
    shown = text(page(county.county_officer, "region-list"))
    assert "贾村观" in shown
    assert "三溪沟" not in shown
    assert page(county.county_officer, "region-list", area="nonsense").status_code == 404
    assert page(county.county_officer, "region-list", area=CHENGGUAN).status_code == 404


def test_the_list_of_names_is_taken_out_only_with_the_right_and_leaves_a_trace(county):
    drain()
    assert page(county.inspector, "region-blocking", JIACUNGUAN, format="xlsx").status_code == 403
    assert page(county.village_clerk, "region-blocking", XIANRENQIAN, format="xlsx").status_code == 404
    assert AccessEvent.objects.filter(action="assessment.blocking.exported").count() == 0
    file = page(county.village_clerk, "region-blocking", JIACUNGUAN, format="xlsx")
    assert file.status_code == 200
    event = AccessEvent.objects.get(action="assessment.blocking.exported")
    assert (event.actor_id, event.area, event.detail["rows"]) == (county.village_clerk.pk, JIACUNGUAN, 2)


# --- a household ---


def test_the_household_page_explains_and_stays_in_scope(county):
    drain()
    row = HouseholdYear.all_rows.get(household__head_name="乙未达贾").household
    shown = text(page(county.village_clerk, "household-verdict", row.code))
    assert "差一项：人均纯收入还差 1,996 元" in shown
    assert "全家纯收入再增 1,996 元" in shown
    assert "这户现在还不能算达标" in shown
    assert page(county.stranger, "household-verdict", row.code).status_code == 404
    assert page(county.helper_cadre, "household-verdict", row.code).status_code == 404
    factories.pairing(county.helper_cadre, row)
    assert "差一项" in text(page(county.helper_cadre, "household-verdict", row.code))


def test_badges_follow_a_save_up_to_the_county_and_then_rest(county):
    drain()
    row = HouseholdYear.all_rows.get(household__head_name="丙未知贾").household
    client = signed_in(county.county_officer)
    address = reverse("household-badges", args=[row.code])
    assert "hx-trigger" not in text(client.get(address, headers=HTMX))
    edit(row, no_worry_food=True)
    pending = text(client.get(address, headers=HTMX))
    assert 'hx-trigger="every 1s"' in pending
    # the last badges stay visible beside the marks: household and county unknown, the village met
    assert pending.count("未知") == 2
    assert pending.count("计算中</span>") == 3
    assert "贾村观" in pending
    assert "通江县" in pending
    drain()
    fresh = text(client.get(address, headers=HTMX))
    assert "hx-trigger" not in fresh
    assert "达标" in fresh


def test_badges_of_places_outside_the_scope_are_left_out(county):
    drain()
    row = HouseholdYear.all_rows.get(household__head_name="丙未知贾").household
    factories.pairing(county.helper_cadre, row)
    address = reverse("household-badges", args=[row.code])
    clerk = text(signed_in(county.village_clerk).get(address))
    assert "贾村观" in clerk
    assert "通江县" not in clerk
    helper = text(signed_in(county.helper_cadre).get(address))
    assert "贾村观" not in helper
    assert signed_in(county.stranger).get(address).status_code == 404


def test_a_household_page_has_a_fixed_number_of_queries(county, django_assert_max_num_queries):
    drain()
    row = HouseholdYear.all_rows.get(household__head_name="乙未达贾").household
    client = signed_in(county.county_officer)
    with django_assert_max_num_queries(34):
        client.get(reverse("household-verdict", args=[row.code]))
    with django_assert_max_num_queries(14):
        client.get(reverse("household-badges", args=[row.code]), headers=HTMX)


# --- changes ---


def test_changes_are_listed_newest_first_within_the_scope(county):
    drain()
    HouseholdYear.all_rows.filter(household__head_name="甲达标贾").update(wage_income=10)
    drain()
    HouseholdYear.all_rows.filter(household__head_name="丙未知仙").update(no_worry_food=True)
    drain()
    HouseholdYear.all_rows.filter(household__head_name="甲达标康").update(wage_income=10)
    drain()
    shown = text(page(county.county_officer, "change-list"))
    assert shown.index("丙未知仙") < shown.index("甲达标贾")
    assert "人均纯收入 未达标" in shown
    assert "三溪沟" not in shown
    fallen = text(page(county.county_officer, "change-list", kind="fallen"))
    assert "丙未知仙" not in fallen
    assert "甲达标贾" in fallen
    clerk = text(page(county.village_clerk, "change-list"))
    assert "丙未知仙" not in clerk
    assert page(county.village_clerk, "change-list", area=XIANRENQIAN).status_code == 404


def test_first_verdicts_are_no_changes(county):
    drain()
    assert VerdictChange.objects.exists()
    assert "没有由一种判定变为另一种" in text(page(county.county_officer, "change-list"))


def test_a_household_that_moved_away_is_told_no_more(county):
    drain()
    row = HouseholdYear.all_rows.get(household__head_name="乙未达贾").household
    edit(row, wage_income=20000)
    drain()
    assert "乙未达贾" in text(page(county.township_clerk, "change-list"))
    row.area = NUOJIANG_VILLAGE
    row.save()
    drain()
    assert "乙未达贾" not in text(page(county.township_clerk, "change-list"))


def test_a_department_and_an_auditor_look_but_the_helper_does_not(county):
    drain()
    for person in (county.department_officer, county.auditor, county.inspector):
        assert page(person, "change-list").status_code == 200
    assert page(county.helper_cadre, "change-list").status_code == 403


# --- the to-do of a post ---


def test_the_bar_tells_the_number_that_was_counted_last(county):
    drain()
    client = signed_in(county.county_officer)
    assert "待办<b" not in text(client.get(reverse("standard-list")))
    lines = client.get(reverse("todo-list")).context
    count = len(lines["mine"]) + len(lines["below"])
    assert count == 3
    assert f'待办<b class="count">{count}</b>' in text(client.get(reverse("standard-list")))


def test_only_ones_own_checked_workbooks_wait(county):
    drain()
    for owner, state in (
        (county.county_officer, "ready"),
        (county.county_officer, "applied"),
        (county.township_clerk, "ready"),
    ):
        Batch.objects.create(
            kind="households", year=2018, file_name="a.xlsx", sha256="0", owner_id=owner.pk, state=state
        )
    (item, url), *_ = page(county.county_officer, "todo-list").context["mine"]
    assert (item.words, item.count, url) == ("导入待确认", 1, reverse("import-list"))
    assert "导入待确认" not in text(page(county.auditor, "todo-list"))


def test_the_to_do_of_a_helper_is_the_list_to_complete(county):
    assert page(county.helper_cadre, "todo-list").headers["Location"] == reverse("helper-todo")
