"""What the apps lend to procedures under a name: guards that answer why not, effects that carry out the end.

A guard sees all cases of a step at once, so a village's list costs as many queries as one household.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.audit.trail import Actor

if TYPE_CHECKING:
    from core.procedures.models import Case

# (cases, day of the step) → case id → reasons why the step may not be taken, in the user's words.
Guard = Callable[["Sequence[Case]", date], Mapping[int, list[str]]]
# Carries out what a step means for the facts, inside its transaction; (cases, actor, day, the form's values).
Effect = Callable[["Sequence[Case]", Actor, date, Mapping[str, object]], None]

GUARDS: dict[str, Guard] = {}
EFFECTS: dict[str, Effect] = {}


def guard(name: str) -> Callable[[Guard], Guard]:
    """Decorator: lend a guard under ``name``."""

    def lend(function: Guard) -> Guard:
        GUARDS[name] = function
        return function

    return lend


def effect(name: str) -> Callable[[Effect], Effect]:
    """Decorator: lend an effect under ``name``."""

    def lend(function: Effect) -> Effect:
        EFFECTS[name] = function
        return function

    return lend
