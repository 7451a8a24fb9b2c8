"""Who lives together: relations, sexes, ages and names that fit each other."""

from __future__ import annotations

from typing import Final, NamedTuple

from assessment.sample.draw import Draw, pool
from assessment.sample.names import given_name, surname

LARGEST: Final = 7


class Pattern(NamedTuple):
    """Roles of a family in order and the head's age.

    H head, S spouse, c child at home, p parent of the head, a grown son or daughter, d daughter-in-law,
    g grandchild, b brother or sister.
    """

    roles: str
    youngest: int
    oldest: int


_ELDERLY, _ALONE = Pattern("H", 61, 85), Pattern("H", 36, 60)
PATTERNS: Final = {
    1: pool({_ELDERLY: 13, _ALONE: 7}),
    2: pool({Pattern("HS", 61, 80): 8, Pattern("HS", 44, 60): 3, Pattern("Hc", 32, 52): 4, Pattern("Hp", 36, 56): 5}),
    3: pool(
        {
            Pattern("HSc", 30, 52): 10,
            Pattern("HSp", 40, 58): 2,
            Pattern("Hcc", 32, 50): 2,
            Pattern("HSa", 56, 72): 3,
            Pattern("HSg", 58, 72): 2,
            Pattern("Hpb", 38, 54): 1,
        }
    ),
    4: pool(
        {
            Pattern("HScc", 30, 52): 9,
            Pattern("HScp", 30, 50): 6,
            Pattern("HSag", 56, 70): 2,
            Pattern("Hccp", 32, 50): 3,
        }
    ),
    5: pool({Pattern("HSccp", 30, 52): 5, Pattern("HScpp", 30, 48): 2, Pattern("HSadg", 55, 70): 3}),
    6: pool({Pattern("HSccpp", 30, 48): 11, Pattern("HSadgg", 56, 72): 9}),
    7: pool({Pattern("HScccpp", 33, 48): 1, Pattern("HSadggp", 56, 66): 1}),
}
SIZES: Final = pool({1: 12, 2: 20, 3: 25, 4: 23, 5: 13, 6: 5, 7: 2})


class Person:
    """One member: who, how old on 1 September of the year, and from ``members`` the yearly facts."""

    __slots__ = (
        "age",
        "card",
        "destitute",
        "dibao",
        "education",
        "employee_medical",
        "employee_pension",
        "given",
        "health",
        "male",
        "migrant",
        "months",
        "name",
        "politics",
        "post",
        "post_months",
        "reason",
        "relation",
        "resident_medical",
        "resident_pension",
        "school",
        "serious",
        "serving",
        "skill",
        "surname",
    )

    name: str
    school: str | None
    education: str | None
    reason: str | None
    # Labels of 健康状况, and kind and grade of the disability certificate.
    health: str | None
    card: str
    skill: str | None
    migrant: str | None
    months: int | None
    post: str | None
    post_months: int | None
    politics: str
    serving: str | None
    resident_medical: str | None
    employee_medical: str | None
    serious: str | None
    resident_pension: str | None
    employee_pension: str | None
    dibao: str | None
    destitute: str | None

    def __init__(self, relation: str, age: int, surname: str, *, male: bool) -> None:
        self.relation = relation
        self.male = male
        self.age = age
        self.surname = surname


def sizes(draw: Draw, households: int, members: int) -> list[int]:
    """``households`` sizes that sum to ``members`` exactly."""
    if not households <= members <= LARGEST * households:
        raise ValueError(f"{members} 人不能分成 {households} 户")
    drawn = [draw.pick(SIZES) for _ in range(households)]
    missing = members - sum(drawn)
    step = 1 if missing > 0 else -1
    while missing:
        place = draw.between(0, households - 1)
        if 1 <= drawn[place] + step <= LARGEST:
            drawn[place] += step
            missing -= step
    return drawn


def family(draw: Draw, size: int) -> list[Person]:
    """``size`` people, the head first."""
    pattern = draw.pick(PATTERNS[size])
    head = Person("户主", draw.between(pattern.youngest, pattern.oldest), surname(draw), male=draw.chance(0.82))
    people = [head]
    for role in pattern.roles[1:]:
        people.append(_ROLES[role](draw, people))
    for person in people:
        person.name = person.surname + given_name(draw, male=person.male, age=person.age)
    return people


def _spouse(draw: Draw, people: list[Person]) -> Person:
    head = people[0]
    gap = draw.between(-1, 5)
    return Person("配偶", head.age - gap if head.male else head.age + gap, surname(draw), male=not head.male)


def _younger_parent(people: list[Person]) -> int:
    return min(person.age for person in people[:2] if person.relation in ("户主", "配偶"))


def _father_surname(draw: Draw, people: list[Person]) -> str:
    head = people[0]
    if head.male:
        return head.surname
    return people[1].surname if len(people) > 1 and people[1].relation == "配偶" else surname(draw)


def _child(draw: Draw, people: list[Person]) -> Person:
    parent = _younger_parent(people)
    male = draw.chance(0.53)
    age = draw.between(max(0, parent - 36), min(23, parent - 20))
    return Person("之子" if male else "之女", age, _father_surname(draw, people), male=male)


def _grown(draw: Draw, people: list[Person]) -> Person:
    # Who stays at home unmarried or with a family is a son far more often than not.
    male = draw.chance(0.9)
    age = max(19, _younger_parent(people) - draw.between(20, 30))
    return Person("之子" if male else "之女", age, _father_surname(draw, people), male=male)


def _daughter_in_law(draw: Draw, people: list[Person]) -> Person:
    son = people[-1]
    son.male, son.relation, son.age = True, "之子", max(son.age, 23)
    return Person("之儿媳", max(21, son.age + draw.between(-4, 1)), surname(draw), male=False)


def _grandchild(draw: Draw, people: list[Person]) -> Person:
    parents = [person for person in people if person.relation in ("之子", "之女", "之儿媳")]
    male = draw.chance(0.53)
    if parents:
        youngest = min(person.age for person in parents)
        age = draw.between(max(0, youngest - 32), max(0, min(17, youngest - 20)))
        name = next((person.surname for person in parents if person.relation == "之子"), surname(draw))
    else:
        age, name = draw.between(3, min(15, _younger_parent(people) - 42)), _father_surname(draw, people)
    through_daughter = bool(parents) and all(person.relation == "之女" for person in parents)
    sons, daughters = ("之外孙子", "之外孙女") if through_daughter else ("之孙子", "之孙女")
    return Person(sons if male else daughters, age, name, male=male)


def _parent(draw: Draw, people: list[Person]) -> Person:
    head = people[0]
    taken = {person.relation for person in people}
    in_law = taken & {"之岳父", "之公公"} or ("之父" not in taken and draw.chance(0.08))
    father, mother = ("之岳父", "之岳母") if head.male else ("之公公", "之婆婆")
    if not in_law or (in_law and "配偶" not in taken):
        father, mother = "之父", "之母"
    male = father not in taken and (draw.chance(0.4) or mother in taken)
    age = min(96, head.age + draw.between(20, 31))
    return Person(
        father if male else mother, age, head.surname if father == "之父" and male else surname(draw), male=male
    )


def _sibling(draw: Draw, people: list[Person]) -> Person:
    head = people[0]
    return Person("之兄弟姐妹", head.age - draw.between(1, 9), head.surname, male=draw.chance(0.8))


_ROLES: Final = {
    "S": _spouse,
    "c": _child,
    "a": _grown,
    "d": _daughter_in_law,
    "g": _grandchild,
    "p": _parent,
    "b": _sibling,
}
