"""Importing the sheets 户 and 人: identity, facts, and what refuses (CONTRACT 3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from core.accounts.cipher import unseal
from core.accounts.scope import Scope
from core.changes.models import Change
from core.ledgers.models import Batch, BatchDoubt
from core.regions.codes import area_range
from households.models import Household, HouseholdYear, Member, MemberYear
from tests.books import figures, household, households_book, id_number, imported, member, reasons
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, YANGBAI

pytestmark = pytest.mark.usefixtures("places")

TOWN = Scope(*area_range(YANGBAI))
INCOME = {
    "工资性收入": "0",
    "生产经营性收入": "0",
    "财产性收入": "0",
    "计划生育金": "0",
    "低保金": "0",
    "特困供养金": "0",
    "养老保险金": "0",
    "生态补偿金": "0",
    "其他转移性收入": "0",
    "生产经营性支出": "0",
}
FATHER, MOTHER, SON = id_number(1), id_number(2, "19720305", "2"), id_number(3, "20080612")


def family(no: str = "H1", **cells: Any) -> list[dict[str, Any]]:
    """张三, his wife and son."""
    return [
        member(no, "张三", FATHER, **cells),
        member(no, "李四", MOTHER, "配偶"),
        member(no, "张小三", SON, "之子"),
    ]


def load(*rows: dict[str, Any], people: list[dict[str, Any]] | None = None, **options: Any) -> Any:
    return imported("households", households_book(rows or (household("H1"),), people or family()), **options)


def everything() -> list[Any]:
    models = (Household, HouseholdYear, Member, MemberYear)
    return [list(model.all_rows.order_by("id").values()) for model in models]


def test_a_household_and_its_members_are_stored():
    found = load(
        household(
            "H1",
            联系电话="13800000001",
            开户银行名称="农村信用社",
            银行卡号="6217000000000000006",
            首次识别时间="2014-06",
            其他致贫原因="因学、因残",
            有无卫生厕所="有",
            危房级别="C级",
            **{**INCOME, "工资性收入": 12000.5},
        ),
        people=family(健康状况="残疾,长期慢性病", 在校生状况="非在校生", 联系电话="13900000001"),
    )
    assert figures(found) == (4, 0, 0, 0)
    row = Household.all_rows.get(code="H1")
    facts = HouseholdYear.all_rows.get(household=row, year=2018)
    assert (row.area, row.head_name, row.bank_name) == (JIACUNGUAN, "张三", "农村信用社")
    assert (row.first_identified_on, row.first_identified_precision) == (date(2014, 6, 1), "month")
    assert unseal(row.phone_sealed, table="household", column="phone", code="H1") == "13800000001"
    assert unseal(row.bank_account_sealed, table="household", column="bank_account", code="H1") == "6217000000000000006"
    assert (facts.household_attr, facts.poverty_status, facts.cause_main, facts.causes_other) == (
        "01",
        "0",
        "1",
        ["2", "3"],
    )
    assert (facts.wage_income, facts.business_cost, facts.sanitary_toilet, facts.danger_level) == (
        Decimal("12000.50"),
        Decimal(0),
        True,
        "C",
    )
    assert (facts.source, facts.batch, facts.row) == ("import", found.batch, 2)
    father = Member.all_rows.get(name="张三")
    assert (father.code, father.birth_date, father.sex, father.joined_year) == ("H101", date(1970, 1, 1), "1", 2018)
    assert unseal(father.id_sealed, table="member", column="id_number", code="H101") == FATHER
    his = MemberYear.all_rows.get(member=father, year=2018)
    assert (his.relation_to_head, his.health, his.school_status, his.row) == ("01", ["2", "4"], "00", 2)


def test_the_same_again_writes_nothing():
    rows = (household("H1", 联系电话="13800000001", 银行卡号="6217000000000000006", **INCOME),)
    people = family(联系电话="13900000001")
    load(*rows, people=people)
    before = everything()
    Change.objects.all().delete()
    assert figures(load(*rows, people=people)) == (0, 0, 4, 0)
    assert everything() == before
    assert not Change.objects.exists()


def test_only_changed_rows_are_written_and_the_old_row_is_kept():
    load(
        household("H1", **INCOME), household("H2", head="王五"), people=[*family(), member("H2", "王五", id_number(9))]
    )
    found = load(
        household("H1", **{**INCOME, "工资性收入": 5}),
        household("H2", head="王五"),
        people=[*family(文化程度="小学"), member("H2", "王五", id_number(9))],
    )
    assert figures(found) == (0, 2, 4, 0)
    assert [HouseholdYear.all_rows.get(household__code=code).version for code in ("H1", "H2")] == [2, 1]
    assert [Household.all_rows.get(code=code).version for code in ("H1", "H2")] == [1, 1]
    assert [(part.sheet, part.heading, part.rows) for part in found.fields] == [
        ("户", "工资性收入", 1),
        ("人", "文化程度", 1),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT wage_income FROM households_householdyearevent")
        assert cursor.fetchall() == [(Decimal("0.00"),)]


def test_a_blank_cell_clears_and_a_missing_column_does_not():
    load(household("H1", 联系电话="13800000001", 备注="旧", 住房面积=60), people=family(文化程度="小学"))
    found = load(
        household("H1", 联系电话="", 备注="", 村民小组="一组"),
        household("H2", 联系电话="13700000000", 备注="x"),
        people=[*family(), member("H2", "张三", id_number(8))],
    )
    row = Household.all_rows.get(code="H1")
    facts = HouseholdYear.all_rows.get(household=row)
    assert row.phone_sealed is None
    assert (facts.remark, facts.housing_m2) == ("", Decimal("60.00"))
    assert MemberYear.all_rows.get(member__name="张三", household=row).education == "2"
    assert "空单元格表示清空：将清空 1 格" in found.notes


def test_changed_phone_and_id_number_are_sealed_again():
    load(household("H1", 联系电话="13800000001"), people=family(人编号="P1", 联系电话="13900000001"))
    other = id_number(77)
    people = family(人编号="P1", 联系电话="13900000002")
    people[0]["证件号码"] = other
    assert figures(load(household("H1", 联系电话="13800000009"), people=people)) == (0, 2, 2, 0)
    row, father = Household.all_rows.get(code="H1"), Member.all_rows.get(code="P1")
    assert unseal(row.phone_sealed, table="household", column="phone", code="H1") == "13800000009"
    assert unseal(father.id_sealed, table="member", column="id_number", code="P1") == other
    assert unseal(father.phone_sealed, table="member", column="phone", code="P1") == "13900000002"


def test_members_are_found_by_id_number_in_any_order_and_new_ones_get_free_codes():
    load(people=family(联系电话="13900000001"))
    newborn = member("H1", "张小四", id_number(4, "20170101"), "之子", 联系电话="13900000004")
    people = [newborn, *reversed(family(联系电话="13900000005"))]
    assert figures(load(people=people)) == (1, 1, 3, 0)
    codes = {row.name: row.code for row in Member.all_rows.all()}
    assert codes == {"张三": "H101", "李四": "H102", "张小三": "H103", "张小四": "H104"}
    for name, phone in (("张小四", "13900000004"), ("张三", "13900000005")):
        row = Member.all_rows.get(name=name)
        assert unseal(row.phone_sealed, table="member", column="phone", code=row.code) == phone
    assert figures(load(people=people)) == (0, 0, 5, 0)


def test_a_stored_member_who_is_missing_is_an_error():
    load()
    found = load(people=family()[:2])
    assert reasons(found) == {"户!A2": "缺少成员 1 人（张小三），如已离开请先在系统内登记减少"}
    Member.all_rows.filter(name="张小三").update(left_year=2018)
    assert figures(load(people=family()[:2])) == (0, 0, 3, 0)


def test_the_earliest_year_recorded_counts():
    load(year=2018)
    assert figures(load(year=2016)) == (4, 0, 0, 0)
    assert set(Member.all_rows.values_list("joined_year", flat=True)) == {2016}
    assert HouseholdYear.all_rows.count() == 2
    assert figures(load(year=2018)) == (0, 0, 4, 0)


def test_a_household_moves_with_all_its_rows():
    load()
    assert figures(load(household("H1", XIANRENQIAN))) == (0, 1, 3, 0)
    for model in (Household, HouseholdYear, Member, MemberYear):
        assert set(model.all_rows.values_list("area", flat=True)) == {XIANRENQIAN}


def test_a_village_by_its_three_names():
    rows = []
    for no, name in (("H1", "贾村观村民委员会"), ("H2", "仙人嵌村"), ("H3", "仙人嵌")):
        row = household(no, head="张三", **{"县(市、区)": "通江县", "乡(镇)": "杨柏镇", "行政村": name})
        del row["行政村代码"]
        rows.append(row)
    people = [member(f"H{n}", "张三", id_number(10 + n)) for n in (1, 2, 3)]
    assert figures(load(*rows, people=people)) == (6, 0, 0, 0)
    assert list(Household.all_rows.order_by("code").values_list("area", flat=True)) == [
        JIACUNGUAN,
        XIANRENQIAN,
        XIANRENQIAN,
    ]


def test_an_unknown_village_name_gets_suggestions():
    row = household("H1", **{"县(市、区)": "通江县", "乡(镇)": "杨柏镇", "行政村": "贾村馆村"})
    del row["行政村代码"]
    found = load(row, people=[member("H1", "张三", FATHER)])
    assert list(reasons(found).values()) == ["杨柏镇没有名为「贾村馆村」的行政村，是否为：贾村观村民委员会"]


def test_outside_the_scope_nothing_can_be_touched():
    load(household("H9", CHENGGUAN_VILLAGE), people=family("H9"))
    before = everything()
    found = load(
        household("H1", NUOJIANG_VILLAGE),
        household("H9", JIACUNGUAN),
        household("H2", JIACUNGUAN),
        people=[member("H1", "张三", id_number(20)), *family("H9"), member("H2", "张三", FATHER)],
        scope=TOWN,
    )
    errors = reasons(found)
    assert errors["户!B2"] == "不在您的辖区"
    assert errors["户!A3"] == "不在您的辖区"
    assert "重复" in errors["人!C3"]
    assert everything() == before


def test_an_id_number_registered_elsewhere():
    load(household("H9", CHENGGUAN_VILLAGE), people=[member("H9", "张三", FATHER)])
    load(household("H8"), people=[member("H8", "张三", id_number(30))])
    found = load(
        household("H1"),
        people=[member("H1", "张三", FATHER), member("H1", "张四", id_number(30), "其他")],
        scope=Scope(*area_range(TONGJIANG)),
    )
    assert reasons(found) == {
        "人!C2": "已在其他地区登记，请申请迁移",
        "人!C3": "该证件号码已登记在户编号 H8 名下",
    }


def test_what_the_two_sheets_must_agree_on():
    found = load(
        household("H1", head="李三"),
        household("H2"),
        household("H3"),
        household("H3"),
        people=[
            *family("H1"),
            member("H2", "张三", id_number(41), "之子"),
            member("H3", "张三", id_number(42)),
            member("H3", "张三", id_number(43)),
            member("H7", "张三", id_number(44)),
        ],
    )
    errors = reasons(found)
    assert errors["户!C2"] == "与“人”表中户主的姓名不一致"
    assert errors["人!D5"] == "本户没有户主：每户须有且只有一个“户主”"
    assert errors["户!A4"] == "户编号与第 5 行重复"
    assert errors["户!A5"] == "户编号与第 4 行重复"
    assert errors["人!D6"] == errors["人!D7"] == "本户有 2 个户主（第 6、7 行）：每户须有且只有一个“户主”"
    assert errors["人!A8"] == "“户”表里没有这个户编号"
    assert not Household.all_rows.exists()


def test_a_household_without_a_member_row():
    found = load(household("H1"), household("H2"))
    assert reasons(found) == {"户!A3": "“人”表里没有这一户的成员"}


def test_income_is_whole_or_blank():
    rows = {**INCOME, "财产性收入": None, "低保金": None}
    found = load(
        household("H1", **rows), household("H2", **INCOME), people=[*family(), member("H2", "张三", id_number(50))]
    )
    assert set(reasons(found).values()) == {"收入项不完整，没有的项请填 0"}
    assert len(reasons(found)) == 2
    assert figures(found)[3] == 1


def test_income_columns_that_are_missing_keep_what_is_stored():
    load(household("H1", **INCOME))
    assert figures(load(household("H1", 工资性收入=7))) == (0, 1, 3, 0)
    found = load(household("H2", 工资性收入=7), people=[member("H2", "张三", id_number(51))])
    assert list(reasons(found).values()) == ["收入项不完整，没有的项请填 0"]


def test_a_safe_grade_beside_a_dangerous_house():
    found = load(household("H1", 是否危房户="是", 危房级别="B级"))
    assert list(reasons(found).values()) == ["是否危房户填“是”，级别不能是 A级、B级"]


@pytest.mark.parametrize(
    ("people", "cell", "part"),
    [
        ([member("H1", "张三", "511921197001011")], "人!C2", "15 位"),
        ([member("H1", "张三", FATHER, 性别="女")], "人!E2", "性别"),
        ([member("H1", "张三", FATHER, 出生日期="1971-01-01")], "人!E2", "出生日期"),
        ([member("H1", "张三", FATHER), member("H1", "张女", id_number(60), "之女")], "人!D3", "性别不符"),
        ([member("H1", "张三", FATHER), member("H1", "张三", FATHER.lower(), "其他")], "人!C2", "与第 3 行重复"),
        ([member("H1", "张三", FATHER, 是否参加大病保险="参加")], "人!E2", "是"),
        ([member("H1", "张三", FATHER, 文化程度="博士")], "人!E2", "请从下列选项中选择"),
    ],
)
def test_a_member_row_is_refused(people: list[dict[str, Any]], cell: str, part: str):
    found = load(people=people)
    assert part in reasons(found)[cell]
    assert not Household.all_rows.exists()


def test_two_spouses_are_refused():
    people = [*family(), member("H1", "李五", id_number(61, sex="2"), "配偶")]
    assert set(reasons(load(people=people))) == {"人!D3", "人!D5"}


def test_a_refused_cell_raises_no_second_error_for_its_household():
    load()
    people = family()
    people[2]["证件号码"] = "123"
    assert set(reasons(load(people=people))) == {"人!C4"}


def test_a_closed_household_takes_no_facts_of_later_years():
    load()
    Household.all_rows.update(closed_year=2018)
    assert reasons(load()) == {"户!A2": "该户已于 2018 年注销，不能导入 2018 年的资料"}
    assert figures(load(year=2017)) == (4, 0, 0, 0)


def test_an_ordinary_household_is_taken_into_the_register_before_it_is_imported():
    load(household("H1"))
    Household.all_rows.update(registered_from=None)
    before = everything()
    found = load(household("H1"), people=family(文化程度="小学"))
    assert reasons(found) == {"户!A2": "该户是一般农户，请先在户卡办理“纳入建档立卡”，再导入"}
    assert everything() == before
    Household.all_rows.update(registered_from=2019)
    assert reasons(load(household("H1"))) == {"户!A2": "该户自 2019 年起建档立卡，不能导入 2018 年的资料"}
    Household.all_rows.update(registered_from=2018)
    assert figures(load(household("H1"))) == (0, 0, 4, 0)
    assert Household.all_rows.get().registered_from == 2018


def test_a_disability_certificate_is_compared_whole():
    load(people=[member("H1", "张三", FATHER + "43")])
    assert Member.all_rows.get().id_kind == "2"
    assert figures(load(people=[member("H1", "张三", FATHER + "43")])) == (0, 0, 2, 0)
    assert figures(load(people=[member("H1", "张三", FATHER + "44")])) == (0, 1, 1, 0)
    row = Member.all_rows.get()
    assert unseal(row.id_sealed, table="member", column="id_number", code=row.code) == FATHER + "44"


def test_doubts_are_counted_and_kept_but_never_refuse():
    found = load(household("H1", 脱贫年度=2020, 银行卡号="6217000000000000001"))
    assert figures(found) == (4, 0, 0, 0)
    assert found.doubts == 2
    kept = BatchDoubt.objects.filter(batch_id=found.batch).order_by("heading")
    assert [(doubt.sheet, doubt.row, doubt.heading) for doubt in kept] == [("户", 2, "脱贫年度"), ("户", 2, "银行卡号")]


def test_registered_rules_are_doubts_of_the_preview_at_their_column():
    far = household("H1", 与村主干路距离=8)
    ran = load(far, people=family(劳动技能="无劳动力", **{"务工时间(月)": 3}), dry=True)
    found = {(kind.sheet, kind.heading, kind.reason) for kind in ran.doubt_kinds}
    assert ("户", "与村主干路距离", "张三户与村主干路距离 8 公里，请核对") in found
    assert ("人", "务工时间(月)", "张三务工 3 个月，劳动技能却是“无劳动力”") in found
    assert not Household.all_rows.exists()
    kept = load(far, people=family(劳动技能="无劳动力", **{"务工时间(月)": 3}))
    assert kept.doubts == ran.doubts
    rows = BatchDoubt.objects.filter(batch_id=kept.batch, heading="与村主干路距离")
    assert [(row.sheet, row.row) for row in rows] == [("户", 2)]
    # just not far, and a column that the file does not have is asked of nobody
    near = load(household("H1", 与村主干路距离=5))
    assert "与村主干路距离" not in {kind.heading for kind in near.doubt_kinds}
    assert "耕地面积" not in {kind.heading for kind in near.doubt_kinds}


def test_a_dry_run_stores_nothing_and_counts_alike():
    load()
    before = everything()
    people = [*family(文化程度="小学"), member("H1", "张小四", id_number(4, "20170101"), "之子")]
    book = (household("H1", XIANRENQIAN, **INCOME),)
    batches = Batch.objects.count()
    assert figures(load(*book, people=people, dry=True)) == (1, 2, 2, 0)
    assert everything() == before
    assert Batch.objects.count() == batches
    assert figures(load(*book, people=people)) == (1, 2, 2, 0)
