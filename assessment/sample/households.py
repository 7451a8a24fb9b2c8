"""A household's rows of the sheets 户 and 人, made to fit its fate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from assessment.sample import members
from assessment.sample.doubts import sow
from assessment.sample.draw import Draw, pool
from assessment.sample.families import Person, family
from assessment.sample.fates import MET, NOT_MET, UNKNOWN, Fate
from assessment.sample.incomes import income
from assessment.sample.living import living
from assessment.sample.numbers import IdNumbers, bank_card, phone
from assessment.sample.sheets import Cell, Row

_CAUSES: Final = pool(
    {
        "因病": 36,
        "因残": 12,
        "因学": 6,
        "因灾": 2,
        "缺土地": 2,
        "缺水": 1,
        "缺技术": 16,
        "缺劳力": 11,
        "缺资金": 9,
        "交通条件落后": 2,
        "自身发展动力不足": 2,
        "因婚": 1,
        "因丧": 1,
    }
)
_SECOND_CAUSES: Final = ("缺技术", "缺资金", "缺劳力", "交通条件落后", "自身发展动力不足")
_BANKS: Final = pool({"农村商业银行": 6, "邮政储蓄银行": 3, "农业银行": 1})
_STANDARDS: Final = pool({"国家标准": 19, "省定标准": 1})
_ETHNICITIES: Final = pool({"汉族": 97, "土家族": 2, "回族": 1})
_IDENTIFIED: Final = pool({"2013-12": 6, "2014-05": 2, "2015-11": 1, "2016-12": 1, "2014": 1})
_GROUPS: Final = ("一组", "二组", "三组", "四组", "五组", "六组")
_REMARKS: Final = (
    "长期在外务工，资料以电话核实",
    "户主住院，由邻居代填",
    "已申请住房鉴定，待结果",
    "户籍与居住地不一致",
)
# Serial numbers of phones: households count from here, members far above them.
_MEMBER_PHONES: Final = 20_000_000


class Family(NamedTuple):
    """One row of 户 and the rows of 人 that belong to it, the head first."""

    household: Row
    members: list[Row]


@dataclass
class Setting:
    """What the households of one village share. ``serial`` counts households through the whole sample."""

    code: int
    year: int
    line: int
    ids: IdNumbers
    serial: int
    member_serial: int
    birth_days: list[tuple[int, int]]


def birth_days(year: int) -> list[tuple[int, int]]:
    """For each age on 1 September of ``year``: the ordinal of its first birthday and how many days it spans."""
    last = [date(year - age, 9, 1).toordinal() for age in range(122)]
    return [(last[age + 1] + 1, last[age] - last[age + 1]) for age in range(121)]


def made(draw: Draw, setting: Setting, number: int, fate: Fate) -> Family:
    """The rows of the household with this number in its village."""
    people = family(draw, fate.size)
    cause, attribute = _poverty(draw, people)
    destitute = attribute == "特困供养贫困户"
    members.fill(draw, people, cause, destitute=destitute, dibao=attribute == "低保贫困户")
    if cause == "因学" and members.student(people) is None:
        cause = "缺技术"
    if cause == "缺劳力" and sum(person.skill in members.ABLE for person in people) > 1:
        cause = "缺资金"
    fate = _possible(fate, people)
    if fate.kind in ("education", "medical", "pension"):
        members.spoil(draw, people, fate.kind, fate.outcome)
    home = living(draw, len(people), fate, setting.code)
    doubt = sow(draw, people, home)
    cells: tuple[Cell, ...] = (None,) * 10
    if fate.kind != "income" or fate.outcome == NOT_MET:
        enough = not (fate.kind == "income" and fate.outcome == NOT_MET)
        cells = income(draw, people, setting.line, enough=enough, forest_return_mu=home.forest_return_mu or 0.0)
    household_no = f"{setting.code}{number:04d}"
    row = (
        household_no,
        str(setting.code),
        draw.pick(_GROUPS),
        people[0].name,
        _household_phone(draw, setting, doubt),
        *((draw.pick(_BANKS), bank_card(setting.serial)) if draw.chance(0.93) else (None, None)),
        draw.pick(_STANDARDS),
        attribute,
        *_status(draw, fate, setting.year, early_exit=doubt == "early_exit"),
        cause,
        _second_cause(draw, cause),
        *cells,
        *home.cells(),
        draw.pick(_REMARKS) if draw.chance(0.02) else None,
    )
    return Family(row, [_member(draw, setting, household_no, at, person) for at, person in enumerate(people, 1)])


def _household_phone(draw: Draw, setting: Setting, doubt: str) -> str | None:
    if doubt == "landline":
        return f"0827-7{setting.serial % 10**6:06d}"
    return phone(setting.serial) if draw.chance(0.97) else None


def _poverty(draw: Draw, people: list[Person]) -> tuple[str, str]:
    """主要致贫原因 and 户属性."""
    cause = draw.pick(_CAUSES)
    if len(people) == 1 and people[0].age >= 60:
        cause = draw.pick(("缺劳力", "因病", "因残"))
        if draw.chance(0.6):
            return cause, "特困供养贫困户"
    poorer = 0.55 if cause in ("因病", "因残", "缺劳力") else 0.16
    return cause, "低保贫困户" if draw.chance(poorer) else "一般贫困户"


def _possible(fate: Fate, people: list[Person]) -> Fate:
    """The fate, or one that this family can have: without children nobody leaves school."""
    if fate.kind in ("education", "medical", "pension") and not members.can_spoil(people, fate.kind):
        return Fate(fate.size, fate.outcome, "income")
    return fate


def _status(draw: Draw, fate: Fate, year: int, *, early_exit: bool) -> tuple[Cell, ...]:
    """脱贫状态, 脱贫年度, 计划脱贫年度, 首次识别时间: most who meet the standard are out, most others not."""
    out = draw.chance({MET: 0.9, UNKNOWN: 0.6, NOT_MET: 0.12}[fate.outcome]) and year > 2014
    identified = draw.pick(_IDENTIFIED)
    if int(identified[:4]) >= year:
        identified = f"{year - 1}-12"
    if out:
        left = draw.between(max(2014, int(identified[:4]) + 1), year)
        label = "已脱贫(享受政策)" if draw.chance(0.93) else "已脱贫(不再享受政策)"
        return label, left, None, identified
    label = "返贫" if fate.outcome == NOT_MET and draw.chance(0.04) else "未脱贫"
    return label, year + 1 if early_exit else None, draw.between(year, max(year, 2020)), identified


def _second_cause(draw: Draw, cause: str) -> str | None:
    chance = draw.random()
    if chance >= 0.45:
        return None
    others = [other for other in _SECOND_CAUSES if other != cause]
    first = draw.pick(others)
    if chance >= 0.08:
        return first
    return f"{first}、{draw.pick([other for other in others if other != first])}"


def _member(draw: Draw, setting: Setting, household_no: str, at: int, person: Person) -> Row:
    first, span = setting.birth_days[person.age]
    born = first + int(draw.random() * span)
    setting.member_serial += 1
    own_phone = person.age >= 16 and draw.chance(0.55)
    return (
        household_no,
        f"{household_no}{at:02d}",
        person.name,
        setting.ids.deal(born, male=person.male) + person.card,
        person.relation,
        "男" if person.male else "女",
        draw.pick(_ETHNICITIES) if at == 1 or person.relation in ("配偶", "之儿媳") else "汉族",
        person.politics,
        person.education,
        person.school,
        person.reason,
        person.health,
        person.skill,
        person.migrant,
        person.months,
        person.post,
        person.post_months,
        person.resident_medical,
        person.employee_medical,
        person.serious,
        person.resident_pension,
        person.employee_pension,
        person.dibao,
        person.destitute,
        person.serving,
        phone(_MEMBER_PHONES + setting.member_serial) if own_phone else None,
        None,
    )
