"""A member's yearly facts by age and health; ``spoil`` then takes away what the household's fate demands."""

from __future__ import annotations

from typing import Final

from assessment.sample.draw import Draw, pool
from assessment.sample.families import Person
from assessment.sample.fates import UNKNOWN

HEALTHY: Final = "健康"
CHRONIC, ILL, DISABLED = "长期慢性病", "患有大病", "残疾"
ABLE: Final = ("普通劳动力", "技能劳动力")
WEAK, LOST, NONE = "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"
_UNDER_SCHOOL_AGE: Final = "学龄前儿童"

# Of 15 to 21 year-olds; None: no longer at school.
_SCHOOL_BY_AGE: Final[dict[int, tuple[str | None, ...]]] = {
    **dict.fromkeys(range(3), (_UNDER_SCHOOL_AGE,)),
    **dict.fromkeys(range(3, 6), pool({"学前教育": 4, _UNDER_SCHOOL_AGE: 1})),
    6: pool({"小学": 11, "学前教育": 1}),
    **dict.fromkeys(range(7, 12), ("小学",)),
    12: pool({"七年级": 6, "小学": 1}),
    13: pool({"八年级": 6, "七年级": 1}),
    14: pool({"九年级": 6, "八年级": 1}),
    15: pool({"普通高中一年级": 6, "中职一年级": 3, "九年级": 1}),
    16: pool({"普通高中二年级": 5, "中职二年级": 3, None: 2}),
    17: pool({"普通高中三年级": 5, "中职三年级": 2, None: 3}),
    18: pool({"本科一年级": 2, "高职高专一年级": 3, "普通高中三年级": 1, None: 4}),
    19: pool({"本科二年级": 2, "高职高专二年级": 3, None: 5}),
    20: pool({"本科三年级": 2, "高职高专三年级": 2, None: 6}),
    21: pool({"本科四年级": 2, None: 8}),
}
_EDUCATION: Final = (
    (23, pool({"初中": 14, "高中": 4, "大专": 2})),
    (40, pool({"小学": 7, "初中": 30, "高中": 8, "大专": 4, "本科及以上": 1})),
    (65, pool({"文盲或半文盲": 3, "小学": 24, "初中": 19, "高中": 4})),
    (200, pool({"文盲或半文盲": 15, "小学": 27, "初中": 7, "高中": 1})),
)
_HEALTH: Final = (
    (16, pool({HEALTHY: 196, CHRONIC: 2, ILL: 1, DISABLED: 1})),
    (60, pool({HEALTHY: 86, CHRONIC: 8, ILL: 2, DISABLED: 4})),
    (200, pool({HEALTHY: 55, CHRONIC: 33, ILL: 5, DISABLED: 5, "长期慢性病、残疾": 2})),
)
# Kind and grade, limbs most often (DOMAIN 7.2).
_CARDS: Final = pool(
    {"43": 12, "44": 10, "42": 8, "41": 2, "13": 4, "12": 2, "24": 5, "33": 2, "52": 5, "62": 6, "71": 2}
)
_AREAS: Final = pool({"省外务工": 10, "县外省内务工": 5, "乡(镇)外县内务工": 3, "乡(镇)内务工": 2})
_POSTS: Final = pool({"护林员": 5, "护(保)洁员": 4, "护路员": 2, "护水员": 1, "治安协管员": 1})
_MONTHS: Final = pool({12: 2, 11: 3, 10: 9, 9: 4, 8: 4, 6: 4, 5: 1, 4: 1, 3: 2})


def _by_age(table: tuple[tuple[int, tuple[str, ...]], ...], age: int) -> tuple[str, ...]:
    return next(items for limit, items in table if age < limit)


def fill(draw: Draw, people: list[Person], cause: str, *, destitute: bool, dibao: bool) -> None:
    """Sets every yearly fact as it is where nothing is wrong: at school, insured, by age and health."""
    for person in people:
        _schooling(draw, person)
        person.health = draw.pick(_by_age(_HEALTH, person.age))
    _ail(draw, people, cause)
    for person in people:
        _labour(draw, person, destitute=destitute)
        _covered(draw, person, destitute=destitute, dibao=dibao)


def student(people: list[Person]) -> Person | None:
    """The first member above compulsory school who is still at school."""
    return next((person for person in people if person.age > 14 and person.school is not None), None)


