"""Undoing a batch: everything is as it was, but for what was edited since and what something hangs on (DESIGN 7)."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.models import ReductionTarget
from core.audit.models import AccessEvent
from core.audit.trail import SYSTEM, Actor, recorded
from core.changes.models import Change
from core.ledgers.kinds import kinds
from core.ledgers.models import Batch, BatchUndo, UndoKept
from core.ledgers.undo import look
from core.ledgers.undo_services import LookKeeper, undo_open
from households.models import Household, HouseholdVerdict, HouseholdYear, Member, MemberYear
from projects.models import IndustryDetail, Measure, Project
from tests import factories
from tests.assessment.scene import drain
from tests.books import household, households_book, id_number, imported, member, workbook
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, XIANRENQIAN
from tests.core.ledgers.project_book import PROJECTS
from villages.models import VillageYear

pytestmark = pytest.mark.usefixtures("places")
# Each act in a transaction of its own, as in life, so that the history tells who did which.
apart = pytest.mark.django_db(transaction=True)
# What an undoing may leave different: how often and by whom a row was last written.
OWN = ("version", "updated_by", "updated_at")


def undone(batch: int | None, *more: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON of the command."""
    out, code = io.StringIO(), 0
    try:
        call_command("undo_batch", str(batch), *more, stdout=out, stderr=io.StringIO())
    except SystemExit as exit:
        code = int(exit.code or 0)
    return code, json.loads(out.getvalue().splitlines()[-1])


def numbers(batch: int | None) -> tuple[int, int, int]:
    code, answer = undone(batch)
    assert code == 0, answer
    return answer["restored"] - answer["removed"], answer["removed"], answer["skipped"]


def everything() -> dict[str, list[str]]:
    """Every row of every table that an import of any kind writes, and the verdicts, but for OWN."""
    tables = {written.table for kind in kinds().values() for written in kind.written}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables | {"households_householdverdict", "villages_regionverdict"}):
            cursor.execute(f"SELECT (to_jsonb(t) - %s::text[])::text FROM {table} t ORDER BY id", [list(OWN)])
            found[table] = [row[0] for row in cursor.fetchall()]
    verdicts = ("households_householdverdict", "villages_regionverdict")
    # A verdict that went and came has a new number and time, and says the same.
    for table in verdicts:
        rows = [json.loads(row) for row in found[table]]
        found[table] = sorted(json.dumps({**row, "id": 0, "changed_at": 0}) for row in rows)
    return found


def book(count: int = 2, village: int = JIACUNGUAN, first: int = 0, **cells: Any) -> bytes:
    numbers = range(first, first + count)
    return households_book(
        [household(f"H{n}", village, **cells) for n in numbers],
        [member(f"H{n}", "张三", id_number(n + 1)) for n in numbers],
    )


def edit(code: str, **values: Any) -> None:
    """Somebody saves a household's facts."""
    with recorded(Actor(7, "李改", door="web"), reason="核实后更正"):
        HouseholdYear.all_rows.filter(household__code=code).update(**values)


def test_what_a_batch_created_is_gone_with_its_verdicts() -> None:
    call_command("load_standards", "data/standards.json", stdout=io.StringIO(), stderr=io.StringIO())
    imported("households", book(1, first=9))
    drain()
    before = everything()
    found = imported("households", book())
    drain()
    assert HouseholdVerdict.all_rows.count() == len(before["households_householdverdict"]) + 2
    assert numbers(found.batch) == (0, 4, 0)
    drain()
    assert everything() == before
    assert not Change.objects.exists()


def test_what_a_batch_changed_is_as_it_was() -> None:
    imported("households", book(住房面积=60, 联系电话="13800000001"))
    before = everything()
    found = imported("households", book(住房面积=90, 联系电话="13800000002", village=XIANRENQIAN))
    assert HouseholdYear.all_rows.get(household__code="H0").area == XIANRENQIAN
    assert numbers(found.batch) == (2, 0, 0)
    assert everything() == before
    row = Household.all_rows.get(code="H0")
    assert (row.version, row.updated_by) == (3, None)


