"""No lost and no stolen verdict under bursts, kills and moves; and proof that this test can fail."""

import threading
import time

import psycopg2
import pytest
from django.db import connection

from assessment.claims import village_batch
from core.changes.models import Change
from households.models import Household, HouseholdVerdict, HouseholdYear, Member, MemberYear
from tests.assessment.oracle import differences
from tests.assessment.scene import drain
from tests.faults.bursts import NAME, VILLAGES, YEAR, Bursts, connect, lay_out, start_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]


@pytest.fixture
def registry(transactional_db):
    lay_out()


def test_bursts_of_writers_and_kills_leave_no_wrong_verdict(registry, long_form):
    rounds = 200 if long_form else 20
    wrong = []
    with Bursts(2018) as bursts:
        for number in range(rounds):
            found = bursts.round()
            if found:
                wrong.append((number, found[:3]))
    assert wrong == []
    assert bursts.terminated > rounds / 10


def test_the_control_with_marks_deleted_last_goes_wrong(registry, long_form):
    with Bursts(2018, "--late") as bursts:
        for _ in range(200 if long_form else 100):
            if bursts.round():
                return
    pytest.fail("the bursts do not find a variant that is known to lose marks")


def _when_sleeping():
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if _sleeps():
            return
        time.sleep(0.01)
    pytest.fail("the slow worker never computed")


def _sleeps():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = %s AND wait_event = 'PgSleep'",
            [NAME],
        )
        return cursor.fetchone() is not None


def _steal(*variant):
    """A worker holds the old village with an old snapshot while the household moves and is computed in its new one.

    On a machine so busy that the slow worker is through before us, nothing was stolen: once more, slower.
    """
    for seconds in (4, 12):
        if _stolen_in(seconds, *variant):
            break
    drain()
    return differences(YEAR)


def _stolen_in(seconds, *variant):
    row = Household.all_rows.filter(area=VILLAGES[1]).first()
    assert row is not None
    HouseholdYear.all_rows.filter(household=row).update(wage_income=1)
    slow = start_worker("--once", "--sleep", str(seconds), *variant)
    _when_sleeping()
    Household.all_rows.filter(pk=row.pk).update(area=VILLAGES[0])
    village_batch(bulk=False)
    in_time = _sleeps()
    assert HouseholdVerdict.all_rows.get(household=row).area == VILLAGES[0]
    assert slow.wait(30) == 0
    return in_time


def test_a_verdict_stolen_by_an_old_snapshot_comes_back(registry):
    drain()
    assert _steal() == []


def test_each_of_the_two_repairs_alone_brings_it_back(registry):
    drain()
    assert _steal("--careless") == []


def test_the_control_without_the_repairs_loses_the_stolen_verdict(registry):
    drain()
    trigger = "households_householdverdict_log_update"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE households_householdverdict DISABLE TRIGGER {trigger}")
        try:
            assert _steal("--careless") != []
        finally:
            cursor.execute(f"ALTER TABLE households_householdverdict ENABLE TRIGGER {trigger}")


def test_an_insert_that_races_with_a_move_is_refused(registry):
    row = Household.all_rows.filter(area=VILLAGES[1]).first()
    assert row is not None
    person = Member.all_rows.filter(household=row).first()
    assert person is not None
    MemberYear.all_rows.filter(member=person).delete()
    drain()
    mover, inserter = connect(), connect()
    with mover.cursor() as moving, inserter.cursor() as inserting:
        moving.execute("UPDATE households_household SET area = %s WHERE id = %s", [VILLAGES[0], row.pk])
        timer = threading.Timer(0.5, mover.commit)
        timer.start()
        with pytest.raises(psycopg2.IntegrityError):
            inserting.execute(
                "INSERT INTO households_memberyear (member_id, household_id, area, year) VALUES (%s, %s, %s, 2018)",
                [person.pk, row.pk, VILLAGES[1]],
            )
        inserter.rollback()
        timer.join()
    mover.close()
    inserter.close()
    assert not MemberYear.all_rows.filter(household=row).exclude(area=VILLAGES[0]).exists()
    assert set(Change.objects.values_list("area", flat=True)) == {VILLAGES[0], VILLAGES[1]}
    drain()
    assert differences(YEAR) == []
