"""What may stand together in a household's and a member's record: one place for form, import and API.

Pure functions over cleaned values (codes, Decimals, dates, True/False/None); no database. Each gives ``Finding``s;
a ``doubt`` is improbable and stored all the same, everything else refuses.
Sources: CONTRACT 3 (form errors), SECURITY 5.1 classes R and C, DOMAIN 7.1 to 7.3 and the lists' rules in 2.4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

HEAD: Final = "01"
SPOUSE: Final = "02"
HEALTHY: Final = "1"
DISABLED: Final = "4"
NOT_IN_SCHOOL: Final = "00"
UNDER_SCHOOL_AGE: Final = frozenset({"00", "01"})
SAFE_GRADES: Final = frozenset({"A", "B"})
DANGEROUS_GRADES: Final = frozenset({"C", "D"})
OUT_OF_POVERTY: Final = frozenset({"1", "4"})
RELAPSED: Final = "3"
AT_MOST_OTHER_CAUSES: Final = 2

# The ten cells of CONTRACT 3 in the order of the paper form; the cost is the only one that is subtracted.
INCOME_FIELDS: Final = (
    "wage_income",
    "business_income",
    "property_income",
    "family_planning_grant",
    "subsistence_allowance",
    "destitute_allowance",
    "pension_income",
    "eco_compensation",
    "transfer_other",
    "business_cost",
)
TRANSFER_FIELDS: Final = INCOME_FIELDS[3:9]
# Parts and references beside the ten; they enter no sum.
BESIDE_INCOME: Final = (
    "asset_dividend",
    "property_other",
    "claim_income",
    "compliant_self_paid",
    "monitor_ref_income",
    "monitor_ref_per_head",
)
SOFT_ROADS: Final = frozenset({"1", "2"})
AT_HOME: Final = frozenset({"1", "2", "3", "4"})
POST_CHANNEL: Final = "4"
# What says that somebody works away; beside 0 months it is a doubt.
WORK_DETAILS: Final = ("work_employer", "work_industry", "job_channel", "work_start")
# GB/T 2260: the two digits of the provinces, autonomous regions, cities and special regions.
PROVINCES: Final = frozenset(
    {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46}
    | {50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82}
)
REQUIRED_HOUSEHOLD_FACTS: Final = ("household_attr", "poverty_status", "cause_main")
# What is said only of a household that is registered as poor; an ordinary one (一般农户) has none of it.
POVERTY_FACTS: Final = (
    "identify_standard",
    "household_attr",
    "poverty_status",
    "exit_year",
    "planned_exit_year",
    "cause_main",
    "causes_other",
    "relapse_year",
    "relapse_cause",
)
REQUIRED_MEMBER_FACTS: Final = ("relation_to_head",)
_MONTHS: Final = range(13)

SIGNED_WITHOUT: Final = "填了签字日期，请同时把“户主是否签字”填“是”"
WORK_ENDS_FIRST: Final = "务工结束时间早于开始时间，请核对"
NO_PROVINCE: Final = "没有以这两位开头的省级代码，请核对行政区划代码"


class Finding(NamedTuple):
    """``field`` is the fact's name ("" for the record as a whole), ``message`` a sentence that says what to type."""

    field: str
    message: str
    doubt: bool = False


@dataclass(frozen=True)
class Person:
    """What the rules need of one present member; ``key`` tells the caller which one a finding is about."""

    key: Any
    name: str
    relation: str | None
    sex: str | None
    born: date | None


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that refuse."""
    return [finding for finding in findings if not finding.doubt]


def doubts(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that are stored all the same."""
    return [finding for finding in findings if finding.doubt]


def net_income(facts: Mapping[str, Any]) -> Decimal | None:
    """Net income of the whole household in yuan; None when one of the ten cells is not filled."""
    amounts = [facts.get(name) for name in INCOME_FIELDS]
    if any(amount is None for amount in amounts):
        return None
    filled = [Decimal(amount) for amount in amounts if amount is not None]
    return sum(filled[:-1], Decimal(0)) - filled[-1]


