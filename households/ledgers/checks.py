"""What the rows of 户 and 人 must satisfy together (CONTRACT 3, class R of SECURITY 5.1), and what is only improbable.

A check keeps quiet where a cell it needs was refused while reading: the clerk would correct one error and see three.
"""

from __future__ import annotations

from typing import Final

from core.dictionaries.selectors import values
from core.ledgers.places import OUTSIDE
from core.ledgers.run import Run
from households.rules import HEAD, NO_PROVINCE, PROVINCES, SIGNED_WITHOUT, SPOUSE, WORK_ENDS_FIRST
from households.rules import INCOME_FIELDS as INCOME

H, M = 0, 1


# The day in China, whatever the session's time zone.
_TODAY: Final = "(now() AT TIME ZONE 'Asia/Shanghai')::date"


def check_households(run: Run) -> None:
    """The 户 sheet by itself and against the register."""
    run.refuse_twins(H, "household_no", "s.household_no", "户编号")
    place = "village_code" if run.has(H, "village_code") else "village_name"
    run.refuse(H, place, "SELECT p.row, p.reason FROM plan_household p WHERE p.reason IS NOT NULL")
    run.refuse(
        H,
        "household_no",
        f"SELECT p.row, '{OUTSIDE}' FROM plan_household p WHERE NOT p.is_new "
        "AND (p.old_area < %(low)s OR p.old_area >= %(high)s)",
    )
    run.refuse(
        H,
        "household_no",
        "SELECT p.row, '该户已于 ' || p.closed_year || ' 年注销，不能导入 ' || %(year)s || ' 年的资料' "
        "FROM plan_household p WHERE p.closed_year <= %(year)s",
    )
    run.refuse(
        H,
        "household_no",
        "SELECT p.row, CASE WHEN p.registered_from IS NULL "
        "THEN '该户是一般农户，请先在户卡办理“纳入建档立卡”，再导入' "
        "ELSE '该户自 ' || p.registered_from || ' 年起建档立卡，不能导入 ' || %(year)s || ' 年的资料' END "
        "FROM plan_household p WHERE NOT p.is_new AND (p.registered_from <= %(year)s) IS NOT TRUE",
    )
    _check_income(run)
    _check_housing(run)
    _check_filling(run)
    run.refuse(
        H,
        "exit_year",
        "SELECT s.row, '脱贫年度早于首次识别时间' FROM stage_household s "
        "WHERE s.exit_year < left(s.first_identified, 4)::int",
    )
    run.refuse(
        H,
        "first_identified",
        "SELECT s.row, '首次识别时间晚于今天' FROM stage_household s "
        "WHERE s.first_identified > left(current_date::text, length(s.first_identified))",
    )


def _result(run: Run, name: str, place: int = H) -> str:
    """SQL: the value a fact will have; a column that is not in the file keeps the stored one."""
    return f"s.{name}" if run.has(place, name) else f"y.{name}"


_WITH_STORED: Final = (
    "FROM stage_household s JOIN plan_household p USING (row) LEFT JOIN households_householdyear y ON y.id = p.year_id"
)


def _check_income(run: Run) -> None:
    if not any(run.has(H, name) for name in INCOME):
        return
    present = [name for name in INCOME if run.has(H, name)]
    filled = " + ".join(f"({_result(run, name)} IS NOT NULL)::int" for name in INCOME)
    partly = [
        row[0]
        for row in run.all(
            f"SELECT s.row {_WITH_STORED} WHERE {filled} BETWEEN 1 AND {len(INCOME) - 1} "
            f"AND NOT ({run.bad(H, *present)})"
        )
    ]
    if not partly:
        return
    # Where the blank ones are not columns of the file, the first that is bears the error.
    lacking = " AND ".join(f"s.{name} IS NOT NULL" for name in present)
    for name in present:
        here = f"s.{name} IS NULL" if name != present[0] else f"(s.{name} IS NULL OR ({lacking}))"
        run.refuse(
            H,
            name,
            "SELECT s.row, '收入项不完整，没有的项请填 0' FROM stage_household s "
            f"WHERE s.row = ANY(%(rows)s) AND {here}",
            rows=partly,
        )


