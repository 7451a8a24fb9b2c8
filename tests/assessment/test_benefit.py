"""Benefit of projects by hand, and against an independent SQL over random verdicts."""

from __future__ import annotations

import io
import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from assessment.benefit import selectors
from assessment.benefit.counts import changes, incomes, sums
from assessment.benefit.selectors import Wanted
from assessment.models import Standard
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.ledgers.exports import ExportQuery, export_write, ledgers
from core.regions.codes import area_range
from households.models import HouseholdVerdict
from projects.models import Project, ProjectBeneficiary
from tests import factories
from tests.assessment.benefit_scene import BEFORE, five, household, project
from tests.assessment.scene import YEAR, add_measure, drain, release
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, YANGBAI

pytestmark = pytest.mark.django_db
EVERYWHERE = {"after": YEAR, "low": 0, "high": 10**12}


def seen(*values: Any) -> tuple[Any, ...]:
    return values


def scope(area: int) -> Scope:
    return Scope(*area_range(area))


def evaluated(row: Project, reader: Scope = SYSTEM_SCOPE, after: str = "") -> selectors.Evaluation:
    found = selectors.evaluation(reader, row.pk, after)
    assert found is not None
    return found


def test_before_and_after_by_hand(places):
    found = evaluated(five()[0])
    whole, *indicators = found.changes
    assert (found.before, found.after) == (2017, 2018)
    # met, not met, unknown, no stored verdict (the new household and the ordinary one)
    assert (whole.before(), whole.after()) == ([1, 1, 1, 2], [3, 1, 0, 1])
    assert (whole.up, whole.down, whole.compared, whole.households) == (1, 1, 2, 5)
    told = {item.indicator: (item.before(), item.after(), item.up, item.down) for item in indicators}
    assert told == {
        "income_above_line": ([2, 1, 0, 2], [4, 0, 0, 1], 1, 0),
        "food": ([1, 1, 1, 2], [3, 1, 0, 1], 1, 1),
        "safe_housing": ([3, 0, 0, 2], [4, 0, 0, 1], 0, 0),
    }
    # 2,000 → 20,000; 10,000 ÷ 2 → 20,000 ÷ 2; 20,000 → 20,000
    assert seen(found.incomes.households, found.incomes.before, found.incomes.after) == (3, 5000, 20000)
    assert found.incomes.difference == 15000
    assert (found.sums.up, found.sums.down, found.sums.compared) == (1, 1, 2)
    assert (found.sums.before_none, found.sums.after_none) == (2, 1)


def test_cost_and_share_by_hand(places):
    row, rows = five()
    found = evaluated(row).sums
    assert (found.households, found.persons, found.poor_households, found.poor_persons) == (5, 6, 4, 5)
    assert seen(found.cost, found.per_household, found.per_person) == (90000, 18000, 15000)  # settled, not planned
    assert seen(found.reached, f"{found.share:.2f}") == (75000, "83.33")
    # amounts that were written down come first: of a registered household, an ordinary one, and one only planned
    add_measure(rows[0], status="done", project=row, amount=30000)
    add_measure(rows[3], status="doing", project=row, amount=15000)
    add_measure(rows[1], status="planned", project=row, amount=999)
    found = evaluated(row).sums
    assert seen(found.by_amount, found.reached, f"{found.share:.2f}") == (1, 30000, "33.33")
    Project.all_rows.filter(pk=row.pk).update(settled=None)
    found = evaluated(row).sums
    assert seen(found.cost, found.settled, found.share) == (100000, None, 30)


def test_what_cannot_be_told_is_not_guessed(places):
    bare = evaluated(project(total=Decimal(5000)))
    assert seen(bare.sums.cost, bare.sums.per_person, bare.sums.share, bare.changes, bare.judged) == (
        5000, None, None, [], False,
    )  # fmt: skip
    later = project(household(), year=2030, total=None)
    found = evaluated(later)
    # nobody has verdicts of a year that has not come, and an earlier one is no later one
    assert (found.after, found.judged, found.sums.cost, found.sums.per_person) == (2030, False, None, None)
    assert found.changes[0].after() == [0, 0, 0, 1]


def test_households_elsewhere_are_counted_and_not_compared(places):
    row = project(household(before={}), household(XIANRENQIAN, before={}), area=YANGBAI, total=Decimal(100))
    drain()
    town, village = evaluated(row, scope(YANGBAI)), evaluated(row, scope(JIACUNGUAN))
    assert (town.sums.households, town.sums.inside, town.changes[0].households) == (2, 2, 2)
    assert (village.sums.households, village.sums.inside, village.changes[0].households) == (2, 1, 1)
    assert selectors.evaluation(scope(NUOJIANG_VILLAGE), row.pk, "") is None


