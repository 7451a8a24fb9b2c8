"""What the register's pages need from the apps above it; ``config`` connects the real thing (DESIGN 2).

Unconnected, pages say only what the verdict row itself tells: the distance of the income to the line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from core.accounts.scope import Scope
from households.models import HouseholdVerdict

if TYPE_CHECKING:
    from core.web.requests import OfficeRequest
    from households.selectors import Card


class CriterionLine(NamedTuple):
    """One criterion on paper."""

    label: str
    value: str
    threshold: str
    outcome: bool | None


@dataclass(frozen=True)
class ToldVerdict:
    """A stored verdict in words: the sentence and what it adds, each criterion, what to do, and by which standard."""

    sentence: str
    detail: str
    lines: Sequence[CriterionLine]
    remedies: Sequence[str]
    standard: str


class VerdictWords(Protocol):
    """Words about stored verdicts, for many rows at once."""

    def criteria(self, area: int, year: int) -> list[tuple[str, str]]:
        """(indicator, label) of the household criteria that may fail in ``area`` in ``year``."""

    def positions(self, indicator: str) -> Mapping[int, int]:
        """By standard: the place of an indicator in ``HouseholdVerdict.outcomes``, counted from 0."""

    def reasons(self, verdicts: Sequence[HouseholdVerdict]) -> Mapping[int, str]:
        """By household: what is missing, in a few words ("" when met)."""

    def told(self, scope: Scope, code: str, year: int) -> ToldVerdict | None:
        """One household's verdict for its paper card; None without a verdict."""


class _Silent:
    def criteria(self, area: int, year: int) -> list[tuple[str, str]]:
        return []

    def positions(self, indicator: str) -> Mapping[int, int]:
        return {}

    def reasons(self, verdicts: Sequence[HouseholdVerdict]) -> Mapping[int, str]:
        return {}

    def told(self, scope: Scope, code: str, year: int) -> ToldVerdict | None:
        return None


_words: list[VerdictWords] = [_Silent()]


def connect(words: VerdictWords) -> None:
    """Called once by ``config`` when the program starts."""
    _words[0] = words


def verdict_words() -> VerdictWords:
    return _words[0]


@dataclass(frozen=True)
class CardTab:
    """A tab of the household card that an app above brings: ``template`` is included with what ``context`` gives."""

    key: str
    label: str
    template: str
    context: Callable[[OfficeRequest, Card], dict[str, Any]]


# (scope, household, year) → field of the year's form → a sentence beside it; nothing is written.
FieldHints = Callable[[Scope, int, int], Mapping[str, str]]
_hints: list[FieldHints] = []


def add_field_hints(hints: FieldHints) -> None:
    """Called from the app's ``AppConfig.ready``: what else is known of a household's year."""
    _hints.append(hints)


def field_hints(scope: Scope, household: int, year: int) -> dict[str, str]:
    """What the apps above suggest beside the fields of the edit page."""
    return {name: words for hints in _hints for name, words in hints(scope, household, year).items()}


_tabs: dict[str, CardTab] = {}


def add_card_tab(tab: CardTab) -> None:
    """Called from the app's ``AppConfig.ready``; the tab stands before 帮扶责任人."""
    _tabs[tab.key] = tab


def card_tabs() -> Mapping[str, CardTab]:
    return _tabs
