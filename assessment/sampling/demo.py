"""Two samples of the demo's county: a households' one handed in by a third party, a villages' one just confirmed."""

from __future__ import annotations

from typing import Any, Final

from assessment.models import SampleUnit
from assessment.models.sampling import ANSWERS
from assessment.sampling.selectors import units_of
from assessment.sampling.services import Plan, survey_close, survey_confirm, survey_draw, unit_save
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import Actor

SEED: Final = "2018-11-05"
# Which of the drawn households have what, by their number in the sample; of the exited ones, by their place among them.
UNSAFE, DISAPPROVING, AWAY = 11, {5, 31}, {23}


def load(area: int, year: int, drawer: Actor, second: Actor, surveyor: Actor) -> None:
    """60 households and one village a stratum, drawn with a fixed seed."""
    households = Plan(area, year, f"{year} 年脱贫质量第三方评估", "household", "third", "proportional", 60, seed=SEED)
    villages = Plan(area, year, f"{year} 年漏评普查", "village", "third", "fixed", 2, by_township=False, seed=SEED)
    scope = SYSTEM_SCOPE
    first = survey_draw(actor=drawer, scope=scope, plan=households)
    survey_confirm(actor=second, scope=scope, pk=first.pk)
    drawn = list(units_of(scope=scope, survey=first))
    unsafe = [unit.number for unit in drawn if unit.exited and unit.number not in AWAY][UNSAFE:][:1]
    for unit in drawn:
        _enter(surveyor, scope, unit, unsafe=unit.number in unsafe)
    survey_close(actor=surveyor, scope=scope, pk=first.pk)
    other = survey_draw(actor=drawer, scope=scope, plan=villages)
    survey_confirm(actor=second, scope=scope, pk=other.pk)


def _enter(surveyor: Actor, scope: Scope, unit: SampleUnit, *, unsafe: bool) -> None:
    values: dict[str, Any]
    if unit.number in AWAY:
        values = {"reached": False, "note": "全家外出务工，三次未遇", "surveyor": surveyor.name}
    else:
        values = {**dict.fromkeys(ANSWERS, True), "reached": True, "approves": True, "surveyor": surveyor.name}
        if unsafe:
            values |= {"housing_ok": False, "note": "墙体开裂"}
        if unit.number in DISAPPROVING:
            values["approves"] = False
    unit_save(actor=surveyor, scope=scope, pk=unit.pk, values=values, version=unit.version)
