"""Monitoring in the demo's village: three clues that wait, one household half way, one with measures and a visit,
and an ordinary household that is monitored.

Days are counted back from today, so that one clue is always past its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, cast

from django.utils import timezone

from assessment.exits.regions.demo import Person, person, picture
from assessment.monitoring import demo_ordinary
from assessment.monitoring.judged import judged, without_labour
from assessment.monitoring.services import ClueInput, clue_report, clue_take
from core.accounts.scope import SYSTEM_SCOPE, scope_of
from core.audit.trail import Actor, recorded
from core.evidence.services import Paper, attach
from core.procedures.models import Case, Notice
from core.procedures.services import Taken, take_step
from households.models import Household, HouseholdYear
from households.rules import OUT_OF_POVERTY

# (source, kind, department, reporter, content, days ago)
CLUES: Final = (
    ("3", "01", "通江县卫计局", "通江县卫计局", "住院自付费用超过 1 万元", 9),
    ("2", "07", "", "驻村工作队", "外出务工受伤返乡，尚未复工", 1),
    ("1", "06", "", "本人", "主要劳动力去世，申请帮扶", 0),
)
UNSTABLE, FRINGE = "脱贫不稳定户", "边缘易致贫户"
RISKS: Final = ({"risk1": "因病"}, {"risk1": "因缺劳动力", "risk2": "因残"})
VOTES: Final = {"votes_for": "36", "votes_against": "1"}


def fill(area: int, year: int, actor: Actor) -> None:
    """Before the verdicts: claims and self-paid expense of the village's exited households, which no workbook has,
    and ordinary households, which none of them names."""
    with recorded(actor, reason="演示资料"):
        rows = HouseholdYear.objects.within(SYSTEM_SCOPE).filter(area=area, year=year)
        rows.filter(poverty_status__in=OUT_OF_POVERTY).update(claim_income=0, compliant_self_paid=0)
        demo_ordinary.fill(area, year, actor)


def load(area: int, year: int) -> None:
    """After accounts, verdicts and procedures; nothing where the village has too few households within the range."""
    village, today = person("village"), timezone.localdate()
    fringe = demo_ordinary.fringe(area, year)
    if fringe is not None:
        _case(village, fringe, year, today - timedelta(days=20), {"risk1": "因病"}, "support", FRINGE)
    chosen = _within(area, year)
    if len(chosen) < len(CLUES) + len(RISKS):
        return
    for row, (source, kind, department, reporter, content, days) in zip(chosen, CLUES, strict=False):
        _clue(village, row, year, ClueInput(source, kind, today - timedelta(days=days), reporter, content, department))
    for row, risks, days, last in zip(chosen[len(CLUES) :], RISKS, (45, 6), ("observe", "post"), strict=False):
        _case(village, row, year, today - timedelta(days=days), risks, last)


def _within(area: int, year: int) -> list[Household]:
    rows = list(Household.objects.within(SYSTEM_SCOPE).filter(area=area, closed_year__isnull=True).order_by("code"))
    found = judged([row.pk for row in rows], year)
    return [row for row in rows if found[row.pk].status in OUT_OF_POVERTY and found[row.pk].above is False]


def _clue(who: Person, row: Household, year: int, told: ClueInput) -> int:
    found = clue_report(actor=who.actor, scope=scope_of(who.post), code=row.code, year=year, told=told)
    return int(found.pk)


def _case(
    village: Person, row: Household, year: int, on: date, risks: Mapping[str, str], last: str, category: str = UNSTABLE
) -> None:
    """A case carried from its clue to the step ``last``."""
    told = ClueInput("2", "01" if "因病" in risks.values() else "06", on, "驻村工作队", "入户走访发现收入骤减")
    pk = _clue(village, row, year, told)
    scope = scope_of(village.post)
    case = clue_take(actor=village.actor, post=village.post, scope=scope, pk=pk, year=year, today=on)
    town, county = person("town"), person("county")
    no_labour = "是" if without_labour(row.pk, year) else "否"
    checked = on + timedelta(days=6)
    way: tuple[tuple[Person, str, date, dict[str, str], tuple[tuple[str, str], ...]], ...] = (
        (village, "verify", on, _visit(category, risks, no_labour), (("case", "P18"),)),
        (county, "compare", on, {"assets": "比对无车辆、房产、企业登记"}, (("case", "P19"),)),
        (village, "appraise", on, VOTES, (("round", "P01"),)),
        (village, "post", on, {}, ()),
        (town, "check", checked, {}, (("notice", "P04"), ("round", "P09"))),
        (county, "approve", checked, {}, (("round", "P10"),)),
        (village, "support", checked, _measure(checked), ()),
        (village, "observe", checked + timedelta(days=30), {"note": "病情稳定，医保报销已到账"}, ()),
    )
    for who, step, day, values, papers in way:
        for bearer, kind in papers:
            _paper(who, _bearer(case, bearer), bearer, kind, day)
        _step(who, case, step, day, values)
        if step == last:
            return


def _visit(category: str, risks: Mapping[str, str], no_labour: str) -> dict[str, str]:
    return {"category": category, **risks, "no_labour": no_labour, "visitors": "罗平、驻村工作队"}


def _measure(day: date) -> dict[str, str]:
    return {
        "kind": "健康帮扶",
        "starts_on": day.isoformat(),
        "provider": "通江县卫计局",
        "content": "大病专项救治，落实家庭医生签约",
    }


def _bearer(case: int, bearer: str) -> int:
    row = Case.objects.within(SYSTEM_SCOPE).get(pk=case)
    if bearer == "round":
        return int(row.round_id)
    if bearer == "notice":
        return int(Notice.objects.within(SYSTEM_SCOPE).filter(round=row.round_id).latest("pk").pk)
    return case


def _paper(who: Person, pk: int, bearer: str, kind: str, day: date) -> None:
    upload = picture()
    attach(
        actor=who.actor,
        scope=scope_of(who.post),
        subject_type=bearer,
        subject_id=pk,
        upload=cast("Any", upload),  # the stubs say that an upload's size cannot be set
        paper=Paper(kind, day, "演示材料"),
    )
    upload.close()


def _step(who: Person, case: int, step: str, day: date, values: dict[str, str]) -> None:
    taken = Taken(
        on=day, key=f"demo-{step}", values=values, place="贾村观村务公开栏" if step == "post" else ""
    )  # fmt: skip
    take_step(
        actor=who.actor,
        post=who.post,
        scope=scope_of(who.post),
        case_ids=[case],
        step=step,
        taken=taken,
        today=day,
    )
