"""No path reaches strike-off without every document, clock and signature (issue 3, "shown by")."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.exits import household_effect
from core.accounts.models import Post
from core.accounts.rights import Role
from core.procedures import blockers
from core.procedures.registry import GUARDS
from core.procedures.services import stepping
from households.models import Household
from tests import factories
from tests.assessment.exits.scene import policies, ready, standard
from tests.assessment.exits.walks import Walk, check
from tests.cast import JIACUNGUAN, TONGJIANG, YANGBAI, Cast

OMISSIONS = ("paper", "days", "role", "twin", "drain", "objection")
NOISE = ("withdraw", "days", "edit", "settle", "object", "answer", "uphold", "back")
Move = tuple[str, str, int]
PLACES = st.integers(0, 11)
# Most moves carry the case on, so that walks come to the end; the rest tries to get it there the wrong way.
MOVES = st.one_of(
    *[st.tuples(st.just("go"), st.just(""), PLACES)] * 10,
    st.tuples(st.just("go"), st.sampled_from(OMISSIONS), PLACES),
    st.tuples(st.just("noise"), st.sampled_from(NOISE), PLACES),
)
reached: list[str] = []


@pytest.fixture
def world(cast: Cast) -> tuple[Cast, Household, dict[str, Post]]:
    policies()
    standard()
    # One person in three posts: each alone may act, and none of them twice on one case.
    twin = factories.user("twin", Role.VILLAGE, JIACUNGUAN)
    posts = {
        "village": Post.objects.get(user=twin),
        "township": Post.objects.get(user=cast.township_clerk),
        "county": Post.objects.get(user=cast.county_officer),
        "nobody": Post.objects.get(user=cast.department_officer),
        "twin_township": factories.post(twin, Role.TOWNSHIP, YANGBAI),
        "twin_county": factories.post(twin, Role.COUNTY, TONGJIANG),
    }
    posts["twin_village"] = posts["village"]
    return cast, ready()[0], posts


def run(walk: Walk, moves: list[Move]) -> None:
    for kind, what, place in moves:
        if kind == "go":
            walk.go(what, place)
        else:
            _noise(walk, what, place)
        check(walk)


def _noise(walk: Walk, what: str, place: int) -> None:
    acts: dict[str, Callable[[], object]] = {
        "withdraw": lambda: walk.withdraw(place),
        "days": lambda: setattr(walk, "today", walk.today + timedelta(days=place)),
        "edit": lambda: walk.edit(place),
        "settle": walk.settle,
        "object": walk.object,
        "answer": lambda: walk.answer(upheld=False),
        "uphold": lambda: walk.answer(upheld=True),
        "back": lambda: walk.back(("village", "township", "county")[place % 3]),
    }
    acts[what]()


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.lists(MOVES, min_size=10, max_size=22))
def _walks(world: tuple[Cast, Household, dict[str, Post]], moves: list[Move]) -> None:
    with transaction.atomic():
        walk = Walk(*world)
        run(walk, moves)
        reached.append(walk.stored.state)
        transaction.set_rollback(True)


def test_no_path_reaches_strike_off_without_everything(world: tuple[Cast, Household, dict[str, Post]]) -> None:
    reached.clear()
    _walks(world)
    # The walks are worth something only when some end and many do not.
    assert reached.count("struck") >= 3
    assert len(set(reached)) >= 4


def test_the_straight_way_is_open(world: tuple[Cast, Household, dict[str, Post]]) -> None:
    walk = Walk(*world)
    run(walk, [("go", "", 0)] * 8)
    assert walk.stored.state == "struck"


def nothing(*args: Any, **kwargs: Any) -> None:
    return None


def no_reasons(cases: object, day: object) -> dict[int, list[str]]:
    return {}


def _check(module: object, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    def disable(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(module, name, nothing)

    return disable


def _verdict(patch: pytest.MonkeyPatch) -> None:
    """The guard and the second look of the effect."""
    patch.setitem(GUARDS, "household_verdict_met", no_reasons)
    patch.setattr(household_effect, "RECHECKED", ())


def _fresh(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(GUARDS, "household_verdict_fresh", no_reasons)
    patch.setattr(household_effect, "RECHECKED", ())


def _facts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(blockers, "_facts", nothing)
    patch.setattr(household_effect, "changed_facts", lambda cases: {})


CONTROLS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], list[Move]]] = {
    "papers": (_check(blockers, "_papers"), [("go", "paper", 0)]),
    "clocks": (_check(blockers, "_clocks"), [("go", "days", 0)]),
    "objections": (_check(blockers, "_objections"), [("noise", "object", 0), ("go", "objection", 0)]),
    "roles": (_check(stepping, "_allowed"), [("go", "role", 0)]),
    "other person": (_check(stepping, "_other_person"), [("go", "twin", 0)]),
    "facts": (_facts, [("noise", "edit", 1), ("noise", "settle", 0)]),
    "verdict": (_verdict, [("noise", "edit", 4), ("noise", "settle", 0)]),
    "freshness": (_fresh, [("noise", "edit", 0), ("noise", "edit", 1), ("go", "drain", 0)]),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_an_engine_without_one_check_is_caught(
    world: tuple[Cast, Household, dict[str, Post]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The wrong move at a random place of the straight way: whole, it is refused; without the check, it is told."""
    disable, wrong = CONTROLS[name]
    draw = random.Random(20181008)
    disable(monkeypatch)
    for _ in range(12):
        at = draw.randrange(8)
        way: list[Move] = [("go", "", 0)] * 8
        moves = [*way[:at], *wrong, *way[at:]]
        with transaction.atomic():
            try:
                run(Walk(*world), moves)
            except AssertionError:
                return
            finally:
                transaction.set_rollback(True)
    pytest.fail("the checker did not notice")
