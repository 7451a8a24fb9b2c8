"""Rules of one member: identity, age against schooling, health, insurance (DOMAIN 7.4, 1 to 38, 52 to 55)."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, register
from households.findings import sources  # noqa: F401  (the rows that these rules ask)

WHO: Final = {"name": "s.name", "age": "s.age"}
SCHOOL: Final = {**WHO, "school": "s.school_status"}
SCHOOL_LIST: Final = {"school": "school_status"}
STATE, WORK, SECURITY = "年龄与状况", "务工与岗位", "保险与待遇"
IDENTITY: Final = "身份与结构"


def _ages(low: int, high: int) -> dict[str, tuple[str, float]]:
    return {"low": ("最小年龄（周岁）", low), "high": ("最大年龄（周岁）", high)}


def _stage(code: str, label: str, stages: str, low: int, high: int, legacy: str) -> Rule:
    return Rule(
        code,
        "member",
        "W",
        f"{label}学生年龄不符",
        "{name} {age} 周岁，在校生状况是“{school}”，请核对年龄或在校情况",
        f"s.school_status IN ({stages}) AND s.age NOT BETWEEN %(low)s AND %(high)s",
        STATE,
        legacy,
        SCHOOL,
        SCHOOL_LIST,
        _ages(low, high),
    )


register(
    Rule(
        "6",
        "member",
        "E",
        "没有证件号码",
        "{name} 没有登记证件号码，请补录",
        "s.no_number",
        IDENTITY,
        "4_01_003",
        {"name": "s.name"},
    ),
    Rule(
        "24",
        "member",
        "W",
        "适龄儿童没有在校情况",
        "{name} {age} 周岁，没有填在校生状况，也没有填失学辍学原因",
        "s.age >= %(low)s AND s.age < %(high)s AND s.school_status IS NULL AND s.dropout_reason IS NULL",
        STATE,
        "1_02_005 5_15_016 5_15_017",
        WHO,
        {},
        {"low": ("满几周岁", 6), "high": ("未满几周岁", 16)},
    ),
    _stage("25", "小学", "'03'", 6, 14, "5_12_014 5_17_002"),
    _stage("26", "初中", "'04', '05', '06'", 12, 17, "5_12_015 5_17_003"),
    _stage("27", "高中、中职", "'07', '08', '09', '10', '11', '12'", 15, 20, "5_12_016 5_17_004"),
)