def test_the_second_time_nothing_happens_and_it_says_so() -> None:
    found = imported("households", book())
    assert numbers(found.batch) == (0, 4, 0)
    before, events = everything(), AccessEvent.objects.count()
    code, answer = undone(found.batch)
    assert (code, answer) == (2, {"message": "这批导入已经撤销过，没有再做任何改动"})
    assert (everything(), AccessEvent.objects.count()) == (before, events)
    assert AccessEvent.objects.get().action == "ledgers.batch.undone"
    assert Batch.objects.get().state == Batch.State.UNDONE


@apart
def test_an_edited_family_stays_and_is_named() -> None:
    imported("households", book(住房面积=60))
    found = imported("households", book(住房面积=90))
    edit("H1", remark="量过")
    assert numbers(found.batch) == (1, 0, 1)
    areas = dict(HouseholdYear.all_rows.values_list("household__code", "housing_m2"))
    assert areas == {"H0": 60, "H1": 90}
    kept = UndoKept.objects.get()
    assert (kept.subject, kept.rows, kept.why, kept.who, kept.what) == ("张三户 H1", 1, "edited", "李改", "核实后更正")


def test_a_created_family_that_was_edited_stays_whole() -> None:
    found = imported("households", book())
    edit("H1", remark="量过")
    assert numbers(found.batch) == (0, 2, 2)
    assert list(Household.all_rows.values_list("code", flat=True)) == ["H1"]
    assert (Member.all_rows.count(), MemberYear.all_rows.count()) == (1, 1)


def test_an_edit_that_was_taken_back_stands_in_nobodys_way() -> None:
    imported("households", book(住房面积=60))
    before = everything()
    found = imported("households", book(住房面积=90))
    later = imported("households", book(住房面积=120))
    assert undone(found.batch)[0] == 2
    assert numbers(later.batch) == (2, 0, 0)
    assert numbers(found.batch) == (2, 0, 0)
    assert everything() == before


@apart
def test_a_later_import_is_named_as_what_changed_the_rows() -> None:
    found = imported("households", book(住房面积=60))
    imported("households", book(1, 住房面积=120))
    assert numbers(found.batch) == (0, 2, 2)
    assert UndoKept.objects.get().what == "导入贫困户与家庭成员"


def test_what_something_hangs_on_stays_and_says_what() -> None:
    found = imported("households", book())
    helper = factories.user("帮扶")
    factories.pairing(helper, Household.all_rows.get(code="H0"))
    Measure.all_rows.create(
        household=Household.all_rows.get(code="H0"), area=JIACUNGUAN, year=2018, name="养猪", kind="01"
    )
    assert numbers(found.batch) == (0, 2, 2)
    kept = UndoKept.objects.get()
    assert (kept.why, kept.what) == ("referred", "帮扶措施 1 条、结对 1 条")


def test_a_row_that_was_deleted_since_is_named_too() -> None:
    found = imported("villages", workbook({"村": [{"行政村代码": str(JIACUNGUAN), "是否贫困村": "是"}]}))
    with recorded(Actor(7, "李改", door="web")):
        VillageYear.all_rows.all().delete()
    code, answer = undone(found.batch)
    assert (code, BatchUndo.objects.get().state) == (2, BatchUndo.State.LOOKING)
    assert "没有可以撤销的行" in answer["message"]


def test_the_look_says_what_the_undoing_then_does() -> None:
    imported("households", book(1))
    found = imported("households", book(3, 住房面积=90))
    edit("H2", remark="量过")
    batch = Batch.objects.latest("pk")
    before = everything()
    seen = look(batch, LookKeeper(undo_open(batch, SYSTEM)), SYSTEM)
    assert (seen.restored, seen.removed, seen.edited, seen.referred) == (1, 2, 2, 0)
    undo = BatchUndo.objects.get()
    assert (undo.state, undo.effect is not None) == (BatchUndo.State.READY, True)
    assert everything() == before
    assert numbers(found.batch) == (1, 2, 2)


