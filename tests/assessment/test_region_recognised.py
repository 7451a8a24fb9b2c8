"""A recognised human decision about a village stands in for its verdict when it exits, both ways."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from assessment.exits.regions.readiness import village_readiness
from tests.assessment.exits_scene import world
from tests.assessment.scene import YEAR
from tests.cast import JIACUNGUAN, Cast
from villages.models import Recognition


@pytest.mark.parametrize(
    ("kind", "expected"), [("met", []), ("deferred", ["暂缓（通扶〔2018〕9 号，有效期至 2099-12-31）"])]
)
def test_a_recognised_decision_goes_before_the_verdict(cast: Cast, kind: str, expected: list[str]) -> None:
    world(dangerous_households=2)
    before = village_readiness([JIACUNGUAN], YEAR)[JIACUNGUAN]
    assert before.reasons() == ["系统判定未达标：危房户数（多 2 户）"]
    Recognition.all_rows.create(
        area=JIACUNGUAN, level=5, year=YEAR, kind=kind, reason="核查", document="通扶〔2018〕9 号",
        valid_until=date(2099, 12, 31), state="approved", proposed_by=1, proposed_name="甲",
        proposed_at=timezone.now(), decided_by=2, decided_name="乙", decided_at=timezone.now(),
    )  # fmt: skip
    after = village_readiness([JIACUNGUAN], YEAR)[JIACUNGUAN]
    assert (after.reasons(), after.outcome) == (expected, before.outcome)