def household_findings(facts: Mapping[str, Any], year: int, *, ordinary: bool = False) -> list[Finding]:
    """The rules of one household's year. ``facts`` by the field names of ``HouseholdYear``.

    An ``ordinary`` household may have no fact of poverty, and none is asked.
    """
    poverty = (
        _without(facts, POVERTY_FACTS)
        if ordinary
        else [*_required(facts, REQUIRED_HOUSEHOLD_FACTS), *_causes(facts), *_status(facts, year)]
    )
    return [
        *poverty,
        *_income(facts),
        *_house(facts, year),
        *_water_and_road(facts),
        *_relocation(facts),
        *_land(facts),
        *_filling(facts),
    ]


def member_findings(facts: Mapping[str, Any], year: int, born: date | None, sex: str | None) -> list[Finding]:
    """The rules of one member's year. ``facts`` by the names of ``MemberYear`` and ``sex`` as typed, if it was;
    ``born`` and ``sex`` come from the ID number."""
    return [
        *_required(facts, REQUIRED_MEMBER_FACTS),
        *_health(facts),
        *_schooling(facts),
        *_work(facts, year, born),
        *_work_details(facts, year),
        *_typed_sex(facts, sex),
    ]


def family_findings(people: Sequence[Person], relations: Mapping[str, Mapping[str, Any]]) -> list[tuple[Any, Finding]]:
    """The rules between the present members of a household: (key of the member or None, finding).

    ``relations`` maps a relation's code to its label and attributes (label, sex, generation, at_most).
    """
    found: list[tuple[Any, Finding]] = []
    heads = [person for person in people if person.relation == HEAD]
    if not heads:
        found.append((None, Finding("relation_to_head", "这一户没有户主，请把一名成员的「与户主关系」改为户主")))
    for person in people:
        wanted = relations.get(person.relation or "", {})
        if person.sex and wanted.get("sex") not in (None, person.sex):
            word = "男" if person.sex == "1" else "女"
            message = f"{person.name}按证件号码是{word}性，与户主关系不能是「{wanted['label']}」"
            found.append((person.key, Finding("relation_to_head", message)))
    counts = Counter(person.relation for person in people if person.relation)
    for person in people:
        limit = relations.get(person.relation or "", {}).get("at_most")
        if limit is not None and counts[person.relation or ""] > limit:
            label = relations[person.relation or ""]["label"]
            message = f"一户最多 {limit} 个「{label}」，现有 {counts[person.relation or '']} 个"
            # Two fathers are an adoption or a slip; two heads or two spouses cannot be.
            found.append((person.key, Finding("relation_to_head", message, person.relation not in (HEAD, SPOUSE))))
    if len(heads) == 1:
        found += _beside_the_head(heads[0], people, relations)
    return found


def _beside_the_head(
    head: Person, people: Sequence[Person], relations: Mapping[str, Mapping[str, Any]]
) -> list[tuple[Any, Finding]]:
    found = []
    for person in people:
        if person.relation == SPOUSE and head.sex and head.sex == person.sex:
            found.append((person.key, Finding("relation_to_head", "配偶与户主性别相同，请核对证件号码", True)))
        generation = relations.get(person.relation or "", {}).get("generation", 0)
        if not (head.born and person.born) or not generation:
            continue
        if (generation < 0) != (person.born > head.born):
            message = f"{person.name}的年龄与「{relations[person.relation or '']['label']}」不符，请核对"
            found.append((person.key, Finding("relation_to_head", message, True)))
    return found


def _required(facts: Mapping[str, Any], names: Sequence[str]) -> list[Finding]:
    return [Finding(name, "必填，不能为空") for name in names if facts.get(name) in (None, "")]


def _without(facts: Mapping[str, Any], names: Sequence[str]) -> list[Finding]:
    filled = [name for name in names if facts.get(name) not in (None, "", [])]
    return [Finding(name, "一般农户没有这一项，须先纳入建档立卡") for name in filled]


