"""Measures beside the facts (DOMAIN 7.4, 43, 57 to 60, 76, 81 and 82): one without the other."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, register
from projects.findings import sources  # noqa: F401  (the rows that these rules ask)

GROUP: Final = "帮扶措施"
HEAD: Final = {"head": "s.head_name"}
NAME: Final = {"name": "s.name"}
# 中职, 高职, 技师; 大专及以上 of before 2018 says too little.
VOCATIONAL: Final = "('10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '26')"
TRANSFERS: Final = " + ".join(
    f"COALESCE(s.{name}, 0)"
    for name in (
        "family_planning_grant",
        "subsistence_allowance",
        "destitute_allowance",
        "pension_income",
        "eco_compensation",
        "transfer_other",
    )
)
IN_POVERTY: Final = "s.poverty_status IN ('0', '3')"


def of_household(
    code: str,
    label: str,
    message: str,
    where: str,
    legacy: str = "",
    values: dict[str, str] | None = None,
    lists: dict[str, str] | None = None,
) -> Rule:
    return Rule(
        code, "aided", "W", label, "{head}户" + message, where, GROUP, legacy, {**HEAD, **(values or {})}, lists or {}
    )


def of_member(
    code: str,
    label: str,
    message: str,
    where: str,
    legacy: str = "",
    values: dict[str, str] | None = None,
    lists: dict[str, str] | None = None,
    parameters: dict[str, tuple[str, float]] | None = None,
) -> Rule:
    return Rule(
        code,
        "supported",
        "W",
        label,
        "{name}" + message,
        where,
        GROUP,
        legacy,
        {**NAME, **(values or {})},
        lists or {},
        parameters or {},
    )


register(
    of_member(
        "43",
        "一人几个公益性岗位",
        "本年度登记了 {posts} 个公益性岗位",
        "s.posts >= %(most)s",
        "3_01_010 3_01_011",
        {"posts": "s.posts"},
        None,
        {"most": ("几个起（个）", 3)},
    ),
    of_household(
        "57C",
        "有低保措施没有低保人员",
        "登记了低保措施，却没有成员享受低保",
        "'dibao' = ANY(s.sectors) AND s.people > 0 AND s.dibao_known = s.people AND s.on_dibao = 0",
        "5_16_005 5_16_006",
    ),
    of_household(
        "57D",
        "有低保人员没有低保措施",
        "有 {persons} 人享受低保，却没有登记低保措施",
        "s.on_dibao > 0 AND NOT 'dibao' = ANY(s.sectors)",
        "5_16_003 5_16_004",
        {"persons": "s.on_dibao"},
    ),
    of_member(
        "58A",
        "重度残疾没有残疾人补贴",
        "残疾等级是“{grade}”，却没有登记残疾人补贴",
        "s.disability_grade IN ('1', '2') AND s.disability_aid = 0",
        "5_16_008",
        {"grade": "s.disability_grade"},
        {"grade": "disability_grade"},
    ),
    of_member(
        "58B",
        "有残疾人补贴却没有残疾",
        "登记了残疾人补贴，健康状况和残疾类别却都没有残疾",
        "s.disability_aid > 0 AND NOT '4' = ANY(s.health) AND s.disability_kind IS NULL AND s.disability_grade IS NULL",
        "4_11_016",
    ),
    of_member(
        "59A",
        "享受雨露计划却不在职业院校",
        "享受雨露计划，在校生状况却是“{school}”",
        f"s.grants > 0 AND s.school_status NOT IN {VOCATIONAL}",
        "5_15_011 5_15_012",
        {"school": "s.school_status"},
        {"school": "school_status"},
    ),
    of_member(
        "60",
        "有交通补贴却不在县外务工",
        "领取了外出务工交通补贴，却没有在县外务工",
        "s.travel > 0 AND (s.migrant_area NOT IN ('3', '4') OR s.work_months = 0)",
        "5_17_011 5_17_012 5_17_013 1111_10",
    ),
    of_household(
        "76A",
        "有就业措施却没有工资收入",
        "有就业或公益岗位措施，工资性收入却是 0",
        "s.jobs > 0 AND s.wage_income = 0",
        "4_11_012",
    ),
    of_household(
        "76B",
        "有产业措施却没有经营收入",
        "有产业措施，生产经营性收入却是 0",
        "s.industries > 0 AND s.business_income = 0",
        "5_11_013",
    ),
    of_household(
        "76C",
        "有低保措施却没有转移性收入",
        "有低保或特困措施，转移性收入却是 0",
        f"s.allowances > 0 AND s.subsistence_allowance = 0 AND {TRANSFERS} = 0",
        "4_11_013",
    ),
    of_household(
        "81H",
        "致贫原因没有对应措施",
        "主要致贫原因是“{cause}”，登记的措施都不对应",
        f"{IN_POVERTY} AND cardinality(s.kinds) > 0 AND NOT EXISTS ("
        "SELECT 1 FROM dictionaries_codeitem i WHERE i.code_list_id = 'cause' AND i.code = s.cause_main AND "
        "COALESCE(i.attributes -> 'measures' ?| s.kinds, true))",
        "",
        {"cause": "s.cause_main"},
        {"cause": "cause"},
    ),
    of_household(
        "82A",
        "有劳力只有综合保障",
        "有 {able} 个劳动力，本年度的措施却只有综合保障",
        f"{IN_POVERTY} AND s.able > 0 AND s.kinds = ARRAY['10']",
        "5_11_032",
        {"able": "s.able"},
    ),
    Rule(
        "82B",
        "measure",
        "W",
        "措施迟迟没有实施",
        "{head}户的“{measure}”应在 {start} 开始，过了 {waited} 天还是“计划”",
        "s.status = 'planned' AND s.waited > %(days)s",
        GROUP,
        "5_11_030",
        {**HEAD, "measure": "s.measure", "start": "s.started_on", "waited": "%(days)s"},
        {},
        {"days": ("最多等几天（天）", 60)},
    ),
)
