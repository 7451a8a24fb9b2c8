"""The six items against a naive count in Python over random households; intervals, labels, drill-down, scope."""

import random
from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from assessment.models import ScorecardLabel
from assessment.scorecards import selectors
from assessment.scorecards.counts import Part, counted, interval_words, rounded
from assessment.scorecards.services import labels_load
from core.audit.models import AccessEvent
from core.audit.trail import SYSTEM
from core.regions.codes import area_range
from households.models import Household, HouseholdVerdict, HouseholdYear, Member, Pairing
from projects.models import Measure, ProjectBeneficiary, ProjectTarget, ProjectVillage
from tests import factories
from tests.assessment.roadmap import scope
from tests.assessment.scene import add_measure, add_project, drain, good_household, line, release
from tests.cast import (
    CHENGGUAN_VILLAGE,
    JIACUNGUAN,
    NUOJIANG_VILLAGE,
    TONGJIANG,
    XIANRENQIAN,
    YANGBAI,
    signed_in,
)

pytestmark = pytest.mark.django_db
TODAY = date(2019, 5, 1)
END = date(2018, 12, 31)


def random_household(dice: random.Random, area: int, helper) -> None:
    row = good_household(
        area,
        measures=False,
        first_identified_on=dice.choice([None, date(2014, 3, 1)]),
        closed_year=dice.choice([None, None, None, 2018, 2019]),
        facts={
            "cause_main": dice.choice([None, "1", "7", "99"]),
            "poverty_status": dice.choice([None, "0", "1", "3", "4"]),
            "no_worry_food": dice.choice([True, True, False, None]),
        },
    )
    if dice.random() < 0.15:
        HouseholdYear.all_rows.filter(household=row).delete()
    if dice.random() < 0.1:
        Member.all_rows.filter(household=row).update(left_year=2018)
    for kind in dice.sample(["01", "07", "11", "14"], dice.choice([0, 1, 2]) if area != NUOJIANG_VILLAGE else 0):
        add_measure(row, kind, dice.choice(["doing", "planned", "stopped"]), stop_reason="停")
    for _ in range(dice.choice([0, 1, 1, 2])):
        start = dice.choice([date(2016, 1, 1), date(2018, 12, 31), date(2019, 1, 1)])
        end = dice.choice([None, date(2018, 12, 31), date(2018, 12, 30)])
        if end is None or start <= end:
            Pairing.all_rows.get_or_create(
                household=row, area=area, helper=helper, starts_on=start, defaults={"ends_on": end}
            )


def naive(area: int) -> dict[str, int]:
    """The same numbers by looking at one household after the other."""
    numbers = dict.fromkeys(
        ("subjects", "no_record", "cause", "dated", "identified", "paired", "exited", "exited_met", "exited_unknown",
         "met", "unknown", "measured", "matched", "untold", "uncaused"), 0,
    )  # fmt: skip
    for row in Household.all_rows.filter(area=area):
        if row.closed_year is not None and row.closed_year <= 2018:
            continue
        members = Member.all_rows.filter(household=row)
        if not any(m.joined_year <= 2018 and (m.left_year is None or m.left_year > 2018) for m in members):
            continue
        facts = HouseholdYear.all_rows.filter(household=row, year=2018).first()
        verdict = HouseholdVerdict.all_rows.filter(household=row, year=2018).first()
        outcome = verdict.outcome if verdict else None
        pairs = Pairing.all_rows.filter(household=row)
        numbers["subjects"] += 1
        numbers["paired"] += any(p.starts_on <= END and (p.ends_on is None or p.ends_on >= END) for p in pairs)
        numbers["met"] += outcome is True
        numbers["unknown"] += outcome is None
        measures = {m.kind for m in Measure.all_rows.filter(household=row, year=2018) if m.status != "stopped"}
        cause = facts.cause_main if facts else None
        # 因病: 07, 11, 10; 缺技术: 02, 01; 其他: whatever is done
        wanted = {"1": {"07", "11", "10"}, "7": {"02", "01"}, "99": {"01", "07", "11", "14"}, None: set()}[cause]
        numbers["measured"] += bool(measures)
        numbers["matched"] += bool(measures & wanted)
        numbers["untold"] += not Measure.all_rows.filter(area=area, year=2018).exists()
        numbers["uncaused"] += bool(measures) and cause is None
        if facts is None:
            numbers["no_record"] += 1
            continue
        numbers["cause"] += facts.cause_main is not None
        numbers["dated"] += row.first_identified_on is not None
        numbers["identified"] += facts.cause_main is not None and row.first_identified_on is not None
        if facts.poverty_status in ("1", "4"):
            numbers["exited"] += 1
            numbers["exited_met"] += outcome is True
            numbers["exited_unknown"] += outcome is None
    return numbers


