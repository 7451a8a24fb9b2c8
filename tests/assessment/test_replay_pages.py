"""The replay pages: both clocks side by side, what differs, what caused each change, and who may look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import connection
from django.urls import reverse

from assessment.indicators import INDICATORS
from assessment.replay.both import NOT_STORED, OUTSIDE, household_on, region_on
from assessment.replay.causes import household_causes, region_causes
from assessment.replay.images import TABLES
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range
from households.models import Household, HouseholdYear, Member
from projects.models import Measure, Project, ProjectBeneficiary
from tests import books, factories
from tests.assessment.scene import (
    add_measure,
    add_member,
    add_project,
    drain,
    edit,
    good_household,
    line,
    release,
)
from tests.cast import JIACUNGUAN, TONGJIANG, XIANRENQIAN, Cast, signed_in
from villages.models import VillageCheck, VillageYear

YEAR = 2018
CLERK = Actor(user_id=7, name="罗平", door="web")
VILLAGE = Scope(*area_range(JIACUNGUAN))


@pytest.fixture
def row(transactional_db: Any, cast: Cast) -> Household:
    release("household", ["income_above_line", "food"])
    release("village", ["assessed_incidence", "hard_road"])
    line(2995)
    for area in (JIACUNGUAN, XIANRENQIAN):
        factories.village_year(area, rural_population=100, hard_road=True)
    found = good_household(JIACUNGUAN, head="贾大山")
    drain()
    return found


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def correct(row: Household, reason: str = "复核") -> None:
    with recorded(CLERK, reason=reason):
        HouseholdYear.all_rows.filter(household=row).update(no_worry_food=False, wage_income=1000)
    drain()


def test_every_source_of_an_indicator_is_replayed() -> None:
    """A fact table that a new indicator reads must be laid as of the moment too."""
    sources = {model._meta.db_table for item in INDICATORS.values() for model in item.sources()}
    assert sources - {VillageCheck._meta.db_table} <= {table.name for table in TABLES}


def test_both_clocks_of_a_household_and_what_differs(row: Household) -> None:
    before = now()
    correct(row)
    found = household_on(scope=VILLAGE, household=row, moment=before, year=YEAR)
    assert (found.known.outcome, found.true.outcome, found.differ) == (True, False, True)
    assert [(pair.label, pair.differs) for pair in found.pairs] == [("人均纯收入", True), ("不愁吃", True)]
    assert [pair.known.value for pair in found.pairs if pair.known] == ["20,000.00 元", "是"]
    assert [pair.true.value for pair in found.pairs if pair.true] == ["1,000.00 元", "否"]
    same = household_on(scope=VILLAGE, household=row, moment=now(), year=YEAR)
    assert (same.known.outcome, same.true.outcome, same.differ, same.was_stale) == (False, False, False, False)


def test_a_verdict_that_was_still_pending_is_called_so(row: Household) -> None:
    edit(row, no_worry_food=False)
    found = household_on(scope=VILLAGE, household=row, moment=now(), year=YEAR)
    assert (found.known.outcome, found.was_stale) == (False, True)


def test_a_household_that_was_elsewhere_stays_closed(row: Household) -> None:
    before = now()
    Household.all_rows.filter(pk=row.pk).update(area=XIANRENQIAN)
    drain()
    row.refresh_from_db()
    found = household_on(scope=Scope(*area_range(XIANRENQIAN)), household=row, moment=before, year=YEAR)
    assert (found.known.e, found.known.note, found.true.outcome) == (None, OUTSIDE, True)
    early = household_on(scope=SYSTEM_SCOPE, household=row, moment=now() - timedelta(days=900), year=YEAR)
    assert early.known.note == NOT_STORED


def test_a_village_by_both_clocks_without_those_who_have_left(row: Household) -> None:
    other = good_household(JIACUNGUAN, head="贾留下", facts={"no_worry_food": False})
    edit(row, no_worry_food=False)
    drain()
    before = now()
    Household.all_rows.filter(pk=row.pk).update(area=XIANRENQIAN)
    drain()
    found = region_on(scope=VILLAGE, area=JIACUNGUAN, moment=before, year=YEAR)
    assert [item.household.pk for item in found.known.households] == [other.pk]
    assert (found.known.hidden, found.true.hidden) == (1, 0)
    counts = {pair.label: (pair.known, pair.true) for pair in found.counts}
    assert counts["建档立卡户：未达标"] == (2, 1)
    assert (found.known.outcome, found.true.outcome) == (False, True)


def test_each_change_names_who_changed_what_and_why(row: Household) -> None:
    correct(row, reason="入户复核")
    newest, first = household_causes(scope=VILLAGE, household=row)
    (cause,) = newest.causes
    assert (cause.who, cause.door, cause.reason, cause.subject, cause.kind) == (
        "罗平", "网页", "入户复核", "年度资料", "changed",
    )  # fmt: skip
    assert set(cause.differences) == {("工资性收入", "20,000.00", "1,000.00"), ("不愁吃", "是", "否")}
    assert {item.subject for item in first.causes} >= {"户", "年度资料", "贾大山"}


def test_a_deleted_member_an_import_and_a_release_are_causes(row: Household) -> None:
    person = add_member(row, name="贾小山")
    drain()
    Member.all_rows.filter(pk=person.pk).delete()
    edit(row, wage_income=2000)
    drain()
    newest = household_causes(scope=VILLAGE, household=row)[0]
    assert ("贾小山", "gone") in {(item.subject, item.kind) for item in newest.causes}
    release("household", ["food"], document="新文件")
    drain()
    newest = household_causes(scope=VILLAGE, household=row)[0]
    assert [(item.subject, item.differences[0][2]) for item in newest.causes] == [("标准发布", "新文件 第 2 版")]


def test_an_import_is_named_by_its_batch(row: Household) -> None:
    person = books.member("W1", "张三", books.id_number(1))
    for fed in ("是", "否"):
        book = books.households_book([books.household("W1", village=JIACUNGUAN, 不愁吃=fed)], [person])
        assert books.figures(books.imported("households", book))[3] == 0
        drain()
    imported = Household.all_rows.get(head_name="张三")
    newest, first = household_causes(scope=VILLAGE, household=imported)
    assert [(item.subject, item.differences) for item in newest.causes] == [("年度资料", (("不愁吃", "是", "否"),))]
    batches = [item.batch for item in (*newest.causes, *first.causes) if item.subject == "年度资料"]
    assert len(batches) == 2
    assert None not in batches


def test_a_village_tells_what_turned_below(row: Household) -> None:
    correct(row)
    VillageYear.all_rows.filter(area=JIACUNGUAN).update(hard_road=False)
    drain()
    newest = region_causes(scope=VILLAGE, area=JIACUNGUAN)[0]
    assert [item.differences for item in newest.causes] == [(("是否通硬化路", "是", "否"),)]
    assert newest.below == "" or "1 户" in newest.below


def test_the_pages_show_both_and_refuse_nonsense_kindly(row: Household, cast: Cast) -> None:
    correct(row)
    client = signed_in(cast.village_clerk)
    for name, key in (("household-replay", row.code), ("region-replay", JIACUNGUAN)):
        shown = client.get(reverse(name, args=[key])).content.decode()
        for words in ("当时已知", "按现在的资料", "每次变化的原因", "罗平"):
            assert words in shown or (words == "罗平" and name == "region-replay")
    for query in ({"on": "2099-01-01"}, {"on": "gestern"}, {"at": "25:99"}, {"on": "1900-01-01"}):
        answer = client.get(reverse("household-replay", args=[row.code]), query)
        assert answer.status_code == 200
        assert "已改按今天回放" in answer.content.decode()
    assert NOT_STORED in client.get(reverse("household-replay", args=[row.code]), {"on": "2017-05-01"}).content.decode()
    assert client.get(reverse("region-replay", args=[XIANRENQIAN])).status_code == 404
    country = signed_in(cast.province_officer).get(reverse("region-replay", args=[510000000000]))
    assert "请进入市、县" in country.content.decode()
    county = signed_in(cast.county_officer).get(reverse("region-replay", args=[TONGJIANG]))
    assert county.status_code == 200


def test_a_replay_has_a_fixed_number_of_queries(row: Household, cast: Cast, django_assert_max_num_queries: Any) -> None:
    correct(row)
    client = signed_in(cast.village_clerk)
    client.get(reverse("household-replay", args=[row.code]))
    with django_assert_max_num_queries(200):
        client.get(reverse("household-replay", args=[row.code]))


def test_measures_and_projects_are_causes_where_the_standard_asks(transactional_db: Any, cast: Cast) -> None:
    release("household", ["income_project"])
    row = good_household(JIACUNGUAN, head="贾大山", head_facts={"labour_skill": "1"}, measures=False)
    drain()
    training = add_measure(row, "07", name="雨露计划")
    drain()
    project = add_project("funded", area=JIACUNGUAN)
    link = ProjectBeneficiary.all_rows.create(project=project, household=row, area=row.area)
    drain()
    with recorded(CLERK, reason="已签合同"), pgtrigger.ignore("projects.Project:state_of_case"):
        Project.all_rows.filter(pk=project.pk).update(state="contracted", note="不算原因")
    drain()
    link.delete()
    Measure.all_rows.filter(pk=training.pk).update(kind="01", amount=500)
    drain()
    told = [
        [(item.subject, item.kind, item.who, item.differences) for item in change.causes]
        for change in household_causes(scope=VILLAGE, household=row)
    ]
    # unknown at first; 否 with a measure that is no project; 达标 by the project, and still so by the measure
    assert told[0] == [
        ("受益项目：养殖基地", "changed", "罗平", (("状态", "资金已匹配", "已签合同"),)),
        ("受益项目：养殖基地", "new", "未记录", ()),
    ]
    assert told[1] == [("帮扶措施：雨露计划（健康帮扶）", "new", "系统", ())]
    Measure.all_rows.filter(pk=training.pk).update(kind="07")
    drain()
    newest = household_causes(scope=VILLAGE, household=row)[0]
    assert [(item.subject, item.kind) for item in newest.causes] == [
        ("帮扶措施：雨露计划（产业帮扶）", "changed"),
        ("帮扶措施：雨露计划（健康帮扶）", "changed"),
        ("受益项目：养殖基地", "gone"),
    ]


def test_a_standard_that_asks_for_no_project_names_none(row: Household) -> None:
    add_measure(row, "01", name="养牛")
    correct(row)
    newest = household_causes(scope=VILLAGE, household=row)[0]
    assert "养牛" not in "".join(item.subject for item in newest.causes)
