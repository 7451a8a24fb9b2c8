"""The household's exit by the shipped procedure: to strike-off, and everything that holds it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from assessment.models import PovertyLine
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.procedures.models import Case, Policy, Round
from core.procedures.selectors import policy_for
from core.procedures.services import ProcedureError, StepRefusedError, procedures_load
from households.models import Household, HouseholdVerdict, HouseholdYear, MemberYear
from tests.assessment.exits.scene import (
    CODE,
    DAY,
    WAY,
    YEAR,
    begun,
    notice_photos,
    papers_for,
    policies,
    ready,
    registered,
    shipped,
    standard,
    take,
    until,
)
from tests.assessment.scene import drain, edit, good_household
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, Cast
from tests.core.procedures.scene import paper, snapshot, step

WEEK = timedelta(days=7)


@pytest.fixture
def row(cast: Cast) -> Household:
    policies()
    standard()
    return ready()[0]


def refused(person: object, code: str, cases: list[int], on: date, **fields: object) -> list[str]:
    """The reasons for the first case; nothing changed, in the procedure or in the register."""
    before = snapshot(), list(HouseholdYear.all_rows.order_by("pk").values_list())
    with pytest.raises(StepRefusedError) as caught:
        step(person, code, cases, on, **fields)
    assert (snapshot(), list(HouseholdYear.all_rows.order_by("pk").values_list())) == before
    return caught.value.reasons[cases[0]]


def not_opened(cast: Cast, row: Household) -> list[str]:
    with pytest.raises(StepRefusedError) as caught:
        begun(cast.village_clerk, [row.pk])
    assert Case.all_rows.count() == 0
    return caught.value.reasons[row.pk]


def test_the_whole_way_strikes_off_and_the_verdict_follows(cast: Cast, row: Household) -> None:
    assert registered(row) == ("0", None)
    _, cases = until("strike", cast, [row.pk])

    case = Case.all_rows.get(pk=cases[0])
    assert (case.state, case.end, case.ended_on) == ("struck", "done", DAY + 2 * WEEK)
    assert registered(row) == ("1", 2018)
    record = HouseholdYear.all_rows.get(household=row, year=YEAR)
    assert (record.source, record.updated_by, record.version) == ("form", cast.county_officer.pk, 2)
    drain()
    assert HouseholdVerdict.all_rows.get(household=row, year=YEAR).outcome is True


def test_a_year_carried_forward_meanwhile_follows(cast: Cast, row: Household) -> None:
    HouseholdYear.all_rows.create(household=row, area=JIACUNGUAN, year=2019, poverty_status="0")
    drain()
    until("strike", cast, [row.pk])
    assert registered(row, 2019) == ("1", 2018)


def test_strike_off_again_changes_nothing(cast: Cast, row: Household) -> None:
    _, cases = until("strike", cast, [row.pk])
    before = snapshot(), list(HouseholdYear.all_rows.values_list())
    key = f"strike-{DAY + 2 * WEEK}"
    assert step(cast.county_officer, "strike", cases, DAY + 2 * WEEK, key=key) == cases
    assert (snapshot(), list(HouseholdYear.all_rows.values_list())) == before


def test_a_criterion_that_is_not_met_or_unknown_is_named(cast: Cast, row: Household) -> None:
    edit(row, no_worry_food=False)
    MemberYear.all_rows.filter(household=row).update(ins_resident_medical=None, ins_employee_medical=None)
    drain()
    assert not_opened(cast, row) == ["判定没有达标：不愁吃未达标；基本医疗未知"]


def test_pending_changes_hold_until_they_are_computed(cast: Cast, row: Household) -> None:
    _around, cases = until("appraise", cast, [row.pk])
    edit(row, farmland_mu=3)
    for kind in ("A04", "A02"):
        paper("case", cases[0], kind)
    reasons = refused(cast.village_clerk, "verify", cases, DAY, values={"visitors": "罗平"})
    assert reasons == ["本村资料有变动，判定正在重新计算，请稍后再办"]
    drain()
    step(cast.village_clerk, "verify", cases, DAY, values={"visitors": "罗平"})


def test_a_fact_changed_after_the_appraisal_is_named_and_must_be_appraised_again(cast: Cast, row: Household) -> None:
    around, cases = until("verify", cast, [row.pk])
    edit(row, wage_income=21000)
    drain()
    paper("case", cases[0], "P07")
    reasons = refused(cast.village_clerk, "confirm", cases, DAY)
    assert reasons == ["“民主评议”后资料有变动，须退回重办：工资性收入 20,000.00→21,000.00"]

    step(cast.village_clerk, "village_return", cases, DAY, reason="收入更正")
    take("appraise", cast, around, cases, key="second")
    assert Case.all_rows.get(pk=cases[0]).state == "appraised"


def test_a_line_raised_after_the_county_approved_holds_the_strike_off(cast: Cast, row: Household) -> None:
    _around, cases = until("announce", cast, [row.pk])
    PovertyLine.objects.filter(region=0).update(amount=30000)
    drain()
    notice_photos(cases[0], "P06")
    reasons = refused(cast.county_officer, "strike", cases, DAY + 2 * WEEK)
    assert reasons == ["判定没有达标：人均纯收入未达标"]
    assert registered(row) == ("0", None)


@pytest.mark.parametrize(
    ("status", "fields", "reason"),
    [
        ("1", {}, "登记状态已是脱贫，不必再退出"),
        ("4", {}, "登记状态已是脱贫，不必再退出"),
        (None, {}, "2018 年度没有登记脱贫状态"),
        ("3", {"relapse_year": 2018}, "2018 年返贫的户，当年不得退出"),
    ],
)
def test_who_may_not_be_listed(
    cast: Cast, row: Household, status: str | None, fields: dict[str, int], reason: str
) -> None:
    edit(row, poverty_status=status, **fields)
    drain()
    assert not_opened(cast, row) == [reason]


def test_who_fell_back_earlier_may_exit_again(cast: Cast, row: Household) -> None:
    edit(row, poverty_status="3", relapse_year=2017)
    drain()
    until("strike", cast, [row.pk])
    assert registered(row) == ("1", 2018)


def test_who_was_identified_in_the_year_stays(cast: Cast, row: Household) -> None:
    Household.all_rows.filter(pk=row.pk).update(first_identified_on=date(2018, 3, 1))
    drain()
    assert not_opened(cast, row) == ["2018 年识别的户，当年不得退出"]


def test_a_closed_household_is_no_candidate(cast: Cast, row: Household) -> None:
    Household.all_rows.filter(pk=row.pk).update(closed_year=2018)
    drain()
    assert "该户已于 2018 年注销" in not_opened(cast, row)


def test_the_head_may_refuse_with_a_reason_and_a_paper(cast: Cast, row: Household) -> None:
    _, cases = until("verify", cast, [row.pk])
    assert refused(cast.village_clerk, "decline", cases, DAY, reason="务工不稳定") == ["缺“户主不同意退出的说明”"]
    paper("case", cases[0], "P08")
    step(cast.village_clerk, "decline", cases, DAY, reason="务工不稳定")
    case = Case.all_rows.get(pk=cases[0])
    assert (case.state, case.end) == ("declined", "refused")
    assert registered(row) == ("0", None)


def test_the_town_may_not_check_before_the_week_is_over(cast: Cast, row: Household) -> None:
    around, cases = until("post", cast, [row.pk])
    papers_for("check", around, cases)
    assert refused(cast.township_clerk, "check", cases, DAY + timedelta(days=6)) == [
        "期限未满，2018-10-15 起才能办理（“村内公示”后满 7 天）"
    ]


@pytest.mark.parametrize("code", ["check", "approve", "strike"])
def test_every_level_signs_itself(cast: Cast, row: Household, code: str) -> None:
    _around, cases = until(list(WAY)[list(WAY).index(code) - 1], cast, [row.pk])
    before = snapshot()
    with pytest.raises(ProcedureError, match="您的岗位不能办理"):
        step(cast.village_clerk, code, cases, DAY + 2 * WEEK)
    assert snapshot() == before


def test_a_list_is_struck_off_whole_or_not_at_all(cast: Cast, row: Household) -> None:
    second = good_household(JIACUNGUAN, head="达标第二户")
    drain()
    _around, cases = until("announce", cast, [row.pk, second.pk])
    edit(second, no_worry_food=False)
    drain()
    notice_photos(cases[0], "P06")
    with pytest.raises(StepRefusedError) as caught:
        step(cast.county_officer, "strike", cases, DAY + 2 * WEEK)
    assert set(caught.value.reasons) == {cases[1]}
    assert registered(row) == ("0", None)


def test_hubei_hangs_the_list_a_second_time_in_the_township(cast: Cast) -> None:
    policies()
    found = policy_for(CODE, CHENGGUAN_VILLAGE, YEAR)
    assert found is not None
    assert found.region == 420600000000
    assert [step["code"] for step in found.definition["steps"] if step.get("notice")] == [
        "post",
        "post_town",
        "announce",
    ]
    other = policy_for(CODE, JIACUNGUAN, YEAR)
    assert other is not None
    assert other.region == 0


def test_the_first_start_loads_the_procedures_and_leaves_an_offices_own(cast: Cast, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    own = {**shipped()["procedures"][0], "title": "本地退出程序"}
    procedures_load({"procedures": [own]}, actor=SYSTEM, scope=SYSTEM_SCOPE)
    for _ in range(2):
        call_command("prepare")
    kept = Policy.objects.filter(code=CODE, retired_at__isnull=True).order_by("region")
    assert list(kept.values_list("region", "title")) == [(0, "本地退出程序"), (420600000000, "贫困户退出")]
    assert Round.all_rows.count() == 0
