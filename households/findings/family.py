"""Rules between the members of a household (DOMAIN 7.4, 8 to 17)."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, Source, register, register_source
from households.findings import sources

GROUP: Final = "身份与结构"
HEAD: Final = {"head": "s.head_name"}
PAIR: Final = {"name": "s.name", "relation": "s.relation_to_head", "gap": "s.gap", "head": "s.head_name"}
RELATION: Final = {"relation": "relation"}

# Each member beside the head; gap: how many years older the head is.
_BESIDE: Final = f"""
SELECT m.*, hm.sex AS head_sex, date_part('year', m.birth_date)::int - date_part('year', hm.birth_date)::int AS gap
FROM doubt_member m
JOIN households_member hm ON hm.household_id = m.household AND hm.id <> m.id
  AND {sources.PEOPLE.replace("m.", "hm.")}
JOIN households_memberyear hy ON hy.member_id = hm.id AND hy.year = %(year)s AND hy.relation_to_head = '01'
WHERE m.relation_to_head <> '01'"""
register_source(Source("relative", "member", _BESIDE, sources.PLACES, ("member",)))


def _household(code: str, severity: str, label: str, message: str, where: str, legacy: str, **values: str) -> Rule:
    return Rule(code, "household", severity, label, message, where, GROUP, legacy, {**HEAD, **values})


register(
    _household("8", "E", "没有户主", "{head}户没有登记户主", "s.people > 0 AND s.heads = 0", "3_02_012 3_11_001 M07"),
    _household("9", "E", "多个户主", "{head}户有 {n} 个户主", "s.heads > 1", "3_02_011 3_11_002 M05", n="s.heads"),
    _household("10", "E", "多个配偶", "{head}户有 {n} 个配偶", "s.spouses > 1", "M06", n="s.spouses"),
    _household(
        "16",
        "E",
        "家庭人口与成员数不符",
        "{head}户年底家庭人口数填 {stated} 人，登记的成员是 {people} 人",
        "s.members_end <> s.people",
        "",
        stated="s.members_end",
        people="s.people",
    ),
    _household("16B", "E", "没有家庭成员", "{head}户没有登记家庭成员", "s.people = 0", ""),
    Rule(
        "17",
        "household",
        "W",
        "全户都是未成年人",
        "{head}户 {people} 人都未满 16 周岁",
        "s.people > 0 AND s.minors = s.people",
        GROUP,
        "",
        {**HEAD, "people": "s.people"},
    ),
    Rule(
        "11",
        "relative",
        "E",
        "户主与配偶性别相同",
        "{name}是户主 {head} 的配偶，两人性别相同，请核对证件号码",
        "s.relation_to_head = '02' AND s.sex = s.head_sex",
        GROUP,
        "2_02_001 2_11_003 M28",
        {"name": "s.name", "head": "s.head_name"},
    ),
    Rule(
        "14A",
        "relative",
        "W",
        "父母子女年龄差不符",
        "{name}与户主 {head} 关系是“{relation}”，出生年份相差 {gap} 年，请核对",
        "(s.relation_to_head IN ('03', '04') AND s.gap NOT BETWEEN %(low)s AND %(high)s) OR "
        "(s.relation_to_head IN ('11', '12') AND -s.gap NOT BETWEEN %(low)s AND %(high)s)",
        GROUP,
        "",
        PAIR,
        RELATION,
        {"low": ("最小相差（年）", 14), "high": ("最大相差（年）", 60)},
    ),
    Rule(
        "14B",
        "relative",
        "W",
        "祖孙年龄差不符",
        "{name}与户主 {head} 关系是“{relation}”，出生年份相差 {gap} 年，请核对",
        "(s.relation_to_head IN ('07', '08', '09', '10') AND s.gap < %(low)s) OR "
        "(s.relation_to_head IN ('17', '18', '19', '20') AND -s.gap < %(low)s)",
        GROUP,
        "",
        PAIR,
        RELATION,
        {"low": ("最小相差（年）", 30)},
    ),
)
