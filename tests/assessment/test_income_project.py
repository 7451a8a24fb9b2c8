"""参加一个增收项目 by hand: yes, no and unknown; what marks it; what a preview and the past say of it."""

from datetime import date, datetime

import pgtrigger
import pytest
from django.db import connection

from assessment.compile import compiled
from assessment.explain.household import explain_household
from assessment.replay.clocks import KNOWN, replayed
from assessment.selectors import Rule
from core.accounts.scope import SYSTEM_SCOPE
from households.models import Household, HouseholdVerdict, HouseholdYear, MemberYear
from projects.models import Measure, Project, ProjectBeneficiary
from tests.assessment.scene import YEAR, add_measure, add_project, drain, good_household, household_outcomes, release
from tests.cast import JIACUNGUAN, XIANRENQIAN

pytestmark = pytest.mark.django_db
T, F, U = True, False, None
CODE = "income_project"


def household(skill="1"):
    release("household", [CODE])
    return good_household(JIACUNGUAN, head="贾大山", head_facts={"labour_skill": skill}, measures=False)


def outcome(row):
    drain()
    return household_outcomes(row)[CODE]


def link(row, project):
    return ProjectBeneficiary.all_rows.create(project=project, household=row, area=row.area)


@pytest.mark.parametrize(
    ("kind", "status", "sector", "expected"),
    [
        ("01", "doing", "industry", T),
        ("02", "done", "work", T),
        ("04", "doing", "post", T),
        ("01", "doing", "asset", T),
        ("01", "planned", "industry", F),  # a plan is no taking part
        ("01", "stopped", "industry", F),
        ("02", "done", "training", F),  # a course is no project
        ("07", "done", "", F),
    ],
)
def test_measures(kind, status, sector, expected, places):
    row = household()
    add_measure(row, kind, status, sector=sector, stop_reason="停" if status == "stopped" else "")
    assert outcome(row) is expected


def test_nothing_written_down_is_unknown_and_another_year_says_nothing(places):
    row = household()
    assert outcome(row) is U
    add_measure(row, "01", year=YEAR - 1)
    assert outcome(row) is U


@pytest.mark.parametrize(("skill", "expected"), [("3", T), ("4", T), ("5", T), (U, U), ("2", U)])
def test_who_is_not_able_is_asked_nothing(skill, expected, places):
    assert outcome(household(skill)) is expected


@pytest.mark.parametrize(
    ("state", "category", "year", "expected"),
    [
        ("contracted", "101", YEAR, T),
        ("struck_off", "201", YEAR, T),
        ("building", "102", YEAR, T),
        ("funded", "101", YEAR, U),
        ("withdrawn", "101", YEAR, U),
        ("contracted", "111", YEAR, U),
        ("contracted", "101", YEAR - 1, U),
    ],
)
def test_projects(state, category, year, expected, places):
    row = household()
    link(row, add_project(state, category, year))
    assert outcome(row) is expected


def test_without_a_record_of_the_year_nobody_knows(places):
    row = household()
    add_measure(row)
    HouseholdYear.all_rows.filter(household=row).delete()
    assert outcome(row) is U


def test_whatever_happens_to_measures_links_and_projects_is_seen(places):
    row = household()
    project = add_project("funded")
    assert outcome(row) is U
    row_link = link(row, project)
    assert outcome(row) is U
    with pgtrigger.ignore("projects.Project:state_of_case"):
        Project.all_rows.update(state="contracted")
    assert outcome(row) is T
    Household.all_rows.filter(pk=row.pk).update(area=XIANRENQIAN)
    assert outcome(row) is T
    row_link.delete()
    assert outcome(row) is U
    measure = add_measure(Household.all_rows.get(pk=row.pk), "07")
    assert outcome(row) is F
    Measure.all_rows.filter(pk=measure.pk).update(kind="04")
    assert outcome(row) is T
    Measure.all_rows.all().delete()
    assert outcome(row) is U


def test_the_past_is_replayed_with_the_measures_and_projects_of_then(places):
    row = household()
    add_measure(row, "07")
    link(row, add_project("contracted"))
    drain()
    # One transaction is one moment for the history; before it nothing was stored, so there is no verdict of then.
    with replayed(KNOWN, datetime.fromisoformat("2016-01-01T00:00:00+08:00"), [JIACUNGUAN], YEAR):
        assert not HouseholdVerdict.all_rows.filter(household=row).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment = cursor.fetchone()[0]
    with replayed(KNOWN, moment, [JIACUNGUAN], YEAR):
        assert HouseholdVerdict.all_rows.get(household=row).outcomes == [True]


def test_a_standard_without_it_reads_no_project_table():
    plain = compiled("household", (Rule("food", "veto"),)).select
    assert "projects_" not in plain
    both = compiled("household", (Rule("food", "veto"), Rule(CODE, "veto"))).select
    assert both.count("projects_measure e") == 1
    assert both.count("projects_projectbeneficiary b") == 1


def test_the_explanation_says_what_is_missing_and_that_changes_it(places):
    row = household()
    drain()
    found = explain_household(scope=SYSTEM_SCOPE, code=row.code, year=YEAR)
    assert found.sentence == "还判不了，一项未知：参加增收项目（缺：本年度帮扶措施）"
    assert found.remedies[0].title == "登记本年度帮扶措施"
    add_measure(row, "07")
    drain()
    found = explain_household(scope=SYSTEM_SCOPE, code=row.code, year=YEAR)
    assert found.sentence == "差一项：参加增收项目：没有增收项目"
    assert found.remedies[0].title == "参加一个增收项目，并登记为帮扶措施"
    add_measure(row, "01", started_on=date(2018, 4, 1))
    assert outcome(row) is T
    MemberYear.all_rows.update(labour_skill=None)
    assert outcome(row) is T
