"""The rows of a sample lead to the outcomes that were planned, judged here by hand from CONTRACT 4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import pytest

from assessment.sample import generate
from assessment.sample.fates import plan
from assessment.sample.sheets import HOUSEHOLD_HEADINGS, MEMBER_HEADINGS, VILLAGE_HEADINGS

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
DAY = date(2018, 9, 1)
YES_NO = {"是": MET, "有": MET, "否": NOT_MET, "无": NOT_MET, None: UNKNOWN}


def worst(outcomes: Iterable[str]) -> str:
    found = set(outcomes)
    return NOT_MET if NOT_MET in found else UNKNOWN if UNKNOWN in found else MET


def age(person: dict) -> int:
    born = date(*(int(person["证件号码"][a:b]) for a, b in ((6, 10), (10, 12), (12, 14))))
    return DAY.year - born.year - ((DAY.month, DAY.day) < (born.month, born.day))


def schooled(person: dict) -> str:
    school, reason, education = (person[name] for name in ("在校生状况", "失学或辍学原因", "文化程度"))
    if not 6 <= age(person) < 16 or school not in (None, "非在校生", "学龄前儿童"):
        return MET
    if education in ("初中", "高中", "大专", "本科及以上") or reason in ("因病", "因残"):
        return MET
    return NOT_MET if school or reason else UNKNOWN


def insured(person: dict, *kinds: str) -> str:
    cells = [person[kind] for kind in kinds]
    return MET if "是" in cells else NOT_MET if cells == ["否", "否"] else UNKNOWN


def medical(person: dict) -> str:
    if person["是否现役军人"] == "是":
        return MET
    return insured(person, "是否参加城乡居民基本医疗保险", "是否参加城镇职工基本医疗保险")


def pension(person: dict) -> str:
    at_school = person["在校生状况"] not in (None, "非在校生", "学龄前儿童")
    if person["是否现役军人"] == "是" or age(person) < 16 or at_school:
        return MET
    return insured(person, "是否参加城乡居民基本养老保险", "是否参加城镇职工基本养老保险")


def judged(row: dict, people: list[dict]) -> str:
    parts = [row[heading] for heading in HOUSEHOLD_HEADINGS[15:25]]
    above = UNKNOWN
    if None not in parts:
        above = MET if sum(parts[:9]) - parts[9] > 2995 * len(people) else NOT_MET
    grade = row["危房级别"]
    housing = {"A级": MET, "B级": MET, "C级": NOT_MET, "D级": NOT_MET}.get(grade)
    housing = housing or {"是": NOT_MET, "否": MET, None: UNKNOWN}[row["是否危房户"]]
    outcomes = [above, housing, YES_NO[row["不愁吃"]], YES_NO[row["不愁穿"]]]
    outcomes += [schooled(person) for person in people] + [medical(person) for person in people]
    if row["行政村代码"].startswith("511921119"):
        asked = ("是否解决安全饮用水", "是否通生活用电", "是否通广播电视", "有无增收门路")
        outcomes += [YES_NO[row[heading]] for heading in asked]
    else:
        outcomes += [pension(person) for person in people]
        if above != UNKNOWN:
            outcomes.append(MET if any(part > 0 for part in parts[:9]) else NOT_MET)
    return worst(outcomes)


@pytest.mark.parametrize("seed", [1, 2, 2018])
def test_households_turn_out_as_planned(seed):
    sample = generate("demo", seed)
    fates = [fate.outcome for place in sample.places for fate in plan(seed, place).fates]
    found = []
    for family in sample.families():
        row = dict(zip(HOUSEHOLD_HEADINGS, family.household, strict=True))
        people = [dict(zip(MEMBER_HEADINGS, member, strict=True)) for member in family.members]
        found.append(judged(row, people))
    assert found == fates
    yangbai = Counter(fates[-915:])
    assert 0.72 < yangbai[MET] / 915 < 0.87
    assert 0.07 < yangbai[NOT_MET] / 915 < 0.18
    assert 0.04 < yangbai[UNKNOWN] / 915 < 0.13


def village_outcome(row: dict, low: int, high: int) -> str:
    rural, limit = row["农业户籍人口数"], 3 if row["行政村代码"].startswith("511921119") else 2
    incidence = UNKNOWN
    if rural:
        incidence = MET if high * 100 < limit * rural else NOT_MET if low * 100 >= limit * rural else UNKNOWN
    counts = ["卫生室个数", "文化室个数"]
    asked = ["是否通硬化路", "是否通宽带"]
    if limit == 2:
        counts.append("村医人数")
        asked = ["是否通生活用电", "是否通广播电视", "是否通宽带", "是否通客运班车", "是否有致富增收产业"]
    outcomes = [UNKNOWN if row[name] is None else MET if row[name] else NOT_MET for name in counts]
    if limit == 2:
        outcomes += [NOT_MET if row[name] else MET for name in ("危房户数", "饮水不安全户数")]
    return worst([incidence, *outcomes, *(YES_NO[row[name]] for name in asked)])


@pytest.mark.parametrize("seed", [1, 2, 2018])
def test_some_villages_are_met_some_not_and_some_unknown(seed):
    sample = generate("demo", seed)
    found: dict[str, Counter[str]] = {"511921": Counter(), "420626": Counter()}
    for place, cells in zip(sample.places, sample.villages, strict=True):
        row = dict(zip(VILLAGE_HEADINGS, cells, strict=True))
        made = plan(seed, place)
        low, high = made.persons(NOT_MET), made.persons(NOT_MET, UNKNOWN)
        rural = row["农业户籍人口数"]
        assert rural is None or int(rural) > place.members or place.virtual
        if place.households or str(place.code).startswith("511921"):
            found[str(place.code)[:6]][village_outcome(row, low, high)] += 1
    assert found["511921"][MET] >= 6
    assert min(found["511921"][NOT_MET], found["511921"][UNKNOWN]) >= 2
    assert min(found["420626"][outcome] for outcome in (MET, NOT_MET)) >= 2
