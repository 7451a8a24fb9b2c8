"""Ordinary households (一般农户) of the demo's village; the first of them comes under monitoring as 边缘易致贫户."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor
from core.dictionaries.id_number import check_character
from core.regions.codes import Level, ancestor
from households.models import Household
from households.rules import INCOME_FIELDS
from households.selectors.ordinary import ordinary_households
from households.services import household_register, member_add

# Behind every number that the sample deals (assessment.sample.numbers): 900 and up, few a birthday.
_SEQUENCE: Final = 980
_ABLE, _WEAK, _NONE = "1", "3", "5"
_LIVING: Final = ("no_worry_food", "no_worry_clothing", "safe_water_solved", "has_power", "has_tv", "has_income_path")


@dataclass(frozen=True)
class Person:
    name: str
    born: date
    relation: str
    labour: str
    health: str = "1"
    male: bool = True


@dataclass(frozen=True)
class Family:
    """``incomes`` in yuan a year: wage, business, cost; what else is asked is 0."""

    group: str
    incomes: tuple[int, int, int]
    self_paid: int
    people: tuple[Person, ...]


FAMILIES: Final = (
    # (4,200 + 3,600 − 900 − 2,400) ÷ 2 = 2,250 a head, within the range of 4,000
    Family(
        "1 组",
        (4200, 3600, 900),
        2400,
        (
            Person("冉世安", date(1956, 4, 12), "01", _WEAK, "2"),
            Person("马桂芳", date(1958, 9, 3), "02", _NONE, "3", male=False),
        ),
    ),
    Family(
        "2 组",
        (36000, 5200, 1800),
        0,
        (
            Person("向文华", date(1976, 2, 18), "01", _ABLE),
            Person("苟秀琼", date(1978, 11, 6), "02", _ABLE, male=False),
            Person("向明轩", date(2009, 6, 21), "03", _NONE),
        ),
    ),
    Family(
        "4 组",
        (28000, 9600, 3100),
        600,
        (
            Person("景大力", date(1969, 7, 30), "01", _ABLE),
            Person("屈天秀", date(1971, 1, 15), "02", _WEAK, male=False),
        ),
    ),
)


def fill(area: int, year: int, actor: Actor) -> None:
    """Enter the families in a village."""
    for number, family in enumerate(FAMILIES):
        head, *others = family.people
        household = household_register(
            actor=actor,
            scope=SYSTEM_SCOPE,
            area=area,
            year=year,
            values={"group_name": family.group},
            facts=_facts(family),
            head=_who(head, area, number),
            head_facts=_told(head),
            ordinary=True,
        )
        for person in others:
            member_add(
                actor=actor,
                scope=SYSTEM_SCOPE,
                household=household,
                year=year,
                reason="6",
                on=date(year, 1, 1),
                values=_who(person, area, number),
                facts={**_told(person), "relation_to_head": person.relation},
            )


def fringe(area: int, year: int) -> Household | None:
    """The household of the village that comes under monitoring."""
    return ordinary_households(SYSTEM_SCOPE, year, area).order_by("code").first()


def _facts(family: Family) -> dict[str, Any]:
    wage, business, cost = family.incomes
    sums = {"wage_income": wage, "business_income": business, "business_cost": cost}
    return {
        **dict.fromkeys(INCOME_FIELDS, 0),
        **sums,
        "claim_income": 0,
        "compliant_self_paid": family.self_paid,
        **dict.fromkeys(_LIVING, True),
        "is_dangerous_house": False,
    }


def _who(person: Person, area: int, number: int) -> dict[str, Any]:
    county = ancestor(area, Level.COUNTY) // 10**6
    first17 = f"{county}{person.born:%Y%m%d}{_SEQUENCE + 2 * number + person.male:03d}"
    return {"name": person.name, "id_number": first17 + check_character(first17), "ethnicity": "01"}


def _told(person: Person) -> dict[str, Any]:
    return {"labour_skill": person.labour, "health": [person.health], "ins_resident_medical": True}
