"""The township's plan in the matrix: a figure that it lacks, and a record, at each of the four villages."""

from __future__ import annotations

from core.accounts.rights import Action
from core.regions.codes import Level, area_range
from projects.models import Plan, PlanItem, PlanQuantity, VillageRecord, Workstream
from tests.cast import YANGBAI
from tests.matrix.lines import GONE, WRITTEN, Api, Line, Page, form_of
from tests.matrix.world import PLACES, Subject, World, at_level


def _item() -> PlanItem:
    plan, _ = Plan.all_rows.get_or_create(
        code="matrix", defaults={"area": YANGBAI, "title": "规划", "first_year": 2015, "last_year": 2020}
    )
    stream, _ = Workstream.objects.get_or_create(plan=plan, code="1", defaults={"label": "专项", "order": 0})
    item, _ = PlanItem.all_rows.get_or_create(
        plan=plan, code="ponds",
        defaults={"area": YANGBAI, "workstream": stream, "row": "B-41", "heading": "水利", "label": "山坪塘",
                  "unit": "口", "kind": "total", "order": 0},
    )  # fmt: skip
    return item


def at_quantities(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row, _ = PlanQuantity.all_rows.get_or_create(item=_item(), area=area, defaults={"missing": "share"})
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_records(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row, _ = VillageRecord.all_rows.get_or_create(area=area, kind="111", year=2018)
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_plan_items(world: World) -> list[Subject]:
    """The item seen from each village; a foreign village has no plan, so it is 404 there for its own people too."""
    _item()
    return [Subject(label, {"code": area, "item": "ponds"}, area) for label, area in PLACES.items()]


def at_planned_villages(world: World) -> list[Subject]:
    """The villages where the plan holds."""
    _item()
    low, high = area_range(YANGBAI)
    return [Subject(label, {"code": area}, area) for label, area in PLACES.items() if low <= area < high]


def at_coverage(world: World) -> list[Subject]:
    return [Subject(label, {"code": area, "item": "water", "state": "unknown"}, area) for label, area in PLACES.items()]


PLAN_LINES: dict[str, Line | tuple[Line, ...]] = {
    "api:plan-list": Api(),
    "api:plan-detail": Api(at_planned_villages),
    "plan-start": Page(Action.REGION_VIEW, ok=frozenset({302})),
    "plan-progress": Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
    "plan-villages": Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
    "plan-years": Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
    "plan-norms": Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
    "plan-idle": Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
    "plan-item": (
        Page(Action.REGION_VIEW, at_plan_items, ok=frozenset({200, 404})),
        Page(Action.TARGET_EDIT, at_plan_items, method="post", ok=GONE),
    ),
    "plan-records": (
        Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
        Page(Action.VILLAGE_EDIT, at_level(Level.VILLAGE), method="post", ok=WRITTEN),
    ),
    "plan-quantity": form_of(Action.TARGET_EDIT, at_quantities),
    "plan-record": Page(Action.VILLAGE_EDIT, at_records, method="post", ok=WRITTEN),
    "coverage": Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
    "coverage-households": Page(Action.HOUSEHOLD_VIEW, at_coverage),
}