def _income(facts: Mapping[str, Any]) -> list[Finding]:
    blank = [name for name in INCOME_FIELDS if facts.get(name) is None]
    found = []
    if 0 < len(blank) < len(INCOME_FIELDS):
        found += [Finding(name, "收入项不完整，没有的项请填 0") for name in blank]
    found += [Finding(name, "不能是负数") for name in (*INCOME_FIELDS, *BESIDE_INCOME) if (facts.get(name) or 0) < 0]
    part, whole = facts.get("asset_dividend"), facts.get("property_income")
    if part is not None and whole is not None and part > whole:
        found.append(Finding("asset_dividend", "分红是财产性收入的一部分，却大于财产性收入，请核对", True))
    other = facts.get("property_other")
    if other is not None and whole is not None and (part or 0) + other > whole:
        found.append(Finding("property_other", "分红与其他财产性收入之和大于财产性收入，请核对", True))
    per_head, total = facts.get("monitor_ref_per_head"), facts.get("monitor_ref_income")
    if per_head is not None and total is not None and per_head > total:
        found.append(Finding("monitor_ref_per_head", "人均参考收入大于全户参考收入，请核对", True))
    return found


def _causes(facts: Mapping[str, Any]) -> list[Finding]:
    """Doubts, as in an import: DOMAIN 7.4 lists them among the checks of data (CONTRACT 3)."""
    main, others = facts.get("cause_main"), list(facts.get("causes_other") or [])
    found = []
    if len(others) > AT_MOST_OTHER_CAUSES:
        found.append(Finding("causes_other", f"其他致贫原因最多 {AT_MOST_OTHER_CAUSES} 个", True))
    if main and main in others:
        found.append(Finding("causes_other", "其他致贫原因不能与主要致贫原因相同", True))
    if len(set(others)) < len(others):
        found.append(Finding("causes_other", "其他致贫原因重复，请去掉一个", True))
    return found


def _status(facts: Mapping[str, Any], year: int) -> list[Finding]:
    found = []
    status, left = facts.get("poverty_status"), facts.get("exit_year")
    if status in OUT_OF_POVERTY and left is None:
        found.append(Finding("exit_year", "已脱贫户没有填脱贫年度", True))
    if left is not None and left > year:
        found.append(Finding("exit_year", f"脱贫年度晚于 {year} 年度，请核对", True))
    if status == RELAPSED and facts.get("relapse_year") is None:
        found.append(Finding("relapse_year", "返贫户没有填返贫年度", True))
    return found


def _house(facts: Mapping[str, Any], year: int) -> list[Finding]:
    found = []
    grade, dangerous = facts.get("danger_level"), facts.get("is_dangerous_house")
    if dangerous is True and grade in SAFE_GRADES:
        found.append(Finding("danger_level", "是否危房户填“是”，级别不能是 A级、B级"))
    if dangerous is False and grade in DANGEROUS_GRADES:
        found.append(Finding("danger_level", f"是否危房户填“否”，级别却是 {grade}级；判定以级别为准", True))
    if facts.get("sanitary_toilet") is False and facts.get("toilet_usable") is True:
        found.append(Finding("toilet_usable", "没有卫生厕所，却填了能正常使用", True))
    built = facts.get("house_built_year")
    if built is not None and built > year:
        found.append(Finding("house_built_year", f"建房时间晚于 {year} 年度，请核对", True))
    return found


def _water_and_road(facts: Mapping[str, Any]) -> list[Finding]:
    found = []
    if facts.get("safe_water_solved") is True and facts.get("water_difficult") is True:
        found.append(Finding("water_difficult", "已解决安全饮用水，却填了饮水困难，请核对", True))
    if facts.get("safe_water_solved") is True and facts.get("water_safe") is False:
        found.append(Finding("water_safe", "已解决安全饮用水，却填了饮水不安全，请核对", True))
    hard, road = facts.get("access_road_hard"), facts.get("access_road_type")
    if hard is not None and road and hard == (road in SOFT_ROADS):
        found.append(Finding("access_road_hard", "入户路是否硬化与入户路类型不符，请核对", True))
    return found


def _relocation(facts: Mapping[str, Any]) -> list[Finding]:
    if facts.get("is_relocation") is not False:
        return []
    found = []
    if facts.get("relocation_mode"):
        found.append(Finding("relocation_mode", "不是易地扶贫搬迁户，却填了搬迁方式", True))
    if facts.get("lives_in_site") is True:
        found.append(Finding("lives_in_site", "不是易地扶贫搬迁户，却住在集中安置区，请核对", True))
    return found


