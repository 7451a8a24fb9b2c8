"""Targets and roadmap: what counts as reached, the cascade, deadlines, the task book's order. Numbers by hand."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import Admonition, Milestone, ReductionTarget, RegionPlan
from assessment.targets import selectors, services
from assessment.targets.attention import attention
from assessment.targets.errors import OutsideScopeError, StaleTargetsError, TargetRefusedError
from assessment.targets.progress import reached
from assessment.targets.services import TargetInput
from core.accounts.scope import SYSTEM_SCOPE
from core.regions.codes import Level
from households.models import HouseholdYear
from tests.assessment.roadmap import HIGH, LOW, TODAY, actor, build, scope, target
from tests.cast import (
    BAZHONG,
    CHENGGUAN_VILLAGE,
    JIACUNGUAN,
    NUOJIANG,
    NUOJIANG_VILLAGE,
    TONGJIANG,
    XIANRENQIAN,
    YANGBAI,
    signed_in,
)
from villages.models import VillageYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast):
    build()
    return cast


# --- what was reached ---


def test_exits_count_in_their_year_with_the_members_of_the_facts(world):
    towns = reached(LOW, HIGH, Level.TOWNSHIP, 2018)
    yangbai = towns[YANGBAI]
    assert yangbai.recorded[2018] == {"persons": 6, "households": 3, "villages": 1, "counties": 0}
    assert yangbai.recorded[2017] == {"persons": 4, "households": 1, "villages": 0, "counties": 0}
    # met and still registered as poor: the one that fell back (1) and the one of three; 仙人嵌 is ready to be delisted
    assert yangbai.ready == {"persons": 4, "households": 2, "villages": 1, "counties": 0}
    assert yangbai.undated == 1
    assert towns[NUOJIANG].recorded[2018]["persons"] == 1
    county = reached(LOW, HIGH, Level.COUNTY, 2018)
    assert set(county) == {TONGJIANG}
    assert county[TONGJIANG].recorded[2018]["persons"] == 7


def test_progress_takes_as_many_queries_for_ten_villages_as_for_one(world, django_assert_num_queries):
    with django_assert_num_queries(4):
        reached(LOW, HIGH, Level.VILLAGE, 2018)
    with django_assert_num_queries(6):
        reached(LOW, HIGH, Level.COUNTY, 2018)


def test_a_closed_household_and_a_former_member_do_not_count(world):
    row = HouseholdYear.all_rows.filter(area=NUOJIANG_VILLAGE).get().household
    row.closed_year = 2018
    row.save()
    assert NUOJIANG not in reached(LOW, HIGH, Level.TOWNSHIP, 2018)


# --- the cascade ---


def test_the_roadmap_adds_up_the_children_and_warns_without_forcing(world):
    target(TONGJIANG, persons=100, set_from=BAZHONG)
    target(YANGBAI, persons=60)
    target(NUOJIANG, persons=30)
    target(YANGBAI, year=2017, persons=4)
    road = selectors.roadmap(scope=scope(TONGJIANG), area=TONGJIANG, year=2018, measure="persons", today=TODAY)
    assert road.years == [2017, 2018]
    check = road.checks[1]
    assert (check.own, check.children, check.difference, check.differs) == (100, 90, -10, True)
    # 2017: the county has no target of its own, so there is nothing to compare
    assert not road.checks[0].differs
    own = road.own.cells[1]
    assert (own.target, own.done, own.remaining, own.state) == (100, 7, 93, "at_risk")
    assert own.short == 100 - 7 - 4
    yangbai = next(row for row in road.lines if row.code == YANGBAI)
    assert (yangbai.target, yangbai.done, yangbai.remaining) == (64, 10, 54)
    assert road.undated == 1


@pytest.mark.parametrize(
    ("wanted", "today", "state"),
    [
        (6, TODAY, "done"),
        (10, TODAY, "on_track"),
        (11, TODAY, "at_risk"),
        (11, date(2018, 12, 31), "at_risk"),
        (11, date(2019, 1, 1), "overdue"),
        (6, date(2019, 1, 1), "done"),
    ],
)
def test_a_target_is_at_risk_when_all_that_is_ready_would_not_do(world, wanted, today, state):
    target(YANGBAI, persons=wanted)
    road = selectors.roadmap(scope=scope(YANGBAI), area=YANGBAI, year=2018, measure="persons", today=today)
    assert road.own.cells[0].state == state


def test_a_year_to_come_is_planned(world):
    target(YANGBAI, year=2019, persons=1)
    road = selectors.roadmap(scope=scope(YANGBAI), area=YANGBAI, year=2018, measure="persons", today=TODAY)
    assert [cell.state for cell in road.own.cells] == ["", "planned"]


def save(person, office, *rows, year=2018, within=None):
    return services.targets_save(
        actor=actor(person), scope=within or scope(office), office=office, year=year, rows=list(rows)
    )


def test_targets_are_saved_together_or_not_at_all(world):
    good, foreign = TargetInput(YANGBAI, {"persons": 5}), TargetInput(CHENGGUAN_VILLAGE, {"persons": 5})
    with pytest.raises(OutsideScopeError):
        save(world.county_officer, TONGJIANG, good, foreign)
    assert ReductionTarget.all_rows.count() == 0
    assert save(world.county_officer, TONGJIANG, good, TargetInput(NUOJIANG, {})) == 1
    row = ReductionTarget.all_rows.get()
    assert (row.area, row.persons, row.households, row.set_from, row.version) == (YANGBAI, 5, None, TONGJIANG, 1)
    assert save(world.county_officer, TONGJIANG, TargetInput(YANGBAI, {"persons": 5}, 1)) == 0


def test_a_stale_version_changes_nothing(world):
    target(YANGBAI, persons=5)
    with pytest.raises(StaleTargetsError):
        save(world.county_officer, TONGJIANG, TargetInput(YANGBAI, {"persons": 6}, None))
    save(world.county_officer, TONGJIANG, TargetInput(YANGBAI, {"persons": 6}, 1))
    with pytest.raises(StaleTargetsError):
        save(world.county_officer, TONGJIANG, TargetInput(YANGBAI, {"persons": 7}, 1))
    assert ReductionTarget.all_rows.get().persons == 6


def test_what_the_office_above_has_set_is_not_changed_below(world):
    target(YANGBAI, persons=5)
    with pytest.raises(TargetRefusedError, match="上级下达"):
        save(world.township_clerk, YANGBAI, TargetInput(YANGBAI, {"persons": 1}, 1))
    assert ReductionTarget.all_rows.get().persons == 5
    save(world.township_clerk, YANGBAI, TargetInput(JIACUNGUAN, {"persons": 3}))
    save(world.county_officer, TONGJIANG, TargetInput(JIACUNGUAN, {"persons": 4}, 1))
    assert ReductionTarget.all_rows.get(area=JIACUNGUAN).set_from == TONGJIANG


# --- milestones ---


def test_a_back_schedule_counts_calendar_days_from_the_end_once(world):
    steps = [services.StepInput("民主评议", 120, "村委会"), services.StepInput("验收", 15)]
    place = {"actor": actor(world.township_clerk), "scope": scope(YANGBAI), "area": YANGBAI, "year": 2018}
    assert services.milestones_back_schedule(**place, end_on=date(2018, 12, 31), steps=steps) == 2
    assert services.milestones_back_schedule(**place, end_on=date(2018, 12, 31), steps=steps) == 0
    assert list(Milestone.all_rows.order_by("due_on").values_list("title", "due_on")) == [
        ("民主评议", date(2018, 9, 2)),
        ("验收", date(2018, 12, 16)),
    ]


def test_the_status_of_a_milestone_is_the_day_alone(world):
    row = Milestone.objects.create(area=YANGBAI, year=2018, title="公示", due_on=date(2018, 7, 31))
    on = {"open": date(2018, 6, 30), "at_risk": date(2018, 7, 1), "overdue": date(2018, 8, 1)}
    assert {word: selectors.status_of(row, day) for word, day in on.items()} == {word: word for word in on}
    assert selectors.status_of(row, row.due_on) == "at_risk"
    row.done_on = date(2018, 8, 5)
    assert selectors.status_of(row, date(2018, 9, 1)) == "done"


def test_a_foreign_milestone_is_not_touched(world):
    row = Milestone.objects.create(area=YANGBAI, year=2018, title="公示", due_on=date(2018, 7, 31))
    with pytest.raises(OutsideScopeError):
        services.milestone_done(
            actor=actor(world.stranger), scope=scope(CHENGGUAN_VILLAGE), pk=row.pk, done_on=date(2018, 7, 1)
        )
    with pytest.raises(TargetRefusedError):
        services.milestone_done(
            actor=actor(world.township_clerk),
            scope=scope(YANGBAI),
            pk=row.pk,
            done_on=timezone.localdate() + timedelta(1),
        )
    row.refresh_from_db()
    assert row.done_on is None


# --- attention ---


def test_candidates_are_whose_year_is_over_and_task_unfinished(world):
    target(YANGBAI, persons=7, villages=1)
    target(JIACUNGUAN, persons=4)
    target(NUOJIANG, persons=2)
    target(CHENGGUAN_VILLAGE, persons=99)
    look = {"scope": scope(TONGJIANG), "area": TONGJIANG, "year": 2018}
    during = attention(**look, today=TODAY)
    assert during.candidates == []
    # 7 − 6 are covered by the four that are ready; nobody is ready in 诺江镇
    assert [(item.code, item.measure) for item in during.at_risk] == [(NUOJIANG, "persons")]
    after = attention(**look, today=date(2019, 1, 1))
    assert [(item.code, item.gaps) for item in after.candidates] == [
        (NUOJIANG, {"persons": 1}),
        (YANGBAI, {"persons": 1}),
    ]
    assert [item.code for item in after.overdue] == [NUOJIANG, YANGBAI]


def test_who_should_have_left_by_plan_and_has_not(world):
    plans = {JIACUNGUAN: 2018, XIANRENQIAN: 2018, TONGJIANG: 2017, CHENGGUAN_VILLAGE: 2018, NUOJIANG_VILLAGE: 2019}
    for area, year in plans.items():
        RegionPlan.objects.create(area=area, exit_year=year)
    HouseholdYear.all_rows.filter(area=XIANRENQIAN, poverty_status="0").update(planned_exit_year=2018)
    look = {"scope": scope(TONGJIANG), "area": TONGJIANG, "year": 2018, "today": TODAY}
    found = attention(**look)
    # 贾村观 is delisted; the foreign village is out of scope; 新华's year has not come
    assert [(code, year) for code, _, year in found.due] == [(TONGJIANG, 2017), (XIANRENQIAN, 2018)]
    assert found.planned == (2, 8)
    RegionPlan.all_rows.filter(area=TONGJIANG).update(left_year=2018)
    assert [code for code, _, _ in attention(**look).due] == [XIANRENQIAN]


def test_the_talk_is_held_from_above(world):
    values = {"talked_on": date(2019, 1, 5), "leader": "书记", "talked_by": "县委", "document": "", "note": "整改"}
    place = {"scope": scope(YANGBAI), "office": YANGBAI, "year": 2018, "values": values}
    with pytest.raises(TargetRefusedError):
        services.admonition_add(actor=actor(world.township_clerk), area=YANGBAI, **place)
    assert Admonition.all_rows.count() == 0
    services.admonition_add(actor=actor(world.township_clerk), area=JIACUNGUAN, **place)
    assert Admonition.objects.within(SYSTEM_SCOPE).get().leader == "书记"


# --- pages ---


@pytest.mark.parametrize("name", ["target-roadmap", "target-milestones", "target-books", "target-attention"])
def test_pages_show_the_region_and_hide_the_neighbour(world, name):
    target(YANGBAI, persons=7)
    Milestone.objects.create(area=YANGBAI, year=2018, title="公示", due_on=date(2018, 7, 31))
    client = signed_in(world.township_clerk)
    shown = client.get(reverse(name, args=[YANGBAI])).content.decode()
    assert "杨柏镇" in shown
    assert client.get(reverse(name, args=[NUOJIANG])).status_code == 404
    assert client.get(reverse(name, args=[TONGJIANG])).status_code == 404


def test_the_form_saves_the_year_and_says_what_does_not_add_up(world):
    target(TONGJIANG, persons=100, set_from=BAZHONG)
    client = signed_in(world.county_officer)
    data = {f"v{TONGJIANG}": "1", f"m{TONGJIANG}-persons": "100", f"m{YANGBAI}-persons": "1,060"}
    answer = client.post(reverse("target-edit", args=[TONGJIANG]), data)
    assert answer.status_code == 302
    assert ReductionTarget.all_rows.get(area=YANGBAI).persons == 1060
    shown = client.get(reverse("target-roadmap", args=[TONGJIANG])).content.decode()
    assert "下级合计 1,060 人，本级目标 100 人，多 960 人" in shown
    bad = client.post(reverse("target-edit", args=[TONGJIANG]), {f"m{YANGBAI}-persons": "-1"})
    assert bad.status_code == 422
    assert ReductionTarget.all_rows.get(area=YANGBAI).persons == 1060


def test_the_roadmap_has_a_fixed_number_of_queries(world, django_assert_max_num_queries):
    client = signed_in(world.county_officer)
    client.get(reverse("target-roadmap", args=[TONGJIANG]))
    with django_assert_max_num_queries(30):
        client.get(reverse("target-roadmap", args=[TONGJIANG]))


def test_the_ledger_lists_every_region_with_a_target(world):
    target(YANGBAI, persons=7)
    target(JIACUNGUAN, persons=8)
    rows = selectors.ledger_rows(scope=scope(TONGJIANG), low=LOW, high=HIGH, year=2018)
    assert [row[:3] for row in rows] == [["杨柏镇", str(YANGBAI), "乡镇"], ["贾村观村", str(JIACUNGUAN), "村"]]
    assert [str(value) for value in rows[0][3:7]] == ["7", "6", "4", "85.7"]
    VillageYear.all_rows.update(is_delisted=None)
    assert selectors.done_of(YANGBAI, 2018)["villages"] == 0
