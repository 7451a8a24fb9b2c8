"""A recognised human decision stands in for the verdict at the steps of the exit, both ways, until it expires."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.drain import recompute
from assessment.exits.household_candidates import candidates
from assessment.exits.household_guards import not_declined, verdict_met
from assessment.exits.household_sheets import sheets_of
from core.accounts.scope import SYSTEM_SCOPE
from core.procedures.models import Case
from core.procedures.services import StepRefusedError
from households.models import Household, HouseholdVerdict
from tests.assessment.exits.scene import DAY, VALUES, YEAR, begun, policies, ready, standard
from tests.assessment.scene import drain, edit
from tests.cast import Cast, signed_in
from tests.core.procedures.scene import paper, step
from villages.models import Recognition


@pytest.fixture
def case(cast: Cast) -> Case:
    """A listed household whose verdict is met."""
    policies()
    standard()
    row: Household = ready()[0]
    _, cases = begun(cast.village_clerk, [row.pk])
    return Case.all_rows.get(pk=cases[0])


def decided(case: Case, kind: str, until: date = date(2018, 12, 31), **fields: Any) -> None:
    Recognition.all_rows.create(
        household_id=case.subject_id, area=case.area, level=6, year=YEAR, kind=kind, reason="核查",
        document="通扶〔2018〕9 号",
        valid_until=until, state="approved", proposed_by=1, proposed_name="甲", proposed_at=timezone.now(),
        decided_by=2, decided_name="乙", decided_at=timezone.now(), **fields,
    )  # fmt: skip


def failing(case: Case) -> None:
    edit(Household.all_rows.get(pk=case.subject_id), no_worry_food=False)
    drain()


def test_a_decision_for_it_lets_a_failing_household_on_and_leaves_the_verdict(case: Case) -> None:
    failing(case)
    assert verdict_met([case], DAY) == {case.pk: ["判定没有达标：不愁吃未达标"]}
    decided(case, "met")
    assert verdict_met([case], DAY) == {}
    assert HouseholdVerdict.all_rows.get(household=case.subject_id).outcome is False


def test_a_decision_against_it_holds_a_household_whose_verdict_is_met(case: Case) -> None:
    decided(case, "deferred")
    assert verdict_met([case], DAY) == {case.pk: ["暂缓（通扶〔2018〕9 号，有效期至 2018-12-31）"]}


def test_an_expired_one_counts_no_more(case: Case) -> None:
    failing(case)
    decided(case, "met", until=DAY)
    assert verdict_met([case], DAY) == {}
    assert verdict_met([case], DAY + timedelta(days=1)) != {}


def test_a_criterion_that_was_recognised_stands_in_for_it(case: Case) -> None:
    failing(case)
    decided(case, "met", criterion="food")
    assert verdict_met([case], DAY) == {}
    assert HouseholdVerdict.all_rows.get(household=case.subject_id).outcome is False
    assert verdict_met([case], date(2019, 1, 1)) == {case.pk: ["判定没有达标：不愁吃未达标"]}


def test_it_stands_in_for_an_unknown_one_too(case: Case) -> None:
    edit(Household.all_rows.get(pk=case.subject_id), no_worry_food=None)
    drain()
    assert verdict_met([case], DAY) == {case.pk: ["判定没有达标：不愁吃未知"]}
    decided(case, "met", criterion="food")
    assert verdict_met([case], DAY) == {}


def test_another_criterion_is_not_covered_and_a_withdrawal_ends_it(case: Case) -> None:
    failing(case)
    decided(case, "met", criterion="clothing")
    assert verdict_met([case], DAY) == {case.pk: ["判定没有达标：不愁吃未达标"]}
    decided(case, "met", criterion="food")
    assert verdict_met([case], DAY) == {}
    Recognition.all_rows.filter(criterion="food").update(state="withdrawn")
    assert verdict_met([case], DAY) == {case.pk: ["判定没有达标：不愁吃未达标"]}


def test_one_against_a_criterion_holds_a_household_whose_verdict_is_met(case: Case) -> None:
    decided(case, "not_met", criterion="food")
    assert verdict_met([case], DAY) == {
        case.pk: ["判定没有达标：不愁吃认定不达标（通扶〔2018〕9 号，有效期至 2018-12-31）"]
    }


def test_a_step_goes_on_and_is_refused_again_once_it_expires(cast: Cast, case: Case) -> None:
    """The engine, not only the guard: appraised while it counts, refused after its last day."""
    failing(case)
    decided(case, "met", criterion="food", until=DAY)
    for kind in ("P01", "P02", "P03"):
        paper("round", case.round_id, kind)
    values = VALUES["appraise"]
    step(cast.village_clerk, "appraise", [case.pk], DAY, values=values)
    paper("case", case.pk, "A04")
    paper("case", case.pk, "A02")
    with pytest.raises(StepRefusedError) as caught:
        step(cast.village_clerk, "verify", [case.pk], DAY + timedelta(days=1), values=VALUES["verify"])
    assert caught.value.reasons == {case.pk: ["判定没有达标：不愁吃未达标"]}
    assert Case.all_rows.get(pk=case.pk).state == "appraised"


def test_recomputing_leaves_it_and_sheet_and_explanation_show_both(cast: Cast, case: Case) -> None:
    failing(case)
    decided(case, "met", until=date(2099, 12, 31), criterion="food")
    before = list(Recognition.all_rows.values_list())
    recompute(YEAR, 0)
    assert list(Recognition.all_rows.values_list()) == before
    sheet = sheets_of(scope=SYSTEM_SCOPE, cases=[case])[0]
    row = next(row for row in sheet.rows if row.code == "food")
    assert (row.outcome, row.stands) == (False, True)
    words = "认定达标（通扶〔2018〕9 号，有效期至 2099-12-31）"
    client = signed_in(cast.village_clerk)
    code = Household.all_rows.get(pk=case.subject_id).code
    pages = [
        f"/procedures/rounds/{case.round_id}/",
        f"/households/{code}/verdict/",
        reverse("household-exit-sheet", args=[case.pk]),
    ]
    for address in pages:
        page = client.get(address).content.decode()
        assert words in page, address
        assert "未达标" in page, address


def test_the_list_offers_a_household_that_is_recognised(cast: Cast) -> None:
    policies()
    standard()
    row: Household = ready()[0]
    edit(row, no_worry_food=False)
    drain()
    found = candidates(scope=SYSTEM_SCOPE, area=row.area, year=YEAR, today=DAY)
    assert row.pk not in [item.household.pk for item in found.ready]
    draft = Case(subject_id=row.pk, area=row.area)
    decided(draft, "met", criterion="food")
    found = candidates(scope=SYSTEM_SCOPE, area=row.area, year=YEAR, today=DAY)
    item = next(item for item in found.ready if item.household.pk == row.pk)
    assert item.recognised == "不愁吃认定达标（通扶〔2018〕9 号，有效期至 2018-12-31）"
    assert item.verdict.outcome is False


def test_who_declined_is_not_listed_again_in_the_year(cast: Cast, case: Case) -> None:
    Case.all_rows.filter(pk=case.pk).update(state="declined", end="refused", ended_on=DAY)
    reason = "户主 2018-10-12 不认可退出，2018 年度不再列入，下一年度起可以".replace("2018-10-12", f"{DAY:%Y-%m-%d}")
    found = candidates(scope=SYSTEM_SCOPE, area=case.area, year=YEAR, today=DAY)
    held = {item.household.pk: item.reasons for item in found.held}
    assert held[case.subject_id] == (reason,)
    with pytest.raises(StepRefusedError) as caught:
        begun(cast.village_clerk, [case.subject_id])
    assert caught.value.reasons == {case.subject_id: [reason]}
    assert Case.all_rows.count() == 1
    later = Case(pk=1, code="household_exit", subject_id=case.subject_id, area=case.area, year=YEAR + 1)
    assert not_declined([later], DAY) == {}


def test_other_ends_of_a_case_do_not_keep_a_household_off_the_list(cast: Cast, case: Case) -> None:
    Case.all_rows.filter(pk=case.pk).update(state="removed", end="cancelled", ended_on=DAY)
    begun(cast.village_clerk, [case.subject_id])
    assert Case.all_rows.count() == 2
