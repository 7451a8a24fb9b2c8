"""The forms of an expectation: a page, a path of the REST interface, what is open to everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.accounts.rights import Action
from tests.matrix.world import Subject, Subjects, World, nowhere

Body = Callable[[World, Subject], Mapping[str, Any]]


def empty(world: World, subject: Subject) -> Mapping[str, Any]:
    """A body with nothing in it: reaches the form and goes no further."""
    return {}


def a_step(world: World, subject: Subject) -> Mapping[str, Any]:
    """A step that exists, of no case: reaches the form and goes no further."""
    return {"step": "appraise"}


@dataclass(frozen=True)
class Page:
    """One method of one page. ``action`` None: every signed-in person, also without a post.

    ``shows``: a list that must contain the head's name of every household its reader sees, which proves that the
    search for foreign names is not looking at an empty page. ``query`` is added to the address. ``upwards``: the
    regions above the reader's own are open too (public facts only).
    """

    action: Action | None
    subjects: Subjects = nowhere
    method: str = "get"
    data: Body = empty
    ok: frozenset[int] = frozenset({200})
    hidden: int = 404
    query: str = ""
    shows: bool = False
    upwards: bool = False


@dataclass(frozen=True)
class Api:
    """A path of the REST interface, asked with the token of each county and without one (401)."""

    subjects: Subjects = nowhere
    public_regions: bool = False
    query: str = ""
    shows: bool = False


@dataclass(frozen=True)
class Public:
    """Open to everybody by design; ``why`` says the reason, the test that nobody's name is in it."""

    why: str
    method: str = "get"
    ok: frozenset[int] = frozenset({200})


Line = Page | Api | Public
GONE = frozenset({404})
WRITTEN = frozenset({200, 302, 400, 409, 422})  # reached: done, or refused by the form itself


def form_of(action: Action, subjects: Subjects) -> tuple[Page, Page]:
    """A form: shown by GET, sent by POST (here empty, so that it reaches the form and goes no further)."""
    return Page(action, subjects), Page(action, subjects, method="post", ok=WRITTEN)
