"""The same help twice (DOMAIN 7.4, 106; B-16): measures that exclude each other, one subsidy paid two times."""

from __future__ import annotations

from typing import Final

from core.findings.registry import register
from projects.findings.matching import of_household, of_member

_TWICE: Final = (("B", "repairs", "危房改造"), ("C", "moves", "易地搬迁"), ("D", "homes", "巴山新居"))

register(
    of_household(
        "106A", "既改造危房又搬迁", "登记了危房改造，又登记了易地搬迁，只能享受一项", "s.repairs > 0 AND s.moves > 0"
    ),
    *(
        of_household(
            f"106{letter}",
            f"{label}登记了两次",
            "的" + label + "登记了 {times} 次",
            f"s.{column} > 1",
            "",
            {"times": f"s.{column}"},
        )
        for letter, column, label in _TWICE
    ),
    of_household(
        "106E",
        "巴山新居资金两次",
        "搬迁资金里有巴山新居 {fund} 元，又单独登记了巴山新居",
        "s.home_fund > 0 AND s.homes > 0",
        "",
        {"fund": "s.home_fund"},
    ),
    of_member(
        "106F",
        "同时有低保和特困措施",
        "本年度同时登记了低保和特困供养，只能享受一项",
        "s.sectors @> ARRAY['dibao', 'destitute']",
    ),
    of_household(
        "106G",
        "同一补贴登记了两次",
        "本年度的“{item}”登记了 {times} 次",
        "s.farm_times > 1",
        "",
        {"item": "s.farm_item", "times": "s.farm_times"},
        {"item": "farm_subsidy"},
    ),
    of_household(
        "106H",
        "同一生态补助登记了两次",
        "本年度同一生态补助登记了 {times} 次",
        "s.ecology_times > 1",
        "",
        {"times": "s.ecology_times"},
    ),
    of_household(
        "106J",
        "退耕还林补助登记了两处",
        "的退耕还林补助在惠农补贴和生态补偿里都登记了，请核对",
        "s.ecology_times > 0 AND EXISTS (SELECT 1 FROM projects_farmsubsidydetail d "
        "JOIN projects_measure q ON q.id = d.measure_id AND q.status <> 'stopped' "
        "JOIN projects_measure g ON g.household_id = q.household_id AND g.year = q.year AND g.status <> 'stopped' "
        "JOIN projects_ecologydetail e ON e.measure_id = g.id AND e.returned_subsidy > 0 "
        "WHERE q.household_id = s.id AND q.year = %(year)s AND d.farm_subsidy = '5')",
    ),
)
