"""A recognised human decision about a village or county stands in for what is computed when it exits, both ways."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessment.drain import recompute
from assessment.exits.regions.certificates import lines_of
from assessment.exits.regions.readiness import county_readiness, village_readiness
from core.procedures.models import Case
from core.procedures.services import StepRefusedError
from tests.assessment.exits_scene import (
    DAY,
    apply_for,
    certified,
    county_certified,
    county_until,
    until,
    world,
)
from tests.assessment.scene import YEAR, drain
from tests.cast import JIACUNGUAN, TONGJIANG, Cast, signed_in
from tests.core.procedures.scene import paper, step
from villages.models import Recognition, RegionVerdict, VillageYear

pytestmark = pytest.mark.django_db
WORDS = "认定达标（通扶〔2018〕9 号，有效期至 2099-12-31）"


def decided(area: int = JIACUNGUAN, level: int = 5, kind: str = "met", **fields: Any) -> None:
    values = {"valid_until": date(2099, 12, 31), **fields}
    Recognition.all_rows.create(
        area=area, level=level, year=YEAR, kind=kind, reason="核查", document="通扶〔2018〕9 号", state="approved",
        proposed_by=1, proposed_name="甲", proposed_at=timezone.now(), decided_by=2, decided_name="乙",
        decided_at=timezone.now(), **values,
    )  # fmt: skip


def reasons() -> list[str]:
    return village_readiness([JIACUNGUAN], YEAR)[JIACUNGUAN].reasons()


@pytest.mark.parametrize(
    ("kind", "expected"), [("met", []), ("deferred", ["暂缓（通扶〔2018〕9 号，有效期至 2099-12-31）"])]
)
def test_a_recognised_decision_goes_before_the_verdict(cast: Cast, kind: str, expected: list[str]) -> None:
    world(dangerous_households=2)
    before = village_readiness([JIACUNGUAN], YEAR)[JIACUNGUAN]
    assert before.reasons() == ["系统判定未达标：危房户数（多 2 户）"]
    decided(kind=kind)
    after = village_readiness([JIACUNGUAN], YEAR)[JIACUNGUAN]
    assert (after.reasons(), after.outcome) == (expected, before.outcome)


def test_one_of_a_criterion_stands_in_for_that_criterion_only(cast: Cast) -> None:
    world(dangerous_households=2, hard_road=None)
    decided(criterion="dangerous_houses")
    assert reasons() == ["系统判定未知：通硬化路（缺：是否通硬化路）"]
    decided(criterion="hard_road")
    assert reasons() == []
    assert RegionVerdict.objects.get(area=JIACUNGUAN, year=YEAR).outcome is False


@pytest.mark.parametrize("fields", [{"valid_until": date(2018, 12, 31)}, {"state_later": "withdrawn"}])
def test_expired_or_withdrawn_it_counts_no_more(cast: Cast, fields: dict[str, Any]) -> None:
    world(dangerous_households=2)
    state = fields.pop("state_later", "")
    decided(criterion="dangerous_houses", **fields)
    if state:
        Recognition.all_rows.update(state=state)
    assert reasons() == ["系统判定未达标：危房户数（多 2 户）"]


def test_one_against_a_criterion_holds_a_village_that_meets_everything(cast: Cast) -> None:
    world()
    decided(kind="not_met", criterion="hard_road")
    assert reasons() == ["系统判定通硬化路认定不达标（通扶〔2018〕9 号，有效期至 2099-12-31）"]


def test_a_village_goes_on_with_it_until_it_is_withdrawn(cast: Cast) -> None:
    """With the department's agreement; the sheet and the page show the computed outcome and the decision."""
    world(dangerous_households=2)
    decided(criterion="dangerous_houses")
    _, case = until("certified", cast)
    line = next(line for line in lines_of([Case.all_rows.get(pk=case)])[case] if line.row.code == "dangerous_houses")
    assert (line.row.outcome, line.contradiction, line.lack) == (False, "", "")
    client = signed_in(cast.county_officer)
    for address in (
        f"/procedures/cases/{case}/",
        f"/region-exits/cases/{case}/sheet/",
        f"/assessment/regions/{JIACUNGUAN}/?year={YEAR}",
    ):
        page = client.get(address).content.decode()
        assert WORDS in page, address
        assert "未达标" in page, address
    Recognition.all_rows.update(state="withdrawn")
    paper("round", Case.all_rows.get(pk=case).round_id, "P10")
    with pytest.raises(StepRefusedError) as caught:
        step(cast.county_officer, "approve", [case], DAY, values={"met_on": "2018-10-08"})
    assert caught.value.reasons[case] == [
        "系统判定未达标：危房户数（多 2 户）",
        "危房户数：系统判定未达标，县housing局认定达标",
    ]


def test_a_department_that_says_no_is_still_heard(cast: Cast) -> None:
    world(dangerous_households=2)
    decided(criterion="dangerous_houses")
    _, case = until("checked", cast)
    certified(cast, case, dangerous_houses=False)
    found = lines_of([Case.all_rows.get(pk=case)])[case]
    assert [line.lack for line in found if line.lack] == [f"危房户数：{WORDS}，县housing局认定未达标"]


def test_a_county_applies_with_its_poor_villages_recognised(cast: Cast) -> None:
    world(dangerous_households=2)
    case = county_until("proposed", cast)
    paper("case", case, "P11")
    paper("case", case, "P22")
    county_certified(cast, case)
    with pytest.raises(StepRefusedError):
        step(cast.county_officer, "apply", [case], DAY, values={"met_on": "2018-10-01"})
    decided(TONGJIANG, 3, criterion="poor_villages_met")
    assert county_readiness([TONGJIANG], YEAR)[TONGJIANG].reasons(unsurveyed=True) == []
    step(cast.county_officer, "apply", [case], DAY + timedelta(days=1), values={"met_on": "2018-10-01"})


def test_recomputing_touches_no_recognition(cast: Cast) -> None:
    world(dangerous_households=2)
    decided(criterion="dangerous_houses")
    before = list(Recognition.all_rows.values_list())
    VillageYear.all_rows.filter(area=JIACUNGUAN).update(dangerous_households=5)
    drain()
    recompute(YEAR, 0)
    assert list(Recognition.all_rows.values_list()) == before
    _, cases = apply_for(cast.township_clerk, [JIACUNGUAN])
    assert len(cases) == 1
