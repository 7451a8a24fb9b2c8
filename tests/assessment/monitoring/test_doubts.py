"""Rules about monitoring: for each a record that is a hit, and one that just is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessment.models import MonitoredHousehold, MonitorMeasure
from core.findings.models import DoubtMark, Finding
from core.findings.registry import rules
from core.findings.services import sweep
from core.procedures.models import Case, Policy, Round
from tests import factories
from tests.assessment.monitoring.scene import rules as procedure
from tests.cast import JIACUNGUAN

pytestmark = pytest.mark.django_db
DAY = date(2018, 10, 8)
SAFE = {"safe_water_solved": True, "danger_level": "A"}
Example = dict[str, Any]


def record(
    kinds: tuple[str, ...] = (), facts: Example | None = None, head: Example | None = None, **own: Any
) -> Example:
    return {"kinds": kinds, "facts": {**SAFE, **(facts or {})}, "head": head or {}, "own": own}


def exited(watched: bool = False, **facts: Any) -> Example:
    return {"facts": {**SAFE, "poverty_status": "1", **facts}, "head": {}, "own": {} if watched else None, "kinds": ()}


EXAMPLES: list[tuple[str, Example, Example]] = [
    ("61A", exited(danger_level="C"), exited(watched=True, danger_level="C")),
    ("61B", exited(safe_water_solved=False), exited(safe_water_solved=None)),
    ("77", record(net_income=40001), record(net_income=40000)),
    ("79", record(), record(("11",))),
    ("80A", record(risks=["03"], head={"health": ["1"]}), record(risks=["03"], head={"health": ["4"]})),
    ("80B", record(risks=["01"], head={"health": ["4"]}), record(risks=["01"], head={"health": ["2"]})),
    ("80C", record(risks=["04"], head={"labour_skill": "1"}), record(risks=["04"], head={"labour_skill": "3"})),
    ("80D", record(facts={"danger_level": "D"}), record(facts={"danger_level": "D"}, risks=["08"])),
    ("80E", record(facts={"safe_water_solved": False}), record(facts={"safe_water_solved": False}, risks=["10"])),
    ("81A", record(("06",), risks=["01"]), record(("07",), risks=["01"])),
    ("81B", record(("06",), risks=["09"]), record(("09",), risks=["09"])),
    ("81C", record(("06",), risks=["03"]), record(("10",), risks=["03"])),
    ("81D", record(("06",), risks=["08"]), record(("05",), risks=["08"])),
    ("81E", record(("05",), risks=["10"]), record(("06",), risks=["10"])),
    (
        "83A",
        record(eliminated_on=date(2019, 6, 1), way="1", after_year=2019, after_members=2),
        record(("11",), eliminated_on=date(2019, 6, 1), way="1", after_year=2019, after_members=2),
    ),
    (
        "84A",
        record(eliminated_on=date(2019, 4, 5), way="2"),
        record(eliminated_on=date(2019, 4, 6), way="2"),
    ),
    (
        "84B",
        record(eliminated_on=date(2019, 6, 1), way="1", after_year=2019, after_members=2, no_labour=True),
        record(eliminated_on=date(2019, 6, 1), way="2", no_labour=True),
    ),
    (
        "85",
        record(facts={"danger_level": "C"}, eliminated_on=date(2019, 6, 1), way="2"),
        record(facts={"danger_level": "B"}, eliminated_on=date(2019, 6, 1), way="2"),
    ),
    ("86", record(("12",), year=2021), record(("12",), year=2020)),
]


def made(example: Example, around: Round) -> int:
    row = factories.household(JIACUNGUAN, facts=example["facts"], head_facts=example["head"])
    if example["own"] is None:
        return row.pk
    case = Case.all_rows.create(
        round=around,
        code="monitoring",
        subject_type="household",
        subject_id=row.pk,
        area=row.area,
        year=2018,
        state="observing",
        opened_on=DAY,
        entered_on=DAY,
    )
    values = {
        "household_id": row.pk,
        "area": row.area,
        "case": case,
        "year": 2018,
        "category": "1",
        "risks": ["99"],
        "identified_on": DAY,
        "range_region": 0,
        "range_amount": 4000,
        "members": 2,
        "net_income": 7000,
        "claim_income": 0,
        "self_paid": 0,
        "no_labour": False,
    }
    own: MonitoredHousehold = MonitoredHousehold.all_rows.create(**(values | example["own"]))
    for kind in example["kinds"]:
        MonitorMeasure.all_rows.create(
            record=own, area=row.area, kind=kind, starts_on=DAY, provider="村", content="帮扶", entered_name="甲"
        )
    return row.pk


def test_each_rule_finds_its_hit_and_leaves_its_neighbour(places: object) -> None:
    procedure()
    around = Round.all_rows.create(
        policy=Policy.objects.get(code="monitoring"),
        code="monitoring",
        area=JIACUNGUAN,
        year=2018,
        number=1,
        opened_on=DAY,
        opened_name="甲",
    )
    of = {code: (made(bad, around), made(good, around)) for code, bad, good in EXAMPLES}
    sweep(2018)
    hits = set(Finding.all_rows.values_list("rule", "household_id"))
    missed = [code for code, (bad, _) in of.items() if (code, bad) not in hits]
    wrong = [code for code, (_, good) in of.items() if (code, good) in hits]
    assert (missed, wrong) == ([], [])
    own = {rule.code for rule in rules() if rule.source == "monitored"} | {"61A", "61B"}
    assert own == set(of)


def test_a_monitoring_record_and_its_measures_leave_marks(places: object) -> None:
    procedure()
    policy = Policy.objects.get(code="monitoring")
    around = Round.all_rows.create(
        policy=policy, code="monitoring", area=JIACUNGUAN, year=2018, number=1, opened_on=DAY, opened_name="甲"
    )
    made(record(("07",)), around)
    for table in (MonitorMeasure, MonitoredHousehold):
        DoubtMark.objects.all().delete()
        table.all_rows.all().update(area=JIACUNGUAN)
        assert not DoubtMark.objects.exists()
        table.all_rows.all().delete()
        assert list(DoubtMark.objects.values_list("area", "year")) == [(JIACUNGUAN, None)]