def _filling(facts: Mapping[str, Any]) -> list[Finding]:
    if facts.get("head_signed_on") is not None and facts.get("head_signature") is not True:
        return [Finding("head_signed_on", SIGNED_WITHOUT)]
    return []


def _land(facts: Mapping[str, Any]) -> list[Finding]:
    land, irrigated = facts.get("farmland_mu"), facts.get("irrigated_mu")
    if land is not None and irrigated is not None and irrigated > land:
        return [Finding("irrigated_mu", "有效灌溉面积大于耕地面积，请核对", True)]
    return []


def _health(facts: Mapping[str, Any]) -> list[Finding]:
    health = list(facts.get("health") or [])
    found = []
    if HEALTHY in health and len(set(health)) > 1:
        found.append(Finding("health", "「健康」不能与其他健康状况同时选"))
    if facts.get("disability_kind") and health and DISABLED not in health:
        found.append(Finding("health", "填了残疾类别，健康状况却没有选「残疾」", True))
    return found


def _schooling(facts: Mapping[str, Any]) -> list[Finding]:
    status = facts.get("school_status")
    if facts.get("dropout_reason") and status and status not in UNDER_SCHOOL_AGE:
        return [Finding("dropout_reason", "在校生填了失学或辍学原因，请核对", True)]
    return []


def _work(facts: Mapping[str, Any], year: int, born: date | None) -> list[Finding]:
    found = [
        Finding(name, "请填 0 到 12 之间的整数")
        for name in ("work_months", "public_post_months")
        if facts.get(name) is not None and facts[name] not in _MONTHS
    ]
    if born is not None and (facts.get("work_months") or 0) > 0 and year - born.year < 16:
        found.append(Finding("work_months", "未满 16 周岁，却填了务工时间", True))
    if facts.get("public_post_months") and not facts.get("public_post"):
        found.append(Finding("public_post", "填了公益性岗位月数，却没有选岗位", True))
    return found


def _work_details(facts: Mapping[str, Any], year: int) -> list[Finding]:
    start, end, area = facts.get("work_start"), facts.get("work_end"), facts.get("work_area")
    found = []
    if (facts.get("monthly_wage") or 0) < 0:
        found.append(Finding("monthly_wage", "不能是负数"))
    if start is not None and end is not None and end < start:
        found.append(Finding("work_end", WORK_ENDS_FIRST))
    if area is not None and area // 10**10 not in PROVINCES:
        found.append(Finding("work_area", NO_PROVINCE))
    if start is not None and start.year > year:
        found.append(Finding("work_start", f"务工开始时间晚于 {year} 年度，请核对", True))
    if end is not None and end.year < year:
        found.append(Finding("work_end", f"务工结束时间早于 {year} 年度，请核对", True))
    if facts.get("works_abroad") is True and facts.get("migrant_area") in AT_HOME:
        found.append(Finding("works_abroad", "填了国外务工，务工状况却在国内，请核对", True))
    if facts.get("job_channel") == POST_CHANNEL and not facts.get("public_post"):
        found.append(Finding("job_channel", "就业渠道是公益性岗位，却没有选岗位", True))
    months = facts.get("work_months")
    if months == 0 and (any(facts.get(name) for name in WORK_DETAILS) or (facts.get("monthly_wage") or 0) > 0):
        found.append(Finding("work_months", "务工时间填 0，却填了务工情况，请核对", True))
    if months is not None and start is not None and end is not None and months > _months_in(year, start, end):
        found.append(Finding("work_months", "务工月数多于本年度内开始到结束的月数，请核对", True))
    return found


def _months_in(year: int, start: date, end: date) -> int:
    """How many months of ``year`` the days from start to end touch."""
    first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
    return last.month - first.month + 1 if first <= last else 0


def _typed_sex(facts: Mapping[str, Any], sex: str | None) -> list[Finding]:
    typed = facts.get("sex")
    if typed and sex and typed != sex:
        return [Finding("sex", "性别与证件号码第 17 位不符，请核对证件")]
    return []
