"""The subjects of the matrix that monitoring has: at each of the four villages a clue and a monitored household."""

from __future__ import annotations

from datetime import date

from assessment.models import Clue, MonitoredHousehold
from core.procedures.models import Case, Policy, Round
from tests.assessment.monitoring.scene import rules
from tests.matrix.world import PLACES, Subject, World

DAY = date(2018, 10, 8)


def at_clues(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        household = world.household(area)
        row, _ = Clue.all_rows.get_or_create(
            household=household,
            area=area,
            defaults={
                "source": "1",
                "kind": "01",
                "reported_on": DAY,
                "reporter": "村民",
                "content": "住院",
                "check_due_on": DAY,
                "entered_name": "村干部",
            },
        )
        found.append(Subject(label, {"pk": row.pk}, area, household))
    return found


def at_monitored(world: World) -> list[Subject]:
    if not Policy.objects.filter(code="monitoring").exists():
        rules()
    found = []
    for label, area in PLACES.items():
        household = world.household(area)
        row = MonitoredHousehold.all_rows.filter(household=household).first() or _monitored(household.pk, area)
        found.append(Subject(label, {"pk": row.pk}, area, household))
    return found


def _monitored(household: int, area: int) -> MonitoredHousehold:
    around = Round.all_rows.create(
        policy=Policy.objects.get(code="monitoring"),
        code="monitoring",
        area=area,
        year=2018,
        number=1,
        opened_on=DAY,
        opened_name="村干部",
    )
    case = Case.all_rows.create(
        round=around,
        code="monitoring",
        subject_type="household",
        subject_id=household,
        area=area,
        year=2018,
        state="observing",
        opened_on=DAY,
        entered_on=DAY,
    )
    found: MonitoredHousehold = MonitoredHousehold.all_rows.create(
        household_id=household,
        area=area,
        case=case,
        year=2018,
        category="1",
        risks=["01"],
        identified_on=DAY,
        range_region=0,
        range_amount=4000,
        members=2,
        net_income=7000,
        claim_income=0,
        self_paid=0,
        no_labour=False,
    )
    return found