def _check_housing(run: Run) -> None:
    names = [name for name in ("danger_level", "is_dangerous_house") if run.has(H, name)]
    if not names:
        return
    run.refuse(
        H,
        names[0],
        f"SELECT s.row, '是否危房户填“是”，级别不能是 A级、B级' {_WITH_STORED} "
        f"WHERE {_result(run, 'danger_level')} IN ('A', 'B') AND {_result(run, 'is_dangerous_house')}",
    )


def _check_filling(run: Run) -> None:
    """Days of the paper form that have not come yet; a day of signing without a signature."""
    for name, label in (("filled_on", "填表时间"), ("head_signed_on", "户主签字日期")):
        if run.has(H, name):
            run.refuse(H, name, f"SELECT s.row, '{label}晚于今天' FROM stage_household s WHERE s.{name} > {_TODAY}")
    names = [name for name in ("head_signed_on", "head_signature") if run.has(H, name)]
    if names:
        run.refuse(
            H,
            names[0],
            f"SELECT s.row, '{SIGNED_WITHOUT}' {_WITH_STORED} WHERE NOT ({run.bad(H, *names)}) "
            f"AND {_result(run, 'head_signed_on')} IS NOT NULL AND {_result(run, 'head_signature')} IS NOT TRUE",
        )


def _check_work(run: Run) -> None:
    """Days that are in the wrong order or have not come yet; a code of no province."""
    for name, label in (("work_start", "务工开始时间"), ("work_end", "务工结束时间")):
        if run.has(M, name):
            run.refuse(M, name, f"SELECT s.row, '{label}晚于今天' FROM stage_member s WHERE s.{name} > {_TODAY}")
    names = [name for name in ("work_end", "work_start") if run.has(M, name)]
    if names:
        run.refuse(
            M,
            names[0],
            f"SELECT s.row, '{WORK_ENDS_FIRST}' FROM stage_member s JOIN plan_member p USING (row) "
            "LEFT JOIN households_memberyear y ON y.id = p.year_id "
            f"WHERE {_result(run, 'work_end', M)} < {_result(run, 'work_start', M)}",
        )
    if run.has(M, "work_area"):
        run.refuse(
            M,
            "work_area",
            f"SELECT s.row, '{NO_PROVINCE}' FROM stage_member s WHERE s.work_area / 10000000000 <> ALL(%(known)s)",
            known=sorted(PROVINCES),
        )


def check_members(run: Run) -> None:
    """The 人 sheet by itself and against the register."""
    run.refuse(
        M,
        "household_no",
        "SELECT s.row, '“户”表里没有这个户编号' FROM stage_member s JOIN plan_member p USING (row) "
        "WHERE s.household_no IS NOT NULL AND p.household_id IS NULL",
    )
    run.refuse_twins(M, "id_number", "s.id_index", "证件号码")
    run.refuse_twins(M, "member_no", "s.member_no", "人编号")
    _check_registered(run)
    run.refuse(
        M,
        "member_no",
        "SELECT s.row, '该人编号属于另一户' FROM stage_member s JOIN plan_member p USING (row) "
        "JOIN households_member m ON m.id = p.member_id WHERE p.by_code AND m.household_id <> p.household_id",
    )
    run.refuse(
        M,
        "member_no",
        "SELECT s.row, '该成员已登记减少（' || m.left_year || ' 年），不能再导入' "
        "FROM stage_member s JOIN plan_member p USING (row) JOIN households_member m ON m.id = p.member_id "
        "WHERE m.left_year <= %(year)s AND m.household_id = p.household_id",
    )
    run.refuse(
        M, "sex", "SELECT s.row, '与证件号码第 17 位表示的性别不一致' FROM stage_member s WHERE s.sex <> s.id_sex"
    )
    run.refuse(
        M,
        "birth_date",
        "SELECT s.row, '与证件号码里的出生日期不一致' FROM stage_member s WHERE s.birth_date <> s.born",
    )
    _check_relations(run)
    _check_work(run)


def _check_registered(run: Run) -> None:
    """An ID number of somebody present elsewhere: inside the scope with the household, outside without any trace."""
    run.refuse(
        M,
        "id_number",
        "SELECT s.row, CASE WHEN m.household_id = p.household_id THEN '该证件号码是本户另一成员的' "
        "WHEN m.area >= %(low)s AND m.area < %(high)s THEN '该证件号码已登记在户编号 ' || h.code || ' 名下' "
        "|| CASE WHEN h.registered_from IS NULL THEN '（一般农户，须先纳入建档立卡）' ELSE '' END "
        "ELSE '已在其他地区登记，请申请迁移' END "
        "FROM stage_member s JOIN plan_member p USING (row) "
        "JOIN households_member m ON m.id_index = s.id_index AND m.left_year IS NULL "
        "JOIN households_household h ON h.id = m.household_id WHERE m.id <> p.member_id",
    )


