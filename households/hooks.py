"""What the register's pages need from the assessment above it; ``config`` connects the real thing (DESIGN 2).

Unconnected, pages say only what the verdict row itself tells: the distance of the income to the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from households.models import HouseholdVerdict


class VerdictWords(Protocol):
    """Words about stored verdicts, for many rows at once."""

    def criteria(self, area: int, year: int) -> list[tuple[str, str]]:
        """(indicator, label) of the household criteria that may fail in ``area`` in ``year``."""

    def positions(self, indicator: str) -> Mapping[int, int]:
        """By standard: the place of an indicator in ``HouseholdVerdict.outcomes``, counted from 0."""

    def reasons(self, verdicts: Sequence[HouseholdVerdict]) -> Mapping[int, str]:
        """By household: what is missing, in a few words ("" when met)."""


class _Silent:
    def criteria(self, area: int, year: int) -> list[tuple[str, str]]:
        return []

    def positions(self, indicator: str) -> Mapping[int, int]:
        return {}

    def reasons(self, verdicts: Sequence[HouseholdVerdict]) -> Mapping[int, str]:
        return {}


_words: list[VerdictWords] = [_Silent()]


def connect(words: VerdictWords) -> None:
    """Called once by ``config`` when the program starts."""
    _words[0] = words


def verdict_words() -> VerdictWords:
    return _words[0]
