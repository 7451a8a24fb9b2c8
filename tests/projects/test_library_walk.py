"""Random walks through the shipped procedure of a project: nobody strikes off without every paper, clock and person.

The checker knows the way by the tables of the scene, written by hand, and by the walk's own journal.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.accounts.models import User
from core.accounts.rights import Role
from core.procedures import blockers
from core.procedures.models import Case, Entry
from core.procedures.registry import GUARDS
from core.procedures.services import FormError, ProcedureError
from projects.models import Asset, Project, ProjectInvestment, ProjectTarget
from tests import factories
from tests.cast import TONGJIANG, Cast
from tests.core.procedures.scene import step
from tests.projects.library_scene import PHOTOS, WAY, Journey, shipped

pytestmark = pytest.mark.django_db
ORDER = [code for code, *_ in WAY]
STATES = [
    "draft", "proposed", "village_notice", "town_reviewed", "town_notice", "dept_appraised", "county_approved",
    "in_library", "planned", "funded", "tendering", "contracted", "building", "accepted", "settled", "announced",
    "asset_registered", "struck_off",
]  # fmt: skip
PAPERS = {code: len(kinds) + (code in PHOTOS) for code, _, kinds, _, _ in WAY}
# ten days of a notice: the step after it, the step that posted it
HANGS = {"review": "post_village", "appraise": "post_town", "plan": "enter", "register": "announce"}
OTHERS = {
    "review": ["propose"], "appraise": ["propose", "review"], "decide": ["review", "appraise"], "accept": ["start"],
    "settle": ["accept"], "strike": ["register"],
}  # fmt: skip
MOVES = st.one_of(
    *[st.just(("go", ""))] * 9,
    st.tuples(st.just("go"), st.sampled_from(["papers", "photo", "days", "role", "report", "actual", "asset"])),
    st.tuples(st.just("beside"), st.sampled_from(["back", "skip", "no_target", "money"])),
)
reached: list[str] = []
numbers = itertools.count()


class Walk(Journey):
    """A journey that leaves things out; the journal has the steps since it was last sent back."""

    def __init__(self, cast: Cast, second: User) -> None:
        super().__init__(cast, second)
        self.journal: list[tuple[str, date]] = []
        self.person_of: dict[str, int] = {}

    def move(self, kind: str, what: str) -> None:
        if self.state == STATES[-1]:
            return
        code = ORDER[STATES.index(self.state)]
        if kind == "go":
            if what != "papers":
                self.prepare(code, what)
            self.attempt(code, what)
        elif what == "skip" and code != ORDER[-1]:
            self.attempt(ORDER[ORDER.index(code) + 1], "")
        elif what == "back" and 1 <= STATES.index(self.state) <= 6:
            self.back()
        elif what == "no_target" and code in ("appraise", "decide"):
            self.without_target(code)
        elif what == "money" and code in ("review", "fund"):
            self.with_other_money(code)

    def attempt(self, code: str, what: str) -> None:
        """Whatever the engine says; a step that was taken goes into the journal."""
        before = self.today
        who = self.cast.auditor if what == "role" else None
        days = 9 if what == "days" and code in HANGS else None
        try:
            with transaction.atomic():
                self.go(code, by=who, days=days, key=f"walk-{next(numbers)}")
        except (ProcedureError, FormError):
            self.today = before
        else:
            self.journal.append((code, self.today))

    def back(self) -> None:
        step(
            self.cast.county_officer, "return", [self.case], self.today, key=f"back-{next(numbers)}", reason="重来"
        )  # fmt: skip
        self.journal.clear()

    def without_target(self, code: str) -> None:
        kept: list[Mapping[str, Any]] = list(ProjectTarget.all_rows.filter(project=self.row).values())
        ProjectTarget.all_rows.filter(project=self.row).delete()
        self.prepare(code)
        self.attempt(code, "")
        assert not self.journal or self.journal[-1][0] != code, "entered without a performance target"
        ProjectTarget.all_rows.bulk_create(ProjectTarget(**item) for item in kept)

    def with_other_money(self, code: str) -> None:
        ProjectInvestment.all_rows.filter(project=self.row, level="county").update(planned=Decimal("280000.01"))
        self.prepare(code)
        self.attempt(code, "")
        assert not self.journal or self.journal[-1][0] != code, "went on with money that does not add up"
        ProjectInvestment.all_rows.filter(project=self.row, level="county").update(planned=Decimal("280000.00"))


def check(walk: Walk) -> None:
    """The journal is the way so far, and every step in it had what the tables want."""
    codes = [code for code, _ in walk.journal]
    assert codes == ORDER[: len(codes)]
    row = Project.all_rows.get(pk=walk.row.pk)
    assert walk.state == row.state == STATES[len(codes)]
    days = dict(walk.journal)
    entries = {entry.step: entry for entry in Entry.objects.filter(case=walk.case).order_by("id")}
    for code in codes:
        assert len(set(entries[code].papers)) >= PAPERS[code], code
        if code in HANGS:
            assert (days[code] - days[HANGS[code]]).days >= 10, code
        assert entries[code].actor_id not in [entries[other].actor_id for other in OTHERS.get(code, [])], code
    if "accept" in codes:
        assert row.progress == 100
    if "settle" in codes:
        assert not ProjectTarget.all_rows.filter(project=row, actual="").exists()
    if "register" in codes:
        assert Asset.all_rows.filter(project=row).exists()
    assert (Case.all_rows.get(pk=walk.case).end == "done") == (codes == ORDER)


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.lists(MOVES, min_size=14, max_size=30))
def _walks(cast: Cast, second: User, moves: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        walk = Walk(cast, second)
        for kind, what in moves:
            walk.move(kind, what)
            check(walk)
        reached.append(walk.state)
        transaction.set_rollback(True)


def test_no_path_strikes_off_without_everything(cast: Cast) -> None:
    shipped()
    second = factories.user("county_second", Role.COUNTY, TONGJIANG)
    reached.clear()
    _walks(cast, second)
    # the walks are worth something only when some get far and not all to the same place
    assert max(STATES.index(state) for state in reached) >= STATES.index("building")
    assert len(set(reached)) >= 3


@pytest.mark.parametrize(
    ("name", "code", "missing"), [("project_asset", "register", "asset"), ("project_evaluated", "settle", "actual")]
)
def test_the_checker_notices_a_guard_that_is_gone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str, code: str, missing: str
) -> None:
    """The control: without the guard the same walk is caught."""
    shipped()
    monkeypatch.setitem(GUARDS, name, lambda cases, day: {})
    walk = Walk(cast, factories.user("county_second", Role.COUNTY, TONGJIANG))
    for _ in range(ORDER.index(code)):
        walk.move("go", "")
        check(walk)
    walk.move("go", missing)
    with pytest.raises(AssertionError):
        check(walk)


def test_the_checker_notices_papers_that_nobody_asks_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped()
    monkeypatch.setattr(blockers, "_papers", lambda definition, step, cases, standing, found: None)
    walk = Walk(cast, factories.user("county_second", Role.COUNTY, TONGJIANG))
    walk.move("go", "papers")
    with pytest.raises(AssertionError):
        check(walk)
