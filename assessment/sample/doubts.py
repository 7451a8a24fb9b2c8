"""Doubtful records: allowed, improbable, and never what decides a verdict (DOMAIN 7.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from assessment.sample.draw import Draw
from assessment.sample.families import Person
from assessment.sample.living import Living
from assessment.sample.members import ABLE, HEALTHY, NONE

SHARE: Final = 0.04


def sow(draw: Draw, people: list[Person], home: Living) -> str:
    """Makes one record in 25 doubtful where it can be; the name of the doubt, "" for none.

    ``early_exit`` and ``landline`` are left to the caller, who writes these cells.
    """
    if not draw.chance(SHARE):
        return ""
    kind = draw.pick(tuple(_KINDS))
    _KINDS[kind](people, home)
    return kind


def _first(people: list[Person], fits: Callable[[Person], bool]) -> Person | None:
    return next((person for person in people if fits(person)), None)


def _young_parent(people: list[Person], home: Living) -> None:
    """A grown child not fifteen years younger than the head. Only out of school, where the age decides nothing new."""
    child = _first(people, lambda person: person.relation in ("之子", "之女") and person.education is not None)
    if child is not None and child.age >= 18:
        child.age = people[0].age - 14


def _months_without_area(people: list[Person], home: Living) -> None:
    if worker := _first(people, lambda person: person.months is not None):
        worker.migrant = None


def _area_without_months(people: list[Person], home: Living) -> None:
    if worker := _first(people, lambda person: person.months is not None):
        worker.months = None


def _too_much_water(people: list[Person], home: Living) -> None:
    if home.farmland_mu is not None:
        home.irrigated_mu = round(home.farmland_mu + 1.5, 1)


def _able_at_seventy(people: list[Person], home: Living) -> None:
    if elder := _first(people, lambda person: person.age >= 60):
        elder.skill = ABLE[0]


def _healthy_without_labour(people: list[Person], home: Living) -> None:
    if grown := _first(
        people, lambda person: person.health == HEALTHY and 18 <= person.age < 60 and person.school is None
    ):
        grown.skill = NONE


def _disabled_without_card(people: list[Person], home: Living) -> None:
    if person := _first(people, lambda person: bool(person.card)):
        person.card = ""


def _school_and_education(people: list[Person], home: Living) -> None:
    if pupil := _first(people, lambda person: person.age >= 16 and person.school is not None):
        pupil.education = "初中"


def _working_pupil(people: list[Person], home: Living) -> None:
    if pupil := _first(people, lambda person: person.age >= 16 and person.school is not None):
        pupil.migrant, pupil.months = "县外省内务工", 2


def _far_away(people: list[Person], home: Living) -> None:
    home.km_to_main_road = 12.0


def _vast_land(people: list[Person], home: Living) -> None:
    home.farmland_mu = 130.0


def _written_elsewhere(people: list[Person], home: Living) -> None:
    """The caller writes these cells."""


_KINDS: Final[dict[str, Callable[[list[Person], Living], None]]] = {
    "young_parent": _young_parent,
    "months_without_area": _months_without_area,
    "area_without_months": _area_without_months,
    "too_much_water": _too_much_water,
    "able_at_seventy": _able_at_seventy,
    "healthy_without_labour": _healthy_without_labour,
    "disabled_without_card": _disabled_without_card,
    "school_and_education": _school_and_education,
    "working_pupil": _working_pupil,
    "far_away": _far_away,
    "vast_land": _vast_land,
    "early_exit": _written_elsewhere,
    "landline": _written_elsewhere,
}
