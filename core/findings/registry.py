"""Rules of doubtful data, told by the apps that own the facts (docs/findings.md says how to add one).

An app registers a ``Source`` (one row per subject of a year, with everything its rules ask) and ``Rule``s over it.
A sweep materialises each source once for the places concerned, then asks every rule by one set-based statement.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from core.accounts.scope import Scope

# Severity → (word, days to settle a finding where no region has set others).
SEVERITIES: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {"E": ("错误", 7), "W": ("疑点", 15), "I": ("提示", 30)}
)
# The groups of DOMAIN 7.4, in its order; measures and money last.
GROUPS: Final = (
    "身份与结构",
    "年龄与状况",
    "务工与岗位",
    "保险与待遇",
    "住房饮水土地",
    "收入",
    "过程与时间",
    "帮扶措施",
    "资金责任",
)


@dataclass(frozen=True)
class Source:
    """The rows that rules of one level ask.

    ``sql`` selects them for %(year)s and the villages %(areas)s: at least ``id`` (the subject), ``area``, and
    ``household`` (its household's id, NULL for a village); table names unqualified, so that a preview's copies are
    read where there are some. ``places`` selects the areas below [%(low)s, %(high)s) that have rows in %(year)s.
    ``over`` names sources registered before it whose laid rows ``sql`` reads, as ``doubt_NAME``.
    """

    name: str
    level: str
    sql: str
    places: str
    over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One check.

    ``code`` is the number of DOMAIN 7.4 with a letter where it holds several; ``legacy`` the Guizhou numbers.
    ``where`` is SQL over the alias ``s`` of the source's rows and may name %(year)s and the ``parameters``; three-
    valued, so a blank is no hit. ``values`` are what ``message`` names: name → SQL over ``s``; ``lists`` says which
    of them are codes of which code list. ``parameters`` are name → (label, default), changed by region and year.
    """

    code: str
    source: str
    severity: str
    label: str
    message: str
    where: str
    group: str
    legacy: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    first_year: int = 2014
    last_year: int = 2100

    @property
    def level(self) -> str:
        return _sources[self.source].level

    @property
    def defaults(self) -> dict[str, float]:
        return {name: default for name, (_, default) in self.parameters.items()}


# Who looks after households: (scope, household ids) → name by household.
Helpers = Callable[[Scope, Collection[int]], Mapping[int, str]]

_sources: dict[str, Source] = {}
_helpers: list[Helpers] = []
_rules: dict[str, Rule] = {}


class UnknownRuleError(LookupError):
    """No app registered this rule."""


def register_source(source: Source) -> None:
    """An app tells rows to check (at start; the same name again replaces)."""
    _sources[source.name] = source


def register_helpers(names: Helpers) -> None:
    """The app of the households tells who looks after them."""
    _helpers[:] = [names]


def helper_names(scope: Scope, household_ids: Collection[int]) -> Mapping[int, str]:
    """By household, of those that have somebody; one query, none for no households."""
    return _helpers[0](scope, household_ids) if _helpers and household_ids else {}


def register(*rules: Rule) -> None:
    """An app tells rules; ValueError for a code that another rule has, or a source that nobody told."""
    for rule in rules:
        if rule.source not in _sources:
            raise ValueError(f"{rule.code}: no source {rule.source}")
        if rule.severity not in SEVERITIES or rule.group not in GROUPS:
            raise ValueError(f"{rule.code}: {rule.severity} {rule.group}")
        if _rules.setdefault(rule.code, rule) != rule:
            raise ValueError(f"{rule.code} is registered twice")


def rules() -> list[Rule]:
    """All rules in the order of their numbers."""
    return sorted(_rules.values(), key=lambda rule: order_of(rule.code))


def order_of(code: str) -> tuple[int, str]:
    """16B after 16A, 9 before 10."""
    digits = "".join(character for character in code if character.isdigit())
    return int(digits or 0), code


def rule_of(code: str) -> Rule:
    """UnknownRuleError."""
    try:
        return _rules[code]
    except KeyError:
        raise UnknownRuleError(code) from None


def known(code: str) -> Rule | None:
    """The rule, or None for a finding whose rule is no longer in the program."""
    return _rules.get(code)


def sources(names: Iterable[str] | None = None) -> list[Source]:
    """All, or these with those whose rows they read, in the order of their registration."""
    wanted = None if names is None else set(names)
    for source in reversed(_sources.values()):
        if wanted is not None and source.name in wanted:
            wanted |= set(source.over)
    return [source for source in _sources.values() if wanted is None or source.name in wanted]
