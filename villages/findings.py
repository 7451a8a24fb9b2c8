"""The rules of doubtful data about villages (DOMAIN 7.4, 68)."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, Source, register, register_source
from villages.models import VillageYear

GROUP: Final = "住房饮水土地"
_KEYS: Final = {"id", "area", "year", "inserted_at", "source", "batch", "row", "updated_by", "updated_at", "version"}
_FACTS: Final = ", ".join(
    f"y.{field.column}" for field in VillageYear._meta.concrete_fields if field.column not in _KEYS
)
_VILLAGE: Final = f"""
SELECT y.area AS id, y.area, NULL::bigint AS household, COALESCE(r.name, y.area::text) AS village, {_FACTS}
FROM villages_villageyear y LEFT JOIN regions_region r ON r.code = y.area
WHERE y.area = ANY(%(areas)s::bigint[]) AND y.year = %(year)s"""
_PLACES: Final = "SELECT area FROM villages_villageyear WHERE area >= %(low)s AND area < %(high)s AND year = %(year)s"
register_source(Source("village", "village", _VILLAGE, _PLACES))

VILLAGE: Final = {"village": "s.village"}


def _more(letter: str, column: str, label: str, legacy: str) -> Rule:
    """A part of the village's households that is more than all of them."""
    return Rule(
        f"68{letter}",
        "village",
        "W",
        f"{label}大于总户数",
        "{village}的" + label + " {part} 户，大于总户数 {whole} 户",
        f"s.{column} > s.households",
        GROUP,
        legacy,
        {**VILLAGE, "part": f"s.{column}", "whole": "s.households"},
    )


def _lacks(letter: str, what: str, condition: str, legacy: str) -> Rule:
    """A delisted village that lacks what delisting asks, or has not filled it."""
    return Rule(
        f"68{letter}",
        "village",
        "W",
        f"已出列村{what}",
        "{village}已出列，却" + what,
        f"s.is_delisted AND ({condition})",
        GROUP,
        legacy,
        VILLAGE,
    )


register(
    _more("A", "dangerous_households", "危房户数", "3_03_001"),
    _more("B", "unsafe_water_households", "饮水不安全户数", "3_03_001"),
    _more("C", "dibao_households", "低保户数", ""),
    _lacks("D", "没有通硬化路", "s.hard_road IS NOT TRUE", "1_03_001"),
    _lacks("E", "没有卫生室", "COALESCE(s.clinics, 0) = 0", "1_03_002"),
    _lacks("F", "没有村医", "COALESCE(s.doctors, 0) = 0", "1_03_003"),
    _lacks("G", "没有文化室", "COALESCE(s.culture_rooms, 0) = 0", "1_03_004"),
    _lacks("H", "没有村集体经济收入", "COALESCE(s.collective_income, 0) = 0", "2_03_001"),
    _lacks("I", "没有填农业户籍人口数", "COALESCE(s.rural_population, 0) = 0", "3_03_003"),
    Rule(
        "68J",
        "village",
        "W",
        "农业户籍人口大于总人口",
        "{village}的农业户籍人口 {part} 人，大于总人口 {whole} 人",
        "s.rural_population > s.population",
        GROUP,
        "",
        {**VILLAGE, "part": "s.rural_population", "whole": "s.population"},
    ),
)
