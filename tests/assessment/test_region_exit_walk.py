"""Random walks through village exit: no path leads to 出列 without every paper, certificate, clock and second person.

The checker knows the way by a table written by hand and by the walk's own journal, not by the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.exits.regions.services import CertificateRefusedError
from core.accounts.models import User
from core.procedures import blockers
from core.procedures.models import Case, Entry
from core.procedures.registry import GUARDS
from core.procedures.services import ProcedureError
from tests.assessment.exits_scene import CRITERIA, DAY, apply_for, certified, world
from tests.assessment.scene import drain
from tests.cast import JIACUNGUAN, Cast
from tests.core.procedures.scene import paper, photos, step
from villages.models import RegionCertificate, RegionExit, VillageYear

ORDER = ["apply", "check", "certify", "approve", "post", "announce", "delist"]
STATES = ["listed", "applied", "checked", "certified", "approved", "posted", "announced", "delisted"]
PAPERS = {"apply": 1, "check": 1, "certify": 1, "approve": 1, "announce": 2, "delist": 1}
KINDS = {"apply": "P11", "check": "P09", "certify": "P21"}
ROLES = {"apply": "village", "check": "township", "post": "township"}
VALUES = {"visited": "20", "met_on": "2018-10-08", "document": "通脱贫〔2018〕3 号"}
# go: the next step with all it wants, or without one thing; else something that happens beside it
MOVES = st.one_of(
    *[st.just(("go", ""))] * 8,
    st.tuples(st.just("go"), st.sampled_from(["paper", "certificate", "days", "role"])),
    st.tuples(st.just("beside"), st.sampled_from(["back", "worse", "better", "contradict", "skip"])),
)
reached: list[str] = []


@dataclass
class Walk:
    """One village on its way. ``met`` is what the facts say; ``papers`` when each kind of paper was brought."""

    cast: Cast
    today: date = DAY
    met: bool = True
    number: int = 0
    journal: list[tuple[str, bool, frozenset[str], date]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.around, cases = apply_for(self.cast.township_clerk, [JIACUNGUAN])
        self.case = cases[0]

    @property
    def state(self) -> str:
        return str(Case.all_rows.get(pk=self.case).state)

    def agreeing(self) -> frozenset[str]:
        """The criteria that a department has certified as reached, as the table has them."""
        rows = RegionCertificate.all_rows.filter(case=self.case, withdrawn_at=None, certified=True)
        back = Entry.objects.filter(case=self.case, decision="back").order_by("-id").first()
        return frozenset(rows.filter(at__gt=back.at).values_list("indicator", flat=True) if back else
                         rows.values_list("indicator", flat=True))  # fmt: skip

    def person(self, code: str, wrong: bool) -> User:
        right = {"village": self.cast.village_clerk, "township": self.cast.township_clerk}
        return self.cast.auditor if wrong else right.get(ROLES.get(code, ""), self.cast.county_officer)

    def prepare(self, code: str, missing: str) -> None:
        if missing != "paper":
            if code in KINDS:
                paper("case", self.case, KINDS[code])
            elif code in ("approve", "delist"):
                paper("round", self.around.pk, "P10" if code == "approve" else "P16")
            elif code == "announce":
                photos(self.case)
        if code == "certify":
            certified(self.cast, self.case, *(CRITERIA[:-1] if missing == "certificate" else CRITERIA))
        if code == "announce" and missing != "days":
            self.today += timedelta(days=7)

    def take(self, code: str, *, wrong: bool = False) -> None:
        self.number += 1
        agreeing = self.agreeing()
        try:
            step(
                self.person(code, wrong), code, [self.case], self.today,
                key=f"walk-{self.number}", values=VALUES, place="公示栏",
            )  # fmt: skip
        except ProcedureError:
            return
        self.journal.append((code, self.met, agreeing, self.today))

    def go(self, missing: str) -> None:
        if self.state != "delisted":
            code = ORDER[STATES.index(self.state)]
            self.prepare(code, missing)
            self.take(code, wrong=missing == "role")

    def beside(self, what: str) -> None:
        if what in ("worse", "better"):
            self.met = what == "better"
            VillageYear.all_rows.filter(area=JIACUNGUAN).update(dangerous_households=0 if self.met else 2)
            drain()
        elif what == "contradict":
            try:
                certified(self.cast, self.case, "dangerous_houses", dangerous_houses=False)
            except CertificateRefusedError:
                assert self.state not in ("checked", "certified")
        elif what == "skip" and self.state in STATES[:-2]:
            self.take(ORDER[STATES.index(self.state) + 1])
        elif what == "back" and self.state in STATES[1:6]:
            self.number += 1
            step(
                self.cast.township_clerk, "return", [self.case], self.today,
                key=f"walk-{self.number}", reason="重来",
            )  # fmt: skip
            self.journal.clear()


def check(walk: Walk) -> None:
    """The journal since the last return is the way so far, and each step had what the table wants."""
    codes = [code for code, *_ in walk.journal]
    assert codes == ORDER[: len(codes)]
    assert walk.state == STATES[len(codes)]
    days = {code: on for code, _, _, on in walk.journal}
    entries = {row.step: row for row in Entry.objects.filter(case=walk.case).order_by("id")}
    for code, met, agreeing, _ in walk.journal:
        assert met
        if code in ("certify", "approve"):
            assert agreeing == set(CRITERIA)
        assert len(entries[code].papers) >= PAPERS.get(code, 0)
        assert entries[code].role == ROLES.get(code, "county")
    if "announce" in days:
        assert days["announce"] >= days["post"] + timedelta(days=7)
    if "certify" in days:
        assert entries["certify"].actor_id not in (entries["apply"].actor_id, entries["check"].actor_id)
    left = RegionExit.all_rows.filter(area=JIACUNGUAN).exists()
    assert left == (codes == ORDER)
    assert VillageYear.all_rows.get(area=JIACUNGUAN).is_delisted is (True if left else None)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.lists(MOVES, min_size=8, max_size=14))
def _walks(cast: Cast, moves: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        walk = Walk(cast)
        for kind, what in moves:
            getattr(walk, kind)(what)
            check(walk)
        reached.append(walk.state)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_no_path_reaches_the_end_without_everything(cast: Cast) -> None:
    world()
    reached.clear()
    _walks(cast)
    # the walks are worth something only when some end and others do not
    assert "delisted" in reached
    assert len(set(reached)) >= 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "moves"),
    [
        ("region_certified", [("go", ""), ("go", ""), ("go", "certificate")]),
        ("village_exit_ready", [("go", ""), ("beside", "worse"), ("go", "")]),
    ],
)
def test_the_checker_notices_a_guard_that_is_gone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str, moves: list[tuple[str, str]]
) -> None:
    """The control: without the guard (and the frozen facts) the same walk is caught."""
    world()
    monkeypatch.setitem(GUARDS, name, lambda cases, day: {})
    monkeypatch.setattr(blockers, "_facts", lambda definition, cases, found: None)
    walk = Walk(cast)
    for kind, what in moves:
        getattr(walk, kind)(what)
    with pytest.raises(AssertionError):
        check(walk)
