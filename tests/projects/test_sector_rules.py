"""What each sector accepts and refuses by itself, worked out by hand; a refusal stores nothing."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.accounts.scope import SYSTEM_SCOPE
from core.ledgers.exports import ExportQuery, export_write, ledgers
from households.models import Household, Member
from projects.measures.errors import MeasureRefusedError
from projects.measures.sectors import SECTORS, sector_of
from projects.measures.sectors.school import yulu_defaults
from projects.models import BillDetail, Measure, RelocationDetail
from tests import factories
from tests.books import figures, imported, reasons, workbook
from tests.cast import JIACUNGUAN, Cast
from tests.projects.scene import YEAR, measure

pytestmark = pytest.mark.django_db
SPRING, AUTUMN, WINTER = date(2018, 3, 1), date(2018, 9, 1), date(2018, 12, 1)


@pytest.fixture
def home(cast: Cast) -> Household:
    return factories.household(JIACUNGUAN, head="专项户")


def case(home: Household, code: str, **changes: Any) -> Measure:
    """A measure of the sector with nothing but ``changes`` filled."""
    sector = SECTORS[code]
    values: dict[str, Any] = {"kind": sector.kinds[0], "sector": code, "name": sector.name, "status": "doing"}
    if sector.person:
        values["member"] = Member.all_rows.filter(household=home).earliest("pk").code
    return measure(home, values, **changes)


def bill(total: str, *paid: str | None, self_paid: str | None) -> dict[str, Any]:
    names = ("paid_basic", "paid_serious", "paid_aid", "paid_commercial")
    parts = {name: None if value is None else Decimal(value) for name, value in zip(names, paid, strict=True)}
    return {"total_cost": Decimal(total), "self_paid": None if self_paid is None else Decimal(self_paid), **parts}


REFUSED = [
    ("relocation", {"amount": Decimal(50000), "fund_relocation": Decimal(40000)}, "amount", "不等于各项资金之和"),
    ("relocation", {"ended_on": AUTUMN, "accepted_on": SPRING}, "accepted_on", "验收日期早于竣工日期"),
    ("relocation", {"accepted_on": AUTUMN, "moved_in_on": SPRING}, "moved_in_on", "入住时间早于验收日期"),
    ("relocation", {"zone": "9"}, "zone", "没有这个选项"),
    ("repair", {"repair_mode": "1"}, "appraisal_grade", "请填鉴定等级"),
    ("repair", {"appraisal_grade": "A"}, "appraisal_grade", "没有这个选项"),
    ("repair", {"started_on": SPRING, "appraised_on": AUTUMN}, "started_on", "开工日期早于鉴定日期"),
    ("repair", {"started_on": AUTUMN, "paid_on": SPRING}, "paid_on", "拨付日期早于开工日期"),
    ("newhome", {"concentrated": True}, "point", "请填聚居点"),
    ("lowrent", {"started_on": AUTUMN, "moved_in_on": SPRING}, "moved_in_on", "早于租期开始"),
    ("bill", bill("1000.00", "600.00", "200.00", None, None, self_paid="199.99"), "total_cost", "不等于总费用"),
    ("bill", bill("1000.00", "600.00", None, None, None, self_paid=None), "total_cost", "不等于总费用"),
    ("bill", {"self_paid": Decimal(1)}, "total_cost", "请填总费用"),
    ("bill", {"admitted_on": AUTUMN, "discharged_on": SPRING}, "discharged_on", "出院日期早于入院日期"),
    ("screening", {"screening_result": "1"}, "started_on", "请填筛查日期"),
    ("yulu", {"paid_on": AUTUMN, "enrolment_checked": True}, "school_term", "请填学期"),
    ("yulu", {"paid_on": AUTUMN, "school_term": "1"}, "enrolment_checked", "学籍是否核验"),
    ("dropout", {"dropout_state": "2", "town_person": "甲", "village_person": "乙"}, "guardian", "三方责任人"),
    ("dropout", {"dropout_state": "3"}, "returned_on", "请填复学日期"),
    ("dibao", {"started_on": SPRING, "monthly_allowance": Decimal(200), "yearly_allowance": Decimal(199)},
     "yearly_allowance", "年保障金小于月保障金"),
    ("dibao", {"monthly_allowance": Decimal(200)}, "started_on", "请填起保年月"),
    ("destitute", {"support_mode": "1"}, "institution", "请填供养机构"),
    ("disability", {"living_allowance": Decimal(-1)}, "living_allowance", "不能是负数"),
    ("farmsubsidy", {"payment_state": "2"}, "paid_on", "请填发放日期"),
    ("work", {"member": None}, "member", "须填到人"),
    ("ecology", {"returned_subsidy": Decimal(500)}, "returned_mu", "请填退耕还林面积"),
    ("assetincome", {"asset_mode": "2"}, "dividend_mode", "请填分红方式"),
    ("social", {"gift_kind": "2", "provider": "某企业"}, "gift", "请填物资名称"),
    ("social", {"gift_kind": "1"}, "provider", "请填捐赠方"),
    ("schoolaid", {"education_aid": "98"}, "education_aid", "没有这个选项"),
    ("disaster", {"disaster_kind": "1"}, "happened_on", "请填受灾日期"),
    ("disaster", {"event_no": "ZH-9"}, "event_no", "没有这个灾害事件编号"),
    ("disaster", {"happened_on": AUTUMN, "started_on": SPRING}, "started_on", "开工日期早于受灾日期"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "field", "says"), REFUSED)
def test_refused(home: Household, code: str, changes: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(MeasureRefusedError) as refusal:
        case(home, code, **changes)
    assert says in refusal.value.findings[field]
    assert not Measure.all_rows.exists()
    assert not SECTORS[code].model.all_rows.exists()


ACCEPTED: list[tuple[str, dict[str, Any]]] = [
    ("relocation", {"own_funds": Decimal(10000), "amount": Decimal("50000"), "fund_relocation": Decimal(40000),
                    "fund_land_swap": Decimal(10000)}),
    ("relocation", {"ended_on": SPRING, "accepted_on": SPRING, "moved_in_on": SPRING, "after_care": ["1", "4"]}),
    ("repair", {"repair_mode": "2", "appraisal_grade": "D", "appraised_on": SPRING, "started_on": SPRING}),
    ("newhome", {"concentrated": False}),
    ("bill", bill("1000.00", "600.00", "200.00", None, None, self_paid="200.00")),
    ("dropout", {"dropout_state": "2", "town_person": "甲", "village_person": "乙", "guardian": "丙"}),
    ("destitute", {"support_mode": "2"}),
    ("social", {"gift_kind": "1", "provider": "某企业"}),
    ("disaster", {"disaster_kind": "1", "happened_on": SPRING, "started_on": SPRING}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes"), ACCEPTED)
def test_accepted(home: Household, code: str, changes: dict[str, Any]) -> None:
    row = case(home, code, **changes)
    details = SECTORS[code].model.all_rows.get(measure=row)
    own = {name: value for name, value in changes.items() if name in SECTORS[code].names}
    assert {name: getattr(details, name) for name in own} == own


def test_the_import_refuses_what_the_form_refuses(home: Household) -> None:
    head = Member.all_rows.filter(household=home).earliest("pk")
    row = {
        "户编号": home.code,
        "人编号": head.code,
        "措施名称": "住院",
        "总费用(元)": 1000,
        "基本医保(元)": 600,
        "自付(元)": 399.99,
    }
    found = imported("measures-bill", workbook({"就医救助": [row]}))
    assert list(reasons(found).values()) == ["各层支付与自付之和不等于总费用"]
    assert not BillDetail.all_rows.exists()
    found = imported("measures-bill", workbook({"就医救助": [{**row, "自付(元)": 400}]}))
    assert (figures(found), BillDetail.all_rows.get().self_paid) == ((1, 0, 0, 0), Decimal("400.00"))
    plain = {"户编号": home.code, "措施名称": "搬迁", "补助资金(元)": 5, "易地扶贫搬迁资金(元)": 4}
    found = imported("measures-relocation", workbook({"易地搬迁": [plain]}))
    assert list(reasons(found).values()) == ["补助资金不等于各项资金之和"]
    assert not RelocationDetail.all_rows.exists()


def test_worked_columns_of_the_ledgers(home: Household) -> None:
    """1,000 yuan with 600 from basic insurance: 60 % were paid for; the head born in 1970 is 48 in 2018."""
    Member.all_rows.filter(household=home).update(birth_date=date(1970, 5, 1), sex="1")
    case(home, "bill", **bill("1000.00", "600.00", None, None, None, self_paid="400.00"))
    case(home, "dropout", dropout_state="1")
    case(home, "yulu")
    for code, heading, value in (("L16", "实际报销比例(%)", 60), ("L32", "年龄", 48), ("L14", "性别", "男")):
        out = io.BytesIO()
        export_write(ledgers()[code], ExportQuery(JIACUNGUAN, YEAR, SYSTEM_SCOPE), out)
        assert value in column(out.getvalue(), heading)


def test_the_grant_of_a_term_is_data() -> None:
    assert yulu_defaults() == {"amount": Decimal(1500)}
    assert sector_of("yulu") is not None


def column(data: bytes, heading: str) -> list[Any]:
    """The cells below the heading of a ledger's first sheet."""
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    for cells in sheet.iter_cols(values_only=True):
        names = [str(cell).strip() for cell in cells if cell is not None]
        if heading in names or heading.split("(")[0] in names:
            return [cell for cell in cells if cell is not None]
    raise AssertionError(f"no column {heading}")
