"""What is to become of each village and household: decided first, so that the facts can be made to fit.

A fate is met, not met for a named failure, or unknown for a named gap; villages have a style. Both speak of the
standard that holds in the place (data/standards.json), whose veto criteria are the kinds listed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assessment.sample.draw import Draw, pool
from assessment.sample.families import sizes
from assessment.sample.places import BAOKANG_POOR, Place

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


@dataclass(frozen=True)
class Rulebook:
    """The kinds of failure and gap that decide a household under a standard, by weight, and the village's own facts.

    ``incidence``: the village's threshold in percent. ``counted``: kinds that the village counts and that must be 0.
    """

    failures: tuple[str, ...]
    gaps: tuple[str, ...]
    incidence: int
    facts: tuple[str, ...] = ()
    counted: frozenset[str] = frozenset()


_FAILURES: Final = {"income": 40, "housing": 14, "medical": 9, "education": 7, "food": 4, "clothing": 2}
_GAPS: Final = {"income": 34, "housing": 14, "medical": 16, "education": 6, "food": 6, "clothing": 3}
YANGBAI_RULES: Final = Rulebook(
    pool({**_FAILURES, "water": 10, "power": 2, "tv": 3, "path": 7}),
    pool({**_GAPS, "water": 10, "power": 2, "tv": 4, "path": 6}),
    incidence=3,
    facts=("hard_road", "clinics", "culture_rooms", "broadband"),
)
XIANGYANG_RULES: Final = Rulebook(
    pool({**_FAILURES, "pension": 8}),
    pool({**_GAPS, "pension": 10}),
    incidence=2,
    facts=("power", "tv", "broadband", "bus", "industry", "clinics", "doctors", "culture_rooms"),
    counted=frozenset({"housing", "water"}),
)
NATIONAL_RULES: Final = Rulebook(pool({**_FAILURES, "water": 10}), pool({**_GAPS, "water": 10}), incidence=2)


def rules_of(code: int) -> Rulebook:
    """The rules of the standard nearest to a village."""
    if code // 1000 == 511921119:
        return YANGBAI_RULES
    return XIANGYANG_RULES if code // 10**8 == 4206 else NATIONAL_RULES


GOOD, FACTS, POOR, GAPS, OPEN = "good", "facts", "poor", "gaps", "open"
# Shares of households that do not meet their standard, and of those that cannot be decided.
_SHARES: Final = {GOOD: (0.08, 0.05), FACTS: (0.09, 0.06), POOR: (0.30, 0.06), GAPS: (0.09, 0.06), OPEN: (0.08, 0.25)}
_STYLES: Final = pool({GOOD: 76, FACTS: 8, POOR: 6, GAPS: 6, OPEN: 4})
# 杨柏镇: some villages met, some not, some unknown. 保康县: one of its poor villages alone holds the county back.
_CHOSEN_STYLES: Final = {
    **dict.fromkeys(BAOKANG_POOR, GOOD),
    420626103204: FACTS,
    511921119201: FACTS,
    511921119203: POOR,
    511921119204: OPEN,
    511921119206: GAPS,
    511921119207: FACTS,
    511921119209: OPEN,
    511921119210: GAPS,
    511921119211: FACTS,
    511921119213: POOR,
}


@dataclass(frozen=True, slots=True)
class Fate:
    """Of one household: its size, and the kind that fails or is missing ("" where all is met)."""

    size: int
    outcome: str = MET
    kind: str = ""


@dataclass(frozen=True)
class Plan:
    """Of one village: style and the fates of its households in order."""

    place: Place
    rules: Rulebook
    style: str
    fates: tuple[Fate, ...]

    def persons(self, *outcomes: str) -> int:
        """Registered persons in households of these outcomes."""
        return sum(fate.size for fate in self.fates if fate.outcome in outcomes)

    def failing(self, kind: str) -> int:
        """Households that do not meet their standard for ``kind``."""
        return sum(fate.outcome == NOT_MET and fate.kind == kind for fate in self.fates)


def plan(seed: int, place: Place) -> Plan:
    """The plan of a village; it depends on the seed and the place alone."""
    draw = Draw(seed, place.code, "plan")
    rules = rules_of(place.code)
    drawn = draw.pick(_STYLES)
    style = _CHOSEN_STYLES.get(place.code, GOOD if rules is YANGBAI_RULES else drawn)
    failing, missing = _SHARES[style]
    fates = [_fate(draw, size, rules, failing, missing, style) for size in sizes(draw, place.households, place.members)]
    return Plan(place, rules, style, tuple(fates))


def _fate(draw: Draw, size: int, rules: Rulebook, failing: float, missing: float, style: str) -> Fate:
    chance = draw.random()
    if chance < missing:
        return Fate(size, UNKNOWN, draw.pick(rules.gaps))
    if chance >= missing + failing:
        return Fate(size)
    kind = draw.pick(rules.failures)
    # One dangerous house is enough to fail such a village, and this one is to be met or open.
    if kind in rules.counted and style in (GOOD, OPEN, GAPS):
        kind = "income"
    return Fate(size, NOT_MET, kind)