def world(dice: random.Random) -> list[Project]:
    """Random verdicts of two standards in both years, some of them missing; stored as the engine stores them."""
    release("household", ["income_above_line", "food", "safe_housing"], code="a")
    release("household", ["safe_housing", "power", "tv", "food"], code="b", region=TONGJIANG)
    standards = {row.pk: row.criteria.count() for row in Standard.objects.filter(state="released")}
    rows = []
    for number in range(40):
        area = dice.choice([JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE, CHENGGUAN_VILLAGE])
        row = factories.household(area, registered_from=dice.choice([0, 0, 2017, 2018, 2019, None]))
        rows.append(row)
        for year in (BEFORE, YEAR):
            standard = dice.choice([*standards, None])
            if standard is not None:
                outcomes = [dice.choice([True, True, False, None]) for _ in range(standards[standard])]
                whole = False if False in outcomes else (None if None in outcomes else True)
                HouseholdVerdict.all_rows.create(
                    household=row, area=area, year=year, members=dice.choice([1, 2, 3]), standard=standard,
                    income=dice.choice([None, 3000, 4500 + number]), outcome=whole, outcomes=outcomes,
                    values=[None] * len(outcomes), changed_at=timezone.now(),
                )  # fmt: skip
    made = []
    for number in range(9):
        chosen = dice.sample(rows, dice.choice([0, 3, 12]))
        area = [JIACUNGUAN, YANGBAI, NUOJIANG_VILLAGE, XIANRENQIAN][number % 4]
        total, settled = dice.choice([None, Decimal("12345.67")]), dice.choice([None, Decimal("9999.99")])
        made.append(project(*chosen, area=area, total=total, settled=settled))
    for row in rows[::5]:
        add_measure(row, project=dice.choice(made), amount=Decimal("111.11"))
    return made


# One row a household, indicator and year, unfolded: nothing of the product's statements.
ORACLE = """
WITH told AS (
  SELECT v.household_id, v.year, c.indicator,
    CASE WHEN u.outcome THEN 'met' WHEN NOT u.outcome THEN 'not' ELSE 'unknown' END AS state
  FROM households_householdverdict v
  CROSS JOIN LATERAL unnest(v.outcomes) WITH ORDINALITY AS u(outcome, place)
  JOIN (SELECT standard_id, indicator, row_number() OVER (PARTITION BY standard_id ORDER BY "order") AS place
        FROM assessment_criterion) c ON c.standard_id = v.standard AND c.place = u.place
)
SELECT i.indicator, COALESCE(a.state, 'none'), COALESCE(b.state, 'none'), count(*)
FROM projects_projectbeneficiary l
CROSS JOIN (SELECT DISTINCT t.indicator FROM told t JOIN projects_projectbeneficiary x USING (household_id)
            WHERE x.project_id = %(project)s AND t.year IN (2017, 2018)) i
LEFT JOIN told a ON a.household_id = l.household_id AND a.year = 2017 AND a.indicator = i.indicator
LEFT JOIN told b ON b.household_id = l.household_id AND b.year = 2018 AND b.indicator = i.indicator
WHERE l.project_id = %(project)s GROUP BY 1, 2, 3"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_transitions_equal_an_independent_unfolding(seed, places):
    made = world(random.Random(seed))
    found = changes([(row.pk, row.pk) for row in made], **EVERYWHERE)
    told = 0
    for row in made:
        with connection.cursor() as cursor:
            cursor.execute(ORACLE, {"project": row.pk})
            expected = {(name, a, b): count for name, a, b, count in cursor.fetchall()}
        got: Counter[tuple[str, str, str]] = Counter()
        for change in found.get(row.pk, [])[1:]:
            got.update({(change.indicator, a, b): n for (a, b), n in change.grid.items() if n})
        assert got == expected
        told += len(expected)
    assert told > 30


TOTALS = """
SELECT p.area / 1000 * 1000 AS town,
  count(*), sum(COALESCE(p.settled, p.total)),
  sum((SELECT count(*) FROM projects_projectbeneficiary b WHERE b.project_id = p.id)),
  sum((SELECT count(*) FROM projects_projectbeneficiary b JOIN households_member m USING (household_id)
       WHERE b.project_id = p.id AND m.joined_year <= 2018 AND COALESCE(m.left_year, 9999) > 2018)),
  sum((SELECT count(*) FROM projects_projectbeneficiary b
       JOIN households_householdverdict v ON v.household_id = b.household_id AND v.year = 2017 AND v.outcome = false
       JOIN households_householdverdict w ON w.household_id = b.household_id AND w.year = 2018 AND w.outcome
       WHERE b.project_id = p.id AND b.area BETWEEN 511921000000 AND 511921999999))