def _schooling(draw: Draw, person: Person) -> None:
    age = person.age
    person.school = draw.pick(_SCHOOL_BY_AGE[age]) if age in _SCHOOL_BY_AGE else None
    # Exactly one of the two is filled (DOMAIN 7.4 rule 23).
    person.education = None if person.school else draw.pick(_by_age(_EDUCATION, age))
    person.reason = None


def _ail(draw: Draw, people: list[Person], cause: str) -> None:
    """The cause of poverty is somebody's: one member at least is ill or disabled where it says so."""
    if cause == "因病" and not any(CHRONIC in (p.health or "") or p.health == ILL for p in people):
        max(people, key=lambda person: person.age).health = draw.pick((ILL, CHRONIC, CHRONIC))
    if cause == "因残" and not any(DISABLED in (person.health or "") for person in people):
        draw.pick([person for person in people if person.age >= 16] or people).health = DISABLED
    for person in people:
        person.card = draw.pick(_CARDS) if DISABLED in (person.health or "") else ""


def _labour(draw: Draw, person: Person, *, destitute: bool) -> None:
    age, health = person.age, person.health or ""
    severe = person.card[1:] in ("1", "2")
    person.migrant = person.post = None
    person.months = person.post_months = None
    if age < 16 or person.school is not None:
        person.skill = NONE
    elif severe or (health == ILL and draw.chance(0.6)):
        person.skill = LOST
    elif age >= 60:
        person.skill = WEAK if age < 70 else NONE
    elif health != HEALTHY or destitute:
        person.skill = WEAK
    else:
        person.skill = ABLE[1] if draw.chance(0.14) else ABLE[0]
        chance = draw.random()
        if chance < 0.55:
            person.migrant, person.months = draw.pick(_AREAS), draw.pick(_MONTHS)
        elif chance < 0.62:
            person.post, person.post_months = draw.pick(_POSTS), 12
    person.serving = "否"
    if person.skill == ABLE[0] and person.male and 18 <= age <= 24 and draw.chance(0.02):
        person.serving, person.migrant, person.months, person.post, person.post_months = "是", None, None, None, None


def _covered(draw: Draw, person: Person, *, destitute: bool, dibao: bool) -> None:
    age = person.age
    employed = person.migrant == "省外务工" and draw.chance(0.06)
    person.resident_medical, person.employee_medical = ("否", "是") if employed else ("是", "否")
    person.serious = "是"
    grown = age >= 16 and person.school is None
    person.employee_pension = "是" if employed else "否"
    person.resident_pension = "是" if grown and not employed else "否"
    if person.serving == "是":
        person.resident_medical = person.resident_pension = "否"
    person.dibao = "农村低保" if dibao and not destitute else "不享受"
    person.destitute = "农村特困" if destitute else "不享受"
    chance = draw.random()
    person.politics = "群众"
    if age >= 20 and chance < 0.03:
        person.politics = "中共党员"
    elif 14 <= age <= 27 and chance < 0.25:
        person.politics = "共青团员"


def can_spoil(people: list[Person], kind: str) -> bool:
    """Whether somebody in the household is concerned by the criterion ``kind``."""
    return bool(_concerned(people, kind))


def _concerned(people: list[Person], kind: str) -> list[Person]:
    if kind == "education":
        return [person for person in people if 7 <= person.age <= 14]
    if kind == "pension":
        return [person for person in people if person.age >= 17 and person.school is None and person.serving == "否"]
    return [person for person in people if person.serving == "否"]


def spoil(draw: Draw, people: list[Person], kind: str, outcome: str) -> None:
    """Makes the household fail, or leaves it undecided, on 教育, 医疗 or 养老 by one member's facts."""
    person = draw.pick(_concerned(people, kind))
    blank = outcome == UNKNOWN
    if kind == "education":
        person.school = person.education = person.reason = None
        if not blank:
            person.education, person.reason = "小学", draw.pick(("厌学", "厌学", "其他", "因贫"))
    elif kind == "medical":
        person.resident_medical = None if blank else "否"
        person.employee_medical, person.serious = ("否", "是") if blank else ("否", "否")
    else:
        person.resident_pension = None if blank else "否"
        person.employee_pension = "否"