def _check_relations(run: Run) -> None:
    relations = {value.code: value for value in values("relation")}
    sexed = [
        (code, value.attributes["sex"], value.label) for code, value in relations.items() if "sex" in value.attributes
    ]
    codes, sexes, labels = (list(part) for part in zip(*sexed, strict=True))
    run.refuse(
        M,
        "relation_to_head",
        "SELECT s.row, '「' || r.label || '」与证件号码表示的性别不符' FROM stage_member s "
        "JOIN unnest(%(codes)s::text[], %(sexes)s::text[], %(labels)s::text[]) AS r(code, sex, label) "
        "ON r.code = s.relation_to_head WHERE s.id_sex <> r.sex",
        codes=codes,
        sexes=sexes,
        labels=labels,
    )
    run.refuse(
        M,
        "relation_to_head",
        "SELECT unnest(array_agg(s.row)), '本户有 ' || count(*) || ' 个配偶' FROM stage_member s "
        "WHERE s.relation_to_head = %(spouse)s GROUP BY s.household_no HAVING count(*) > 1",
        spouse=SPOUSE,
    )


def check_families(run: Run) -> None:
    """The two sheets against each other: members, exactly one head, the head's name, nobody missing."""
    run.refuse(
        H,
        "household_no",
        "SELECT p.row, '“人”表里没有这一户的成员' FROM plan_household p "
        "WHERE NOT EXISTS (SELECT 1 FROM stage_member s WHERE s.household_no = p.household_no) "
        "AND p.household_no IS NOT NULL",
    )
    run.sql(
        "CREATE TEMP TABLE plan_family AS SELECT s.household_no, count(*) FILTER (WHERE s.relation_to_head = %(head)s) "
        "AS heads, min(s.row) AS first_row, min(s.name) FILTER (WHERE s.relation_to_head = %(head)s) AS head_name, "
        f"bool_or({run.bad(M, 'relation_to_head')}) AS unsure_head, "
        f"bool_or({run.bad(M, 'id_number', 'member_no')}) AS unsure_who "
        "FROM stage_member s WHERE s.household_no IS NOT NULL GROUP BY 1",
        head=HEAD,
    )
    run.sql("ANALYZE plan_family")
    run.refuse(
        M,
        "relation_to_head",
        "SELECT f.first_row, '本户没有户主：每户须有且只有一个“户主”' FROM plan_family f "
        "WHERE f.heads = 0 AND NOT f.unsure_head",
    )
    run.refuse(
        M,
        "relation_to_head",
        "SELECT r, '本户有 ' || cardinality(rows) || ' 个户主（第 ' || array_to_string(rows, '、') "
        "|| ' 行）：每户须有且只有一个“户主”' FROM (SELECT array_agg(s.row ORDER BY s.row) AS rows "
        "FROM stage_member s JOIN plan_family f USING (household_no) "
        "WHERE f.heads > 1 AND s.relation_to_head = %(head)s GROUP BY s.household_no) q, unnest(rows) r",
        head=HEAD,
    )
    run.refuse(
        H,
        "head_name",
        "SELECT s.row, '与“人”表中户主的姓名不一致' FROM stage_household s JOIN plan_family f USING (household_no) "
        "WHERE f.heads = 1 AND s.head_name <> f.head_name",
    )
    run.refuse(
        H,
        "household_no",
        "SELECT p.row, '缺少成员 ' || count(*) || ' 人（' || left(string_agg(m.name, '、' ORDER BY m.code), 60) "
        "|| '），如已离开请先在系统内登记减少' FROM plan_household p "
        "JOIN plan_family f USING (household_no) JOIN households_member m ON m.household_id = p.household_id "
        "LEFT JOIN plan_member q ON q.member_id = m.id "
        "WHERE NOT p.is_new AND NOT f.unsure_who AND q.row IS NULL AND m.joined_year <= %(year)s "
        "AND (m.left_year IS NULL OR m.left_year > %(year)s) "
        "AND p.old_area >= %(low)s AND p.old_area < %(high)s GROUP BY p.row",
    )
