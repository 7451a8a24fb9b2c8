"""What the register's pages say about a verdict's criteria, by the standards that are stored."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.models import Criterion, Standard
from config.verdict_words import Words
from households.models import HouseholdVerdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def standard() -> Standard:
    made = Standard.objects.create(
        code="test", level="household", region=511921000000, first_year=2018, last_year=2018, document="文件"
    )
    lines = [("income_above_line", "veto"), ("food", "veto"), ("basic_medical", "veto"), ("tv", "stretch")]
    for order, (indicator, kind) in enumerate(lines, start=1):
        income = indicator == "income_above_line"
        Criterion.objects.create(
            standard=made,
            order=order,
            indicator=indicator,
            kind=kind,
            operator=">" if income else "",
            threshold_from="poverty_line" if income else "",
            label={"food": "不愁吃", "basic_medical": "基本医疗"}.get(indicator, ""),
        )
    return made


def verdict(standard: Standard, outcomes: list[bool | None], household_id: int = 1) -> HouseholdVerdict:
    return HouseholdVerdict(
        household_id=household_id,
        standard=standard.pk,
        members=4,
        income=Decimal(10333),
        line=Decimal(2995),
        outcome=None,
        outcomes=outcomes,
        values=[None] * 4,
    )


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([True, True, True, False], ""),
        ([False, True, None, None], "收入差 412 元；缺：基本医疗"),
        ([True, False, True, True], "不愁吃未达标"),
        ([True, None, None, True], "缺：不愁吃、基本医疗"),
    ],
)
def test_the_reason_names_vetoes_only(standard: Standard, outcomes: list[bool | None], words: str) -> None:
    assert Words().reasons([verdict(standard, outcomes)]) == {1: words}


def test_a_verdict_of_an_unknown_standard_has_no_words(standard: Standard) -> None:
    row = verdict(standard, [True] * 4)
    row.standard = standard.pk + 1
    assert Words().reasons([row]) == {}


def test_where_a_criterion_stands_in_each_standard(standard: Standard) -> None:
    assert Words().positions("basic_medical") == {standard.pk: 2}
    assert Words().positions("pension") == {}


def test_only_a_released_standard_offers_its_criteria(standard: Standard) -> None:
    assert Words().criteria(511921119200, 2018) == []
    Standard.objects.update(state=Standard.State.RELEASED)
    assert [code for code, _ in Words().criteria(511921119200, 2018)][:2] == ["income_above_line", "food"]
    assert Words().criteria(420626000000, 2018) == []
