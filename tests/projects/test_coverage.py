"""六到农家 and 四有: has, lacks, unknown by hand; sums up; the households of each count."""

from __future__ import annotations

import pgtrigger
import pytest
from django.db import connection
from django.urls import reverse

from core.accounts.scope import SYSTEM_SCOPE
from projects.models import Project, ProjectQuantity, ProjectVillage
from projects.plans.coverage import ITEMS, STATES, closing, coverage, households_of
from tests import factories
from tests.cast import JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, YANGBAI, signed_in

pytestmark = pytest.mark.django_db
ALL = {
    "safe_water_solved": True, "has_power": True, "access_road_hard": True, "main_fuel": "4", "has_tv": True,
    "is_dangerous_house": False, "sanitary_toilet": True, "toilet_usable": True, "has_income_path": True,
}  # fmt: skip


@pytest.fixture
def world(cast):
    """A household without a record in three villages; beside them one with all, one lacking three, one half filled."""
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE):
        factories.household(area, year=None)
    factories.household(JIACUNGUAN, facts=ALL)
    factories.household(JIACUNGUAN, facts={**ALL, "safe_water_solved": False, "main_fuel": "1", "toilet_usable": False})
    factories.household(XIANRENQIAN, facts={"has_power": True, "toilet_usable": False})
    factories.household(XIANRENQIAN, facts=ALL, closed_year=2018)
    factories.village_year(JIACUNGUAN, hard_road=True, clinics=0, broadband=None)
    return cast


def triple(share):
    return share.has, share.lacks, share.unknown


def test_counts_by_hand_and_their_sum(world):
    total, lines = coverage(YANGBAI, 2018)
    by = {line.code: line for line in lines}
    jia, xian = by[JIACUNGUAN], by[XIANRENQIAN]
    assert (jia.households, xian.households) == (3, 2)
    assert {code: triple(share) for code, share in jia.shares.items()} == {
        "water": (1, 1, 1), "power": (2, 0, 1), "road": (2, 0, 1), "fuel": (1, 1, 1), "house": (2, 0, 1),
        "place": (1, 1, 1), "tv": (2, 0, 1), "path": (2, 0, 1),
    }  # fmt: skip
    assert triple(xian.shares["place"]) == (0, 0, 2)  # whether there is a toilet at all is not filled in
    assert triple(xian.shares["power"]) == (1, 0, 1)
    assert triple(jia.four) == (1, 1, 1)
    assert [triple(share) for share in jia.villages][:2] == [(1, 0, 0), (0, 1, 0)]
    assert triple(total.shares["power"]) == (3, 0, 2)
    county, towns = coverage(TONGJIANG, 2018)
    assert county.households == 6
    assert next(line for line in towns if line.code == YANGBAI).shares == total.shares
    assert NUOJIANG_VILLAGE // 1000 * 1000 in {line.code for line in towns}


@pytest.mark.parametrize(
    ("hard", "kind", "found"),
    [
        (None, "3", (1, 0, 1)),  # concrete
        (None, "4", (1, 0, 1)),  # asphalt
        (None, "2", (0, 1, 1)),  # gravel
        (False, "3", (0, 1, 1)),  # the question itself rules
        (None, None, (0, 0, 2)),
    ],
)
def test_the_kind_of_road_answers_for_a_blank(cast, hard, kind, found):
    factories.household(JIACUNGUAN, facts={"access_road_hard": hard, "access_road_type": kind})
    factories.household(JIACUNGUAN, year=None)
    total, _ = coverage(YANGBAI, 2018)
    assert triple(total.shares["road"]) == found
    listed = [households_of(SYSTEM_SCOPE, YANGBAI, 2018, "road", state).count() for state in STATES]
    assert tuple(listed) == found


def test_the_lists_are_as_long_as_the_counts(world):
    total, _ = coverage(YANGBAI, 2018)
    for code in ITEMS:
        counts = [households_of(SYSTEM_SCOPE, YANGBAI, 2018, code, state).count() for state in STATES]
        assert tuple(counts) == triple(total.shares[code]), code


def test_an_independent_sum(world):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM households_householdyear WHERE year = 2018 AND has_power "
            "AND area / 1000 * 1000 = %s AND household_id IN "
            "(SELECT id FROM households_household WHERE closed_year IS NULL)",
            [YANGBAI],
        )
        assert cursor.fetchone()[0] == coverage(YANGBAI, 2018)[0].shares["power"].has


def test_the_projects_that_would_close_a_gap(world):
    with pgtrigger.ignore("projects.Project:state_of_case"):  # the way there is no matter of this test
        row = Project.all_rows.create(code="X1", name="安全饮水工程", area=JIACUNGUAN, year=2018, state="in_library")
    ProjectVillage.all_rows.create(project=row, area=JIACUNGUAN)
    ProjectQuantity.all_rows.create(project=row, area=JIACUNGUAN, item="蓄水池", unit="口", planned=2)
    assert [found.project_id for found in closing(SYSTEM_SCOPE, YANGBAI, ITEMS["water"].words, 2018)] == [row.pk]
    assert closing(SYSTEM_SCOPE, YANGBAI, ITEMS["fuel"].words, 2018) == []
    with pgtrigger.ignore("projects.Project:state_of_case"):
        Project.all_rows.update(state="withdrawn")
    assert closing(SYSTEM_SCOPE, YANGBAI, ITEMS["water"].words, 2018) == []


def test_the_pages(world, django_assert_max_num_queries):
    page = signed_in(world.township_clerk)
    with django_assert_max_num_queries(50):
        text = page.get(reverse("coverage", args=[YANGBAI])).content.decode()
    assert "库中无项目" in text
    assert "清洁能源" in text
    listed = page.get(reverse("coverage-households", args=[YANGBAI, "water", "lacks"]))
    assert listed.status_code == 200
    assert page.get(reverse("coverage-households", args=[YANGBAI, "water", "none"])).status_code == 404
    assert page.get(reverse("coverage", args=[TONGJIANG])).status_code == 404
