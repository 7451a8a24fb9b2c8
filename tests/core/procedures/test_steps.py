"""The engine: what lets a case go on, what holds it, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.procedures.models import Case, Entry, Notice
from core.procedures.selectors import mine, overdue, waiting_for
from core.procedures.services import (
    FormError,
    HiddenCaseError,
    ProcedureError,
    StepRefusedError,
    cases_open,
    objection_answer,
    objection_record,
)
from households.models import Household, HouseholdYear, Pairing
from tests.cast import JIACUNGUAN, XIANRENQIAN, Cast
from tests.core.procedures.scene import (
    DAY,
    YEAR,
    acting,
    carry,
    definition,
    loaded,
    opened,
    paper,
    photos,
    snapshot,
    step,
    until,
)

WEEK = timedelta(days=7)


@pytest.fixture
def ids(households: dict[int, Household]) -> list[int]:
    loaded()
    return [households[JIACUNGUAN].pk]


def refused(person: object, code: str, cases: list[int], on: date, **fields: object) -> list[str]:
    before = snapshot()
    with pytest.raises(StepRefusedError) as caught:
        step(person, code, cases, on, **fields)
    assert snapshot() == before
    return caught.value.reasons[cases[0]]


def test_a_case_goes_its_way_and_every_step_is_in_its_log(cast: Cast, ids: list[int]) -> None:
    _, cases = until("done", cast, JIACUNGUAN, ids)

    case = Case.all_rows.get(pk=cases[0])
    assert (case.state, case.end, case.ended_on) == ("done", "done", DAY + timedelta(days=8))
    log = list(Entry.objects.filter(case=case).order_by("id").values_list("step", "actor_id", "role"))
    village, town, county = cast.village_clerk.pk, cast.township_clerk.pk, cast.county_officer.pk
    assert log == [
        ("appraise", village, "village"),
        ("confirm", village, "village"),
        ("post", village, "village"),
        ("check", town, "township"),
        ("strike", county, "county"),
    ]
    assert Entry.objects.get(case=case, step="appraise").values == {"votes": "30"}
    assert len(Entry.objects.get(case=case, step="check").papers) == 2


def test_a_missing_paper_holds_the_step_and_names_itself(cast: Cast, ids: list[int]) -> None:
    _, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    assert refused(cast.village_clerk, "appraise", cases, DAY, values={"votes": "3"}) == ["缺“评议会议记录”"]


def test_a_withdrawn_paper_does_not_count(cast: Cast, ids: list[int]) -> None:
    around, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    paper("round", around.pk, "P01", withdrawn_at="2018-10-08T00:00Z")
    assert refused(cast.village_clerk, "appraise", cases, DAY, values={"votes": "3"}) == ["缺“评议会议记录”"]


def test_a_week_of_notice_is_seven_days(cast: Cast, ids: list[int]) -> None:
    _, cases = until("posted", cast, JIACUNGUAN, ids)
    photos(cases[0])

    notice = Notice.all_rows.get()
    assert (notice.starts_on, notice.ends_on) == (date(2018, 10, 8), date(2018, 10, 14))
    assert refused(cast.township_clerk, "check", cases, date(2018, 10, 14)) == [
        "期限未满，2018-10-15 起才能办理（“村内公示”后满 7 天）"
    ]
    step(cast.township_clerk, "check", cases, date(2018, 10, 15))


def test_a_notice_prints_four_things_and_no_more(cast: Cast, ids: list[int]) -> None:
    until("posted", cast, JIACUNGUAN, ids)
    assert Notice.all_rows.get().rows == [[1, "", "贾本村", 2]]


def test_photos_are_counted_on_the_notice(cast: Cast, ids: list[int]) -> None:
    _, cases = until("posted", cast, JIACUNGUAN, ids)
    photos(cases[0], count=1)
    assert refused(cast.township_clerk, "check", cases, DAY + WEEK) == ["缺“公示张贴照片”（应有 2 份，现有 1 份）"]


def test_an_open_objection_holds_the_case_until_it_is_answered(cast: Cast, ids: list[int]) -> None:
    around, cases = until("posted", cast, JIACUNGUAN, ids)
    photos(cases[0])
    actor, _, scope = acting(cast.village_clerk)
    pk = objection_record(
        actor=actor, scope=scope, round_id=around.pk, case_id=None, raised_on=DAY, raised_by="", content="家有轿车"
    )
    assert refused(cast.township_clerk, "check", cases, DAY + WEEK) == ["2018-10-08 提出的异议还没有答复"]

    objection_answer(actor=actor, scope=scope, pk=pk, on=DAY + WEEK, answer="经查属其兄所有", upheld=False)
    step(cast.township_clerk, "check", cases, DAY + WEEK)


def test_an_upheld_objection_leaves_only_the_way_back_or_out(cast: Cast, ids: list[int]) -> None:
    around, cases = until("posted", cast, JIACUNGUAN, ids)
    photos(cases[0])
    actor, _, scope = acting(cast.village_clerk)
    pk = objection_record(
        actor=actor, scope=scope, round_id=around.pk, case_id=cases[0], raised_on=DAY, raised_by="邻居", content="有车"
    )
    objection_answer(actor=actor, scope=scope, pk=pk, on=DAY, answer="属实", upheld=True)

    assert refused(cast.township_clerk, "check", cases, DAY + WEEK) == ["2018-10-08 的异议成立，应退回或不予通过"]
    step(cast.township_clerk, "return", cases, DAY + WEEK, reason="异议成立")
    carry("appraised", cast, around, cases, DAY + WEEK)


def test_after_a_return_papers_and_clocks_begin_anew(cast: Cast, ids: list[int]) -> None:
    around, cases = until("posted", cast, JIACUNGUAN, ids)
    day = DAY + timedelta(days=2)
    step(cast.township_clerk, "return", cases, day, reason="名单有误")

    assert refused(cast.village_clerk, "appraise", cases, day, values={"votes": "1"}, key="again") == [
        "缺“评议会议记录”：退回后须重新提供"
    ]
    paper("round", around.pk, "P01")
    step(cast.village_clerk, "appraise", cases, day, values={"votes": "1"}, key="again")
    paper("case", cases[0], "P07")
    step(cast.village_clerk, "confirm", cases, day, key="confirm again")
    step(cast.village_clerk, "post", cases, day, place="公示栏", key="post again")
    photos(cases[0])
    # The first list hung since the 8th; the second, posted on the 10th, runs to the 16th.
    assert refused(cast.township_clerk, "check", cases, DAY + WEEK)[0].startswith("期限未满，2018-10-17 起")
    step(cast.township_clerk, "check", cases, day + WEEK)
    assert Notice.all_rows.order_by("id").last().number == 2


def test_changed_facts_void_the_appraisal_and_are_named(cast: Cast, ids: list[int]) -> None:
    _, cases = until("confirmed", cast, JIACUNGUAN, ids)
    HouseholdYear.all_rows.filter(household=ids[0], year=YEAR).update(has_tv=False, wage_income=100)
    reasons = refused(cast.village_clerk, "post", cases, DAY, place="公示栏")
    assert reasons == ["“民主评议”后资料有变动，须退回重办：工资性收入 未填→100.00；通广播电视 未填→否"]


def test_a_household_that_moved_away_is_held(cast: Cast, ids: list[int]) -> None:
    _, cases = until("appraised", cast, JIACUNGUAN, ids)
    paper("case", cases[0], "P07")
    Household.all_rows.filter(pk=ids[0]).update(area=XIANRENQIAN)
    assert refused(cast.village_clerk, "confirm", cases, DAY) == [
        f"“民主评议”后资料有变动，须退回重办：行政村 {JIACUNGUAN}→{XIANRENQIAN}"
    ]


def test_only_the_named_roles_and_another_person(cast: Cast, ids: list[int]) -> None:
    _, cases = until("posted", cast, JIACUNGUAN, ids)
    photos(cases[0])
    before = snapshot()
    with pytest.raises(ProcedureError, match="您的岗位不能办理“乡镇审核”"):
        step(cast.village_clerk, "check", cases, DAY + WEEK)
    assert snapshot() == before


def test_another_person_must_check(cast: Cast, ids: list[int]) -> None:
    loaded(definition(openers=["township"], steps=[_by_township(item) for item in definition()["steps"]]))
    around, cases = opened(cast.township_clerk, JIACUNGUAN, ids)
    paper("round", around.pk, "P01")
    step(cast.township_clerk, "appraise", cases, DAY, values={"votes": "1"})
    paper("case", cases[0], "P07")
    step(cast.township_clerk, "confirm", cases, DAY)
    step(cast.township_clerk, "post", cases, DAY, place="公示栏")
    photos(cases[0])
    assert refused(cast.township_clerk, "check", cases, DAY + WEEK) == ["“民主评议”由您办理，“乡镇审核”须由另一人办理"]


def _by_township(item: dict[str, object]) -> dict[str, object]:
    return {**item, "roles": ["township"]} if item["roles"] == ["village"] else item


@pytest.mark.parametrize("name", ["stranger", "helper_cadre"])
def test_a_case_outside_the_scope_does_not_exist(cast: Cast, ids: list[int], name: str) -> None:
    _, cases = until("checked", cast, JIACUNGUAN, ids)
    Pairing.all_rows.all().delete()
    before = snapshot()
    with pytest.raises(HiddenCaseError):
        step(getattr(cast, name), "strike", cases, DAY + WEEK)
    assert snapshot() == before


def test_the_same_form_twice_is_one_step(cast: Cast, ids: list[int]) -> None:
    around, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    paper("round", around.pk, "P01")
    for _ in range(2):
        assert step(cast.village_clerk, "appraise", cases, DAY, values={"votes": "9"}, key="one form") == cases
    assert Entry.objects.count() == 1


def test_a_step_that_the_state_does_not_allow(cast: Cast, ids: list[int]) -> None:
    _, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    assert refused(cast.village_clerk, "confirm", cases, DAY)[0] == "当前是“已列入”，不能办理“户主认可”"


def test_a_list_moves_whole_or_not_at_all(cast: Cast, households: dict[int, Household], ids: list[int]) -> None:
    from tests import factories

    other = factories.household(JIACUNGUAN, head="第二户")
    _, cases = until("appraised", cast, JIACUNGUAN, [*ids, other.pk])
    paper("case", cases[0], "P07")
    before = snapshot()
    with pytest.raises(StepRefusedError) as caught:
        step(cast.village_clerk, "confirm", cases, DAY)
    assert caught.value.reasons == {cases[1]: ["缺“户主签字确认书”"]}
    assert snapshot() == before


@pytest.mark.parametrize(
    ("on", "fields", "wrong"),
    [
        (DAY + WEEK, {"today": DAY, "values": {"votes": "1"}}, {"on": "办理日期不能晚于今天"}),
        (DAY, {"values": {}}, {"votes": "请填写“同意票数”"}),
        (DAY, {"values": {"votes": "很多"}}, {"votes": "“同意票数”应为数字"}),
        (DAY, {"values": {"votes": "-1"}}, {"votes": "“同意票数”超出范围"}),
        (DAY - timedelta(days=1), {"values": {"votes": "1"}}, {"on": "办理日期早于上一步（2018-10-08）"}),
    ],
)
def test_what_is_filled_in_is_checked(
    cast: Cast, ids: list[int], on: date, fields: dict[str, object], wrong: dict[str, str]
) -> None:
    from core.procedures.services import Taken, take_step

    around, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    paper("round", around.pk, "P01")
    actor, post, scope = acting(cast.village_clerk)
    before = snapshot()
    today = fields.pop("today", on)
    with pytest.raises(FormError) as caught:
        take_step(
            actor=actor,
            post=post,
            scope=scope,
            case_ids=cases,
            step="appraise",
            taken=Taken(on=on, key="k", **fields),
            today=today,
        )
    assert caught.value.fields == wrong
    assert snapshot() == before


def test_dates_are_not_made_up_weeks_later(cast: Cast, ids: list[int]) -> None:
    from core.procedures.services import Taken, take_step

    around, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    paper("round", around.pk, "P01")
    actor, post, scope = acting(cast.village_clerk)
    taken = Taken(on=DAY, key="late", values={"votes": "1"})
    with pytest.raises(FormError) as caught:
        take_step(
            actor=actor, post=post, scope=scope, case_ids=cases, step="appraise", taken=taken, today=DAY + 2 * WEEK
        )
    assert caught.value.fields == {"on": "办理日期不能早于 2018-10-15（只能补录最近 7 天）"}


def test_one_running_case_a_subject(cast: Cast, ids: list[int]) -> None:
    around, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    actor, post, scope = acting(cast.village_clerk)
    again = cases_open(actor=actor, post=post, scope=scope, round_id=around.pk, subject_ids=ids, on=DAY)
    assert again == []
    with pytest.raises(StepRefusedError) as caught:
        opened(cast.village_clerk, JIACUNGUAN, ids)
    assert caught.value.reasons == {ids[0]: ["户正在另一批次中办理"]}
    assert Case.all_rows.count() == len(cases)


def test_todo_and_overdue(cast: Cast, ids: list[int]) -> None:
    _, cases = until("posted", cast, JIACUNGUAN, ids)
    _, post, scope = acting(cast.township_clerk)
    # 20 working days after 8 October 2018: 9–12, 15–19, 22–26 October, 29 October – 2 November, 5 November.
    assert Case.all_rows.get(pk=cases[0]).due_on == date(2018, 11, 5)
    assert Case.all_rows.get(pk=cases[0]).ready_on == date(2018, 10, 15)

    early = waiting_for(post, scope, date(2018, 10, 14))[0]
    assert (early.count, early.ready, early.overdue) == (1, 0, 0)
    late = waiting_for(post, scope, date(2018, 11, 6))[0]
    assert (late.count, late.ready, late.overdue) == (1, 1, 1)
    assert [case.pk for case in mine(post, scope)] == cases
    assert list(overdue(scope, date(2018, 11, 5))) == []
    assert [case.pk for case in overdue(scope, date(2018, 11, 6))] == cases
    # The village has nothing to carry on here: it may only refuse.
    _, village, inside = acting(cast.village_clerk)
    assert waiting_for(village, inside, date(2018, 11, 6)) == []


def test_minutes_from_before_a_household_was_listed_are_about_others(cast: Cast, ids: list[int]) -> None:
    around, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    paper("round", around.pk, "P01", uploaded_at="2018-10-07T15:59Z")  # 23:59 of the day before in Beijing
    assert refused(cast.village_clerk, "appraise", cases, DAY, values={"votes": "3"})[0].startswith("缺“评议会议记录”")
    paper("round", around.pk, "P01", uploaded_at="2018-10-07T16:01Z")
    step(cast.village_clerk, "appraise", cases, DAY, values={"votes": "3"})
