"""An exited household within the range of 4,000 yuan, the shipped procedure, and its way step by step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from assessment.models import Clue, MonitoredHousehold, MonitorMeasure, PovertyLine
from assessment.monitoring.services import ClueInput, clue_report, clue_take
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.procedures.models import Case, Entry, Notice
from core.procedures.services import procedures_load
from households.models import Household
from tests import factories
from tests.assessment.scene import INCOME
from tests.cast import JIACUNGUAN, Cast
from tests.core.procedures.scene import acting, paper, step

YEAR = 2018
DAY = date(2018, 10, 8)  # a Monday
IDENTIFIED = date(2018, 10, 13)


def shipped() -> dict[str, Any]:
    path = settings.BASE_DIR / "data" / "procedures" / "monitoring.json"
    payload: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return payload


def rules(amount: int = 4000, years: Sequence[int] = (2018, 2019)) -> None:
    procedures_load(shipped(), actor=SYSTEM, scope=SYSTEM_SCOPE)
    for year in years:
        PovertyLine.objects.create(region=0, year=year, purpose="monitor", amount=Decimal(amount))


def exited(area: int = JIACUNGUAN, **facts: Any) -> Household:
    """Two persons with 7,000 yuan net, 500 claims, 1,500 self-paid: 6,000, that is 3,000 a head."""
    row = factories.household(
        area,
        head=facts.pop("head", "监测户"),
        facts={
            **INCOME,
            "poverty_status": "1",
            "exit_year": 2017,
            "wage_income": 7000,
            "claim_income": 500,
            "compliant_self_paid": 1500,
            **facts,
        },
        head_facts={"labour_skill": "1"},
    )
    factories.member(row, facts={"labour_skill": "5"})
    return row


def told(**changes: Any) -> ClueInput:
    said: dict[str, Any] = {"source": "3", "kind": "01", "reporter": "县卫健局", "content": "自付过万"}
    return ClueInput(**{**said, "reported_on": DAY, **changes})


def reported(person: Any, row: Household, **changes: Any) -> Clue:
    actor, _, scope = acting(person)
    return clue_report(actor=actor, scope=scope, code=row.code, year=YEAR, told=told(**changes), today=DAY)


def taken(cast: Cast, row: Household, today: date = DAY) -> int:
    clue = reported(cast.village_clerk, row)
    actor, post, scope = acting(cast.village_clerk)
    return clue_take(actor=actor, post=post, scope=scope, pk=clue.pk, year=YEAR, today=today)


VERIFY = {"category": "脱贫不稳定户", "risk1": "因病", "risk2": "因残", "no_labour": "否", "visitors": "罗平"}
BLOCK = {
    "year": "2019",
    "after_education": "是",
    "after_medical": "是",
    "after_housing": "是",
    "after_water": "是",
    "risk_gone": "是",
    "after_wage": "9000",
    "after_business": "1000",
    "after_property": "0",
    "after_transfer": "500",
    "after_cost": "200",
    "after_claim": "0",
    "after_self_paid": "300",
}
MEASURE = {"kind": "健康帮扶", "starts_on": "2018-10-20", "provider": "县卫健局", "content": "大病专项救治"}
VOTES = {"votes_for": "30", "votes_against": "0"}
# step → (who, day, values, papers on the case, papers on the round)
WAY: dict[str, tuple[str, date, dict[str, str], str, str]] = {
    "verify": ("village_clerk", date(2018, 10, 8), VERIFY, "P18", ""),
    "compare": ("county_officer", date(2018, 10, 8), {"assets": "无异常"}, "P19", ""),
    "appraise": ("village_clerk", date(2018, 10, 8), VOTES, "", "P01"),
    "post": ("village_clerk", date(2018, 10, 8), {}, "", ""),
    "check": ("township_clerk", date(2018, 10, 13), {}, "", "P09"),
    "approve": ("county_officer", IDENTIFIED, {}, "", "P10"),
    "support": ("village_clerk", date(2018, 10, 20), MEASURE, "", ""),
    "propose": ("village_clerk", date(2019, 4, 14), BLOCK, "P20", ""),
    "out_appraise": ("village_clerk", date(2019, 4, 14), VOTES, "P01", ""),
    "out_post": ("village_clerk", date(2019, 4, 14), {}, "", ""),
    "out_check": ("township_clerk", date(2019, 4, 19), {}, "P09", ""),
    "out_approve": ("county_officer", date(2019, 4, 19), {}, "P10", ""),
    "announce": ("village_clerk", date(2019, 4, 19), {}, "", ""),
}


def take(code: str, cast: Cast, case: int, on: date | None = None, **changes: str) -> None:
    """One step of the way with its papers."""
    name, day, values, on_case, on_round = WAY[code]
    if on_case:
        paper("case", case, on_case)
    if on_round:
        paper("round", Case.all_rows.get(pk=case).round_id, on_round)
    if code in ("check", "out_check"):
        notice = Entry.objects.filter(case=case, notice__isnull=False).latest("id").notice
        assert notice is not None
        paper("notice", notice.pk, "P04")
    place = "村务公开栏" if code in ("post", "out_post", "announce") else ""
    step(getattr(cast, name), code, [case], on or day, values={**values, **changes}, place=place)


def until(code: str, cast: Cast, row: Household, **changes: str) -> int:
    """A case carried through ``code``; ``changes`` are those of the visit."""
    case = taken(cast, row)
    for name in list(WAY)[: list(WAY).index(code) + 1]:
        take(name, cast, case, **(changes if name == "verify" else {}))
    return case


def kept() -> tuple[object, ...]:
    """Everything that a denied act must leave as it was."""
    models: tuple[Any, ...] = (Case, Clue, MonitoredHousehold, MonitorMeasure)
    rows = [list(model.all_rows.order_by("pk").values_list()) for model in models]
    return (*rows, Entry.objects.count(), Notice.all_rows.count())
