"""Findings open, close, open again and keep their history; a replay writes nothing; no mark is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from core.changes.models import Change
from core.findings.models import DoubtMark, Exemption, Finding, FindingLog, RuleSetting
from core.findings.services import sweep, sweep_pending
from households.models import Household, HouseholdYear, MemberYear
from projects.models import Project, ProjectVillage
from tests import factories
from tests.cast import JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, YANGBAI

pytestmark = pytest.mark.django_db
DAY = date(2018, 5, 2)


def far(area: int = JIACUNGUAN, km: int = 8) -> Household:
    return factories.household(area, facts={"km_to_main_road": km})


def found(rule: str = "64B", **conditions: Any) -> list[Finding]:
    return list(Finding.all_rows.filter(rule=rule, **conditions).order_by("id"))


def told(finding: Finding) -> list[str]:
    return list(FindingLog.objects.filter(finding=finding).order_by("id").values_list("what", flat=True))


def test_a_hit_opens_a_finding_with_its_values_and_due_day(places: object) -> None:
    row = far()
    sweep(2018, today=DAY)
    [finding] = found()
    assert (finding.level, finding.subject_id, finding.household_id, finding.area) == (
        "household",
        row.pk,
        row.pk,
        JIACUNGUAN,
    )
    assert finding.values == {"head": row.head_name, "km": "8.00"}
    assert (finding.state, finding.opened_on, finding.due_on) == ("open", DAY, date(2018, 5, 17))
    assert told(finding) == ["opened"]


def test_a_blank_is_no_hit(places: object) -> None:
    factories.household(JIACUNGUAN)
    sweep(2018, today=DAY)
    assert found() == []


def test_a_replay_writes_nothing(places: object) -> None:
    far()
    sweep(2018, today=DAY)
    before = list(Finding.all_rows.values()), FindingLog.objects.count()
    again = sweep(2018, today=date(2018, 5, 3))
    assert (again.opened, again.closed, again.changed) == (0, 0, 0)
    assert (list(Finding.all_rows.values()), FindingLog.objects.count()) == before


def test_corrected_data_closes_and_a_relapse_opens_the_same_row(places: object) -> None:
    row = far()
    sweep(2018, today=DAY)
    HouseholdYear.all_rows.filter(household=row).update(km_to_main_road=3)
    sweep(2018, today=date(2018, 5, 4))
    [closed] = found()
    assert (closed.state, closed.closed_on, closed.closed_reason) == ("closed", date(2018, 5, 4), "资料已更正")
    HouseholdYear.all_rows.filter(household=row).update(km_to_main_road=9)
    sweep(2018, today=date(2018, 6, 1))
    [again] = found()
    assert (again.pk, again.state, again.opened_on, again.due_on) == (
        closed.pk,
        "open",
        date(2018, 6, 1),
        date(2018, 6, 16),
    )
    assert (again.closed_on, again.closed_reason) == (None, "")
    assert told(again) == ["opened", "closed", "reopened"]


def test_other_values_are_told_and_keep_the_due_day(places: object) -> None:
    row = far()
    sweep(2018, today=DAY)
    HouseholdYear.all_rows.filter(household=row).update(km_to_main_road=7)
    sweep(2018, today=date(2018, 5, 9))
    [finding] = found()
    assert (finding.values["km"], finding.due_on, told(finding)) == (
        "7.00",
        date(2018, 5, 17),
        ["opened", "changed"],
    )


def test_a_closed_household_has_no_findings(places: object) -> None:
    row = far()
    sweep(2018, today=DAY)
    Household.all_rows.filter(pk=row.pk).update(closed_year=2018)
    sweep(2018, today=DAY)
    assert [finding.state for finding in found()] == ["closed"]


def test_settings_of_the_nearest_region_count(places: object) -> None:
    near, other = far(JIACUNGUAN), far(NUOJIANG_VILLAGE)
    RuleSetting.objects.create(rule="64B", region=TONGJIANG, first_year=2017, active=False)
    RuleSetting.objects.create(rule="64B", region=YANGBAI, first_year=2018, parameters={"most": 7.5}, days=3)
    sweep(2018, today=DAY)
    assert [(finding.subject_id, finding.due_on) for finding in found()] == [(near.pk, date(2018, 5, 5))]
    assert other.pk != near.pk
    RuleSetting.objects.filter(region=YANGBAI).update(active=False)
    sweep(2018, today=DAY)
    assert [finding.closed_reason for finding in found()] == ["规则已停用"]


def test_a_change_of_a_fact_marks_its_village_and_the_sweep_works_it_off(places: object) -> None:
    far()
    assert set(DoubtMark.objects.values_list("area", flat=True)) >= {JIACUNGUAN}
    sweep_pending(today=DAY)
    assert len(found()) == 1
    assert DoubtMark.objects.count() == 0
    # The other year's and the quiet village's facts are not asked.
    MemberYear.all_rows.filter(area=JIACUNGUAN).update(remark="改")
    assert set(DoubtMark.objects.values_list("area", "year")) == {(JIACUNGUAN, 2018)}


def test_what_the_engine_itself_marks_is_no_mark_for_findings(places: object) -> None:
    sweep_pending()
    Change.objects.create(area=JIACUNGUAN, year=2018)
    assert DoubtMark.objects.count() == 0


def test_a_wide_mark_reaches_the_villages_below(places: object) -> None:
    far()
    DoubtMark.objects.all().delete()
    factories.county_year(TONGJIANG, rural_income_per_head=9000)
    assert set(DoubtMark.objects.values_list("area", flat=True)) == {TONGJIANG}
    sweep_pending(today=DAY)
    assert len(found()) == 1
    assert DoubtMark.objects.count() == 0


def test_a_move_takes_the_finding_along(places: object) -> None:
    row = far()
    sweep_pending(today=DAY)
    Household.all_rows.filter(pk=row.pk).update(area=XIANRENQIAN)
    sweep_pending(today=DAY)
    [finding] = found()
    assert (finding.area, finding.state, told(finding)) == (XIANRENQIAN, "open", ["opened"])


def exempted(finding: Finding, until: date) -> Exemption:
    Finding.all_rows.filter(pk=finding.pk).update(state="exempt")
    return Exemption.objects.create(
        finding=finding,
        area=finding.area,
        values=finding.values,
        reason="属实",
        expires_on=until,
        state="approved",
        proposed_by=1,
        proposed_name="甲",
        decided_by=2,
        decided_name="乙",
    )


def test_an_exemption_lasts_until_its_day_and_no_longer(places: object) -> None:
    far()
    sweep(2018, today=DAY)
    exempted(found()[0], date(2018, 6, 30))
    sweep(2018, today=date(2018, 6, 30))
    assert found()[0].state == "exempt"
    sweep(2018, today=date(2018, 7, 1))
    [finding] = found()
    assert (finding.state, finding.due_on, told(finding)) == ("open", date(2018, 7, 8), ["opened", "expired"])
    assert Exemption.objects.get().state == "expired"


def test_an_exemption_ends_when_the_confirmed_values_change(places: object) -> None:
    row = far()
    sweep(2018, today=DAY)
    exempted(found()[0], date(2018, 12, 31))
    HouseholdYear.all_rows.filter(household=row).update(km_to_main_road=30)
    sweep(2018, today=DAY)
    [finding] = found()
    assert (finding.state, Exemption.objects.get().state) == ("open", "changed")
    assert told(finding) == ["opened", "changed", "withdrawn"]


def test_the_command_says_what_it_did(places: object, capsys: pytest.CaptureFixture[str]) -> None:
    far()
    call_command("sweep_findings", "--year", "2018")
    last = capsys.readouterr().out.splitlines()[-1]
    assert '"year": 2018' in last
    assert '"opened": 1' in last


def marked() -> set[tuple[int, int | None]]:
    found = set(DoubtMark.objects.values_list("area", "year"))
    DoubtMark.objects.all().delete()
    return found


def test_a_pairing_turns_its_finding_without_waiting_for_the_night(cast: Any) -> None:
    row = factories.household(JIACUNGUAN)
    sweep_pending(today=DAY)
    assert [finding.state for finding in found("89A", subject_id=row.pk)] == ["open"]
    pairing = factories.pairing(cast.helper_cadre, row)
    assert set(DoubtMark.objects.values_list("area", "year")) == {(JIACUNGUAN, None)}
    sweep_pending(today=DAY)
    assert [finding.state for finding in found("89A", subject_id=row.pk)] == ["closed"]
    type(pairing).all_rows.filter(pk=pairing.pk).update(ends_on=None)
    assert marked() == set()
    type(pairing).all_rows.filter(pk=pairing.pk).update(ends_on=date(2018, 1, 1))
    assert marked() == {(JIACUNGUAN, None)}
    pairing.delete()
    assert marked() == {(JIACUNGUAN, None)}


def test_a_project_marks_its_places_and_its_progress_does_not(places: object) -> None:
    marked()
    road = Project.all_rows.create(code="X1", name="道路", area=YANGBAI, year=2018)
    assert marked() == {(YANGBAI, 2018)}
    ProjectVillage.all_rows.create(project=road, area=JIACUNGUAN)
    assert marked() == {(JIACUNGUAN, 2018)}
    Project.all_rows.filter(pk=road.pk).update(progress=40, content="改")
    assert marked() == set()
    Project.all_rows.filter(pk=road.pk).update(year=2019)
    assert marked() == {(YANGBAI, 2018), (YANGBAI, 2019)}
