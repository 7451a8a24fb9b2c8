"""The interval of the incidence against every way in which the blanks of a small village could be filled.

Low and high must be reached by some completion and passed by none: an interval that is too wide hides a village,
one that is too narrow lies about it (issue 3, "Shown by").
"""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from core.regions.codes import ancestors
from households.models import HouseholdYear, MemberYear
from tests import factories
from tests.assessment.scene import (
    GOOD_VILLAGE,
    add_member,
    drain,
    good_household,
    line,
    region_bounds,
    region_outcomes,
    release,
)
from tests.cast import JIACUNGUAN
from villages.models import VillageYear

pytestmark = pytest.mark.django_db

POPULATION = 60
# A fact, and the value that satisfies its criterion; the other one does not.
FACTS: tuple[tuple[str, bool], ...] = (
    ("no_worry_food", True),
    ("safe_water_solved", True),
    ("has_tv", True),
    ("is_dangerous_house", False),
)
CRITERIA = ["food", "safe_water", "tv", "safe_housing", "basic_medical"]


@pytest.mark.parametrize("seed", range(5))
def test_the_interval_is_that_of_all_completions(seed: int) -> None:
    factories.regions({area: str(area) for area in ancestors(JIACUNGUAN) if area})
    line()
    release("household", CRITERIA)
    release("village", ["assessed_incidence"])
    VillageYear.objects.create(area=JIACUNGUAN, year=2018, **{**GOOD_VILLAGE, "rural_population": POPULATION})
    persons, failed, blanks = _village(random.Random(seed))
    drain()

    low, high = region_bounds(JIACUNGUAN)["assessed_incidence"]
    points = []
    for filled in itertools.product((True, False), repeat=len(blanks)):
        for (record, name, good), satisfied in zip(blanks, filled, strict=True):
            type(record).all_rows.filter(pk=record.pk).update(**{name: good if satisfied else not good})
        drain()
        lacking = set(failed)
        lacking |= {
            record.household_id for (record, _, _), satisfied in zip(blanks, filled, strict=True) if not satisfied
        }
        by_hand = Fraction(sum(persons[pk] for pk in lacking) * 100, POPULATION)
        bounds = region_bounds(JIACUNGUAN)["assessed_incidence"]
        assert bounds == (_exact(by_hand), _exact(by_hand))
        assert region_outcomes(JIACUNGUAN)[""] is (by_hand < 2)
        points.append(by_hand)
    assert (low, high) == (_exact(min(points)), _exact(max(points)))


def _village(draw: random.Random) -> tuple[dict[int, int], set[int], list[tuple[Any, str, bool]]]:
    """(persons by household, households that fail whatever is filled in, blanks as (record, fact, good value))."""
    persons: dict[int, int] = {}
    failed: set[int] = set()
    blanks: list[tuple[Any, str, bool]] = []
    for _ in range(draw.randint(2, 5)):
        row = good_household(JIACUNGUAN)
        persons[row.pk] = 1 + draw.randint(0, 3)
        for _ in range(persons[row.pk] - 1):
            add_member(row)
        record = HouseholdYear.all_rows.get(household=row)
        fate = draw.choice(["good", "failed", "blank", "blank", "failed and blank"])
        if "failed" in fate:
            name, good = draw.choice(FACTS[:2])
            HouseholdYear.all_rows.filter(pk=record.pk).update(**{name: not good})
            failed.add(row.pk)
        if "blank" in fate and len(blanks) < 3:
            name, good = draw.choice(FACTS[2:])
            HouseholdYear.all_rows.filter(pk=record.pk).update(**{name: None})
            blanks.append((record, name, good))
        if fate == "blank" and len(blanks) < 3 and draw.random() < 0.5:
            member = draw.choice(list(MemberYear.all_rows.filter(household=row).order_by("pk")))
            MemberYear.all_rows.filter(pk=member.pk).update(ins_resident_medical=None, ins_employee_medical=False)
            blanks.append((member, "ins_resident_medical", True))
    return persons, failed, blanks


def _exact(number: Fraction) -> Decimal:
    """As it is stored: a decimal of twelve places."""
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("1e-12"))
