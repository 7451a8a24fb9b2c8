"""Random walks through the shipped county exit: no path leads to 摘帽 without every paper, clock and certificate.

The checker knows the way by a table written by hand and by the walk's own journal, not by the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.accounts.models import User
from core.accounts.rights import Role
from core.procedures import blockers
from core.procedures.models import Case, Entry, Notice
from core.procedures.registry import GUARDS
from core.procedures.services import ProcedureError
from tests.assessment.exits_scene import (
    COUNTY_CRITERIA,
    COUNTY_VALUES,
    DAY,
    county_certified,
    county_until,
    officer,
    world,
)
from tests.assessment.scene import drain
from tests.cast import BAZHONG, JIACUNGUAN, SICHUAN, TONGJIANG, Cast
from tests.core.procedures.scene import paper, step
from villages.models import CountyYear, RegionCertificate, RegionExit, VillageYear

ORDER = ["apply", "review", "check", "post", "report", "assess", "approve", "announce"]
STATES = ["proposed", "applied", "reviewed", "checked", "posted", "reported", "assessed", "approved", "exited"]
KINDS = {
    "apply": ("P11", "P22"), "review": ("P13",), "check": ("P14",), "report": ("P23",), "assess": ("P15",),
    "approve": ("P16",),
}  # fmt: skip
PAPERS = {"apply": 2, "review": 1, "check": 1, "report": 2, "assess": 1, "approve": 1}
ROLES = {"apply": "county", "review": "city"}
# from here on the figures of the assessment decide too
SURVEYED = ("approve", "announce")
MOVES = st.one_of(
    *[st.just(("go", ""))] * 9,
    st.tuples(st.just("go"), st.sampled_from(["paper", "certificate", "days", "role", "same", "bad"])),
    st.tuples(st.just("beside"), st.sampled_from(["back", "worse", "better", "withdraw", "skip"])),
)
reached: list[str] = []


@dataclass(frozen=True)
class Moment:
    """What held when a step was taken."""

    step: str
    met: bool
    surveyed: bool
    certified: frozenset[str]
    on: date
    user: int


@dataclass
class Walk:
    """One county on its way. ``met``: its poor village meets everything; ``good``: what the assessment found."""

    cast: Cast
    today: date = DAY
    met: bool = True
    good: bool = False
    number: int = 0
    journal: list[Moment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.case = county_until("proposed", self.cast)

    @property
    def state(self) -> str:
        return str(Case.all_rows.get(pk=self.case).state)

    def agreeing(self) -> frozenset[str]:
        """The criteria that are certified as reached, as the table has them."""
        rows = RegionCertificate.all_rows.filter(case=self.case, withdrawn_at=None, certified=True)
        back = Entry.objects.filter(case=self.case, decision="back").order_by("-id").first()
        rows = rows.filter(at__gt=back.at) if back else rows
        return frozenset(rows.values_list("indicator", flat=True))

    def person(self, code: str, missing: str) -> User:
        if missing == "role":
            return officer("shixun", Role.INSPECTOR, BAZHONG) if code != "assess" else self.cast.inspector
        if code == "apply":
            return self.cast.county_officer
        if code == "review":
            return officer("bazhong", Role.CITY, BAZHONG)
        second = code in SURVEYED and missing != "same"
        return officer("sichuan2" if second else "sichuan", Role.PROVINCE, SICHUAN)

    def prepare(self, code: str, missing: str) -> None:
        for kind in KINDS.get(code, ())[1 if missing == "paper" else 0 :]:
            paper("case", self.case, kind)
        if code == "apply":
            codes = COUNTY_CRITERIA[:-1] if missing == "certificate" else COUNTY_CRITERIA
            county_certified(self.cast, self.case, *codes)
        if code == "report":
            if missing != "paper":
                paper("notice", Notice.all_rows.filter(round__cases=self.case).latest("id").pk, "P04")
            if missing != "days":
                self.today += timedelta(days=7)
        if code in SURVEYED:
            drain()

    def take(self, code: str, missing: str = "") -> None:
        self.number += 1
        person = self.person(code, missing)
        values = {**COUNTY_VALUES, "wrong_exits": "20"} if missing == "bad" else COUNTY_VALUES
        moment = Moment(code, self.met, self.good, self.agreeing(), self.today, person.pk)
        try:
            step(
                person, code, [self.case], self.today, key=f"walk-{self.number}", values=values, place="网站"
            )  # fmt: skip
        except ProcedureError:
            return
        self.journal.append(moment)
        if code == "assess":
            self.good = missing != "bad"

    def go(self, missing: str) -> None:
        if self.state != "exited":
            code = ORDER[STATES.index(self.state)]
            self.prepare(code, missing)
            self.take(code, missing)

    def beside(self, what: str) -> None:
        if what in ("worse", "better"):
            self.met = what == "better"
            VillageYear.all_rows.filter(area=JIACUNGUAN).update(dangerous_households=0 if self.met else 2)
            drain()
        elif what == "withdraw":
            rows = RegionCertificate.all_rows.filter(case=self.case, indicator=COUNTY_CRITERIA[0])
            rows.filter(withdrawn_at=None).update(withdrawn_at="2018-10-08T00:00:00Z", withdrawn_reason="误")
        elif what == "skip" and self.state in STATES[:-2]:
            self.take(ORDER[STATES.index(self.state) + 1])
        elif what == "back" and self.state in STATES[1:7]:
            self.number += 1
            step(
                officer("bazhong", Role.CITY, BAZHONG), "return", [self.case], self.today,
                key=f"walk-{self.number}", reason="重来",
            )  # fmt: skip
            self.journal.clear()


def check(walk: Walk) -> None:
    """The journal since the last return is the way so far, and each step had what the table wants."""
    codes = [moment.step for moment in walk.journal]
    assert codes == ORDER[: len(codes)]
    assert walk.state == STATES[len(codes)]
    entries = {row.step: row for row in Entry.objects.filter(case=walk.case).order_by("id")}
    moments = {moment.step: moment for moment in walk.journal}
    for moment in walk.journal:
        if moment.step != "assess":
            assert moment.met
        if moment.step in SURVEYED:
            assert moment.surveyed
        if moment.step in ("apply", "review"):
            assert moment.certified == set(COUNTY_CRITERIA)
        assert len(entries[moment.step].papers) >= PAPERS.get(moment.step, 0)
        assert entries[moment.step].role == ROLES.get(moment.step, "province")
    if "report" in moments:
        assert moments["report"].on >= moments["post"].on + timedelta(days=7)
    if "approve" in moments:
        assert moments["approve"].user != moments["assess"].user
    left = RegionExit.all_rows.filter(area=TONGJIANG).exists()
    assert left == (codes == ORDER)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.lists(MOVES, min_size=9, max_size=16))
def _walks(cast: Cast, moves: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        walk = Walk(cast)
        for kind, what in moves:
            getattr(walk, kind)(what)
            check(walk)
        reached.append(walk.state)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_no_path_reaches_the_exit_without_everything(cast: Cast) -> None:
    world()
    reached.clear()
    _walks(cast)
    # the walks are worth something only when some end and others do not
    assert "exited" in reached
    assert len(set(reached)) >= 3


GO = ("go", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "moves"),
    [
        ("region_certified", [("go", "certificate")]),
        ("region_certified", [GO, ("beside", "withdraw"), GO]),
        ("county_exit_ready", [GO, ("beside", "worse"), GO]),
        ("county_exit_met", [GO] * 5 + [("go", "bad"), GO]),
    ],
)
def test_the_checker_notices_a_guard_that_is_gone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str, moves: list[tuple[str, str]]
) -> None:
    """The control: with the guard every move is as it should be, without it the same walk is caught."""
    world()
    with transaction.atomic():
        _carried(cast, moves)
        transaction.set_rollback(True)
    monkeypatch.setitem(GUARDS, name, lambda cases, day: {})
    if name == "county_exit_ready":
        monkeypatch.setitem(GUARDS, "region_certified", lambda cases, day: {})
    with pytest.raises(AssertionError):
        _carried(cast, moves)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "moves"),
    [("_papers", [("go", "paper")]), ("_clocks", [GO] * 4 + [("go", "days")])],
)
def test_the_checker_notices_missing_papers_and_clocks(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str, moves: list[tuple[str, str]]
) -> None:
    world()
    monkeypatch.setattr(blockers, name, lambda *args: None)
    with pytest.raises(AssertionError):
        _carried(cast, moves)


@pytest.mark.django_db
def test_the_checker_notices_the_same_person(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    world()
    monkeypatch.setattr("core.procedures.services.stepping._other_person", lambda *args: None)
    with pytest.raises(AssertionError):
        _carried(cast, [GO] * 6 + [("go", "same")])


def _carried(cast: Cast, moves: list[tuple[str, str]]) -> None:
    walk = Walk(cast)
    for kind, what in moves:
        getattr(walk, kind)(what)
    check(walk)


@pytest.mark.django_db
def test_the_walk_leaves_the_survey_where_the_table_says(cast: Cast) -> None:
    """The table of this file and the stored figures agree on a walk without a detour."""
    world()
    _carried(cast, [GO] * 8)
    assert CountyYear.all_rows.get(area=TONGJIANG).wrong_exits == 5
