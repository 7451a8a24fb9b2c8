"""What is allowed but improbable in 户 and 人 (class C of SECURITY 5.1): shown, kept with the batch, never refusing.

The same rules as ``households.rules`` has for one record, set-based. What a registered rule of doubtful data says
(core.findings; docs/findings.md) is asked by ``core.ledgers.doubts`` and stands here no more.
"""

from __future__ import annotations

from typing import Final

from core.dictionaries.selectors import values
from core.ledgers.run import Run
from households.rules import HEAD, SPOUSE
from households.rules import INCOME_FIELDS as INCOME

H, M = 0, 1
# Yearly income per head that suggests another unit (SECURITY E34), in yuan.
LOW: Final = 50
HIGH: Final = 100_000
# Relations whose ages the rules 14A and 14B compare with the head's.
BY_RULE: Final = frozenset({"03", "04", "07", "08", "09", "10", "11", "12", "17", "18", "19", "20"})

# (column that bears the doubt, columns it needs, SQL condition over s, SQL of the sentence)
_HOUSEHOLD: Final[list[tuple[str, tuple[str, ...], str, str]]] = [
    ("exit_year", (), "s.poverty_status IN ('1', '4') AND s.exit_year IS NULL", "'已脱贫户没有填脱贫年度'"),
    ("exit_year", (), "s.exit_year > %(year)s", "'脱贫年度晚于 ' || %(year)s || ' 年度，请核对'"),
    ("relapse_year", (), "s.poverty_status = '3' AND s.relapse_year IS NULL", "'返贫户没有填返贫年度'"),
    (
        "causes_other",
        (),
        "cardinality(s.causes_other) > 2 OR s.cause_main = ANY(s.causes_other)",
        "'其他致贫原因最多 2 个，且不能与主要致贫原因相同'",
    ),
    (
        "asset_dividend",
        ("property_income",),
        "s.asset_dividend > s.property_income",
        "'分红是财产性收入的一部分，却大于财产性收入，请核对'",
    ),
    (
        "danger_level",
        ("is_dangerous_house",),
        "NOT s.is_dangerous_house AND s.danger_level IN ('C', 'D')",
        "'是否危房户填“否”，级别却是 ' || s.danger_level || '级；判定以级别为准'",
    ),
    (
        "toilet_usable",
        ("sanitary_toilet",),
        "NOT s.sanitary_toilet AND s.toilet_usable",
        "'没有卫生厕所，却填了能正常使用'",
    ),
    ("house_built_year", (), "s.house_built_year > %(year)s", "'建房时间晚于 ' || %(year)s || ' 年度，请核对'"),
    (
        "relocation_mode",
        ("is_relocation",),
        "NOT s.is_relocation AND s.relocation_mode IS NOT NULL",
        "'不是易地扶贫搬迁户，却填了搬迁方式'",
    ),
    (
        "lives_in_site",
        ("is_relocation",),
        "NOT s.is_relocation AND s.lives_in_site",
        "'不是易地扶贫搬迁户，却住在集中安置区，请核对'",
    ),
    (
        "property_other",
        ("property_income",),
        "COALESCE(s.asset_dividend, 0) + s.property_other > s.property_income",
        "'分红与其他财产性收入之和大于财产性收入，请核对'",
    ),
    (
        "monitor_ref_per_head",
        ("monitor_ref_income",),
        "s.monitor_ref_per_head > s.monitor_ref_income",
        "'人均参考收入大于全户参考收入，请核对'",
    ),
    (
        "water_difficult",
        ("safe_water_solved",),
        "s.safe_water_solved AND s.water_difficult",
        "'已解决安全饮用水，却填了饮水困难，请核对'",
    ),
    (
        "water_safe",
        ("safe_water_solved",),
        "s.safe_water_solved AND NOT s.water_safe",
        "'已解决安全饮用水，却填了饮水不安全，请核对'",
    ),
    (
        "access_road_hard",
        ("access_road_type",),
        "s.access_road_hard = (s.access_road_type IN ('1', '2'))",
        "'入户路是否硬化与入户路类型不符，请核对'",
    ),
    ("irrigated_mu", ("farmland_mu",), "s.irrigated_mu > s.farmland_mu", "'有效灌溉面积大于耕地面积，请核对'"),
]

