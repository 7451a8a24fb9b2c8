"""Writing measures: what is stored, what is refused and in which words, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.regions.codes import area_range
from households.models import Household, Member
from projects.measures.errors import MeasureRefusedError, OutsideScopeError, StaleMeasureError
from projects.measures.selectors import measure_values
from projects.measures.services import measure_create, measure_delete, measure_stop, measure_update
from projects.models import IndustryDetail, Measure, TrainingDetail
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, XIANRENQIAN, Cast
from tests.projects.scene import COURSE, OFFICE, PIGS, YEAR, measure, writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cast: Cast) -> Household:
    return factories.household(JIACUNGUAN, head="措施户")


def head_of(home: Household) -> Member:
    return Member.all_rows.filter(household=home).earliest("pk")


def test_a_measure_is_stored_with_its_details(home: Household) -> None:
    row = measure(home)
    details = IndustryDetail.all_rows.get(measure=row)
    assert (row.area, row.year, row.name, row.amount, row.sector) == (
        JIACUNGUAN,
        YEAR,
        "生猪养殖",
        Decimal(3000),
        "industry",
    )
    assert (details.area, details.industry_kind, details.award, details.dividend) == (
        JIACUNGUAN,
        "2",
        Decimal(2000),
        None,
    )


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"ended_on": date(2018, 2, 1)}, "ended_on", "结束日期早于开始日期"),
        ({"started_on": date(2019, 1, 1), "ended_on": None}, "started_on", "开始日期晚于本年度"),
        ({"started_on": date(2016, 1, 1), "ended_on": date(2017, 1, 1)}, "ended_on", "结束日期早于本年度"),
        ({"amount": Decimal(-1)}, "amount", "不能是负数"),
        ({"award": Decimal(-1)}, "award", "不能是负数"),
        ({"unit": ""}, "unit", "请填计量单位"),
        ({"kind": "88"}, "kind", "没有这个措施大类"),
        ({"kind": "07"}, "kind", "专项与措施大类不符"),
        ({"industry_kind": "77"}, "industry_kind", "没有这个选项"),
        ({"lead_mode": "6"}, "shares", "请填入股金额"),
        ({"status": "stopped"}, "stop_reason", "请填终止原因"),
        ({"status": "gone"}, "status", "没有这个状态"),
        ({"name": " "}, "name", "请填写措施名称"),
        ({"member": "nobody"}, "member", "不是本户本年度的成员"),
    ],
)
def test_refusals_of_one_row(home: Household, changes: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(MeasureRefusedError) as refusal:
        measure(home, **changes)
    assert says in refusal.value.findings[field]
    assert not Measure.all_rows.exists()
    assert not IndustryDetail.all_rows.exists()


def test_training_is_of_a_person_of_the_household_in_the_year(home: Household) -> None:
    with pytest.raises(MeasureRefusedError, match="须填到人"):
        measure(home, COURSE)
    other = factories.household(JIACUNGUAN)
    with pytest.raises(MeasureRefusedError, match="不是本户"):
        measure(home, COURSE, member=head_of(other).code)
    gone = factories.member(home, left_year=2018)
    with pytest.raises(MeasureRefusedError, match="不是本户"):
        measure(home, COURSE, member=gone.code)
    row = measure(home, COURSE, member=head_of(home).code)
    assert TrainingDetail.all_rows.get(measure=row).hours == 80


def test_the_same_twice_closed_households_and_years(home: Household) -> None:
    measure(home)
    with pytest.raises(MeasureRefusedError, match="已有同类"):
        measure(home)
    with pytest.raises(MeasureRefusedError, match="2012 年不能登记"):
        measure(home, year=2012, started_on=None)
    Household.all_rows.filter(pk=home.pk).update(closed_year=2018)
    with pytest.raises(MeasureRefusedError, match="已于 2018 年注销"):
        measure(home, name="肉牛养殖")
    assert Measure.all_rows.count() == 1
    assert measure(home, year=2017, started_on=None).year == 2017


def test_out_of_scope_and_other_departments(home: Household) -> None:
    foreign = writer(Scope(*area_range(BAOKANG)))
    with pytest.raises(OutsideScopeError):
        measure_create(writer=foreign, household=home.code, year=YEAR, values=PIGS)
    row = measure(home)
    with pytest.raises(OutsideScopeError):
        measure_update(writer=foreign, pk=row.pk, version=1, values={"amount": Decimal(1)})
    doctors = writer(department="health")
    with pytest.raises(MeasureRefusedError, match="其他部门"):
        measure_create(writer=doctors, household=home.code, year=YEAR, values={**PIGS, "name": "肉牛"})
    with pytest.raises(MeasureRefusedError, match="其他部门"):
        measure_update(writer=doctors, pk=row.pk, version=1, values={"kind": "07"})
    with pytest.raises(MeasureRefusedError, match="其他部门"):
        measure_delete(writer=doctors, pk=row.pk, version=1, reason="误登")
    farmers = writer(department="agri")
    assert measure_update(writer=farmers, pk=row.pk, version=1, values={"amount": Decimal(9)}).amount == 9


def test_a_second_writer_is_told(home: Household) -> None:
    row = measure(home)
    measure_update(writer=OFFICE, pk=row.pk, version=1, values={"amount": Decimal(5000), "award": Decimal(100)})
    stored = Measure.all_rows.get(pk=row.pk)
    assert (stored.version, stored.amount) == (2, Decimal(5000))
    assert IndustryDetail.all_rows.get(measure=row).award == 100
    with pytest.raises(StaleMeasureError) as stale:
        measure_update(writer=OFFICE, pk=row.pk, version=1, values={"amount": Decimal(7000)})
    assert (stale.value.version, stale.value.fresh["amount"]) == (2, 5000)
    assert Measure.all_rows.get(pk=row.pk).amount == 5000
    same = {name: value for name, value in measure_values(SYSTEM_SCOPE, stored).items() if name != "sector"}
    assert measure_update(writer=OFFICE, pk=row.pk, version=2, values=same).version == 2


def test_stopping_and_deleting(home: Household) -> None:
    row = measure(home)
    with pytest.raises(MeasureRefusedError, match="请填写终止原因"):
        measure_stop(writer=OFFICE, pk=row.pk, version=1, reason=" ", on=date(2018, 6, 1))
    with pytest.raises(MeasureRefusedError, match="早于开始日期"):
        measure_stop(writer=OFFICE, pk=row.pk, version=1, reason="病死", on=date(2018, 2, 1))
    stopped = measure_stop(writer=OFFICE, pk=row.pk, version=1, reason="病死", on=date(2018, 6, 1))
    assert (stopped.status, stopped.stop_reason, stopped.ended_on) == ("stopped", "病死", date(2018, 6, 1))
    with pytest.raises(MeasureRefusedError, match="不能再终止"):
        measure_stop(writer=OFFICE, pk=row.pk, version=2, reason="再次", on=date(2018, 6, 1))
    with pytest.raises(StaleMeasureError):
        measure_delete(writer=OFFICE, pk=row.pk, version=1, reason="误登")
    measure_delete(writer=OFFICE, pk=row.pk, version=2, reason="误登")
    assert not Measure.all_rows.exists()
    assert not IndustryDetail.all_rows.exists()


def test_a_measure_moves_with_its_household(home: Household) -> None:
    row = measure(home)
    Household.all_rows.filter(pk=home.pk).update(area=XIANRENQIAN)
    assert Measure.all_rows.get(pk=row.pk).area == XIANRENQIAN
    assert IndustryDetail.all_rows.get(measure=row).area == XIANRENQIAN