@pytest.mark.parametrize("seed", range(4))
def test_the_set_count_equals_the_naive_count(cast, seed):
    release("household", ["income_above_line", "food"])
    line()
    dice = random.Random(seed)
    areas = (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE)
    for area in areas:
        for _ in range(25):
            random_household(dice, area, cast.helper_cadre)
    drain()
    low, high = area_range(TONGJIANG)
    found = counted(low, high, 1, 2018, TODAY)
    for area in areas:
        assert vars(found[area]) == naive(area)
    # drill-down: whoever is not counted as reached stands on the list
    for area in areas:
        card = found[area]
        expected = {
            "objects": card.subjects - card.identified,
            "measures": card.subjects - card.matched,
            "people": card.subjects - card.paired,
            "result": card.exited - card.exited_met,
        }
        lists = {
            item: selectors.lowering(scope=scope(area), area=area, year=2018, item=item, today=TODAY).count()
            for item in expected
        }
        assert lists == expected


def test_shares_are_exact_and_unknown_makes_an_interval():
    part = Part("x", 1, 3, 1)
    assert (part.low, part.high, part.not_met) == (Fraction(100, 3), Fraction(200, 3), 1)
    assert part.words == "33.3–66.7"
    assert interval_words(Fraction(1, 20), Fraction(1, 20)) == "0.1"  # half up, never banker's
    assert f"{rounded(Fraction(199, 2000) * 100):.1f}" == "10.0"
    assert Part("x", 0, 0).words == "—"


@pytest.fixture
def board(cast):
    release("household", ["income_above_line", "food"])
    line()
    paired = good_household(
        JIACUNGUAN, head="甲双全", first_identified_on=date(2014, 1, 1), facts={"poverty_status": "1"}
    )
    factories.pairing(cast.helper_cadre, paired)
    good_household(JIACUNGUAN, head="乙缺因", facts={"cause_main": None})
    good_household(XIANRENQIAN, head="丙返低", facts={"poverty_status": "4", "no_worry_food": False})
    good_household(CHENGGUAN_VILLAGE, head="丁外县")
    factories.village_year(JIACUNGUAN)
    factories.village_year(XIANRENQIAN)
    drain()
    return cast


def test_dead_items_have_no_number_and_enter_no_score(board):
    found = selectors.board(scope=scope(YANGBAI), area=YANGBAI, year=2018, today=TODAY)
    items = {item.code: item for item in found.own.items}
    assert [(items[code].part, items[code].why) for code in ("projects", "funds")] == [
        (None, "没有项目"),
        (None, "资金资料尚未建立"),
    ]
    # 1 of 3 identified, 1 of 3 paired, 1 of 2 still met; an 产业 measure answers no illness, one cause is not known
    assert [(items[code].part.met, items[code].part.whole) for code in ("objects", "people", "result")] == [
        (1, 3),
        (1, 3),
        (1, 2),
    ]
    measures = items["measures"].part
    assert (measures.met, measures.not_met, measures.unknown) == (0, 2, 1)
    assert found.own.low == (Fraction(100, 3) * 2 + 50) / 4
    assert found.own.counted == 4
    assert [row.code for row in found.rows] == [XIANRENQIAN, JIACUNGUAN]
    # 贾村观 has a team with a post (the cast's team leader); of 仙人嵌 nobody knows
    team = items["people"].details[0]
    assert (team.met, team.whole, team.unknown) == (1, 2, 1)


def test_measures_count_where_they_answer_a_cause(board):
    row = Household.all_rows.get(head_name="甲双全")
    add_measure(row, "07")
    # a second cause counts as the first does
    other = Household.all_rows.get(head_name="丙返低")
    HouseholdYear.all_rows.filter(household=other).update(causes_other=["7"])
    found = selectors.board(scope=scope(YANGBAI), area=YANGBAI, year=2018, today=TODAY)
    part = next(item for item in found.own.items if item.code == "measures").part
    assert (part.met, part.not_met, part.unknown) == (2, 0, 1)
    Measure.all_rows.filter(area=XIANRENQIAN).delete()
    found = selectors.board(scope=scope(YANGBAI), area=YANGBAI, year=2018, today=TODAY)
    item = next(item for item in found.own.items if item.code == "measures")
    # in 仙人嵌 nobody wrote down any measure
    assert (item.part.met, item.part.not_met, item.part.unknown) == (1, 0, 2)
    assert (item.details[0].met, item.details[0].unknown) == (2, 1)


