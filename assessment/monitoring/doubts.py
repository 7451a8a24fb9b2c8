"""The rules of doubtful data about monitoring (DOMAIN 7.4, 61 and 77 to 86).

Their records are no inputs of a verdict; they mark their village for the sweep alone (core.changes.doubts).
"""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, Source, register, register_source
from households.findings.sources import HOUSEHOLD, PEOPLE, PLACES
from households.standing import OPEN, REGISTERED

COURSE, LIVING, INCOME = "过程与时间", "住房饮水土地", "收入"
HEAD: Final = {"head": "s.head_name"}
ON: Final = "make_date(%(year)s, 12, 31)"
DANGEROUS: Final = "(s.danger_level IN ('C', 'D') OR (s.danger_level IS NULL AND s.is_dangerous_house))"
LEFT: Final = "s.poverty_status IN ('1', '4')"
UNWATCHED: Final = (
    "NOT EXISTS (SELECT 1 FROM assessment_monitoredhousehold w WHERE w.household_id = s.household "
    "AND w.eliminated_on IS NULL)"
)

# A record of monitoring that ran in the year, beside its household's facts and its members.
_MONITORED: Final = f"""
SELECT m.id, m.area, m.household_id AS household, b.head_name, m.year AS since, m.risks, m.identified_on,
  m.eliminated_on, m.way, m.no_labour, m.net_income / NULLIF(m.members, 0) AS judged, b.danger_level,
  b.is_dangerous_house, b.safe_water_solved, b.able, b.people, b.skills_known, c.ill, c.disabled, c.health_known,
  COALESCE(k.kinds, '{{}}') AS kinds, LEAST(now()::date, COALESCE(m.eliminated_on, now()::date)) AS until
FROM assessment_monitoredhousehold m
JOIN ({HOUSEHOLD.replace(REGISTERED, OPEN)}) b ON b.id = m.household_id
LEFT JOIN (
  SELECT y.household_id, count(*) FILTER (WHERE y.health && ARRAY['2', '3']::varchar[]) AS ill,
    count(*) FILTER (WHERE '4' = ANY(y.health)) AS disabled, count(y.health) AS health_known
  FROM households_memberyear y JOIN households_member q ON q.id = y.member_id AND {PEOPLE.replace("m.", "q.")}
  WHERE y.area = ANY(%(areas)s::bigint[]) AND y.year = %(year)s GROUP BY y.household_id
) c ON c.household_id = m.household_id
LEFT JOIN (
  SELECT record_id, array_agg(DISTINCT kind) AS kinds FROM assessment_monitormeasure
  WHERE area = ANY(%(areas)s::bigint[]) GROUP BY record_id
) k ON k.record_id = m.id
WHERE m.area = ANY(%(areas)s::bigint[]) AND m.identified_on <= {ON}
  AND (m.eliminated_on IS NULL OR m.eliminated_on >= make_date(%(year)s, 1, 1))"""
register_source(Source("monitored", "monitored", _MONITORED, PLACES))


def _rule(
    code: str,
    label: str,
    message: str,
    where: str,
    legacy: str,
    values: dict[str, str] | None = None,
    parameters: dict[str, tuple[str, float]] | None = None,
    group: str = COURSE,
) -> Rule:
    return Rule(
        code,
        "monitored",
        "W",
        label,
        "监测对象{head}户" + message,
        where,
        group,
        legacy,
        {**HEAD, **(values or {})},
        {},
        parameters or {},
    )


def _unmatched(letter: str, risk: str, word: str, kinds: str, names: str, legacy: str) -> Rule:
    """81: a risk without a measure against it."""
    return _rule(
        f"81{letter}",
        f"{word}没有对应措施",
        f"的风险有“{word}”，却没有{names}",
        f"'{risk}' = ANY(s.risks) AND s.eliminated_on IS NULL AND s.until - s.identified_on > %(days)s "
        f"AND NOT s.kinds::text[] && ARRAY[{kinds}]",
        legacy,
        None,
        {"days": ("认定后几天", 30)},
    )


def _exited(code: str, label: str, message: str, where: str, legacy: str) -> Rule:
    return Rule(
        code, "household", "W", label, "{head}户" + message, f"{LEFT} AND {where} AND {UNWATCHED}", LIVING, legacy, HEAD
    )


