"""Numbers and dates as the interface writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.web import formats

TODAY = date(2018, 11, 23)
# 14:05 in China
MOMENT = datetime(2018, 11, 23, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal("2583.25"), "2,583.25"), (Decimal("-3900"), "−3,900.00"), (0, "0.00"), (None, "—"), (0.005, "0.01")],
)
def test_yuan(value, written):
    assert formats.yuan(value) == written


def test_wan_takes_yuan_and_writes_four_decimals():
    assert formats.wan(Decimal("1234567.8")) == "123.4568"


@pytest.mark.parametrize(("value", "written"), [(623, "+623"), (-412, "−412"), (0, "0"), (Decimal("0.4"), "0")])
def test_distance_has_a_sign(value, written):
    assert formats.signed(value) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"), [(3133, 32275, "9.7"), (1, 0, "—"), (None, 5, "—"), (0, 5, "0.0")]
)
def test_share(part, whole, written):
    assert formats.share(part, whole) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (MOMENT, "今 14:05"),
        (datetime(2018, 9, 14, 1, 0, tzinfo=UTC), "09-14"),
        (date(2018, 9, 14), "09-14"),
        (date(2017, 11, 30), "2017-11-30"),
        (None, "—"),
        # 00:30 of the next day in China
        (datetime(2018, 11, 23, 16, 30, tzinfo=UTC), "11-24"),
    ],
)
def test_short_date(value, written):
    assert formats.short_date(value, TODAY) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(MOMENT, "14:05"), (datetime(2018, 9, 14, 1, 0, tzinfo=UTC), "09-14 09:00")],
)
def test_clock(value, written):
    assert formats.clock(value, TODAY) == written


@pytest.mark.parametrize(
    ("since", "written"),
    [
        (datetime(2018, 11, 5, 6, 5, tzinfo=UTC), "18 天"),
        (datetime(2018, 11, 23, 3, 0, tzinfo=UTC), "3 小时"),
        (datetime(2018, 11, 23, 6, 4, 30, tzinfo=UTC), "不到 1 分钟"),
    ],
)
def test_waited(since, written):
    assert formats.waited(since, MOMENT) == written
