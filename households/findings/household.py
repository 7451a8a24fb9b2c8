"""Rules of a household's house, water, land and course (DOMAIN 7.4, 19, 56, 61 to 67 and 87 to 89)."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, Source, register, register_source
from households.findings import sources

HEAD: Final = {"head": "s.head_name"}
LIVING, COURSE, IDENTITY = "住房饮水土地", "过程与时间", "身份与结构"
# 已脱贫
LEFT: Final = "s.poverty_status IN ('1', '4')"


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
    parameters: dict[str, tuple[str, float]] | None = None,
) -> Rule:
    """A rule of a household; the message may always name the head."""
    return Rule(
        code,
        "household",
        severity,
        label,
        "{head}户" + message,
        where,
        group,
        legacy,
        {**HEAD, **(values or {})},
        lists or {},
        parameters or {},
    )


def blank(letter: str, column: str, label: str, legacy: str) -> Rule:
    """62: a yes or no that nobody has filled."""
    return rule(
        f"62{letter}",
        "E",
        f"{label}没有填",
        f"没有填“{label}”，请补录",
        f"s.recorded AND s.{column} IS NULL",
        LIVING,
        legacy,
    )


def land(letter: str, column: str, label: str, high: int, legacy: str) -> Rule:
    """63: an area out of the usual range."""
    return rule(
        f"63{letter}",
        "W",
        f"{label}不合常理",
        "的" + label + " {mu} 亩，请核对",
        f"s.{column} > %(most)s",
        LIVING,
        legacy,
        {"mu": f"s.{column}"},
        None,
        {"most": ("最多（亩）", high)},
    )


register(
    rule("19", "W", "没有联系电话", "没有登记联系电话", "s.no_phone", IDENTITY, "4_02_001 5_13_003 2_12_007 M15"),
    rule(
        "56",
        "W",
        "整户无劳动力没有低保",
        " {people} 人都没有劳动能力，也没有人享受低保或特困供养",
        "s.people > 0 AND s.skills_known = s.people AND s.able = 0 AND s.weak = 0 AND s.dibao_known = s.people "
        "AND s.on_dibao = 0 AND s.on_destitute = 0",
        "保险与待遇",
        "5_19_003 5_19_007",
        {"people": "s.people"},
    ),
    rule(
        "57",
        "W",
        "低保、特困与低保金不符",
        "有人享受低保或特困供养，低保金和特困供养金却都是 0",
        "s.on_dibao + s.on_destitute > 0 AND s.subsistence_allowance = 0 AND s.destitute_allowance = 0",
        "保险与待遇",
        "4_11_013",
    ),
    rule(
        "57B",
        "W",
        "有低保金没有低保人员",
        "低保金 {money} 元，却没有成员享受低保",
        "s.subsistence_allowance > 0 AND s.dibao_known = s.people AND s.on_dibao = 0",
        "保险与待遇",
        "4_11_015",
        {"money": "s.subsistence_allowance"},
    ),
    blank("A", "in_cooperative", "是否加入农民专业合作社", "H01"),
    blank("B", "has_power", "是否通生活用电", "H02"),
    blank("C", "has_tv", "是否通广播电视", "H03"),
    blank("D", "sanitary_toilet", "有无卫生厕所", "H04"),
    blank("E", "safe_water_solved", "是否解决安全饮用水", "H06"),
    rule(
        "62F",
        "E",
        "是否危房没有填",
        "没有填“是否危房户”，也没有填危房级别，请补录",
        "s.recorded AND s.is_dangerous_house IS NULL AND s.danger_level IS NULL",
        LIVING,
        "H08",
    ),
    land("A", "farmland_mu", "耕地面积", 100, "5_14_001 H10"),
    land("B", "woodland_mu", "林地面积", 200, "5_14_004 H11"),
    land("C", "forest_return_mu", "退耕还林面积", 100, "5_14_008 H12"),
    land("D", "orchard_mu", "林果面积", 200, "5_14_011 H13"),
    land("E", "pasture_mu", "牧草地面积", 100, "5_14_016 H15"),
    land("F", "water_mu", "水面面积", 100, "5_14_019 H16"),
    rule(
        "63G",
        "W",
        "耕地面积没有填",
        "没有填耕地面积",
        "s.recorded AND s.farmland_mu IS NULL",
        LIVING,
        "5_14_002",
    ),
    rule(
        "64A",
        "W",
        "与主干路距离没有填",
        "没有填与村主干路距离",
        "s.recorded AND s.km_to_main_road IS NULL",
        LIVING,
        "5_14_007",
    ),
    rule(
        "64B",
        "W",
        "离主干路太远",
        "与村主干路距离 {km} 公里，请核对",
        "s.km_to_main_road > %(most)s",
        LIVING,
        "5_14_014 H17",
        {"km": "s.km_to_main_road"},
        None,
        {"most": ("最多（公里）", 5)},
    ),
    rule(
        "65",
        "W",
        "退耕还林大于林地加草地",
        "退耕还林 {back} 亩，大于林地与牧草地之和 {sum} 亩",
        "s.forest_return_mu > s.woodland_mu + s.pasture_mu",
        LIVING,
        "H20",
        {"back": "s.forest_return_mu", "sum": "s.woodland_mu + s.pasture_mu"},
    ),
    rule(
        "66",
        "W",
        "有生态补偿金没有退耕还林",
        "生态补偿金 {money} 元，退耕还林面积却是 0 或没有填",
        "s.eco_compensation > 0 AND COALESCE(s.forest_return_mu, 0) = 0",
        LIVING,
        "H23",
        {"money": "s.eco_compensation"},
    ),
    rule(
        "67A",
        "W",
        "住房面积没有填",
        "住房面积是 0 或没有填",
        "s.recorded AND COALESCE(s.housing_m2, 0) = 0",
        LIVING,
        "3_02_008",
    ),
    rule(
        "67B",
        "W",
        "人均住房面积不合常理",
        " {people} 人，住房 {m2} 平方米，人均面积请核对",
        "s.housing_m2 > 0 AND s.housing_m2 / NULLIF(s.people, 0) NOT BETWEEN %(low)s AND %(high)s",
        LIVING,
        "5_19_005",
        {"people": "s.people", "m2": "s.housing_m2"},
        None,
        {"low": ("人均最小（平方米）", 13), "high": ("人均最大（平方米）", 100)},
    ),
    rule(
        "87",
        "E",
        "脱贫年度早于识别年度",
        "脱贫年度 {left} 年，早于首次识别 {found} 年",
        "s.exit_year < date_part('year', s.first_identified_on)",
        COURSE,
        "",
        {"left": "s.exit_year", "found": "date_part('year', s.first_identified_on)::int"},
    ),
)

_PAIRED: Final = """
SELECT b.*, p.helpers, p.lonely, p.most FROM doubt_household b
LEFT JOIN (
  SELECT r.household_id, count(*) AS helpers, bool_or(u.phone = '') AS lonely,
    max((SELECT count(*) FROM households_pairing o WHERE o.helper_id = r.helper_id
         AND (o.ends_on IS NULL OR o.ends_on >= now()::date) AND o.starts_on <= now()::date)) AS most
  FROM households_pairing r JOIN accounts_user u ON u.id = r.helper_id
  WHERE r.area = ANY(%(areas)s::bigint[]) AND (r.ends_on IS NULL OR r.ends_on >= now()::date)
    AND r.starts_on <= now()::date GROUP BY r.household_id
) p ON p.household_id = b.id"""
register_source(Source("paired", "household", _PAIRED, sources.PLACES, ("household",)))


def _paired(
    code: str, label: str, message: str, where: str, parameters: dict[str, tuple[str, float]] | None = None
) -> Rule:
    values = {**HEAD, **({"most": "s.most"} if "{most}" in message else {})}
    return Rule(code, "paired", "W", label, "{head}户" + message, where, COURSE, "", values, {}, parameters or {})


register(
    _paired("89A", "没有帮扶责任人", "现在没有帮扶责任人，或者结对已到期", f"s.helpers IS NULL AND NOT {LEFT}"),
    _paired(
        "89B",
        "帮扶责任人结对户太多",
        "的帮扶责任人结对 {most} 户，请核对",
        "s.most > %(limit)s",
        {"limit": ("最多（户）", 15)},
    ),
    _paired("89C", "帮扶责任人没有电话", "的帮扶责任人没有登记办公电话", "s.lonely"),
)

# 68: what the households have of a kind of land, beside what the village has.
_LAND: Final = ("farmland_mu", "woodland_mu")
_VILLAGE_LAND: Final = f"""
SELECT v.area AS id, v.area, NULL::bigint AS household, COALESCE(r.name, v.area::text) AS village,
  {", ".join(f"v.{name}" for name in _LAND)}, {", ".join(f"t.{name} AS their_{name}" for name in _LAND)}
FROM villages_villageyear v LEFT JOIN regions_region r ON r.code = v.area
JOIN (SELECT b.area, {", ".join(f"sum(b.{name}) AS {name}" for name in _LAND)} FROM doubt_household b
      GROUP BY b.area) t ON t.area = v.area
WHERE v.area = ANY(%(areas)s::bigint[]) AND v.year = %(year)s"""
register_source(Source("village_land", "village", _VILLAGE_LAND, sources.PLACES, ("household",)))

register(
    *(
        Rule(
            f"68{letter}",
            "village_land",
            "W",
            f"各户{label}之和大于全村",
            "{village}各户" + label + "共 {theirs} 亩，大于全村 {all} 亩",
            f"s.their_{name} > s.{name}",
            LIVING,
            "3_03_002",
            {"village": "s.village", "theirs": f"s.their_{name}", "all": f"s.{name}"},
        )
        for letter, name, label in (("K", "farmland_mu", "耕地"), ("L", "woodland_mu", "林地"))
    )
)
