"""A seeded walk of edits, moves, imports, deletions and releases; every remembered moment must replay exactly."""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from django.db import connection

from assessment.claims import Worker
from assessment.replay import images
from assessment.replay.check import Evidence, audit, evidence
from assessment.replay.clocks import KNOWN, replayed
from core.changes.models import Change
from households.models import Household
from tests import books, factories
from tests.assessment.scene import release
from tests.faults.bursts import COUNTIES, TOWNSHIPS, VILLAGES, lay_out, one_write

YEAR = 2018
PLACES = (*VILLAGES, *TOWNSHIPS, *COUNTIES, 511900000000, 510000000000, 420600000000, 420000000000)


def drained() -> datetime:
    """Work everything off; the moment after it."""
    assert Worker().work(seconds=60) is False
    assert Change.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def facts(rnd: Random, households: list[int]) -> None:
    """What clerks and repairs do, each statement a transaction of its own."""
    with connection.cursor() as cursor:
        for _ in range(rnd.randint(1, 6)):
            one_write(rnd, cursor, households)


def delete(rnd: Random, households: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM households_household WHERE id = %s", [rnd.choice(households)])


def delete_member(rnd: Random, households: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (SELECT max(id) AS id FROM households_member WHERE household_id = %s), "
            "years AS (DELETE FROM households_memberyear y USING gone WHERE y.member_id = gone.id) "
            "DELETE FROM households_member m USING gone WHERE m.id = gone.id",
            [rnd.choice(households)],
        )


def arrive(rnd: Random, households: list[int]) -> None:
    households.append(factories.household(rnd.choice(VILLAGES), facts={"wage_income": rnd.choice([None, 9000])}).pk)


def workbook(rnd: Random, households: list[int]) -> None:
    """An import that makes a household and moves or changes it the next time."""
    number = rnd.randint(1, 4)
    village = rnd.choice(VILLAGES)
    cells = {"是否解决安全饮用水": rnd.choice(["是", "否"]), "是否危房户": rnd.choice(["是", "否"])}
    book = books.households_book(
        [books.household(f"W{number}", village=village, **cells)],
        [books.member(f"W{number}", "张三", books.id_number(number))],
    )
    assert books.figures(books.imported("households", book))[3] == 0


def standard(rnd: Random, households: list[int]) -> None:
    """The next version of a standard, or of a county's own."""
    codes = ["income_above_line", "safe_water", "safe_housing", "basic_medical", "food"]
    level = rnd.choice(["household", "household", "village"])
    if level == "village":
        release("village", rnd.sample(["assessed_incidence", "hard_road", "industry", "bus"], 2))
    else:
        release("household", rnd.sample(codes, 3), region=rnd.choice([0, 0, COUNTIES[1]]))


def criterion(rnd: Random, households: list[int]) -> None:
    """A repair past the pages: a criterion is removed or a threshold changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM assessment_criterion WHERE id = (SELECT max(c.id) FROM assessment_criterion c "
            "JOIN assessment_standard s ON s.id = c.standard_id WHERE s.level = 'household' AND s.state = 'released' "
            "AND c.order > 1)"
        )


def edition(rnd: Random, households: list[int]) -> None:
    """The edition of 2018 again, without some village or with it again."""
    missing = rnd.choice([None, *VILLAGES])
    names = {code: f"区划{code}" for code in PLACES if code != missing}
    factories.regions(names, date(2018, 10, 31))


STEPS = {facts: 12, delete: 2, delete_member: 2, arrive: 2, workbook: 3, standard: 2, criterion: 1, edition: 1}


def walk(seed: int, steps: int) -> list[tuple[datetime, Evidence]]:
    rnd = Random(seed)
    lay_out()
    remembered = [(drained(), evidence(YEAR))]
    households = list(Household.all_rows.values_list("id", flat=True))
    for _ in range(steps):
        rnd.choices(list(STEPS), list(STEPS.values()))[0](rnd, households)
        remembered.append((drained(), evidence(YEAR)))
    return remembered


def replayed_evidence(moment: datetime) -> Evidence:
    with replayed(KNOWN, moment, PLACES, YEAR):
        return evidence(YEAR)


def differing(remembered: list[tuple[datetime, Evidence]]) -> dict[int, list[Any]]:
    """Step → the subjects whose replay is not what was stored then."""
    found = {}
    for place, (moment, was) in enumerate(remembered):
        again = replayed_evidence(moment)
        if wrong := [key for key in was.keys() | again.keys() if was.get(key) != again.get(key)]:
            found[place] = wrong
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_remembered_moment_replays_exactly(transactional_db: Any, seed: int) -> None:
    remembered = walk(seed, 25)
    assert len({repr(sorted(was.items())) for _, was in remembered}) > 15, "the walk hardly changes anything"
    now = evidence(YEAR)
    assert differing(remembered) == {}
    # the log of changes says the same
    found = audit(YEAR, sample=60)
    assert (found.checked, found.different) == (60, 0)
    # and nothing was written meanwhile
    assert (evidence(YEAR), Change.objects.count()) == (now, 0)


CONTROLS = {
    "deletions are ignored": (" AND x.pgh_created_at >", " AND x.pgh_label <> 'delete' AND x.pgh_created_at >"),
    "the age of rows is ignored": ("COALESCE(x.inserted_at", "LEAST('-infinity'::timestamptz"),
    "the history is ignored": (" AND x.pgh_created_at >", " AND FALSE AND x.pgh_created_at >"),
}


@pytest.mark.parametrize("control", CONTROLS)
def test_the_controls_go_wrong(transactional_db: Any, monkeypatch: pytest.MonkeyPatch, control: str) -> None:
    remembered = walk(1, 25)
    original, (old, new) = images.state_at, CONTROLS[control]
    monkeypatch.setattr(images, "state_at", lambda *given: original(*given).replace(old, new))
    assert differing(remembered)


def test_the_audit_finds_a_history_with_holes(transactional_db: Any) -> None:
    walk(1, 12)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM households_householdyearevent")
        cursor.execute("RESET session_replication_role")
    found = audit(YEAR, sample=60)
    assert found.different
    assert found.examples[0].keys() == {"change", "household", "area", "at"}
