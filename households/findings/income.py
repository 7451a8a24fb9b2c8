"""Rules of a household's income (DOMAIN 7.4, 69 to 75); a blank part of the ten makes the sum unknown, so no hit."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, register
from households.findings.household import rule

GROUP: Final = "收入"


def few(letter: str, column: str, label: str, least: int, legacy: str) -> Rule:
    """72: a benefit so small that it is likely a month's or another unit."""
    return rule(
        f"72{letter}",
        "W",
        f"{label}太少",
        "的" + label + " {money} 元，请核对单位或是否漏填",
        f"s.{column} > 0 AND s.{column} < %(least)s",
        GROUP,
        legacy,
        {"money": f"s.{column}"},
        None,
        {"least": ("最少（元）", least)},
    )


register(
    rule(
        "69",
        "W",
        "人均纯收入太低",
        "人均纯收入 {income} 元，低于 {low} 元，请核对",
        "s.per_head < %(least)s",
        GROUP,
        "1_02_006 3_11_010 H18",
        {"income": "round(s.per_head, 2)", "low": "%(least)s"},
        None,
        {"least": ("最低（元）", 2000)},
    ),
    rule(
        "70",
        "W",
        "工资性收入不合常理",
        "的工资性收入 {money} 元，请核对",
        "(s.wage_income > 0 AND s.wage_income < %(low)s) OR s.wage_income > %(high)s",
        GROUP,
        "H19 5_15_023",
        {"money": "s.wage_income"},
        None,
        {"low": ("最低（元）", 300), "high": ("最高（元）", 300000)},
    ),
    rule(
        "71",
        "W",
        "有经营收入没有经营支出",
        "生产经营性收入 {money} 元，生产经营性支出却是 0",
        "s.business_income > 0 AND s.business_cost = 0",
        GROUP,
        "H22",
        {"money": "s.business_income"},
    ),
    few("A", "subsistence_allowance", "低保金", 200, "H24"),
    few("B", "family_planning_grant", "计划生育金", 100, "H25"),
    few("C", "pension_income", "养老保险金", 88, "H26"),
    few("D", "destitute_allowance", "特困供养金", 200, "H27"),
    rule(
        "74A",
        "W",
        "人均纯收入增长过快",
        "人均纯收入由上年 {before} 元增加到 {income} 元，请核对",
        "s.per_head_before > 0 AND s.per_head > s.per_head_before * (1 + %(most)s / 100.0)",
        GROUP,
        "",
        {"before": "round(s.per_head_before, 2)", "income": "round(s.per_head, 2)"},
        None,
        {"most": ("最多增长（%）", 100)},
    ),
    rule(
        "74B",
        "W",
        "人均纯收入下降过快",
        "人均纯收入由上年 {before} 元减少到 {income} 元，请核对",
        "s.per_head_before > 0 AND s.per_head < s.per_head_before * (1 - %(most)s / 100.0)",
        GROUP,
        "",
        {"before": "round(s.per_head_before, 2)", "income": "round(s.per_head, 2)"},
        None,
        {"most": ("最多下降（%）", 30)},
    ),
)