FROM projects_project p WHERE p.area BETWEEN 511921000000 AND 511921999999 AND p.year = 2018
GROUP BY 1 ORDER BY 1"""


@pytest.mark.parametrize("seed", [4, 5])
def test_totals_of_regions_equal_an_independent_sum(seed, places):
    made = world(random.Random(seed))
    found = selectors.summary(scope(TONGJIANG), Wanted(TONGJIANG, YEAR, YEAR))
    with connection.cursor() as cursor:
        cursor.execute(TOTALS)
        expected = cursor.fetchall()
    assert [
        (row.key, row.sums.projects, row.sums.cost, row.sums.households, row.sums.persons, row.sums.up)
        for row in found.groups
    ] == expected
    for at, name in ((1, "projects"), (3, "households"), (4, "persons"), (5, "up")):
        assert getattr(found.total, name) == sum(row[at] for row in expected)
    # money to the fen: the whole is the sum of the projects shown
    each = sums([(row.pk, row.pk) for row in made], after=YEAR, low=0, high=10**12)
    assert found.total.reached == sum(item.reached for item in each.values() if item.reached and item.cost is not None)
    for by in selectors.GROUPS:
        again = selectors.summary(scope(TONGJIANG), Wanted(TONGJIANG, YEAR, YEAR, by=by))
        assert sum(row.sums.projects for row in again.groups) == 9
        assert again.total.cost == found.total.cost


def test_medians_equal_a_naive_sort(places):
    made = world(random.Random(6))
    found = incomes([(row.pk, row.pk) for row in made], **EVERYWHERE)
    for row in made:
        pairs: list[list[Decimal]] = []
        for pk in ProjectBeneficiary.all_rows.filter(project=row).values_list("household", flat=True):
            rows = HouseholdVerdict.all_rows.filter(household=pk, income__isnull=False).order_by("year")
            if rows.count() == 2:
                pairs.append([(item.income or Decimal(0)) / item.members for item in rows])
        if not pairs:
            assert row.pk not in found
            continue
        for at, got in enumerate((found[row.pk].before, found[row.pk].after)):
            ordered = sorted(pair[at] for pair in pairs)
            middle = len(ordered) // 2
            want = (ordered[middle] + ordered[-1 - middle]) / 2
            assert got == want
        assert found[row.pk].households == len(pairs)


def test_a_village_sees_a_project_of_the_town_outside_its_totals(places):
    one = household(before={"no_worry_food": False})
    project(one, area=YANGBAI, total=Decimal(1000))
    project(one, total=Decimal(10))
    project(area=JIACUNGUAN, state="withdrawn", total=Decimal(7))
    drain()
    wanted = Wanted(JIACUNGUAN, YEAR, YEAR)
    found = selectors.summary(scope(JIACUNGUAN), wanted)
    assert seen(found.total.projects, found.total.cost, found.above, found.households) == (1, 10, 1, 1)
    assert selectors.evaluated(scope(JIACUNGUAN), wanted).count() == 2
    # the household counts once, whatever number of projects reaches it
    told, _ = selectors.before_and_after(scope(JIACUNGUAN), wanted)
    assert told == [] or told[0].households == 1


def test_the_workbook_has_a_row_a_project_and_a_row_an_indicator(places):
    five()
    query = ExportQuery(TONGJIANG, YEAR, scope(TONGJIANG))
    first, second = ledgers()["M16"].sheets(query)
    line = next(iter(first.rows))
    told = dict(zip([column.name for column in first.columns], line, strict=True))
    wanted = ("households", "persons", "per_person", "reached", "basis", "up", "income_more")
    assert [told[name] for name in wanted] == [5, 6, 15000, 75000, "报账", 1, 15000]
    assert next(row[2] for row in second.rows) == "户判定"
    assert export_write(ledgers()["M16"], query, io.BytesIO()) == 1 + 4
    empty = ExportQuery(CHENGGUAN_VILLAGE, YEAR, scope(TONGJIANG))
    assert [list(sheet.rows) for sheet in ledgers()["M16"].sheets(empty)] == [[], []]
