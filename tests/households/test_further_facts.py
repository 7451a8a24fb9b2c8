"""The facts of DOMAIN 2.2 and 2.3 that no verdict reads: form, card, import and back, REST, and the new year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from core.accounts.cipher import seal, unseal
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.ledgers.models import BatchDoubt
from core.web.api import columns
from households import rules
from households.api.views import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from households.models import Household, HouseholdYear, Member, MemberYear
from households.selectors.interface import households_for_api, members_for_api
from households.services import year_open
from tests.books import figures, households_book, id_number, imported, reasons
from tests.books import household as household_row
from tests.books import member as member_row
from tests.cast import YANGBAI
from tests.households.cast import COUNTY, INCOME, YEAR, Cast, next_transaction

pytestmark = pytest.mark.django_db

PAPER = {
    "is_family_planning": "0",
    "asset_dividend": "20",
    "property_other": "100",
    "claim_income": "1500.50",
    "compliant_self_paid": "3200",
    "monitor_ref_income": "31998",
    "monitor_ref_per_head": "10666",
    "water_difficult": "0",
    "water_safe": "1",
    "access_road_type": "3",
    "access_road_hard": "1",
    "household_industry_types": ["1", "2"],
    "lives_in_site": "0",
    "filled_by": "赵海",
    "filled_phone": "13900005678",
    "filled_on": "2018-11-20",
    "head_signature": "1",
    "head_signed_on": "2018-11-21",
}
WORK = {
    "migrant_area": "4",
    "work_months": "5",
    "work_region": "广东东莞",
    "work_area": "4419",
    "works_abroad": "0",
    "work_employer": "东莞某制衣厂",
    "work_industry": "C",
    "job_channel": "2",
    "monthly_wage": "3800",
    "point_to_point": "1",
    "work_start": "2018-03-01",
    "work_end": "2018-07-31",
}


@pytest.fixture
def town(people: Cast) -> Client:
    client = Client()
    client.force_login(people.township)
    return client


def edited(client: Client, household: Household, **changes: Any) -> Any:
    data: dict[str, Any] = {name: str(value) for name, value in INCOME.items()}
    data |= {"household_attr": "01", "poverty_status": "0", "cause_main": "1", "group_name": "3 组", "token": "1.1"}
    return client.post(reverse("household-edit", args=[household.code]), {**data, **PAPER, **changes})


def worked(client: Client, member: Member, **changes: Any) -> Any:
    data = {"name": member.name, "id_number": "511921196703170310", "relation_to_head": "01", "education": "3"}
    stored = unseal(member.id_sealed, table="member", column="id_number", code=member.code)
    data |= {"id_number": stored, "token": "1.1", "identified_on": "2014-05", **WORK}
    return client.post(reverse("member-edit", args=[member.code]), {**data, **changes})


class TestForm:
    def test_every_fact_of_the_paper_is_stored_and_shown(self, town: Client, household: Household) -> None:
        assert edited(town, household).status_code == 302
        row = HouseholdYear.all_rows.get()
        assert (row.property_other, row.claim_income, row.compliant_self_paid) == (
            Decimal("100.00"),
            Decimal("1500.50"),
            Decimal("3200.00"),
        )
        assert (row.monitor_ref_income, row.monitor_ref_per_head) == (Decimal("31998.00"), Decimal("10666.00"))
        assert (row.is_family_planning, row.water_difficult, row.water_safe) == (False, False, True)
        assert (row.access_road_hard, row.lives_in_site, row.household_industry_types) == (True, False, ["1", "2"])
        assert (row.filled_by, row.filled_on) == ("赵海", date(2018, 11, 20))
        assert (row.head_signature, row.head_signed_on) == (True, date(2018, 11, 21))
        sealed = bytes(row.filled_phone_sealed or b"")
        phone = unseal(sealed, table="household_year", column="filled_phone", code=household.code)
        assert phone == "13900005678"
        card = reverse("household-card", args=[household.code])
        basic = town.get(card, {"tab": "basic"}).content.decode()
        assert "填表与签字" in basic
        assert "139****5678" in basic
        assert "13900005678" not in basic
        assert "种植业、养殖业" in town.get(card, {"tab": "living"}).content.decode()
        assert "1,500.50" in town.get(card, {"tab": "income"}).content.decode()
        history = town.get(card, {"tab": "history"}).content.decode()
        assert "填表人联系电话：" in history
        assert "13900005678" not in history

    def test_the_filler_s_masked_phone_that_was_not_touched_stays(self, town: Client, household: Household) -> None:
        edited(town, household)
        sealed = bytes(HouseholdYear.all_rows.get().filled_phone_sealed or b"")
        edited(town, household, token="1.2", filled_phone="139****5678", claim_income="1")
        row = HouseholdYear.all_rows.get()
        assert (row.claim_income, bytes(row.filled_phone_sealed or b"")) == (Decimal("1.00"), sealed)
        edited(town, household, token="1.3", filled_phone="")
        assert HouseholdYear.all_rows.get().filled_phone_sealed is None

    @pytest.mark.parametrize(
        ("changes", "field", "message"),
        [
            ({"head_signature": "0"}, "head_signed_on", "填了签字日期，请同时把“户主是否签字”填“是”"),
            ({"filled_on": "2099-01-01"}, "filled_on", "不能晚于今天"),
            ({"filled_on": "去年"}, "filled_on", "请按 2018-06-30 的样式填写日期"),
            ({"claim_income": "-1"}, "claim_income", "不能是负数"),
        ],
    )
    def test_what_is_refused(
        self, town: Client, household: Household, changes: dict[str, str], field: str, message: str
    ) -> None:
        response = edited(town, household, **changes)
        assert response.status_code == 422
        assert response.context["form"].errors == {field: [message]}
        assert HouseholdYear.all_rows.get().filled_by == ""

    def test_a_year_s_work_is_stored(self, town: Client, household: Household) -> None:
        assert worked(town, Member.all_rows.get()).status_code == 302
        row, person = MemberYear.all_rows.get(), Member.all_rows.get()
        assert (row.work_area, row.works_abroad, row.work_employer) == (441900000000, False, "东莞某制衣厂")
        assert (row.work_industry, row.job_channel, row.monthly_wage) == ("C", "2", Decimal("3800.00"))
        assert (row.point_to_point, row.work_start, row.work_end) == (True, date(2018, 3, 1), date(2018, 7, 31))
        assert (person.identified_on, person.identified_precision) == (date(2014, 5, 1), "month")

    @pytest.mark.parametrize(
        ("changes", "field", "message"),
        [
            ({"work_end": "2018-02-01"}, "work_end", "务工结束时间早于开始时间，请核对"),
            ({"work_area": "990000"}, "work_area", "没有以这两位开头的省级代码，请核对行政区划代码"),
            ({"work_area": "44190"}, "work_area", "请填 2 或 4 或 6 或 9 或 12 位行政区划代码，首位不能是 0"),
            ({"work_industry": "ZZ"}, "work_industry", None),
        ],
    )
    def test_work_that_cannot_be_is_refused(
        self, town: Client, household: Household, changes: dict[str, str], field: str, message: str | None
    ) -> None:
        response = worked(town, Member.all_rows.get(), **changes)
        assert response.status_code == 422
        errors = response.context["form"].errors
        assert list(errors) == [field]
        assert message is None or errors[field] == [message]
        assert MemberYear.all_rows.get().work_employer == ""


@pytest.mark.parametrize(
    ("facts", "doubted"),
    [
        ({"property_income": 10, "asset_dividend": 5, "property_other": 6}, {"property_other"}),
        ({"property_income": 11, "asset_dividend": 5, "property_other": 6}, set()),
        ({"monitor_ref_income": 5, "monitor_ref_per_head": 6}, {"monitor_ref_per_head"}),
        ({"safe_water_solved": True, "water_difficult": True, "water_safe": False}, {"water_difficult", "water_safe"}),
        ({"access_road_hard": True, "access_road_type": "1"}, {"access_road_hard"}),
        ({"access_road_hard": False, "access_road_type": "2"}, set()),
        ({"access_road_hard": False, "access_road_type": "3"}, {"access_road_hard"}),
        ({"is_relocation": False, "lives_in_site": True}, {"lives_in_site"}),
    ],
)
def test_improbable_households(facts: dict[str, Any], doubted: set[str]) -> None:
    found = rules.household_findings({"household_attr": "01", "poverty_status": "0", "cause_main": "1", **facts}, 2018)
    assert {finding.field for finding in rules.doubts(found)} == doubted


@pytest.mark.parametrize(
    ("facts", "doubted"),
    [
        ({"work_months": 0, "job_channel": "7"}, {"work_months"}),
        # March to July touch five months; those of 2017 do not count for 2018.
        ({"work_months": 5, "work_start": date(2018, 3, 1), "work_end": date(2018, 7, 31)}, set()),
        ({"work_months": 6, "work_start": date(2018, 3, 1), "work_end": date(2018, 7, 31)}, {"work_months"}),
        ({"work_months": 3, "work_start": date(2017, 9, 1), "work_end": date(2018, 2, 1)}, {"work_months"}),
        ({"works_abroad": True, "migrant_area": "4"}, {"works_abroad"}),
        ({"job_channel": "4"}, {"job_channel"}),
        ({"work_start": date(2019, 1, 1)}, {"work_start"}),
        ({"work_end": date(2017, 12, 31)}, {"work_end"}),
    ],
)
def test_improbable_work(facts: dict[str, Any], doubted: set[str]) -> None:
    found = rules.member_findings({"relation_to_head": "01", **facts}, 2018, date(1980, 1, 1), "1")
    assert {finding.field for finding in rules.doubts(found)} == doubted
    assert rules.errors(found) == []


HOUSE_CELLS: dict[str, Any] = {
    "计划生育户": "否",
    "其他财产性收入": 100,
    "理赔收入": 1500.5,
    "合规自付支出": 3200,
    "纳入监测对象的收入参考范围": 31998,
    "纳入监测对象的人均收入参考范围": 10666,
    "饮水是否困难": "否",
    "饮水是否安全": "是",
    "入户道路是否硬化": "是",
    "到户产业帮扶类型": "养殖业、种植业",
    "居住在易地扶贫搬迁集中安置区": "否",
    "填表人": "赵海",
    "填表人联系电话": "13900005678",
    "填表时间": "2018-11-20",
    "户主签字": "有",
    "户主签字日期": "2018年11月21日",
}
WORK_CELLS: dict[str, Any] = {
    "人员识别时间": "2014-05",
    "务工状况": "省外务工",
    "务工所在地代码": "4419",
    "是否国外务工": "否",
    "务工企业名称": "东莞某制衣厂",
    "所属行业": "制造业",
    "就业渠道": "东西部劳务协作",
    "务工月收入": 3800,
    "是否点对点输送": "是",
    "务工开始时间": "2018-03-01",
    "务工结束时间": "2018-07-31",
}


@pytest.mark.usefixtures("places")
class TestImport:
    def loaded(self, house: dict[str, Any], work: dict[str, Any]) -> Any:
        people = [member_row("H1", "张三", id_number(1), **work)]
        return imported("households", households_book([household_row("H1", **house)], people))

    def test_the_cells_arrive_and_the_same_again_changes_nothing(self) -> None:
        assert figures(self.loaded(HOUSE_CELLS, WORK_CELLS)) == (2, 0, 0, 0)
        row, his, person = HouseholdYear.all_rows.get(), MemberYear.all_rows.get(), Member.all_rows.get()
        assert (row.claim_income, row.household_industry_types, row.head_signature) == (
            Decimal("1500.50"),
            ["1", "2"],
            True,
        )
        assert (
            unseal(row.filled_phone_sealed, table="household_year", column="filled_phone", code="H1") == "13900005678"
        )
        assert (row.filled_on, row.head_signed_on) == (date(2018, 11, 20), date(2018, 11, 21))
        assert (his.work_area, his.work_industry, his.job_channel) == (441900000000, "C", "2")
        assert (his.monthly_wage, his.work_start, his.work_end) == (
            Decimal("3800.00"),
            date(2018, 3, 1),
            date(2018, 7, 31),
        )
        assert (person.identified_on, person.identified_precision) == (date(2014, 5, 1), "month")
        assert figures(self.loaded(HOUSE_CELLS, WORK_CELLS)) == (0, 0, 2, 0)
        sealed = bytes(row.filled_phone_sealed or b"")
        assert figures(self.loaded({**HOUSE_CELLS, "理赔收入": 1}, WORK_CELLS)) == (0, 1, 1, 0)
        assert bytes(HouseholdYear.all_rows.get().filled_phone_sealed or b"") == sealed
        assert figures(self.loaded({**HOUSE_CELLS, "填表人联系电话": "13900005679"}, WORK_CELLS)) == (0, 1, 1, 0)
        # what the cells leave out is doubtful by the registered rules: how long, and where below the city
        assert set(BatchDoubt.objects.values_list("heading", flat=True)) == {"务工状况", "务工所在地代码"}

    def test_a_column_that_is_not_in_the_file_changes_nothing(self) -> None:
        self.loaded(HOUSE_CELLS, WORK_CELLS)
        assert figures(self.loaded({}, {})) == (0, 0, 2, 0)
        assert HouseholdYear.all_rows.get().filled_by == "赵海"

    def test_out_and_in_again_changes_nothing(self, tmp_path: Path) -> None:
        self.loaded(HOUSE_CELLS, WORK_CELLS)
        out = tmp_path / "out.xlsx"
        options = {"region": YANGBAI, "year": 2018, "out": out, "plain": True, "reason": "核对测试数据"}
        call_command("export_ledger", "households-import", **options)
        assert figures(imported("households", out.read_bytes())) == (0, 0, 2, 0)

    @pytest.mark.parametrize(
        ("house", "work", "reason"),
        [
            ({"户主签字日期": "2018-11-21"}, {}, "填了签字日期，请同时把“户主是否签字”填“是”"),
            ({"填表时间": "2099-01-01"}, {}, "填表时间晚于今天"),
            ({"填表时间": "2018-11"}, {}, "请填到日，如 2017-06-30、2017年6月30日 或 2017-06"),
            ({}, {"务工开始时间": "2018-03-01", "务工结束时间": "2018-02-01"}, "务工结束时间早于开始时间，请核对"),
            ({}, {"务工所在地代码": "990000"}, "没有以这两位开头的省级代码，请核对行政区划代码"),
        ],
    )
    def test_what_is_refused(self, house: dict[str, Any], work: dict[str, Any], reason: str) -> None:
        assert list(reasons(self.loaded(house, work)).values()) == [reason]
        assert not Household.all_rows.exists()

    def test_an_end_before_the_stored_start_is_refused(self) -> None:
        self.loaded({}, {"务工开始时间": "2018-03-01"})
        found = self.loaded({}, {"务工结束时间": "2018-02-01"})
        assert list(reasons(found).values()) == ["务工结束时间早于开始时间，请核对"]

    def test_the_same_doubts_as_the_form(self) -> None:
        house = {
            "财产性收入": 10,
            **dict.fromkeys(("工资性收入", "生产经营性收入", "计划生育金", "低保金", "特困供养金", "养老保险金"), 3000),
            **dict.fromkeys(("生态补偿金", "其他转移性收入", "生产经营性支出"), 0),
            "其他财产性收入": 11,
            "纳入监测对象的收入参考范围": 5,
            "纳入监测对象的人均收入参考范围": 6,
            "是否解决安全饮用水": "是",
            "饮水是否困难": "是",
            "饮水是否安全": "否",
            "入户路类型": "泥土路",
            "入户道路是否硬化": "是",
            "是否易地扶贫搬迁户": "否",
            "是否居住在易地扶贫搬迁集中安置区": "是",
        }
        work = {**WORK_CELLS, "是否国外务工": "是", "就业渠道": "公益性岗位", "公益性岗位": None, "务工时间(月)": 6}
        self.loaded(house, work)
        assert sorted(BatchDoubt.objects.values_list("heading", flat=True)) == sorted(
            [
                "其他财产性收入",
                "纳入监测对象的人均收入参考范围",
                "饮水是否困难",
                "饮水是否安全",
                "入户道路是否硬化",
                "是否居住在易地扶贫搬迁集中安置区",
                "是否国外务工",
                "就业渠道",
                "务工时间(月)",
                # by the registered rules
                "务工所在地代码",
                "生产经营性收入",
            ]
        )


def test_the_interface_masks_the_filler_s_phone(household: Household) -> None:
    sealed = seal("13900005678", table="household_year", column="filled_phone", code=household.code)
    HouseholdYear.all_rows.update(filled_phone_sealed=sealed, claim_income=Decimal("1500.50"))
    MemberYear.all_rows.update(work_area=441900000000, job_channel="2", work_start=date(2018, 3, 1))
    (row,) = columns.rows(households_for_api(scope=SYSTEM_SCOPE, year=YEAR), HOUSEHOLD_COLUMNS)
    assert (row["facts"]["filled_phone"], row["facts"]["claim_income"]) == ("139****5678", "1500.50")
    assert "filled_phone_sealed" not in row["facts"]
    (person,) = columns.rows(members_for_api(scope=SYSTEM_SCOPE, year=YEAR), MEMBER_COLUMNS)
    assert (person["facts"]["work_area"], person["facts"]["job_channel"]) == ("441900000000", "2")
    assert person["facts"]["work_start"] == date(2018, 3, 1)


def test_a_new_year_keeps_the_house_and_asks_for_money_work_and_signature(household: Household) -> None:
    HouseholdYear.all_rows.update(
        access_road_hard=True, household_industry_types=["1"], claim_income=1, filled_by="赵海", head_signature=True
    )
    MemberYear.all_rows.update(work_area=441900000000, job_channel="2", work_start=date(2018, 3, 1))
    next_transaction()
    year_open(actor=SYSTEM, scope=SYSTEM_SCOPE, area=COUNTY, year=YEAR + 1)
    row, his = HouseholdYear.all_rows.get(year=YEAR + 1), MemberYear.all_rows.get(year=YEAR + 1)
    assert (row.access_road_hard, row.household_industry_types) == (True, ["1"])
    assert (row.claim_income, row.filled_by, row.head_signature) == (None, "", None)
    assert (his.work_area, his.job_channel, his.work_start) == (None, None, None)
