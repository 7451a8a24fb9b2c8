"""贫困户花名册 (L1) and 贫困人口花名册 (L2) of DOMAIN 5.7: the registered households of a year and their members."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from core.dictionaries.selectors import spellings
from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource, ledger_columns
from core.ledgers.exports import ExportQuery, Ledger, Sealed, register, reporter_of, stream, title_of
from core.ledgers.workbook_write import LedgerSheet
from households.rules import HEAD, INCOME_FIELDS
from households.standing import REGISTERED


def text(name: str, heading: str, width: float = 12, **options: object) -> LedgerField:
    return LedgerField(name, heading, cells.Text(), width=width, **options)  # type: ignore[arg-type]


def code(name: str, heading: str, codes: str, width: float = 12) -> LedgerField:
    return LedgerField(name, heading, cells.Code(choices=partial(spellings, codes)), width=width)


# 县, 乡, 村, 组, 户主 and what every ledger begins with.
class HouseholdRoster(LedgerResource):
    """L1: one row a household."""

    county = text("county", "县(市、区)", 10)
    town = text("town", "乡(镇)", 10)
    village = text("village", "行政村", 12)
    group_name = text("group_name", "村民小组", 9)
    head_name = text("head_name", "户主姓名", 9)
    head_id = text("head_id", "户主证件号码", 21, masked="id_number")
    members = LedgerField("members", "家庭人口数", cells.Whole(), width=7, total=True)
    household_attr = code("household_attr", "户属性", "household_attr", 13)
    household_no = text("household_no", "户编号", 19)
    phone = text("phone", "联系电话", 13, masked="phone")
    identified = text("identified", "识别年度", 8)
    poverty_status = code("poverty_status", "脱贫状态", "poverty_status", 18)
    exit_year = text("exit_year", "脱贫年度", 8)
    cause_main = code("cause_main", "主要致贫原因", "cause", 11)
    causes_other = LedgerField(
        "causes_other", "其他致贫原因", cells.MultiCode(choices=partial(spellings, "cause")), width=14
    )
    planned_exit_year = text("planned_exit_year", "计划脱贫年度", 8)
    is_dangerous_house = LedgerField("is_dangerous_house", "是否危房户", cells.YesNo(), width=7)
    is_relocation = LedgerField("is_relocation", "是否易地搬迁户", cells.YesNo(), width=8)
    per_head = LedgerField("per_head", "人均纯收入", cells.Money(), unit="元", width=11)
    helper = text("helper", "姓名", 8, group="帮扶责任人")
    helper_office = text("helper_office", "单位", 18, group="帮扶责任人")
    helper_phone = text("helper_phone", "联系电话", 13, group="帮扶责任人")
    remark = text("remark", "备注", 14)


class MemberRoster(LedgerResource):
    """L2: one row a person."""

    county = text("county", "县(市、区)", 10)
    town = text("town", "乡(镇)", 10)
    village = text("village", "行政村", 12)
    group_name = text("group_name", "村民小组", 9)
    head_name = text("head_name", "户主姓名", 9)
    household_no = text("household_no", "户编号", 19)
    member_no = text("member_no", "人编号", 21)
    name = text("name", "姓名", 9)
    sex = code("sex", "性别", "sex", 5)
    id_number = text("id_number", "证件号码", 21, masked="id_number")
    birth_date = LedgerField("birth_date", "出生日期", cells.Date(), width=11)
    age = LedgerField("age", "年龄", cells.Whole(), width=5)
    relation = code("relation", "与户主关系", "relation", 10)
    ethnicity = code("ethnicity", "民族", "ethnicity", 7)
    education = code("education", "文化程度", "education", 11)
    school_status = code("school_status", "在校生状况", "school_status", 13)
    health = LedgerField("health", "健康状况", cells.MultiCode(choices=partial(spellings, "health")), width=15)
    labour_skill = code("labour_skill", "劳动技能", "labour_skill", 15)
    migrant_area = code("migrant_area", "务工状况", "migrant_area", 14)
    work_region = text("work_region", "务工地点", 14)
    work_months = LedgerField("work_months", "务工月数", cells.Whole(), width=6)
    medical = LedgerField("medical", "医疗保险", cells.YesNo(), width=6)
    pension = LedgerField("pension", "养老保险", cells.YesNo(), width=6)
    dibao = code("dibao", "低保", "dibao", 10)
    destitute = code("destitute", "特困供养", "destitute", 10)
    phone = text("phone", "联系电话", 13, masked="phone")
    remark = text("remark", "备注", 14)


# The subjects of a year (CONTRACT 4): registered, and with a member in it.
PRESENT: Final = "m.joined_year <= %(year)s AND (m.left_year IS NULL OR m.left_year > %(year)s)"
IN_RANGE: Final = "h.area >= %(low)s AND h.area < %(high)s"
PLACES: Final = (
    "LEFT JOIN regions_region v ON v.code = h.area LEFT JOIN regions_region t ON t.code = h.area / 1000 * 1000 "
    "LEFT JOIN regions_region c ON c.code = h.area / 1000000 * 1000000"
)
IDENTIFIED: Final = (
    "left(h.first_identified_on::text, "
    "CASE h.first_identified_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END)"
)
PERSON_IDENTIFIED: Final = (
    "left(m.identified_on::text, CASE m.identified_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END)"
)
NET: Final = "(" + " + ".join(f"y.{name}" for name in INCOME_FIELDS[:-1]) + f" - y.{INCOME_FIELDS[-1]})"

# The helper of the last day of the year; of several the one paired longest.
_HOUSEHOLDS: Final = f"""
SELECT c.name, t.name, v.name, h.group_name, h.head_name, head.id_sealed, n.members, y.household_attr, h.code,
       h.phone_sealed, left({IDENTIFIED}, 4), y.poverty_status, y.exit_year::text, y.cause_main, y.causes_other,
       y.planned_exit_year::text, y.is_dangerous_house, y.is_relocation, round({NET} / n.members, 2),
       u.name, u.office, u.phone, y.remark, head.code
