"""What a region has laid down about rules: on or off, parameters, days; the nearest region's latest setting counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.findings.models import RuleSetting
from core.findings.registry import SEVERITIES, Rule
from core.regions.codes import ancestors


@dataclass(frozen=True)
class Ruling:
    """How a rule is asked: with which parameters, and how many days a finding may stay open."""

    active: bool
    parameters: tuple[tuple[str, float], ...]
    days: int


class Rulings:
    """The settings that count in a year, read once."""

    def __init__(self, year: int) -> None:
        self.year = year
        self._settings: dict[str, dict[int, RuleSetting]] = defaultdict(dict)
        rows = RuleSetting.objects.filter(first_year__lte=year).order_by("first_year")
        for row in rows:
            self._settings[row.rule][row.region] = row

    def at(self, rule: Rule, area: int) -> Ruling:
        """The ruling of a rule in a place."""
        own = self._nearest(rule.code, area)
        days = self.days(rule.severity, area)
        parameters = dict(rule.defaults)
        within = rule.first_year <= self.year <= rule.last_year
        if own is not None:
            parameters |= {name: value for name, value in own.parameters.items() if name in parameters}
            days = days if own.days is None else own.days
        return Ruling(within and (own is None or own.active), tuple(sorted(parameters.items())), days)

    def days(self, severity: str, area: int) -> int:
        """The days of a severity in a place, where its rule has none of its own."""
        wide = self._nearest(f"severity:{severity}", area)
        return SEVERITIES[severity][1] if wide is None or wide.days is None else wide.days

    def _nearest(self, key: str, area: int) -> RuleSetting | None:
        found = self._settings.get(key)
        if not found:
            return None
        return next((found[region] for region in ancestors(area) if region in found), None)

    def groups(self, rule: Rule, areas: Iterable[int]) -> Mapping[Ruling, list[int]]:
        """The areas by the ruling that counts in them; usually one group."""
        groups: dict[Ruling, list[int]] = defaultdict(list)
        if rule.code not in self._settings and f"severity:{rule.severity}" not in self._settings:
            groups[self.at(rule, 0)] = list(areas)
        else:
            for area in areas:
                groups[self.at(rule, area)].append(area)
        return groups
