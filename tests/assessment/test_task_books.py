"""The task book: every step once, in order, by whom it may, with what the facts say. Numbers by hand."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessment.models import ReductionTarget, TaskBook, TaskBookStep
from assessment.targets import task_books
from assessment.targets.errors import OutsideScopeError, TargetRefusedError
from assessment.targets.task_books import StepFacts
from core.accounts.rights import Role
from households.models import HouseholdYear
from tests import factories
from tests.assessment.roadmap import actor, build, scope, target
from tests.assessment.scene import add_member
from tests.cast import (
    CHENGGUAN_VILLAGE,
    TONGJIANG,
    XIANRENQIAN,
    YANGBAI,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast):
    build()
    return cast


# --- the task book ---


def issue(person, office, area, day=date(2018, 1, 10), document="文〔2018〕1 号"):
    return task_books.book_issue(
        actor=actor(person), scope=scope(office), office=office, area=area, year=2018, facts=StepFacts(day, document)
    )


def step(person, office, book, kind, day=date(2018, 12, 1), document="文〔2018〕2 号"):
    return task_books.book_step(
        actor=actor(person), scope=scope(office), office=office, pk=book.pk, kind=kind, facts=StepFacts(day, document)
    )


@pytest.fixture
def second(world):
    return factories.user("county_second", Role.COUNTY, TONGJIANG)


def test_a_book_goes_its_way_in_order_and_keeps_who_when_and_by_what(world, second):
    target(YANGBAI, persons=6, villages=1)
    book = issue(world.county_officer, TONGJIANG, YANGBAI)
    ReductionTarget.all_rows.update(persons=999)  # the book keeps what was issued
    step(world.county_officer, TONGJIANG, book, "file", date(2018, 2, 1))
    step(second, TONGJIANG, book, "accept")
    step(second, TONGJIANG, book, "strike", date(2018, 12, 5))
    book.refresh_from_db()
    assert (book.state, book.persons, book.villages) == ("struck", 6, 1)
    rows = TaskBookStep.objects.filter(book=book).order_by("id")
    assert list(rows.values_list("kind", "person", "on", "done_persons")) == [
        ("issue", "county_officer", date(2018, 1, 10), None),
        ("file", "county_officer", date(2018, 2, 1), None),
        ("accept", "county_second", date(2018, 12, 1), 6),
        ("strike", "county_second", date(2018, 12, 5), 6),
    ]
    with pytest.raises(TargetRefusedError):
        step(second, TONGJIANG, book, "strike")
    assert rows.count() == 4


@pytest.mark.parametrize("kind", ["accept", "reject", "strike"])
def test_no_step_is_skipped(world, second, kind):
    target(YANGBAI, persons=6)
    book = issue(world.county_officer, TONGJIANG, YANGBAI)
    with pytest.raises(TargetRefusedError, match="须先"):
        step(second, TONGJIANG, book, kind)
    with pytest.raises(TargetRefusedError):
        step(second, TONGJIANG, book, "issue")
    book.refresh_from_db()
    assert (book.state, book.steps.count()) == ("issued", 1)


def test_an_unfinished_task_is_neither_accepted_nor_struck(world, second):
    target(YANGBAI, persons=7)
    book = issue(world.county_officer, TONGJIANG, YANGBAI)
    step(second, TONGJIANG, book, "file", date(2018, 2, 1))
    with pytest.raises(TargetRefusedError, match="脱贫人口还差 1 人"):
        step(second, TONGJIANG, book, "accept")
    step(second, TONGJIANG, book, "reject")
    book.refresh_from_db()
    assert book.state == "filed"
    add_member(HouseholdYear.all_rows.filter(exit_year=2018, area=XIANRENQIAN).get().household)
    step(second, TONGJIANG, book, "accept")
    # an exit is taken back after the acceptance
    HouseholdYear.all_rows.filter(exit_year=2018, area=XIANRENQIAN).update(poverty_status="3")
    with pytest.raises(TargetRefusedError, match="不能销号"):
        step(second, TONGJIANG, book, "strike")
    book.refresh_from_db()
    assert book.state == "accepted"


def test_the_issuer_does_not_accept(world):
    target(YANGBAI, persons=6)
    book = issue(world.county_officer, TONGJIANG, YANGBAI)
    step(world.county_officer, TONGJIANG, book, "file", date(2018, 2, 1))
    with pytest.raises(TargetRefusedError, match="下达人以外"):
        step(world.county_officer, TONGJIANG, book, "accept")


def test_a_book_is_issued_once_from_above_with_a_target_and_a_document(world):
    with pytest.raises(TargetRefusedError, match="没有年度目标"):
        issue(world.county_officer, TONGJIANG, YANGBAI)
    target(YANGBAI, persons=6)
    for wrong in (
        lambda: issue(world.township_clerk, YANGBAI, YANGBAI),
        lambda: issue(world.county_officer, TONGJIANG, YANGBAI, document=" "),
        lambda: issue(world.county_officer, TONGJIANG, YANGBAI, day=timezone.localdate() + timedelta(1)),
    ):
        with pytest.raises(TargetRefusedError):
            wrong()
    with pytest.raises(OutsideScopeError):
        issue(world.county_officer, TONGJIANG, CHENGGUAN_VILLAGE)
    assert TaskBook.all_rows.count() == 0
    book = issue(world.county_officer, TONGJIANG, YANGBAI)
    with pytest.raises(TargetRefusedError, match="已经下达"):
        issue(world.county_officer, TONGJIANG, YANGBAI)
    with pytest.raises(TargetRefusedError, match="不能早于上一环节"):
        step(world.county_officer, TONGJIANG, book, "file", date(2018, 1, 9))
    assert book.steps.count() == 1


def test_steps_are_append_only(world):
    target(YANGBAI, persons=6)
    book = issue(world.county_officer, TONGJIANG, YANGBAI)
    for statement in ("UPDATE assessment_taskbookstep SET person = 'x'", "DELETE FROM assessment_taskbookstep"):
        with pytest.raises(Exception, match="annot"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskBook.objects.create(area=YANGBAI, year=2018)
    assert book.steps.get().person == "county_officer"


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_take_a_step_once(world):
    target(YANGBAI, persons=6)
    book = issue(world.county_officer, TONGJIANG, YANGBAI)
    people = [factories.user(f"county_{number}", Role.COUNTY, TONGJIANG) for number in range(4)]
    start = threading.Barrier(len(people))

    def file(person):
        start.wait(timeout=10)
        try:
            step(person, TONGJIANG, book, "file", date(2018, 2, 1))
        except TargetRefusedError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(file, people))
    assert sorted(answers) == ["done", "refused", "refused", "refused"]
    assert list(book.steps.order_by("id").values_list("kind", flat=True)) == ["issue", "file"]