register(
    _exited("61A", "已脱贫户住危房", "已脱贫，住房却是危房，也没有纳入监测", DANGEROUS, "1_02_001 H05"),
    _exited(
        "61B",
        "已脱贫户饮水不安全",
        "已脱贫，安全饮水却没有解决，也没有纳入监测",
        "NOT s.safe_water_solved",
        "1_02_002 H07",
    ),
    _rule(
        "77",
        "新纳入监测户收入偏高",
        "认定时人均纯收入 {judged} 元，请核对",
        "s.since = %(year)s AND s.judged > %(most)s",
        "1111_18",
        {"judged": "round(s.judged, 2)"},
        {"most": ("最高（元）", 20000)},
        INCOME,
    ),
    _rule(
        "79",
        "认定后没有帮扶措施",
        "认定已 {days} 天，还没有登记帮扶措施",
        "s.eliminated_on IS NULL AND s.kinds = '{{}}' AND s.until - s.identified_on > %(days)s".replace("{{}}", "{}"),
        "1_11_010",
        {"days": "s.until - s.identified_on"},
        {"days": ("最多（天）", 30)},
    ),
    _rule(
        "80A",
        "因残却没有残疾人",
        "的风险有“因残”，却没有残疾的成员",
        "'03' = ANY(s.risks) AND s.health_known = s.people AND s.disabled = 0",
        "2_11_001",
    ),
    _rule(
        "80B",
        "因病却没有病人",
        "的风险有“因病”，却没有患大病或长期慢性病的成员",
        "'01' = ANY(s.risks) AND s.health_known = s.people AND s.ill = 0",
        "5_15_015",
    ),
    _rule(
        "80C",
        "缺劳动力却人人有劳动能力",
        "的风险有“因缺劳动力”，{people} 人却都有劳动能力",
        "'04' = ANY(s.risks) AND s.skills_known = s.people AND s.able = s.people",
        "4_11_009 5_11_029",
        {"people": "s.people"},
    ),
    _rule(
        "80D",
        "住危房却没有选住房风险",
        "的住房是危房，风险里没有“因安全住房”",
        f"s.eliminated_on IS NULL AND {DANGEROUS} AND NOT '08' = ANY(s.risks)",
        "4_11_007",
    ),
    _rule(
        "80E",
        "饮水不安全却没有选饮水风险",
        "的安全饮水没有解决，风险里没有“因安全饮水”",
        "s.eliminated_on IS NULL AND NOT s.safe_water_solved AND NOT '10' = ANY(s.risks)",
        "4_11_008",
    ),
    _unmatched("A", "01", "因病", "'07', '10', '11'", "健康帮扶、综合保障或社会帮扶", "5_18_001"),
    _unmatched("B", "09", "因学", "'08', '09', '11'", "教育帮扶或社会帮扶", "5_18_002"),
    _unmatched("C", "03", "因残", "'10', '11'", "综合保障或社会帮扶", "5_18_003"),
    _unmatched("D", "08", "因安全住房", "'05', '12'", "住房安全保障", "5_18_004"),
    _unmatched("E", "10", "因安全饮水", "'06'", "饮水安全保障", "5_18_005"),
    _rule(
        "83A",
        "帮扶消除却没有措施",
        "以帮扶消除风险，却没有登记帮扶措施",
        "s.way = '1' AND s.kinds = '{}'",
        "1_11_009",
    ),
    _rule(
        "84A",
        "消除太快",
        "认定后 {days} 天就消除了风险，请核对",
        "s.eliminated_on - s.identified_on < %(days)s",
        "5_18_009 2_11_002",
        {"days": "s.eliminated_on - s.identified_on"},
        {"days": ("最少（天）", 180)},
    ),
    _rule(
        "84B",
        "整户无劳动力却已消除",
        "整户没有劳动力，却已消除风险",
        "s.no_labour AND s.way = '1'",
        "4_11_011",
    ),
    _rule(
        "85",
        "消除后又有新问题",
        "风险消除后，住房或饮水又不安全",
        f"s.eliminated_on IS NOT NULL AND ({DANGEROUS} OR NOT s.safe_water_solved)",
        "1_02_008 1_02_009",
    ),
    _rule(
        "86",
        "2021 年后仍登记搬迁",
        "是 {since} 年认定的，措施里有搬迁（政策已结束）",
        "s.since >= %(from)s AND '12' = ANY(s.kinds)",
        "1111_4",
        {"since": "s.since"},
        {"from": ("起始年度", 2021)},
    ),
)
