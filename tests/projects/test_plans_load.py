"""The shipped plan, figure by figure from the document (DOMAIN B-23…B-53); refusals name item and field."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from projects.models import Plan, PlanItem, PlanQuantity, VillageRecord, Workstream
from projects.plans.errors import OutsideScopeError, PlanRefusedError, StalePlanError
from projects.plans.services import RecordInput, plans_load, plans_prepare, quantity_enter, record_add, record_end
from tests.projects.plan_scene import CODES, FILE, TOWN, VILLAGES, build, item, scope, shipped

pytestmark = pytest.mark.django_db


def planned(code: str, area: int = TOWN, phase: int = 0) -> Decimal | None:
    return PlanQuantity.all_rows.get(item__code=code, area=area, phase=phase).planned


def villages(code: str, phase: int = 0) -> set[str]:
    names = {area: name for name, area in CODES.items()}
    rows = PlanQuantity.all_rows.filter(item__code=code, phase=phase).exclude(area=TOWN)
    return {names.get(row.area, "社区") for row in rows}


def test_the_command_loads_the_plan_once():
    build(load=False)
    out = StringIO()
    call_command("load_plans", str(FILE), stdout=out)
    call_command("load_plans", str(FILE), stdout=out)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["plans"], first["items"]) == (1, 136)
    assert second == {"plans": 0, "items": 0, "quantities": 0}
    assert Workstream.objects.count() == 7
    assert {row for (row,) in PlanItem.all_rows.values_list("row")} == {f"B-{number}" for number in range(23, 54)}


def test_the_figures_of_the_document():
    build()
    bridges = [planned(code) for code in ("bridges", "bridge-metres", "bridge-money")]
    assert bridges == [16, 307, 24_560_000]
    houses = [planned(f"houses{part}") for part in ("", "-new", "-renovated", "-poor", "-old")]
    assert houses == [2125, 847, 1278, 625, 1500]
    known = [number or 0 for number in houses]
    assert known[1] + known[2] == known[0] == known[3] + known[4]
    assert [planned("phase-houses", phase=number) for number in (0, 1, 2, 3)] == [1500, 900, 300, 300]
    assert [planned("phase-settlements", phase=number) for number in (0, 1, 2, 3)] == [14, 8, 3, 3]
    assert villages("phase-houses", 1) == {
        "潘家河", "鹿溪沟", "仙人嵌", "朽石坎", "双凤垭", "盘龙山", "马口背", "永丰观"
    }  # fmt: skip
    assert villages("phase-houses", 2) | villages("phase-houses", 3) == set(VILLAGES) - villages("phase-houses", 1)
    assert [planned(code) for code in ("reservoirs", "ponds", "pond-volume", "tanks", "pump-stations")] == [
        7, 109, 660_000, 350, 21
    ]  # fmt: skip
    assert [planned(code) for code in ("dead-end-roads", "dead-end-km", "widened-roads", "extended-km")] == [
        11, 20, 28, 30
    ]  # fmt: skip
    assert [planned(f"{kind}-breeders", CODES["贾村观"]) for kind in ("cattle", "pig", "chicken")] == [1, 10, 5]
    assert len(villages("dried-fruit")) == 9
    assert len(villages("tourism-villages")) == 10


def test_lost_figures_are_null_and_say_so():
    build()
    lost = PlanQuantity.all_rows.filter(missing="lost").values_list("item__code", flat=True)
    assert set(lost) == {
        "grain-oil", "widened-km", "safe-water-persons", "sewage-mains", "tank-volume", "channels", "grid", "training",
        "place-new",
    }  # fmt: skip
    assert not PlanQuantity.all_rows.filter(missing="lost", planned__isnull=False).exists()
    assert item("place-new").year_lost
    assert item("phase-houses").year_lost


def wrong(change) -> str:
    payload = copy.deepcopy(shipped())
    change(payload["plans"][0])
    with pytest.raises(PlanRefusedError) as refused:
        plans_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE)
    assert Plan.all_rows.count() == 0
    return str(refused.value)


def first(plan):
    return plan["workstreams"][0]["projects"][0]["items"][0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda plan: plan.update(region="511921120"), "region：511921120000 不是已导入的乡镇"),
        (lambda plan: first(plan).update(total="多"), "指标 backward 的 total：「多」不是数"),
        (lambda plan: first(plan).update(villages=["张家村"]), "「张家村」不在本乡镇的村和社区里"),
        (lambda plan: first(plan).update(kind="weekly"), "指标 backward 的 kind：「weekly」不是口径"),
        (lambda plan: first(plan).update(counter="record.999"), "没有统计口径「record.999」"),
        (lambda plan: first(plan).update(due=12), "指标 backward 的 due：「12」不是年度"),
        (lambda plan: first(plan).pop("unit"), "指标 backward 的 unit：没有填写"),
        (lambda plan: first(plan).pop("total"), "指标 backward 的 total："),
        (lambda plan: first(plan).update(code="bridges"), "指标 bridges 的 code：编号重复"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence_and_loads_nothing(change, words):
    build(load=False)
    assert words in wrong(change)


def test_the_office_enters_a_lost_figure_and_loading_again_keeps_it():
    build()
    row = PlanQuantity.all_rows.get(item__code="widened-km")
    quantity_enter(actor=SYSTEM, scope=scope(), pk=row.pk, planned=Decimal(42), year=None, version=1)
    row.refresh_from_db()
    assert (row.planned, row.missing, row.source, row.version) == (Decimal(42), "lost", "form", 2)
    assert not plans_load(shipped(), actor=SYSTEM, scope=SYSTEM_SCOPE).changed
    row.refresh_from_db()
    assert row.planned == 42
    assert not plans_prepare(shipped(), actor=SYSTEM).changed


def test_a_given_figure_a_stale_form_and_a_foreign_office_change_nothing():
    build()
    given, lost = (PlanQuantity.all_rows.get(item__code=code) for code in ("bridges", "widened-km"))
    with pytest.raises(PlanRefusedError, match="已给出"):
        quantity_enter(actor=SYSTEM, scope=scope(), pk=given.pk, planned=Decimal(1), year=None, version=1)
    with pytest.raises(StalePlanError):
        quantity_enter(actor=SYSTEM, scope=scope(), pk=lost.pk, planned=Decimal(1), year=None, version=7)
    with pytest.raises(OutsideScopeError):
        quantity_enter(actor=SYSTEM, scope=scope(CODES["贾村观"]), pk=lost.pk, planned=Decimal(1), year=None, version=1)
    given.refresh_from_db()
    lost.refresh_from_db()
    assert (given.planned, lost.planned, lost.version) == (Decimal(16), None, 1)


def test_records_of_a_village():
    build(load=False)
    village = CODES["贾村观"]
    row = record_add(actor=SYSTEM, scope=scope(), area=village, values=RecordInput("111", 2017, Decimal(1)))
    with pytest.raises(OutsideScopeError):
        record_add(
            actor=SYSTEM, scope=scope(CODES["仙人嵌"]), area=village, values=RecordInput("111", 2017, Decimal(1))
        )
    with pytest.raises(PlanRefusedError, match="没有种类"):
        record_add(actor=SYSTEM, scope=scope(), area=village, values=RecordInput("999", 2017, Decimal(1)))
    with pytest.raises(PlanRefusedError, match="晚于"):
        record_end(actor=SYSTEM, scope=scope(), pk=row.pk, ended_year=2017)
    record_end(actor=SYSTEM, scope=scope(), pk=row.pk, ended_year=2019)
    assert VillageRecord.all_rows.get().ended_year == 2019