def test_projects_count_once_in_each_place_and_once_above(board):
    whole = add_project("in_library")
    for area in (JIACUNGUAN, XIANRENQIAN):
        ProjectVillage.all_rows.create(project=whole, area=area)
    row = Household.all_rows.get(head_name="甲双全")
    ProjectBeneficiary.all_rows.create(project=whole, household=row, area=row.area)
    ProjectTarget.all_rows.create(project=whole, area=whole.area, group="output", name="里程", target="3")
    add_project("proposed", area=JIACUNGUAN)
    add_project("withdrawn", area=JIACUNGUAN)
    add_project("draft", area=JIACUNGUAN)
    add_project("contracted", area=JIACUNGUAN, year=2017)
    found = selectors.board(scope=scope(YANGBAI), area=YANGBAI, year=2018, today=TODAY)
    item = next(item for item in found.own.items if item.code == "projects")
    assert (item.part.met, item.part.whole) == (1, 2)
    assert [(part.label, part.met) for part in item.details] == [("有项目村", 1), ("有受益户", 1), ("有绩效目标", 1)]
    by_village = {row.code: row.items[1].part for row in found.rows}
    assert {code: (part.met, part.whole) for code, part in by_village.items()} == {
        JIACUNGUAN: (1, 2),
        XIANRENQIAN: (1, 1),
    }


def test_an_item_without_anybody_to_count_is_no_zero(board):
    HouseholdYear.all_rows.filter(area=JIACUNGUAN).update(poverty_status="0")
    found = selectors.board(scope=scope(JIACUNGUAN), area=JIACUNGUAN, year=2018, today=TODAY)
    result = next(item for item in found.own.items if item.code == "result")
    assert (result.part, result.why) == (None, "没有脱贫户")


def test_the_nearest_region_words_the_items(board):
    payload = {
        "scorecards": [
            {"region": None, "items": {"objects": "对象识别", "people": "因村派人"}},
            {"region": "511921000000", "items": {"objects": "扶贫对象"}},
        ]
    }
    assert labels_load(payload, actor=SYSTEM) == 3
    assert labels_load(payload, actor=SYSTEM) == 0
    assert selectors.labels_for(JIACUNGUAN)["objects"] == "扶贫对象"
    assert selectors.labels_for(JIACUNGUAN)["people"] == "因村派人"
    assert selectors.labels_for(CHENGGUAN_VILLAGE)["objects"] == "对象识别"
    with pytest.raises(ValueError, match="没有项目"):
        labels_load({"scorecards": [{"region": None, "items": {"x": "y"}}]}, actor=SYSTEM)
    assert ScorecardLabel.objects.count() == 3


def test_pages_list_the_households_in_scope_with_the_reason(board):
    client = signed_in(board.township_clerk)
    shown = client.get(reverse("scorecard", args=[YANGBAI])).content.decode()
    assert "暂无数据" in shown
    listed = client.get(reverse("scorecard-households", args=[YANGBAI, "objects"])).content.decode()
    assert "乙缺因" in listed
    assert "缺：主要致贫原因、首次识别时间" in listed
    assert "甲双全" not in listed
    assert client.get(reverse("scorecard-households", args=[YANGBAI, "funds"])).status_code == 404
    assert client.get(reverse("scorecard-households", args=[TONGJIANG, "people"])).status_code == 404
    assert (
        "丁外县"
        not in signed_in(board.county_officer)
        .get(reverse("scorecard-households", args=[TONGJIANG, "people"]))
        .content.decode()
    )


def test_taking_the_list_out_needs_the_right_and_is_recorded(board):
    address = reverse("scorecard-households", args=[YANGBAI, "people"])
    before = AccessEvent.objects.filter(action="assessment.scorecard.exported").count()
    assert signed_in(board.inspector).get(address, {"format": "xlsx"}).status_code == 403
    assert AccessEvent.objects.filter(action="assessment.scorecard.exported").count() == before
    answer = signed_in(board.township_clerk).get(address, {"format": "xlsx"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert AccessEvent.objects.filter(action="assessment.scorecard.exported").count() == before + 1


def test_the_page_has_a_fixed_number_of_queries(board, django_assert_max_num_queries):
    client = signed_in(board.county_officer)
    client.get(reverse("scorecard", args=[TONGJIANG]))
    with django_assert_max_num_queries(27):
        client.get(reverse("scorecard", args=[TONGJIANG]))
