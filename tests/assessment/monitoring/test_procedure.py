"""The chain from a clue to elimination, its clocks counted by hand, and what it refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from assessment.models import Clue, MonitoredHousehold, MonitorMeasure, PovertyLine
from assessment.monitoring.errors import ClueRefusedError, HiddenError
from assessment.monitoring.judged import judged
from assessment.monitoring.services import clue_dismiss, clue_take, measure_add
from core.dictionaries.selectors import labels
from core.procedures.models import Case
from core.procedures.services import FormError, StepRefusedError
from households.models import Household, HouseholdYear, MemberYear
from tests import factories
from tests.assessment.monitoring.scene import (
    DAY,
    IDENTIFIED,
    exited,
    kept,
    reported,
    rules,
    shipped,
    take,
    taken,
    until,
)
from tests.cast import JIACUNGUAN, XIANRENQIAN, Cast
from tests.core.procedures.scene import acting, step


@pytest.fixture
def row(cast: Cast) -> Household:
    rules()
    return exited()


def case_of(pk: int) -> Case:
    found: Case = Case.all_rows.get(pk=pk)
    return found


def test_the_choices_are_the_labels_of_the_code_lists(db: None) -> None:
    steps = {item["code"]: item for item in shipped()["procedures"][0]["steps"]}
    lists = {"category": "monitor_category", "risk1": "monitor_risk", "risk5": "monitor_risk", "kind": "measure_kind"}
    for item in (*steps["verify"]["fields"], *steps["support"]["fields"]):
        if item["code"] in lists:
            known = list(labels(lists[item["code"]]).values())
            # A released procedure keeps its choices when the list of measures grows.
            assert item["choices"] == known[: len(item["choices"])]
            assert item["code"] == "kind" or len(item["choices"]) == len(known)


def test_income_is_judged_with_claims_and_self_paid_expense(row: Household) -> None:
    found = judged([row.pk], 2018)[row.pk]
    # 7,000 + 500 − 1,500 = 6,000 for two persons, against 4,000 × 2
    assert [found.net, found.total, found.per_head] == [7000, 6000, 3000]
    assert found.above is False
    HouseholdYear.all_rows.update(compliant_self_paid=None)
    assert judged([row.pk], 2018)[row.pk].total is None
    assert judged([row.pk], 2018)[row.pk].above is None


def test_the_nearest_range_applies(row: Household) -> None:
    PovertyLine.objects.create(region=511900000000, year=2018, purpose="monitor", amount=Decimal(3000))
    found = judged([row.pk], 2018)[row.pk]
    # 6,000 is not strictly more than 3,000 × 2
    assert found.range is not None
    assert [found.range.region, found.range.amount] == [511900000000, 3000]
    assert found.above is False


def test_a_clue_is_to_be_checked_within_two_working_days(cast: Cast, row: Household) -> None:
    assert reported(cast.township_clerk, row).check_due_on == date(2018, 10, 10)
    # from Friday the 28th: Saturday 29 and Sunday 30 September are worked in 2018, before the holiday
    early = reported(cast.township_clerk, row, reported_on=date(2018, 9, 28))
    assert early.check_due_on == date(2018, 9, 30)


def test_the_same_clue_again_is_the_one_that_waits(cast: Cast, row: Household) -> None:
    first = reported(cast.village_clerk, row)
    assert reported(cast.village_clerk, row).pk == first.pk
    assert Clue.all_rows.count() == 1


def test_a_clue_elsewhere_or_of_tomorrow_changes_nothing(cast: Cast, row: Household) -> None:
    before = kept()
    other = exited(XIANRENQIAN, head="邻村户")
    with pytest.raises(HiddenError):
        reported(cast.village_clerk, other)
    with pytest.raises(ClueRefusedError, match="不能晚于今天"):
        reported(cast.village_clerk, row, reported_on=date(2018, 10, 9))
    assert kept() == before


def test_a_helper_reports_for_own_households_only(cast: Cast, row: Household) -> None:
    with pytest.raises(HiddenError):
        reported(cast.helper_cadre, row)
    factories.pairing(cast.helper_cadre, row)
    assert reported(cast.helper_cadre, row).household_id == row.pk


def test_taking_a_clue_takes_all_of_its_household_and_counts_from_the_earliest(cast: Cast, row: Household) -> None:
    reported(cast.village_clerk, row, reported_on=date(2018, 10, 5), content="先说的")
    last = reported(cast.village_clerk, row)
    actor, post, scope = acting(cast.village_clerk)
    case = clue_take(actor=actor, post=post, scope=scope, pk=last.pk, year=2018, today=DAY)
    assert set(Clue.all_rows.values_list("case_id", "taken_on")) == {(case, DAY)}
    # two working days from Friday 5 October: Monday 8 and Tuesday 9 (6 and 7 are the end of the holiday)
    assert (case_of(case).opened_on, case_of(case).due_on) == (date(2018, 10, 5), date(2018, 10, 9))


def test_clues_of_a_village_that_wait_go_on_as_one_list(cast: Cast, row: Household) -> None:
    first, second = taken(cast, row), taken(cast, exited(head="第二户"))
    assert case_of(first).round_id == case_of(second).round_id
    take("verify", cast, first)
    assert case_of(taken(cast, exited(head="第三户"))).round_id != case_of(first).round_id


def test_who_may_not_open_may_not_take_or_dismiss(cast: Cast, row: Household) -> None:
    clue = reported(cast.village_clerk, row)
    before = kept()
    for person in (cast.county_officer, cast.department_officer):
        actor, post, scope = acting(person)
        with pytest.raises(ClueRefusedError, match="您的岗位"):
            clue_take(actor=actor, post=post, scope=scope, pk=clue.pk, year=2018, today=DAY)
        with pytest.raises(ClueRefusedError, match="您的岗位"):
            clue_dismiss(actor=actor, post=post, scope=scope, pk=clue.pk, year=2018, reason="不实", today=DAY)
    actor, post, scope = acting(cast.village_clerk)
    with pytest.raises(ClueRefusedError, match="理由"):
        clue_dismiss(actor=actor, post=post, scope=scope, pk=clue.pk, year=2018, reason=" ", today=DAY)
    assert kept() == before
    clue_dismiss(actor=actor, post=post, scope=scope, pk=clue.pk, year=2018, reason="已报销", today=DAY)
    with pytest.raises(ClueRefusedError, match="已经处理"):
        clue_take(actor=actor, post=post, scope=scope, pk=clue.pk, year=2018, today=DAY)


def test_a_household_that_is_still_poor_is_no_monitored_one(cast: Cast, row: Household) -> None:
    HouseholdYear.all_rows.update(poverty_status="0")
    clue = reported(cast.village_clerk, row)
    before = kept()
    actor, post, scope = acting(cast.village_clerk)
    with pytest.raises(ClueRefusedError, match="不是已脱贫"):
        clue_take(actor=actor, post=post, scope=scope, pk=clue.pk, year=2018, today=DAY)
    assert kept() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"risk3": "因病"}, "risk3"),  # named already
        ({"category": "边缘易致贫户"}, "category"),  # a registered household is no ordinary one
        ({"category": "突发严重困难户"}, "category"),  # 3,000 a head is not above 4,000
        ({"no_labour": "是"}, "no_labour"),  # the head is able
    ],
)
def test_a_visit_that_does_not_fit_the_facts_is_refused(
    cast: Cast, row: Household, changes: dict[str, str], field: str
) -> None:
    case = taken(cast, row)
    before = kept()
    with pytest.raises(FormError) as caught:
        take("verify", cast, case, **changes)
    assert list(caught.value.fields) == [field]
    assert kept() == before


def test_above_the_range_it_is_a_sudden_hardship_or_takes_a_judgement(cast: Cast, row: Household) -> None:
    HouseholdYear.all_rows.update(wage_income=20000)
    case = taken(cast, row)
    with pytest.raises(FormError) as caught:
        take("verify", cast, case)
    assert list(caught.value.fields) == ["judgement"]
    take("verify", cast, case, category="突发严重困难户")
    assert case_of(case).state == "verified"


def test_blank_claims_are_unknown_and_hold_the_case(cast: Cast, row: Household) -> None:
    HouseholdYear.all_rows.update(claim_income=None)
    case = taken(cast, row)
    before = kept()
    with pytest.raises(StepRefusedError, match="理赔收入未填全"):
        take("verify", cast, case)
    assert kept() == before


def test_five_days_of_notice_and_fifteen_for_the_whole_chain(cast: Cast, row: Household) -> None:
    case = until("post", cast, row)
    # opened on the 8th: fifteen days end on the 23rd; hung on 8, 9, 10, 11, 12: checked from the 13th
    assert (case_of(case).ready_on, case_of(case).due_on) == (date(2018, 10, 13), date(2018, 10, 23))
    before = kept()
    with pytest.raises(StepRefusedError, match="2018-10-13 起才能办理"):
        take("check", cast, case, on=date(2018, 10, 12))
    assert kept() == before


def test_the_county_makes_a_monitored_household(cast: Cast, row: Household) -> None:
    case = until("approve", cast, row)
    found = MonitoredHousehold.all_rows.get()
    assert (found.household_id, found.area, found.case_id, found.identified_on) == (
        row.pk,
        JIACUNGUAN,
        case,
        IDENTIFIED,
    )
    assert (found.category, found.risks, found.no_labour) == ("1", ["01", "03"], False)
    assert [found.range_region, found.range_amount, found.judged_per_head] == [0, 4000, 3000]
    # a first measure within a month
    assert (case_of(case).due_on, case_of(case).facts) == (date(2018, 11, 13), None)


def test_measures_and_visits(cast: Cast, row: Household) -> None:
    case = until("support", cast, row)
    found = MonitorMeasure.all_rows.get()
    assert (found.kind, found.starts_on, found.provider) == ("07", date(2018, 10, 20), "县卫健局")
    assert case_of(case).due_on == date(2019, 1, 20)
    factories.pairing(cast.helper_cadre, row)
    step(cast.helper_cadre, "observe", [case], date(2018, 12, 31), values={"note": "病情稳定"})
    # the next visit within three months of 31 December
    assert (case_of(case).state, case_of(case).due_on) == ("observing", date(2019, 3, 31))
    actor, post, scope = acting(cast.village_clerk)
    values = {"kind": "02", "starts_on": date(2019, 1, 1), "provider": "县人社局", "content": "技能培训"}
    record = MonitoredHousehold.all_rows.get().pk
    measure_add(actor=actor, post=post, scope=scope, pk=record, values=values)
    with pytest.raises(ClueRefusedError, match="已经登记"):
        measure_add(actor=actor, post=post, scope=scope, pk=record, values=values)
    assert MonitorMeasure.all_rows.count() == 2


def test_facts_may_change_after_the_approval(cast: Cast, row: Household) -> None:
    case = until("approve", cast, row)
    HouseholdYear.all_rows.update(wage_income=9000)
    take("support", cast, case)
    assert case_of(case).state == "observing"


def test_no_elimination_within_six_months(cast: Cast, row: Household) -> None:
    case = until("support", cast, row)
    before = kept()
    # identified on 13 October 2018: six months end on 13 April 2019
    with pytest.raises(StepRefusedError, match="2019-04-14 起才能办理"):
        take("propose", cast, case, on=date(2019, 4, 13))
    assert MonitoredHousehold.all_rows.get().eliminated_on is None
    assert kept()[0] == before[0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"after_water": "否"}, "after_water"),
        ({"risk_gone": "否"}, "risk_gone"),
        ({"year": "2031"}, "year"),  # no range
        ({"after_wage": "7000"}, "year"),  # 7,000 + 1,000 + 500 − 200 − 300 = 8,000 is not more than 4,000 × 2
    ],
)
def test_the_second_block_must_allow_it(cast: Cast, row: Household, changes: dict[str, str], field: str) -> None:
    case = until("support", cast, row)
    state = case_of(case).state
    with pytest.raises(FormError) as caught:
        take("propose", cast, case, **changes)
    assert list(caught.value.fields) == [field]
    assert case_of(case).state == state


def test_elimination_by_help_keeps_the_second_block(cast: Cast, row: Household) -> None:
    case = until("announce", cast, row)
    found = MonitoredHousehold.all_rows.get()
    assert (case_of(case).end, found.eliminated_on, found.way) == ("done", date(2019, 4, 19), "1")
    # 9,000 + 1,000 + 0 + 500 − 200 = 10,300; two persons
    assert [found.after_year, found.after_net, found.after_per_head, found.after_range] == [2019, 10300, 5150, 4000]


def test_a_household_without_labour_takes_a_reason_of_the_county(cast: Cast, row: Household) -> None:
    MemberYear.all_rows.update(labour_skill="5")
    case = until("out_check", cast, row, no_labour="是")
    before = kept()
    with pytest.raises(FormError) as caught:
        take("out_approve", cast, case)
    assert list(caught.value.fields) == ["county_reason"]
    assert kept() == before
    take("out_approve", cast, case, county_reason="已纳入特困供养")
    take("announce", cast, case)
    assert MonitoredHousehold.all_rows.get().county_reason == "已纳入特困供养"


def test_natural_elimination_and_coming_back(cast: Cast, row: Household) -> None:
    case = until("approve", cast, row)
    values = {"cause": "家庭成员成为公职人员"}
    step(cast.county_officer, "natural", [case], date(2018, 10, 14), values=values, reason="考录事业单位")
    first = MonitoredHousehold.all_rows.get()
    assert (first.way, first.natural_cause, case_of(case).end) == ("2", "家庭成员成为公职人员", "done")
    until("approve", cast, row)
    second = MonitoredHousehold.all_rows.latest("pk")
    assert (second.reopened_from_id, second.eliminated_on) == (first.pk, None)


def test_a_rejection_says_when_and_how_the_household_was_told(cast: Cast, row: Household) -> None:
    case = until("post", cast, row)
    with pytest.raises(FormError) as caught:
        step(cast.township_clerk, "town_reject", [case], DAY, values={})
    assert set(caught.value.fields) == {"reason", "told_on", "told_how"}
    values = {"told_on": "2018-10-09", "told_how": "书面告知"}
    step(cast.township_clerk, "town_reject", [case], date(2018, 10, 9), values=values, reason="有稳定收入")
    assert (case_of(case).end, MonitoredHousehold.all_rows.count()) == ("refused", 0)


def test_the_database_takes_one_to_five_risks_and_one_record(cast: Cast, row: Household) -> None:
    until("approve", cast, row)
    for risks in ([], ["01", "03", "04", "05", "06", "09"]):
        with pytest.raises(IntegrityError), transaction.atomic():
            MonitoredHousehold.all_rows.update(risks=risks)
    MonitoredHousehold.all_rows.update(risks=["01", "03", "04", "05", "06"])


def test_a_move_takes_clues_and_records_along(cast: Cast, row: Household) -> None:
    until("support", cast, row)
    Household.all_rows.filter(pk=row.pk).update(area=XIANRENQIAN)
    for model in (Clue, MonitoredHousehold, MonitorMeasure):
        rows: Any = model.all_rows
        assert set(rows.values_list("area", flat=True)) == {XIANRENQIAN}
