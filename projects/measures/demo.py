"""Measures in the demo: what each household's facts and causes call for, most of it given, made in sets.

Which household gets what hangs on its number alone, so every demo is the same. Written past the services as the
import writes: a few statements for a thousand households.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection

from core.audit.trail import Actor, recorded
from households.standing import REGISTERED
from projects.measures.demo_details import DETAILS, draw

_COLUMNS: Final = (
    "household_id, member_id, area, year, kind, sector, name, started_on, ended_on, quantity, unit, amount, provider, "
    "fund_source, status, result, signed_by_head, source"
)
_HOUSEHOLD: Final = """
FROM households_household h JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s
WHERE {standing} AND {only}"""
_MEMBER: Final = """
FROM households_household h JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s
JOIN households_member m ON m.household_id = h.id AND m.left_year IS NULL
JOIN households_memberyear r ON r.member_id = m.id AND r.year = %(year)s
WHERE {standing} AND {only}"""


@dataclass(frozen=True)
class _Given:
    """One kind of measure: SQL of its columns and of who gets it."""

    kind: str
    sector: str
    name: str
    only: str
    provider: str
    fund: str
    person: bool = False
    quantity: str = "NULL"
    unit: str = ""
    amount: str = "NULL"
    years_back: int = 0
    start: str = "03-15"
    end: str = ""
    status: str = "doing"
    result: str = ""


_ABLE: Final = (
    "EXISTS (SELECT 1 FROM households_memberyear r WHERE r.household_id = h.id AND r.year = y.year "
    "AND r.labour_skill IN ('1', '2'))"
)
_HEADS: Final = f"2 + {draw('heads')} %% 9"
_TRADE: Final = (
    f"CASE WHEN {draw('trade')} < 45 THEN '生猪养殖' WHEN {draw('trade')} < 70 THEN '核桃种植' ELSE '土鸡养殖' END"
)
_GIVEN: Final = (
    _Given(
        "01",
        "industry",
        _TRADE,
        f"{_ABLE} AND {draw('industry')} < 72",
        "镇农业服务中心",
        "财政专项扶贫资金",
        quantity=_HEADS,
        unit=f"CASE WHEN {draw('trade')} BETWEEN 45 AND 69 THEN '亩' ELSE '头' END",
        amount=f"1500 + {draw('award')} * 25",
        result="'带动增收'",
    ),
    _Given(
        "02",
        "training",
        f"CASE WHEN {draw('course', 'm')} < 50 THEN '种植养殖实用技术培训' ELSE '劳务品牌培训' END",
        f"r.labour_skill IN ('1', '2') AND {draw('training', 'm')} < 34",
        "县就业服务管理局",
        "就业补助资金",
        person=True,
        amount="600",
        start="05-07",
        end="05-20",
        status="done",
    ),
    _Given(
        "02",
        "work",
        "'外出务工交通补贴'",
        f"r.work_months >= 6 AND r.migrant_area IN ('3', '4') AND {draw('bus', 'm')} < 55",
        "县人社局",
        "财政专项扶贫资金",
        person=True,
        amount="300",
        start="02-25",
        end="02-25",
        status="done",
    ),
    _Given(
        "04",
        "post",
        f"CASE WHEN {draw('post', 'm')} %% 2 = 0 THEN '护林员' ELSE '保洁员' END",
        f"r.labour_skill IN ('1', '3') AND {draw('post', 'm')} < 9",
        "镇人民政府",
        "公益性岗位补贴",
        person=True,
        amount="3600",
        start="01-01",
        end="12-31",
    ),
    _Given(
        "12",
        "relocation",
        "'易地扶贫搬迁'",
        f"(y.is_relocation OR {draw('move')} < 13)",
        "镇人民政府",
        "易地扶贫搬迁资金",
        quantity="1",
        unit="'套'",
        amount=f"60000 + {draw('house')} * 600",
        years_back=1,
        end="11-30",
        status="done",
        result="'已入住'",
    ),
    _Given(
        "10",
        "dibao",
        "'农村低保'",
        "r.dibao = '1'",
        "县民政局",
        "困难群众救助补助资金",
        person=True,
        amount="2580",
        start="01-01",
        end="12-31",
    ),
    _Given(
        "10",
        "destitute",
        "'特困供养'",
        "r.destitute = '1'",
        "县民政局",
        "困难群众救助补助资金",
        person=True,
        amount="5580",
        start="01-01",
        end="12-31",
    ),
    _Given(
        "10",
        "disability",
        "'残疾人两项补贴'",
        f"r.health && ARRAY['4']::varchar[] AND {draw('disabled', 'm')} < 80",
        "县残联",
        "残疾人补贴资金",
        person=True,
        amount="960",
        start="01-01",
        end="12-31",
    ),
    _Given(
        "07",
        "bill",
        "'大病医疗救助'",
        f"(r.health && ARRAY['3']::varchar[] OR r.health && ARRAY['2']::varchar[] AND {draw('ill', 'm')} < 7) "
        f"AND {draw('aid', 'm')} < 85",
        "县医疗保障局",
        "医疗救助资金",
        person=True,
        amount=f"1200 + {draw('bill', 'm')} * 60",
        start="06-12",
        end="06-28",
        status="done",
    ),
    _Given(
        "08",
        "schoolaid",
        "'义务教育阶段生活补助'",
        f"r.school_status BETWEEN '03' AND '06' AND {draw('pupil', 'm')} < 90",
        "县教育局",
        "教育扶贫资金",
        person=True,
        amount="1000",
        start="09-01",
    ),
    _Given(
        "09",
        "yulu",
        "'雨露计划'",
        f"r.school_status BETWEEN '10' AND '19' AND {draw('vocation', 'm')} < 85",
        "县扶贫办",
        "财政专项扶贫资金",
        person=True,
        amount="3000",
        start="09-01",
    ),
    _Given(
        "05",
        "repair",
        "'危房改造'",
        f"y.is_dangerous_house AND {draw('repair')} < 60",
        "县住建局",
        "农村危房改造补助",
        amount="21000",
        quantity="1",
        unit="'处'",
        status="planned",
        start="10-10",
    ),
    _Given(
        "05",
        "newhome",
        "'巴山新居'",
        f"NOT COALESCE(y.is_relocation, false) AND {draw('newhome')} BETWEEN 55 AND 84",
        "镇人民政府",
        "巴山新居建设资金",
        quantity="1",
        unit="'套'",
        amount="20000",
        start="02-20",
        status="done",
    ),
    _Given(
        "07",
        "screening",
        "'疾病筛查'",
        f"{draw('screening', 'm')} < 93",
        "镇卫生院",
        "基本公共卫生服务资金",
        person=True,
        start="04-10",
        end="04-10",
        status="done",
    ),
    _Given(
        "05",
        "lowrent",
        "'低租房安置'",
        f"{draw('lowrent')} = 41",
        "镇人民政府",
        "",
        start="06-01",
    ),
    _Given(
        "16",
        "ecology",
        "'退耕还林补助'",
        "y.forest_return_mu > 0",
        "县林业局",
        "退耕还林补助资金",
        amount="LEAST(y.forest_return_mu, 50) * 125",
    ),
    _Given(
        "13",
        "farmsubsidy",
        "'耕地地力保护补贴'",
        "y.farmland_mu > 0",
        "县财政局",
        "农业支持保护补贴资金",
        amount="LEAST(y.farmland_mu, 30) * 80",
        start="06-20",
        end="06-20",
        status="done",
    ),
    _Given(
        "01",
        "assetincome",
        "'核桃园入股分红'",
        f"{draw('shares')} < 9",
        "村集体经济合作社",
        "财政专项扶贫资金",
        amount="600",
        start="01-01",
        end="12-31",
    ),
    _Given(
        "11",
        "social",
        "'春节慰问'",
        f"{draw('gift')} < 12",
        "县慈善会",
        "社会捐赠",
        amount="500",
        start="02-08",
        end="02-08",
        status="done",
    ),
    _Given(
        "08",
        "dropout",
        "'劝返复学'",
        f"r.school_status = '00' AND m.birth_date > make_date(%(year)s - 15, 8, 31) "
        f"AND m.birth_date <= make_date(%(year)s - 6, 8, 31) AND {draw('dropout', 'm')} < 40",
        "镇人民政府",
        "",
        person=True,
        start="03-05",
    ),
    _Given(
        "15",
        "disaster",
        "'洪灾倒损住房重建'",
        f"{draw('flood')} < 2",
        "镇人民政府",
        "自然灾害救助资金",
        amount="25000",
        quantity="1",
        unit="'处'",
        years_back=2,
        status="done",
        end="12-20",
    ),
)
_INDUSTRY: Final = (
    "INSERT INTO projects_industrydetail (measure_id, area, industry_kind, operator, lead_mode, award, yearly_income) "
    "SELECT t.id, t.area, CASE t.unit WHEN '亩' THEN '3' ELSE '2' END, '', "
    f"CASE WHEN {draw('mode')} < 60 THEN '1' WHEN {draw('mode')} < 85 THEN '2' ELSE '4' END, t.amount * 0.6, "
    f"t.amount + {draw('yield')} * 30 FROM projects_measure t JOIN households_household h ON h.id = t.household_id "
    "WHERE t.sector = 'industry' AND t.batch = -1"
)
_TRAINING: Final = (
    "INSERT INTO projects_trainingdetail (measure_id, area, training_kind, course, institution, hours, certificate, "
    "subsidy, employed) SELECT t.id, t.area, CASE t.name WHEN '劳务品牌培训' THEN '3' ELSE '1' END, t.name, "
    f"'县职业中学', 80, CASE WHEN {draw('pass', 'm')} < 60 THEN '结业证书' ELSE '' END, 300, {draw('job', 'm')} < 70 "
    "FROM projects_measure t JOIN households_member m ON m.id = t.member_id "
    "WHERE t.sector = 'training' AND t.batch = -1"
)
_POST: Final = (
    "INSERT INTO projects_postdetail (measure_id, area, post_kind, post_name, employer, monthly_wage, months, "
    "paid_until, attendance) SELECT t.id, t.area, CASE t.name WHEN '护林员' THEN '1' ELSE '7' END, t.name, "
    "'镇人民政府', 300, 9, make_date(t.year, 9, 30), '' "
    "FROM projects_measure t WHERE t.sector = 'post' AND t.batch = -1"
)


def load(year: int, actor: Actor) -> int:
    """Fill the demo's households; the number of measures."""
    count = 0
    with recorded(actor, reason="演示资料", bulk=True), connection.cursor() as cursor:
        for given in _GIVEN:
            cursor.execute(_insert(given), {"year": year})
            count += cursor.rowcount
        for details in (_INDUSTRY, _TRAINING, _POST, *DETAILS):
            cursor.execute(details.replace("%%", "%"))
        cursor.execute("UPDATE projects_measure SET batch = NULL WHERE batch = -1")
        cursor.execute("ANALYZE projects_measure")
    return count


def _insert(given: _Given) -> str:
    of = "m" if given.person else "h"
    year = f"(%(year)s - {given.years_back})"
    day = "make_date({year}, {month}, {day})"

    def on(text: str) -> str:
        month, number = text.split("-")
        return day.format(year=year, month=int(month), day=int(number))

    unit = given.unit if given.unit.startswith(("'", "CASE")) else "''"
    values = (
        "h.id",
        "m.id" if given.person else "NULL",
        "h.area",
        year,
        f"'{given.kind}'",
        f"'{given.sector}'",
        given.name,
        on(given.start),
        on(given.end) if given.end else "NULL",
        given.quantity,
        unit,
        given.amount,
        f"'{given.provider}'",
        f"'{given.fund}'",
        f"'{given.status}'",
        given.result or "''",
        f"{draw('signed', of)} < 88",
        "'import'",
        "-1",
    )
    source = (_MEMBER if given.person else _HOUSEHOLD).format(only=given.only, standing=REGISTERED)
    return f"INSERT INTO projects_measure ({_COLUMNS}, batch) SELECT {', '.join(values)} {source}"