def test_a_batch_without_a_record_cannot_be_undone() -> None:
    found = imported("households", book())
    Batch.objects.get().writes.all().delete()
    before = everything()
    code, answer = undone(found.batch)
    assert (code, everything()) == (2, before)
    assert "不能撤销" in answer["message"]
    assert undone(999_999)[0] == 2


def test_villages_targets_measures_and_projects_are_undone_alike() -> None:
    village = {"行政村代码": str(JIACUNGUAN), "是否贫困村": "是", "总户数": 300}
    target = {"代码": str(JIACUNGUAN), "脱贫人口": 5}
    home = factories.household(JIACUNGUAN, head="措施户")
    pigs = {"户编号": home.code, "措施名称": "养猪", "产业类型": "养殖业", "奖补金额(元)": 2000}
    sheets: list[tuple[str, dict[str, list[dict[str, Any]]]]] = [
        ("villages", {"村": [village]}),
        ("targets", {"目标": [target]}),
        ("measures-industry", {"产业到户": [pigs]}),
        ("projects", PROJECTS),
    ]
    rows = {"villages": 1, "targets": 1, "measures-industry": 1, "projects": 4}
    for kind, sheet in sheets:
        before = everything()
        found = imported(kind, workbook(sheet))
        assert found.counts.refused == 0, found.problems
        assert numbers(found.batch) == (0, rows[kind], 0)
        assert everything() == before
        imported(kind, workbook(sheet))
    before = everything()
    found = imported("measures-industry", workbook({"产业到户": [{**pigs, "奖补金额(元)": 2500}]}))
    assert IndustryDetail.all_rows.get().award == 2500
    assert numbers(found.batch) == (1, 0, 0)
    assert everything() == before
    more = {**PROJECTS, "数量": [{**PROJECTS["数量"][0], "计划数量": 4}]}
    found = imported("projects", workbook(more))
    assert numbers(found.batch) == (1, 0, 0)
    assert everything() == before
    assert (VillageYear.all_rows.count(), ReductionTarget.all_rows.count(), Project.all_rows.count()) == (1, 1, 1)


def test_every_kind_can_name_what_it_keeps() -> None:
    for kind in kinds().values():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({kind.naming}) q(subject, label)")


CELLS = st.fixed_dictionaries(
    {},
    optional={
        "住房面积": st.integers(20, 200),
        "联系电话": st.sampled_from(["13800000001", "13800000002", None]),
        "不愁吃": st.sampled_from(["是", "否"]),
        "备注": st.sampled_from(["甲", "乙", None]),
    },
)
BOOKS = st.dictionaries(
    st.integers(0, 4), st.tuples(CELLS, st.sampled_from([JIACUNGUAN, XIANRENQIAN, CHENGGUAN_VILLAGE])), min_size=1
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=BOOKS, second=BOOKS)
def test_import_and_undo_leave_every_table_as_it_was(first: Any, second: Any) -> None:
    def load(rows: Any) -> Any:
        names = sorted({name for cells, _ in rows.values() for name in cells})
        return imported(
            "households",
            households_book(
                [
                    household(f"H{n}", village, **{name: cells.get(name) for name in names})
                    for n, (cells, village) in rows.items()
                ],
                [member(f"H{n}", "张三", id_number(n + 1)) for n in rows],
            ),
        )

    start = load(first)
    before = everything()
    found = load(second)
    written = found.counts.written
    if written:
        restored, removed, kept = numbers(found.batch)
        assert (restored, removed, kept) == (found.counts.updated, found.counts.created, 0)
    assert everything() == before
    if start.counts.written:
        numbers(start.batch)
    assert not Household.all_rows.exists()
