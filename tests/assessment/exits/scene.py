"""A village with households ready to exit, the shipped procedure, and its way step by step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from core.accounts.models import User
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.procedures.models import Entry, Round
from core.procedures.services import cases_open, procedures_load, round_open
from households.models import Household, HouseholdYear
from tests.assessment.scene import drain, good_household, line, release
from tests.cast import JIACUNGUAN, Cast
from tests.core.procedures.scene import acting, paper, step

YEAR = 2018
DAY = date(2018, 10, 8)
CODE = "household_exit"
CRITERIA = ["income_above_line", "food", "safe_housing", "basic_medical"]


def shipped() -> dict[str, Any]:
    path = settings.BASE_DIR / "data" / "procedures" / "household_exit.json"
    payload: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return payload


def policies() -> None:
    procedures_load(shipped(), actor=SYSTEM, scope=SYSTEM_SCOPE)


def standard() -> None:
    """More than 2,995 yuan a head, food, a safe house and medical insurance decide."""
    release("household", CRITERIA)
    line(2995)


def ready(area: int = JIACUNGUAN, count: int = 1, **fields: Any) -> list[Household]:
    """Households that meet the standard, not yet exited; their verdicts are computed."""
    rows = [good_household(area, head=f"达标户{number}", **fields) for number in range(1, count + 1)]
    drain()
    return rows


def begun(person: User, ids: Sequence[int], area: int = JIACUNGUAN, on: date = DAY) -> tuple[Round, list[int]]:
    actor, post, scope = acting(person)
    around = round_open(actor=actor, post=post, scope=scope, code=CODE, area=area, year=YEAR, on=on)
    return around, cases_open(actor=actor, post=post, scope=scope, round_id=around.pk, subject_ids=ids, on=on)


def notice_photos(case_id: int, *kinds: str) -> None:
    notice = Entry.objects.filter(case=case_id, notice__isnull=False).latest("id").notice
    assert notice is not None
    for kind in kinds:
        paper("notice", notice.pk, kind)


def papers_for(code: str, around: Round, cases: Sequence[int]) -> None:
    """Everything that the country-wide procedure asks for at ``code``."""
    for kind in {"appraise": ("P01", "P02", "P03"), "check": ("P09",), "approve": ("P10",)}.get(code, ()):
        paper("round", around.pk, kind)
    for kind in {"verify": ("A04", "A02"), "confirm": ("P07",)}.get(code, ()):
        for pk in cases:
            paper("case", pk, kind)
    if code == "check":
        notice_photos(cases[0], "P04", "P05")
    if code == "strike":
        notice_photos(cases[0], "P06")


VALUES = {
    "appraise": {"present": "40", "votes_for": "38", "votes_against": "2"},
    "verify": {"visitors": "罗平、陈立新"},
}
# step → (who, days after the beginning at the earliest)
WAY = {
    "appraise": ("village_clerk", 0),
    "verify": ("village_clerk", 0),
    "confirm": ("village_clerk", 0),
    "post": ("village_clerk", 0),
    "check": ("township_clerk", 7),
    "approve": ("county_officer", 7),
    "announce": ("township_clerk", 7),
    "strike": ("county_officer", 14),
}


def take(code: str, cast: Cast, around: Round, cases: Sequence[int], on: date | None = None, **fields: Any) -> None:
    """One step of the way with its papers, on the earliest day."""
    name, days = WAY[code]
    papers_for(code, around, cases)
    place = "村委会公示栏" if code in ("post", "announce") else ""
    step(
        getattr(cast, name),
        code,
        cases,
        on or DAY + timedelta(days=days),
        **{"values": VALUES.get(code, {}), "place": place, **fields},
    )


def until(code: str, cast: Cast, ids: Sequence[int]) -> tuple[Round, list[int]]:
    """A fresh round carried through ``code``."""
    around, cases = begun(cast.village_clerk, ids)
    for name in list(WAY)[: list(WAY).index(code) + 1]:
        take(name, cast, around, cases)
    return around, cases


def registered(row: Household, year: int = YEAR) -> tuple[str | None, int | None]:
    found = HouseholdYear.all_rows.get(household=row, year=year)
    return found.poverty_status, found.exit_year
