"""What the register and the card show, to whom, and in how many queries."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from core.accounts.scope import NO_SCOPE, SYSTEM_SCOPE, Scope
from core.changes.models import Change
from households import hooks, selectors
from households.models import HouseholdVerdict, Member, Pairing
from households.selectors import RegisterFilter
from households.selectors.distance import distance_of
from households.services import household_close, household_update, member_remove
from households.services.errors import Token
from tests.households.cast import (
    ACTOR,
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    YEAR,
    number,
    register,
)
from tests.households.test_member_services import add
from villages.models import VillageCheck

pytestmark = pytest.mark.django_db


def verdict(household, income="10333", members=4, outcome=False, line="2995", outcomes=(False, True), standard=1):
    return HouseholdVerdict.all_rows.create(
        household=household,
        area=household.area,
        year=YEAR,
        members=members,
        standard=standard,
        income=None if income is None else Decimal(income),
        line=None if line is None else Decimal(line),
        outcome=outcome,
        outcomes=list(outcomes),
        values=[None] * len(outcomes),
        changed_at=datetime(2018, 11, 23, 6, 5, tzinfo=UTC),
    )


@pytest.fixture
def four(regions):
    return {
        "li": register(name="李国富", order=31),
        "zhang": register(NEXT_VILLAGE, name="张德明", order=33, facts={"poverty_status": "1", "exit_year": 2017}),
        "ou": register(OTHER_VILLAGE, name="欧阳国强", order=35, facts={"cause_main": "8", "household_attr": "04"}),
        "far": register(FAR_VILLAGE, name="李国富", order=37),
    }


def listed(scope=SYSTEM_SCOPE, year=YEAR, sort="", **wanted):
    page = selectors.register_page(scope=scope, year=year, wanted=RegisterFilter(**wanted), sort=sort)
    return [row.household.head_name + str(row.household.area)[6:] for row in page.rows]


LI, ZHANG, OU, FAR = "李国富119200", "张德明119201", "欧阳国强100200", "李国富101200"


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Scope(COUNTY, COUNTY + 10**6), [OU, LI, ZHANG]),
        (Scope(TOWN, TOWN + 1000), [LI, ZHANG]),
        (Scope(VILLAGE, VILLAGE + 1), [LI]),
        (NO_SCOPE, []),
    ],
)
def test_an_office_lists_its_own_area(four, scope, names):
    assert listed(scope) == names


def test_a_helper_lists_the_paired_households_of_today(four, people):
    scope = Scope(COUNTY, COUNTY + 10**6, helper_id=people.helper.pk, day=date(2018, 6, 1))
    assert listed(scope) == []
    pair = {"household": four["zhang"], "area": NEXT_VILLAGE, "helper": people.helper}
    pairing = Pairing.all_rows.create(**pair, starts_on=date(2018, 6, 1))
    assert listed(scope) == [ZHANG]
    Pairing.all_rows.filter(pk=pairing.pk).update(starts_on=date(2018, 1, 1), ends_on=date(2018, 5, 31))
    assert listed(scope) == []


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"area": TOWN}, [LI, ZHANG]),
        ({"words": "国富"}, [FAR, LI]),
        ({"words": "国"}, [FAR, OU, LI]),
        ({"words": "富国"}, []),
        ({"words": "欧阳"}, [OU]),
        ({"words": number("19670317", 33)}, [ZHANG]),
        ({"words": number("19670317", 33).lower()}, [ZHANG]),
        ({"words": number("19670317", 33)[:-1] + "?"}, []),
        ({"words": "5119211192000001"}, [LI]),
        ({"words": "00001"}, [FAR, OU, LI]),
        ({"status": "1"}, [ZHANG]),
        ({"status": "out"}, [ZHANG]),
        ({"status": "in"}, [FAR, OU, LI]),
        ({"attr": "04"}, [OU]),
        ({"cause": "8"}, [OU]),
        ({"area": TOWN, "words": "李国"}, [LI]),
    ],
)
def test_the_query_bar(four, wanted, names):
    assert listed(**wanted) == names


def test_a_member_is_found_by_name_and_by_number(four):
    add(four["zhang"], name="赵秀英")
    assert listed(words="秀英") == [ZHANG]
    assert listed(words=number("19690428", 42)) == [ZHANG]


def test_a_name_out_of_scope_finds_nothing(four):
    assert listed(Scope(TOWN, TOWN + 1000), words="国富") == [LI]


def test_the_name_search_can_use_the_index_of_characters(four):
    query = Member.all_rows.filter(*selectors.register.named_like("国富"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "member_name_chars" in query.explain()


def test_filters_by_verdict_and_by_failing_criterion(four, monkeypatch):
    verdict(four["li"], outcome=False, outcomes=(False, None), standard=1)
    verdict(four["zhang"], outcome=None, outcomes=(None, True), standard=1)
    verdict(four["ou"], outcome=False, outcomes=(True, False), standard=2)
    assert listed(outcome="not_met") == [OU, LI]
    assert listed(outcome="unknown") == [ZHANG]
    assert listed(outcome="met") == []

    class Words:
        def criteria(self, area, year):
            return [("food", "不愁吃")]

        def positions(self, indicator):
            return {1: 0, 2: 1} if indicator == "food" else {}

        def reasons(self, verdicts):
            return {v.household_id: "缺：安全饮水" for v in verdicts if v.outcome is None}

        def told(self, scope, code, year):
            return None

    monkeypatch.setattr(hooks, "_words", [Words()])
    assert listed(criterion="food") == [OU, LI]
    assert listed(criterion="clothing") == []
    page = selectors.register_page(scope=SYSTEM_SCOPE, year=YEAR, wanted=RegisterFilter(outcome="unknown"))
    assert page.rows[0].reason == "缺：安全饮水"


def test_a_row_tells_distance_contradiction_and_pending(four):
    verdict(four["zhang"])
    Change.objects.all().delete()
    Change.objects.create(area=TOWN, year=YEAR)
    page = selectors.register_page(scope=SYSTEM_SCOPE, year=YEAR, wanted=RegisterFilter(area=TOWN))
    li, zhang = page.rows
    assert (zhang.per_head, zhang.distance, zhang.reason) == (Decimal("2583.25"), -412, "收入差 412 元")
    assert (zhang.contradicts, zhang.pending, zhang.status_label, zhang.exit_year) == (
        True,
        True,
        "已脱贫(享受政策)",
        2017,
    )
    assert (li.has_verdict, li.per_head, li.distance, li.members, li.attr) == (False, None, None, 1, "一般贫困户")


@pytest.mark.parametrize(
    ("income", "members", "to_line", "household"),
    [
        ("10333", 4, -412, 1648),
        ("11980", 4, -1, 1),
        ("11981", 4, 0, 0),
        ("8698", 3, -96, 288),
        ("3618.40", 1, 623, 0),
        ("4210.50", 1, 1216, 0),
        ("0", 1, -2996, 2996),
    ],
)
def test_distances_by_hand(income, members, to_line, household):
    row = HouseholdVerdict(income=Decimal(income), members=members, line=Decimal("2995"))
    assert (distance_of(row).to_line, distance_of(row).household) == (to_line, household)


def test_no_distance_without_income_or_line():
    assert distance_of(HouseholdVerdict(income=None, members=1, line=Decimal(1))).to_line is None
    no_line = distance_of(HouseholdVerdict(income=Decimal(9), members=2, line=None))
    assert (no_line.per_head, no_line.to_line) == (Decimal("4.5"), None)


def test_a_year_lists_its_subjects(four):
    household_close(actor=ACTOR, household=four["li"], reason="1", on=date(2019, 1, 1), note="评议清退")
    assert listed(year=2018, area=VILLAGE) == [LI]
    assert listed(year=2019, area=VILLAGE) == []
    assert listed(year=2017, area=VILLAGE) == []
    assert listed(year=2019, area=NEXT_VILLAGE) == [ZHANG]


def test_pages_follow_each_other_by_key(regions):
    for order in range(1, 6):
        register(name="甲乙丙丁戊"[order - 1], order=order)
    first = selectors.register_page(scope=SYSTEM_SCOPE, year=YEAR, wanted=RegisterFilter(), per_page=2)
    assert [row.household.head_name for row in first.rows] == ["甲", "乙"]
    assert first.page.count == 5
    second = selectors.register_page(
        scope=SYSTEM_SCOPE, year=YEAR, wanted=RegisterFilter(), per_page=2, cursor=first.page.next
    )
    assert [row.household.head_name for row in second.rows] == ["丙", "丁"]


def test_the_list_can_be_ordered_by_income(four):
    verdict(four["li"], income="9000", members=1)
    verdict(four["zhang"], income="1000", members=1)
    assert listed(sort="income", area=TOWN) == [ZHANG, LI]
    assert listed(sort="-income", area=COUNTY) == [LI, ZHANG, OU]


def test_the_list_costs_a_fixed_number_of_queries(four, django_assert_num_queries):
    listed()
    with django_assert_num_queries(9):
        listed()


def test_the_summary_counts_verdicts_in_scope(four):
    verdict(four["li"], outcome=False, members=4)
    verdict(four["zhang"], outcome=True, members=3)
    verdict(four["ou"], outcome=None, members=2)
    VillageCheck.objects.create(area=VILLAGE, year=YEAR, checked_at=datetime(2018, 11, 23, 6, 5, tzinfo=UTC))
    Change.objects.all().delete()
    Change.objects.create(area=VILLAGE, year=YEAR)
    Change.objects.create(area=COUNTY, year=None)
    Change.objects.create(area=OTHER_VILLAGE, year=YEAR)
    found = selectors.summary(scope=SYSTEM_SCOPE, year=YEAR, area=TOWN)
    assert (found.met, found.not_met, found.unknown, found.persons, found.households) == (1, 1, 0, 7, 2)
    assert found.as_of == datetime(2018, 11, 23, 6, 5, tzinfo=UTC)
    assert found.pending.places == 2


def test_the_card_in_a_fixed_number_of_queries(people, four, django_assert_num_queries):
    add(four["li"])
    Pairing.all_rows.create(household=four["li"], area=VILLAGE, helper=people.helper, starts_on=date(2016, 3, 1))
    verdict(four["li"])
    with django_assert_num_queries(8):
        card = selectors.card_for_page(scope=SYSTEM_SCOPE, code=four["li"].code, year=YEAR)
    assert card is not None
    assert [row.member.name for row in card.members] == ["李国富", "李秀兰"]
    assert card.head is not None
    assert card.head.id_number == "511921********" + number("19670317", 31)[-4:]
    assert card.head.age_on(date(2018, 3, 16)) == 50
    assert card.head.age_on(date(2018, 3, 17)) == 51
    assert (card.net_income, card.per_head) == (Decimal("10333.00"), Decimal("5166.50"))
    assert card.distance.household == 1648
    assert [region.name for region in card.path][-2:] == ["杨柏镇", "贾村观村"]


def test_the_card_out_of_scope_is_nothing(four):
    assert selectors.card_for_page(scope=Scope(TOWN, TOWN + 1000), code=four["ou"].code, year=YEAR) is None
    assert selectors.household_detail(scope=NO_SCOPE, code=four["li"].code) is None
    assert selectors.member_detail(scope=NO_SCOPE, code=four["li"].code + "01") is None


def test_the_gone_stand_apart(four):
    spouse = add(four["li"])
    member_remove(actor=ACTOR, member=spouse, reason="02", on=date(2018, 9, 1))
    card = selectors.card_for_page(scope=SYSTEM_SCOPE, code=four["li"].code, year=YEAR)
    assert card is not None
    assert [row.member.name for row in card.members] == ["李国富"]
    assert [row.member.name for row in card.gone] == ["李秀兰"]


def test_neighbours_are_those_of_the_village(four):
    after = register(name="王五", order=39)
    assert selectors.neighbours(scope=SYSTEM_SCOPE, household=four["li"], year=YEAR) == ("", after.code)
    assert selectors.neighbours(scope=SYSTEM_SCOPE, household=after, year=YEAR) == (four["li"].code, "")


def test_the_history_says_who_changed_what(four):
    household_update(
        actor=ACTOR,
        household=four["li"],
        year=YEAR,
        token=Token(1, 1),
        values={"group_name": "4 组", "phone": "13800002746"},
        facts={"wage_income": Decimal("6900"), "safe_water_solved": True, "causes_other": ["2", "3"]},
    )
    four["li"].refresh_from_db()
    entries = selectors.household_history(scope=SYSTEM_SCOPE, household=four["li"])
    changes = {d.label: (d.before, d.after) for entry in entries for d in entry.differences}
    assert changes == {
        "村民小组": ("3 组", "4 组"),
        "联系电话": ("未填", "已更改"),
        "工资性收入": ("6,400.00", "6,900.00"),
        "安全饮用水": ("未填", "是"),
        "其他致贫原因": ("未填", "因残、因学"),
    }
    assert {(e.who, e.door, e.year) for e in entries} == {("周敏", "网页", YEAR), ("周敏", "网页", None)}


def test_every_member_has_a_head_first(four):
    rows = selectors.card.present_members(scope=SYSTEM_SCOPE, household=four["li"], year=YEAR)
    assert [row.is_head for row in rows] == [True]
    assert Member.all_rows.filter(household=four["li"]).count() == 1


def test_a_changed_birth_date_is_told_without_the_date(four):
    """Beside the masked number it would give the whole one away."""
    person = Member.all_rows.filter(household=four["li"]).first()
    Member.all_rows.filter(pk=person.pk).update(birth_date="1967-03-12")
    words = [
        (change.before, change.after)
        for entry in selectors.household_history(scope=SYSTEM_SCOPE, household=four["li"])
        for change in entry.differences
        if change.label == "出生日期"
    ]
    assert words == [("已更改", "已更改")]
