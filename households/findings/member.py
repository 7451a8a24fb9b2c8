"""Rules of one member: identity, age against schooling, health, insurance (DOMAIN 7.4, 1 to 38, 52 to 55)."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, register
from households.findings import sources  # noqa: F401  (the rows that these rules ask)

NAME: Final = {"name": "s.name"}
WHO: Final = {"name": "s.name", "age": "s.age"}
SKILL: Final = {**WHO, "skill": "s.labour_skill"}
SKILL_LIST: Final = {"skill": "labour_skill"}
IDENTITY, STATE, SECURITY = "身份与结构", "年龄与状况", "保险与待遇"
# 学龄前 and 非在校生 are no pupils.
PUPIL: Final = "s.school_status NOT IN ('00', '01')"
HEALTHY: Final = "s.health = ARRAY['1']::varchar[]"
Ages = dict[str, tuple[str, float]]


def ages(low: int, high: int) -> Ages:
    """Parameters of an age range, both ends inclusive."""
    return {"low": ("最小年龄（周岁）", low), "high": ("最大年龄（周岁）", high)}


def least(age: int) -> Ages:
    return {"low": ("最小年龄（周岁）", age)}


def rule(
    code: str,
    severity: str,
    label: str,
    message: str,
    where: str,
    group: str,
    legacy: str = "",
    values: dict[str, str] | None = None,
    lists: dict[str, str] | None = None,
    parameters: Ages | None = None,
) -> Rule:
    """A rule of a member; by default the message names the member and the age."""
    return Rule(
        code, "member", severity, label, message, where, group, legacy, values or WHO, lists or {}, parameters or {}
    )


def stage(code: str, label: str, stages: str, low: int, high: int, legacy: str) -> Rule:
    """A stage of school outside its ages."""
    return rule(
        code,
        "W",
        f"{label}学生年龄不符",
        "{name} {age} 周岁，在校生状况是“{school}”，请核对年龄或在校情况",
        f"s.school_status IN ({stages}) AND s.age NOT BETWEEN %(low)s AND %(high)s",
        STATE,
        legacy,
        {**WHO, "school": "s.school_status"},
        {"school": "school_status"},
        ages(low, high),
    )


def blank(code: str, column: str, label: str, legacy: str) -> Rule:
    """A fact that must be filled and is not."""
    return rule(
        code,
        "E",
        f"{label}没有填",
        "{name}没有填" + label + "，请补录",
        f"s.recorded AND {column} IS NULL",
        IDENTITY,
        legacy,
        NAME,
    )


register(
    rule("6", "E", "没有证件号码", "{name}没有登记证件号码，请补录", "s.no_number", IDENTITY, "4_01_003", NAME),
    rule(
        "13",
        "E",
        "没有与户主关系",
        "{name}没有填与户主关系，请补录",
        "s.relation_to_head IS NULL",
        IDENTITY,
        "3_01_001 3_12_002 M03",
        NAME,
    ),
    rule(
        "15",
        "W",
        "配偶未到法定婚龄",
        "{name} {age} 周岁，与户主关系是配偶，未到法定婚龄（男 22、女 20 周岁）",
        "s.relation_to_head = '02' AND s.age < CASE s.sex WHEN '1' THEN %(man)s WHEN '2' THEN %(woman)s END",
        IDENTITY,
        "",
        None,
        None,
        {"man": ("男（周岁）", 22), "woman": ("女（周岁）", 20)},
    ),
    blank("21A", "s.ethnicity", "民族", "2_01_001 2_12_001"),
    blank("21B", "s.health", "健康状况", "2_01_002 2_12_002 M11"),
    blank("21C", "s.labour_skill", "劳动技能", "2_01_003 2_12_003 M12"),
    rule(
        "23A",
        "E",
        "文化程度与在校情况都填了",
        "{name}填了文化程度，又填了在校生状况“{school}”，只能填一项",
        f"s.education IS NOT NULL AND {PUPIL}",
        STATE,
        "3_01_003 3_12_004 M04",
        {**NAME, "school": "s.school_status"},
        {"school": "school_status"},
    ),
    rule(
        "23B",
        "E",
        "文化程度与在校情况都没填",
        "{name} {age} 周岁，文化程度和在校生状况都没有填",
        "s.recorded AND s.education IS NULL AND s.school_status IS NULL AND s.age >= %(low)s",
        STATE,
        "3_01_003 3_12_004 M04",
        None,
        None,
        least(16),
    ),
    rule(
        "24",
        "W",
        "适龄儿童没有在校情况",
        "{name} {age} 周岁，没有填在校生状况，也没有填失学辍学原因",
        "s.age BETWEEN %(low)s AND %(high)s AND s.school_status IS NULL AND s.dropout_reason IS NULL",
        STATE,
        "1_02_005 5_15_016 5_15_017",
        None,
        None,
        ages(6, 15),
    ),
    stage("25", "小学", "'03'", 6, 14, "5_12_014 5_17_002"),
    stage("26", "初中", "'04', '05', '06'", 12, 17, "5_12_015 5_17_003"),
    stage("27", "高中、中职", "'07', '08', '09', '10', '11', '12'", 15, 20, "5_12_016 5_17_004"),
    rule(
        "28A",
        "W",
        "大专以上学生未满年龄",
        "{name} {age} 周岁，在校生状况是“{school}”，请核对",
        "s.school_status BETWEEN '13' AND '26' AND s.school_status <> '25' AND s.age < %(low)s",
        STATE,
        "5_12_017 5_17_005",
        {**WHO, "school": "s.school_status"},
        {"school": "school_status"},
        least(18),
    ),
    rule(
        "28B",
        "W",
        "研究生未满年龄",
        "{name} {age} 周岁，在校生状况是硕士研究生及以上，请核对",
        "s.school_status = '25' AND s.age < %(low)s",
        STATE,
        "5_12_018 5_17_006",
        None,
        None,
        least(20),
    ),
    rule(
        "29",
        "W",
        "已到学龄仍是学龄前",
        "{name} {age} 周岁，身体健康，在校生状况仍是“{school}”",
        f"s.age >= %(low)s AND {HEALTHY} AND s.school_status IN ('01', '02')",
        STATE,
        "5_12_013 5_17_001",
        {**WHO, "school": "s.school_status"},
        {"school": "school_status"},
        least(7),
    ),
    rule(
        "30",
        "W",
        "青年只有小学以下文化",
        "{name} {age} 周岁，文化程度是“{education}”，请核对",
        "s.age BETWEEN %(low)s AND %(high)s AND s.education IN ('1', '2')",
        STATE,
        "5_12_019 5_17_007",
        {**WHO, "education": "s.education"},
        {"education": "education"},
        ages(16, 22),
    ),
    rule(
        "31",
        "E",
        "未满 16 周岁却有劳动能力",
        "{name} {age} 周岁，劳动技能是“{skill}”，未满 16 周岁应是无劳动力",
        "s.age < %(low)s AND s.labour_skill <> '5'",
        STATE,
        "2_01_011 2_12_014",
        SKILL,
        SKILL_LIST,
        least(16),
    ),
    rule(
        "32",
        "W",
        "青壮年健康却没有劳动能力",
        "{name} {age} 周岁，身体健康、不在校，劳动技能却是“{skill}”",
        f"s.age BETWEEN %(low)s AND %(high)s AND {HEALTHY} AND COALESCE(s.school_status, '00') IN ('00', '01') "
        "AND s.labour_skill IN ('3', '4', '5')",
        STATE,
        "2_01_005 2_12_009 5_12_008 1111_14 1111_15",
        SKILL,
        SKILL_LIST,
        ages(16, 59),
    ),
    rule(
        "33",
        "W",
        "老年人填了普通或技能劳动力",
        "{name} {age} 周岁，劳动技能是“{skill}”，请核对",
        "s.age >= %(low)s AND s.labour_skill IN ('1', '2')",
        STATE,
        "2_12_005 2_12_017",
        SKILL,
        SKILL_LIST,
        least(60),
    ),
    rule(
        "34",
        "W",
        "在校生填了劳动能力",
        "{name}是在校生（{school}），劳动技能却是“{skill}”",
        f"{PUPIL} AND s.labour_skill IN ('1', '2', '3')",
        STATE,
        "1111_07",
        {**SKILL, "school": "s.school_status"},
        {"skill": "labour_skill", "school": "school_status"},
    ),
    rule(
        "35",
        "W",
        "重度肢体残疾却是普通劳动力",
        "{name}是肢体残疾{grade}，劳动技能却是“{skill}”",
        "s.disability_kind = '4' AND s.disability_grade IN ('1', '2') AND s.labour_skill IN ('1', '2')",
        STATE,
        "4_01_007 4_01_008",
        {**SKILL, "grade": "s.disability_grade"},
        {"skill": "labour_skill", "grade": "disability_grade"},
    ),
    rule(
        "36A",
        "E",
        "残疾却没有残疾证",
        "{name}的健康状况有“残疾”，证件不是残疾人证，残疾类别和等级也没有填",
        "'4' = ANY(s.health) AND s.id_kind <> '2' AND s.disability_kind IS NULL AND s.disability_grade IS NULL",
        STATE,
        "4_01_002",
        NAME,
    ),
    rule(
        "36B",
        "E",
        "有残疾证却没有填残疾",
        "{name}的证件是残疾人证，健康状况却没有“残疾”",
        "s.id_kind = '2' AND NOT '4' = ANY(s.health)",
        STATE,
        "4_12_003",
        NAME,
    ),
    rule(
        "37",
        "W",
        "健康却因病因残失学",
        "{name}健康，失学辍学原因却是“{reason}”",
        f"s.dropout_reason IN ('1', '2') AND {HEALTHY}",
        STATE,
        "2_01_012",
        {**NAME, "reason": "s.dropout_reason"},
        {"reason": "dropout_reason"},
    ),
    rule(
        "38",
        "W",
        "健康与患病同时填",
        "{name}的健康状况既有“健康”，又有患病或残疾",
        "'1' = ANY(s.health) AND cardinality(s.health) > 1",
        STATE,
        "",
        NAME,
    ),
    rule(
        "52A",
        "E",
        "两种医保同时参加",
        "{name}的居民医保和职工医保都填了“是”，请核对",
        "s.ins_resident_medical AND s.ins_employee_medical",
        SECURITY,
        "2_01_008 2_12_012 M17",
        NAME,
    ),
    rule(
        "52B",
        "E",
        "没有任何医保",
        "{name}的居民医保和职工医保都没有参加，或者没有填",
        "s.recorded AND s.ins_resident_medical IS NOT TRUE AND s.ins_employee_medical IS NOT TRUE "
        "AND s.is_serving IS NOT TRUE",
        SECURITY,
        "2_01_009 2_12_015 M17",
        NAME,
    ),
    rule(
        "53",
        "W",
        "没有参加大病保险",
        "{name}没有参加大病保险",
        "NOT s.ins_serious_illness AND s.is_serving IS NOT TRUE",
        SECURITY,
        "1_02_003 2_01_006 M14 M22",
        NAME,
    ),
    rule(
        "54",
        "W",
        "养老保险没有填",
        "{name} {age} 周岁，居民养老保险和职工养老保险都没有填",
        "s.recorded AND s.age >= %(low)s AND COALESCE(s.school_status, '00') IN ('00', '01') "
        "AND s.ins_resident_pension IS NULL AND s.ins_employee_pension IS NULL AND s.is_serving IS NOT TRUE",
        SECURITY,
        "2_01_007 2_15_001 5_15_001 M16",
        None,
        None,
        least(16),
    ),
    rule(
        "55",
        "W",
        "没有医保却有医疗救助",
        "{name}接受了医疗救助，却没有参加医保",
        "s.medical_aid AND NOT s.ins_resident_medical AND NOT s.ins_employee_medical",
        SECURITY,
        "3_01_007",
        NAME,
    ),
)
