"""A poor village and its county on their way off the list: standards, facts, departments, and each step's papers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from assessment.exits.regions.services import Finding, certify
from core.accounts.models import User
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.procedures.models import Notice, Round
from core.procedures.services import cases_open, procedures_load, round_open
from tests import factories
from tests.assessment.scene import GOOD_VILLAGE, drain, good_household, line, release
from tests.cast import (
    BAZHONG,
    JIACUNGUAN,
    NUOJIANG_VILLAGE,
    SICHUAN,
    TONGJIANG,
    XIANRENQIAN,
    YANGBAI,
    Cast,
)
from tests.core.procedures.scene import acting, paper, photos, snapshot, step
from villages.models import CountyYear, RegionCertificate, RegionExit, VillageYear

YEAR, DAY = 2018, date(2018, 10, 8)
CRITERIA = ["assessed_incidence", "dangerous_houses", "hard_road"]
SECTORS = {"assessed_incidence": "poverty", "dangerous_houses": "housing", "hard_road": "traffic"}
COUNTY_CRITERIA = ["assessed_incidence", "poor_villages_met"]
FIGURES = {
    "sampled_exited": "1000",
    "wrong_exits": "5",
    "sampled_unregistered": "2000",
    "omitted": "3",
    "surveyed_households": "500",
    "approving_households": "490",
}


def policies(name: str) -> list[dict[str, Any]]:
    """The shipped procedures of ``data/procedures/NAME.json``."""
    text = (settings.BASE_DIR / "data" / "procedures" / f"{name}.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["procedures"]
    return found


def loaded() -> None:
    for name in ("village_exit", "county_exit"):
        procedures_load({"procedures": policies(name)}, actor=SYSTEM, scope=SYSTEM_SCOPE)


def world(**facts: Any) -> None:
    """贾村观: one household that meets everything among 1,000 people; three criteria a village; the county's four."""
    line()
    release("household", ["income_above_line", "food"])
    release("village", CRITERIA)
    release("county", [*COUNTY_CRITERIA, "wrong_exit_rate", "omission_rate", "recognition_rate"])
    good_household(JIACUNGUAN)
    factories.village_year(JIACUNGUAN, **{**GOOD_VILLAGE, "is_poor": True, "population": 1200, **facts})
    loaded()
    drain()


def department(sector: str) -> User:
    """The officer of a sector in 通江县."""
    known = User.objects.filter(username=f"dept-{sector}").first()
    if known is not None:
        return known
    person = factories.user(f"dept-{sector}")
    factories.post(person, Role.DEPARTMENT, TONGJIANG, office=f"县{sector}局", sector=sector)
    return person


def apply_for(
    person: User, ids: Sequence[int], area: int = YANGBAI, code: str = "village_exit"
) -> tuple[Round, list[int]]:
    actor, post, scope = acting(person)
    around = round_open(actor=actor, post=post, scope=scope, code=code, area=area, year=YEAR, on=DAY)
    return around, cases_open(actor=actor, post=post, scope=scope, round_id=around.pk, subject_ids=ids, on=DAY)


def certified(cast: Cast, case: int, *codes: str, **answers: bool) -> None:
    """Each sector certifies its own criterion; ``answers`` by indicator where it says no."""
    for code in codes or CRITERIA:
        sector = SECTORS[code]
        person = cast.county_officer if sector == "poverty" else department(sector)
        actor, post, scope = acting(person)
        good = answers.get(code, True)
        certify(actor=actor, post=post, scope=scope, findings=[Finding(case, code, good, "" if good else "现场不符")])


def officer(name: str, role: Role, area: int) -> User:
    """An account of that name, made when it is not there."""
    known = User.objects.filter(username=name).first()
    return known or factories.user(name, role, area)


COUNTY_WAY = ["proposed", "applied", "reviewed", "checked", "posted", "reported", "assessed", "approved", "exited"]
COUNTY_STEPS = ["apply", "review", "check", "post", "report", "assess", "approve", "announce"]
COUNTY_PAPERS = {
    "applied": ["P11", "P22"], "reviewed": ["P13"], "checked": ["P14"], "reported": ["P23"], "assessed": ["P15"],
    "approved": ["P16"],
}  # fmt: skip
COUNTY_DAYS = {"reported": 7, "assessed": 8, "approved": 9, "exited": 10}
COUNTY_VALUES = {"differs": "复核后更正", "met_on": "2018-10-01", "document": "川府函〔2018〕9 号", **FIGURES}


