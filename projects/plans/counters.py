"""What a plan's items are measured by: set-based counts over the facts, by village, registered by code.

A counter gives (area, numerator, denominator) of every place in [low, high) that has the fact in ``year``. A
denominator makes it a ratio: those of several places add up by adding both parts. A fact that is not filled gives no
row: unknown is not 0. Values of villages that do not exist in the year count as little as anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import connection

from households.standing import REGISTERED

HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class Counter:
    """``sql`` selects (area, numerator, denominator or NULL) with %(low)s, %(high)s and %(year)s.

    ``scale`` multiplies the quotient of a ratio (100: percent). ``definition`` is what the page says.
    """

    code: str
    definition: str
    sql: str
    scale: Decimal = Decimal(1)


@dataclass(frozen=True)
class Count:
    """What a counter found at a place."""

    numerator: Decimal
    denominator: Decimal | None = None

    def value(self, scale: Decimal = Decimal(1)) -> Decimal | None:
        """The count, or the quotient; None where the denominator is 0."""
        if self.denominator is None:
            return self.numerator
        return None if self.denominator == 0 else self.numerator * scale / self.denominator

    def plus(self, other: Count) -> Count:
        below = None
        if self.denominator is not None and other.denominator is not None:
            below = self.denominator + other.denominator
        return Count(self.numerator + other.numerator, below)


_RANGE: Final = "{t}.area >= %(low)s AND {t}.area < %(high)s AND {t}.year = %(year)s"
_VILLAGES: Final = "FROM villages_villageyear v WHERE " + _RANGE.format(t="v")
# The registered households of the year with its members, as everywhere (CONTRACT 4).
SUBJECTS: Final = (
    "households_householdyear y JOIN households_household h ON h.id = y.household_id "
    f"AND {REGISTERED} AND EXISTS (SELECT 1 FROM households_member m "
    "WHERE m.household_id = h.id AND m.joined_year <= %(year)s AND (m.left_year IS NULL OR m.left_year > %(year)s)) "
    "WHERE y.area >= %(low)s AND y.area < %(high)s AND y.year = %(year)s"
)
# 不适龄 or unknown children are left out; school_status 00 is 非在校生 (CL-11).
_SCHOOLING: Final = (
    "SELECT m.area, count(*) FILTER (WHERE y.school_status <> '00'), count(*) FROM households_member m "
    "JOIN households_memberyear y ON y.member_id = m.id AND y.year = %(year)s "
    f"JOIN households_household h ON h.id = m.household_id AND {REGISTERED} "
    "WHERE m.area >= %(low)s AND m.area < %(high)s AND m.joined_year <= %(year)s "
    "AND (m.left_year IS NULL OR m.left_year > %(year)s) AND y.school_status IS NOT NULL "
    "AND m.birth_date > make_date(%(year)s - 15, 8, 31) AND m.birth_date <= make_date(%(year)s - 6, 8, 31) GROUP BY 1"
)
_TECHNIQUE: Final = (
    "SELECT y.area, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM households_memberyear t "
    "JOIN households_member m ON m.id = t.member_id AND m.joined_year <= %(year)s "
    "AND (m.left_year IS NULL OR m.left_year > %(year)s) "
    "WHERE t.household_id = y.household_id AND t.year = %(year)s AND (t.labour_skill = '2' OR t.skill_trained))), "
    f"count(*) FROM {SUBJECTS} GROUP BY 1"
)


def _yes(code: str, column: str, words: str) -> Counter:
    sql = f"SELECT v.area, v.{column}::int, NULL {_VILLAGES} AND v.{column} IS NOT NULL"
    return Counter(code, f"村年度资料「{words}」为是", sql)


def _number(code: str, column: str, words: str) -> Counter:
    sql = f"SELECT v.area, v.{column}, NULL {_VILLAGES} AND v.{column} IS NOT NULL"
    return Counter(code, f"村年度资料「{words}」", sql)


_NEW_HOMES: Final = (
    "FROM projects_measure t JOIN projects_newhomedetail d ON d.measure_id = t.id "
    "WHERE t.area >= %(low)s AND t.area < %(high)s AND COALESCE(d.phase_year, t.year) <= %(year)s "
    "AND t.status IN ('doing', 'done')"
)


def _homes(code: str, words: str, only: str) -> Counter:
    """Houses of 巴山新居 begun or finished up to the year, as the measures record them."""
    sql = f"SELECT t.area, count(*), NULL {_NEW_HOMES} AND {only} GROUP BY 1"
    return Counter(code, f"措施「巴山新居」实施中和已完成的{words}，截至本年度", sql)


_COUNTERS: Final = (
    _homes("homes.all", "户", "true"),
    _homes("homes.new", "新建户", "d.build_kind = '1'"),
    _homes("homes.renovated", "改造户", "d.build_kind = '2'"),
    _homes("homes.poor", "贫困户", "d.home_origin = '1'"),
    _homes("homes.old", "旧房（土坯房）户", "d.home_origin = '2'"),
    Counter(
        "homes.concentrated",
        "措施「巴山新居」实施中和已完成的户里，集中居住的 ÷ 已填是否集中居住的，截至本年度",
        f"SELECT t.area, count(*) FILTER (WHERE d.concentrated), count(*) {_NEW_HOMES} "
        "AND d.concentrated IS NOT NULL GROUP BY 1",
        HUNDRED,
    ),
    # A point that two villages share is one, and stands at the first of them.
    Counter(
        "homes.points",
        "措施「巴山新居」实施中和已完成的户所在的聚居点，同名的算一个，截至本年度",
        f"SELECT p.area, count(*), NULL FROM (SELECT min(t.area) AS area {_NEW_HOMES} AND d.point <> '' "
        "GROUP BY d.point) p GROUP BY 1",
    ),
    Counter(
        "homes.central",
        "措施「巴山新居」实施中和已完成的户标明是中心村的村，截至本年度",
        f"SELECT t.area, 1, NULL {_NEW_HOMES} AND d.central_village GROUP BY 1",
    ),
    Counter(
        "homes.low_rent",
        "措施「低租房」实施中和已完成的，截至本年度",
        "SELECT t.area, count(*), NULL FROM projects_measure t WHERE t.area >= %(low)s AND t.area < %(high)s "
        "AND t.year <= %(year)s AND t.sector = 'lowrent' AND t.status IN ('doing', 'done') GROUP BY 1",
    ),
    Counter(
        "health.screened",
        "措施「疾病筛查」登记过的人，截至本年度",
        "SELECT t.area, count(DISTINCT t.member_id), NULL FROM projects_measure t WHERE t.area >= %(low)s "
        "AND t.area < %(high)s AND t.year <= %(year)s AND t.sector = 'screening' "
        "AND t.status IN ('doing', 'done') GROUP BY 1",
    ),
    _yes("village.bus", "bus", "是否通客运班车"),
    _yes("village.power", "power", "是否通生活用电"),
    _yes("village.tv", "tv", "是否通广播电视"),
    _yes("village.broadband", "broadband", "是否通宽带"),
    _number("village.clinics", "clinics", "卫生室个数"),
    _number("village.culture_rooms", "culture_rooms", "文化室个数"),
    Counter(
        "village.clinics_poor",
        "村年度资料：有卫生室的贫困村，一村计一个",
        f"SELECT v.area, (v.clinics > 0)::int, NULL {_VILLAGES} AND v.is_poor AND v.clinics IS NOT NULL",
    ),
    Counter(
        "village.doctors_per_thousand",
        "村年度资料：村医人数 ÷ 农业户籍人口数 × 1,000",
        f"SELECT v.area, v.doctors, v.rural_population {_VILLAGES} "
        "AND v.doctors IS NOT NULL AND v.rural_population IS NOT NULL",
        Decimal(1000),
    ),
    Counter(
        "village.broadband_rate",
        "村年度资料：通宽带户数 ÷ 总户数",
        f"SELECT v.area, v.broadband_households, v.households {_VILLAGES} "
        "AND v.broadband_households IS NOT NULL AND v.households IS NOT NULL",
        HUNDRED,
    ),
    Counter(
        "household.safe_water",
        "户年度资料：「是否解决安全饮用水」为是的户 ÷ 已填的户（建档立卡）",
        f"SELECT y.area, count(*) FILTER (WHERE y.safe_water_solved), count(*) FROM {SUBJECTS} "
        "AND y.safe_water_solved IS NOT NULL GROUP BY 1",
        HUNDRED,
    ),
    Counter("household.technique", "有技能劳动力或参加过技能培训的成员的户 ÷ 全部户（建档立卡）", _TECHNIQUE, HUNDRED),
    Counter("member.schooling", "6–15 周岁在校的 ÷ 已填在校情况的（建档立卡）", _SCHOOLING, HUNDRED),
)
COUNTERS: Final = {counter.code: counter for counter in _COUNTERS}
RECORD: Final = "record."
# 1xx stands until it ended, 2xx happened in the year.
_RECORDS: Final = (
    "SELECT r.kind, r.area, sum(r.quantity) FROM projects_villagerecord r "
    "WHERE r.area >= %(low)s AND r.area < %(high)s AND CASE WHEN r.kind LIKE '1%%' "
    "THEN r.year <= %(year)s AND (r.ended_year IS NULL OR r.ended_year > %(year)s) "
    "ELSE r.year = %(year)s END GROUP BY 1, 2"
)


def counter_of(code: str) -> Counter | None:
    """The counter of a code; ``record.KIND`` counts a village's records of that kind."""
    if code.startswith(RECORD):
        standing = code.removeprefix(RECORD).startswith("1")
        return Counter(code, "登记的村设施、人员，到本年度仍在的" if standing else "登记在本年度的活动", _RECORDS)
    return COUNTERS.get(code)


def counted(codes: Iterable[str], low: int, high: int, year: int) -> dict[str, dict[int, Count]]:
    """By counter and place in [low, high) what is found: one query a counter, one for all kinds of records."""
    wanted = set(codes)
    found: dict[str, dict[int, Count]] = {code: {} for code in wanted}
    parameters = {"low": low, "high": high, "year": year}
    with connection.cursor() as cursor:
        for code in sorted(wanted & set(COUNTERS)):
            cursor.execute(COUNTERS[code].sql, parameters)
            for area, top, below in cursor.fetchall():
                found[code][area] = Count(Decimal(top), None if below is None else Decimal(below))
        if any(is_record(code) for code in wanted):
            cursor.execute(_RECORDS, parameters)
            for kind, area, quantity in cursor.fetchall():
                if RECORD + kind in found:
                    found[RECORD + kind][area] = Count(quantity)
    return found


def is_record(code: str) -> bool:
    """Whether a place without a row has none (a record exists or not) instead of being unknown."""
    return code.startswith(RECORD)