FROM households_household h
JOIN (SELECT m.household_id, count(*) AS members FROM households_member m
      WHERE m.area >= %(low)s AND m.area < %(high)s AND {PRESENT} GROUP BY 1) n ON n.household_id = h.id
LEFT JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s
LEFT JOIN (SELECT DISTINCT ON (r.household_id) r.household_id, m.code, m.id_sealed
           FROM households_memberyear r JOIN households_member m ON m.id = r.member_id
           WHERE r.area >= %(low)s AND r.area < %(high)s AND r.year = %(year)s AND r.relation_to_head = '{HEAD}'
             AND {PRESENT} ORDER BY r.household_id, m.id) head ON head.household_id = h.id
LEFT JOIN (SELECT DISTINCT ON (p.household_id) p.household_id, p.helper_id FROM households_pairing p
           WHERE p.area >= %(low)s AND p.area < %(high)s AND p.starts_on <= make_date(%(year)s, 12, 31)
             AND (p.ends_on IS NULL OR p.ends_on >= make_date(%(year)s, 12, 31))
           ORDER BY p.household_id, p.starts_on) b ON b.household_id = h.id
LEFT JOIN accounts_user u ON u.id = b.helper_id
{PLACES}
WHERE {IN_RANGE} AND {REGISTERED} ORDER BY h.area, h.code"""

_MEMBERS: Final = f"""
SELECT c.name, t.name, v.name, h.group_name, h.head_name, h.code, m.code, m.name, m.sex, m.id_sealed, m.birth_date,
       %(year)s - extract(year FROM m.birth_date)::int, r.relation_to_head, m.ethnicity, r.education, r.school_status,
       r.health, r.labour_skill, r.migrant_area, r.work_region, r.work_months,
       r.ins_resident_medical OR r.ins_employee_medical, r.ins_resident_pension OR r.ins_employee_pension,
       r.dibao, r.destitute, m.phone_sealed, r.remark
FROM households_household h
JOIN households_member m ON m.household_id = h.id AND {PRESENT}
LEFT JOIN households_memberyear r ON r.member_id = m.id AND r.year = %(year)s
{PLACES}
WHERE {IN_RANGE} AND {REGISTERED}
ORDER BY h.area, h.code, (r.relation_to_head = '{HEAD}') DESC NULLS LAST, m.code"""

COUNT_HOUSEHOLDS: Final = f"SELECT count(*) FROM households_household h WHERE {IN_RANGE} AND {REGISTERED}"
COUNT_MEMBERS: Final = (
    "SELECT count(*) FROM households_household h JOIN households_member m ON m.household_id = h.id "
    f"AND {PRESENT} WHERE {IN_RANGE} AND {REGISTERED}"
)
_NOTES: Final = ("注：家庭人口数按成员登记计算；人均纯收入为十项收入填写完整的户。",)


def _households(query: ExportQuery) -> Sequence[LedgerSheet]:
    width = len(ledger_columns(HouseholdRoster))
    sealed = [
        Sealed(5, width, "member", "id_number", "id_number"),
        Sealed(9, 8, "household", "phone", "phone"),
    ]
    rows = (row[:width] for row in stream(_HOUSEHOLDS, query.parameters(), sealed, query.plain))
    return [
        LedgerSheet(
            title=title_of("建档立卡贫困户花名册", query),
            columns=ledger_columns(HouseholdRoster),
            rows=rows,
            name="贫困户花名册",
            reporter=reporter_of(query),
            units="单位：户、人、元",
            notes=_NOTES,
        )
    ]


def _members(query: ExportQuery) -> Sequence[LedgerSheet]:
    sealed = [Sealed(9, 6, "member", "id_number", "id_number"), Sealed(25, 6, "member", "phone", "phone")]
    return [
        LedgerSheet(
            title=title_of("建档立卡贫困人口花名册", query),
            columns=ledger_columns(MemberRoster),
            rows=stream(_MEMBERS, query.parameters(), sealed, query.plain),
            name="贫困人口花名册",
            reporter=reporter_of(query),
            units="单位：人、岁、月",
            notes=("注：年龄按年度减出生年份计算。",),
        )
    ]


register(Ledger("L1", "贫困户花名册", _households, COUNT_HOUSEHOLDS, "一户一行，含帮扶责任人和人均纯收入"))
register(Ledger("L2", "贫困人口花名册", _members, COUNT_MEMBERS, "一人一行，按户排列"))