# How many months of the year the days from start to end touch.
_START: Final = "(extract(year FROM s.work_start)::int - %(year)s) * 12 + extract(month FROM s.work_start)::int"
_END: Final = "(extract(year FROM s.work_end)::int - %(year)s) * 12 + extract(month FROM s.work_end)::int"
_MONTHS_IN_YEAR: Final = f"GREATEST(0, LEAST(12, {_END}) - GREATEST(1, {_START}) + 1)"
_WORKS: Final = (
    "s.work_employer <> '' OR s.work_industry IS NOT NULL OR s.job_channel IS NOT NULL "
    "OR s.work_start IS NOT NULL OR s.monthly_wage > 0"
)
_MEMBER: Final[list[tuple[str, tuple[str, ...], str, str]]] = [
    (
        "health",
        ("disability_kind",),
        "s.disability_kind IS NOT NULL AND s.health IS NOT NULL AND NOT '4' = ANY(s.health)",
        "'填了残疾类别，健康状况却没有选「残疾」'",
    ),
    (
        "dropout_reason",
        ("school_status",),
        "s.dropout_reason IS NOT NULL AND s.school_status NOT IN ('00', '01')",
        "'在校生填了失学或辍学原因，请核对'",
    ),
    (
        "work_start",
        (),
        "extract(year FROM s.work_start) > %(year)s",
        "'务工开始时间晚于 ' || %(year)s || ' 年度，请核对'",
    ),
    (
        "work_end",
        (),
        "extract(year FROM s.work_end) < %(year)s",
        "'务工结束时间早于 ' || %(year)s || ' 年度，请核对'",
    ),
    (
        "works_abroad",
        ("migrant_area",),
        "s.works_abroad AND s.migrant_area IN ('1', '2', '3', '4')",
        "'填了国外务工，务工状况却在国内，请核对'",
    ),
    (
        "job_channel",
        ("public_post",),
        "s.job_channel = '4' AND s.public_post IS NULL",
        "'就业渠道是公益性岗位，却没有选岗位'",
    ),
    (
        "work_months",
        (),
        f"s.work_months = 0 AND ({_WORKS})",
        "'务工时间填 0，却填了务工情况，请核对'",
    ),
    (
        "work_months",
        ("work_start", "work_end"),
        f"s.work_months > {_MONTHS_IN_YEAR} AND s.work_start <= s.work_end",
        "'务工月数多于本年度内开始到结束的月数，请核对'",
    ),
]


def doubt(run: Run) -> None:
    """All doubts of the two sheets."""
    for place, rules in ((H, _HOUSEHOLD), (M, _MEMBER)):
        table = run.sheet(place).table
        for name, needs, condition, sentence in rules:
            if all(run.has(place, column) for column in (name, *needs)):
                run.doubt(place, name, f"SELECT s.row, {sentence} FROM {table} s WHERE {condition}")
    _doubt_unit(run)
    _doubt_family(run)


def _doubt_unit(run: Run) -> None:
    if not all(run.has(H, name) for name in INCOME):
        return
    per_head = f"({' + '.join(f's.{name}' for name in INCOME[:-1])} - s.{INCOME[-1]}) / f.people"
    run.doubt(
        H,
        INCOME[0],
        f"SELECT s.row, '人均纯收入 ' || round({per_head}, 2) || ' 元，请核对单位' FROM stage_household s "
        "JOIN (SELECT household_no, count(*) AS people FROM stage_member GROUP BY 1) f USING (household_no) "
        f"WHERE {per_head} < {LOW} OR {per_head} > {HIGH}",
    )


def _doubt_family(run: Run) -> None:
    """Ages beside the head's, two fathers and the like."""
    relations = values("relation")
    generations = {
        value.code: value.attributes["generation"]
        for value in relations
        if value.attributes.get("generation") and value.code not in BY_RULE
    }
    labels = {value.code: value.label for value in relations}
    run.doubt(
        M,
        "relation_to_head",
        "SELECT s.row, '年龄与「' || r.label || '」不符，请核对' FROM stage_member s "
        "JOIN stage_member h ON h.household_no = s.household_no AND h.relation_to_head = %(head)s "
        "JOIN unnest(%(codes)s::text[], %(steps)s::int[], %(labels)s::text[]) AS r(code, step, label) "
        "ON r.code = s.relation_to_head WHERE (r.step < 0) <> (s.born > h.born)",
        head=HEAD,
        codes=list(generations),
        steps=list(generations.values()),
        labels=[labels[code] for code in generations],
    )
    single = [
        value.code for value in relations if value.attributes.get("at_most") == 1 and value.code not in (HEAD, SPOUSE)
    ]
    run.doubt(
        M,
        "relation_to_head",
        "SELECT unnest(array_agg(s.row)), '一户最多 1 个，现有 ' || count(*) || ' 个' FROM stage_member s "
        "WHERE s.relation_to_head = ANY(%(single)s) GROUP BY s.household_no, s.relation_to_head HAVING count(*) > 1",
        single=single,
    )