def county_carry(state: str, cast: Cast, case: int, who: User | None = None) -> None:
    """One step of a county's way, with its papers, at the earliest day."""
    province = officer("sichuan2" if state == "approved" else "sichuan", Role.PROVINCE, SICHUAN)
    people = {"applied": cast.county_officer, "reviewed": officer("bazhong", Role.CITY, BAZHONG)}
    if state == "applied":
        county_certified(cast, case)
    for kind in COUNTY_PAPERS.get(state, []):
        paper("case", case, kind)
    if state == "reported":
        paper("notice", Notice.all_rows.get(round__cases=case).pk, "P04")
    if state == "approved":
        drain()
    step(
        who or people.get(state, province), COUNTY_STEPS[COUNTY_WAY.index(state) - 1], [case],
        DAY + timedelta(days=COUNTY_DAYS.get(state, 0)), values=COUNTY_VALUES, place="省政府网站",
    )  # fmt: skip


def county_until(state: str, cast: Cast) -> int:
    """通江县 with 2,000 people in three villages, carried on to a state."""
    for area in (XIANRENQIAN, NUOJIANG_VILLAGE):
        factories.village_year(area, is_poor=False, rural_population=500)
    drain()
    _, cases = apply_for(cast.county_officer, [TONGJIANG], area=TONGJIANG, code="county_exit")
    for place in COUNTY_WAY[1 : COUNTY_WAY.index(state) + 1]:
        county_carry(place, cast, cases[0])
    return cases[0]


def second_officer() -> User:
    known = User.objects.filter(username="second").first()
    return known or factories.user("second", Role.COUNTY, TONGJIANG)


def county_certified(cast: Cast, case: int, *codes: str) -> None:
    """The county's poverty office certifies the criteria that the assessment does not find out."""
    actor, post, scope = acting(cast.county_officer)
    findings = [Finding(case, code, True) for code in codes or COUNTY_CRITERIA]
    certify(actor=actor, post=post, scope=scope, findings=findings)


WAY = ["listed", "applied", "checked", "certified", "approved", "posted", "announced", "delisted"]


def carry(state: str, cast: Cast, around: Round, case: int, day: date = DAY) -> None:
    """One step of a village's way, with its papers, at the earliest day."""
    if state == "applied":
        paper("case", case, "P11")
        step(cast.village_clerk, "apply", [case], day, values={"visited": "20"})
    elif state == "checked":
        paper("case", case, "P09")
        step(cast.township_clerk, "check", [case], day, values={"visited": "10"})
    elif state == "certified":
        certified(cast, case)
        paper("case", case, "P21")
        step(cast.county_officer, "certify", [case], day)
    elif state == "approved":
        paper("round", around.pk, "P10")
        step(cast.county_officer, "approve", [case], day, values={"met_on": "2018-10-08"})
    elif state == "posted":
        step(cast.township_clerk, "post", [case], day, place="镇政府公示栏")
    elif state == "announced":
        photos(case)
        step(cast.county_officer, "announce", [case], day + timedelta(days=7), place="县政府网站")
    elif state == "delisted":
        paper("round", around.pk, "P16")
        step(cast.county_officer, "delist", [case], day + timedelta(days=8), values={"document": "通脱贫〔2018〕3 号"})


def until(state: str, cast: Cast, area: int = JIACUNGUAN) -> tuple[Round, int]:
    around, cases = apply_for(cast.township_clerk, [area])
    for place in WAY[1 : WAY.index(state) + 1]:
        carry(place, cast, around, cases[0])
    return around, cases[0]


def everything() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    return (
        *snapshot(),
        list(RegionCertificate.all_rows.order_by("pk").values_list()),
        list(RegionExit.all_rows.values_list()),
        list(VillageYear.all_rows.order_by("pk").values_list("pk", "version", "is_delisted")),
        list(CountyYear.all_rows.order_by("pk").values_list()),
    )
