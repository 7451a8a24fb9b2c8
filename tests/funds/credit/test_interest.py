"""Interest and subsidy against a table worked by hand, and against an oracle that counts every single night."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funds.credit.interest import LoanFacts, Quarter, days_between, parts_of, quarter_days, quarters, to_fen
from funds.credit.rules import months_between
from tests.cast import BAOKANG, YANGBAI
from tests.funds.credit.scene import shipped_book

BOOK = shipped_book()
D = Decimal


def facts(
    amount: str, rate: str, drawn: date, due: date, *, key: int = 1, count: str = "act360", **more: Any
) -> LoanFacts:
    signed = more.pop("signed", drawn)
    moves = ((drawn, D(amount)), *more.pop("moves", ()))
    rates = ((signed, D(rate)), *more.pop("rates", ()))
    dues = ((signed, due), *more.pop("dues", ()))
    ceiling = BOOK.at(YANGBAI, signed).ceiling(signed, due)
    return LoanFacts(key, signed, count, moves, rates, dues, ceiling, **more)


def told(year: int, quarter: int, *loans: LoanFacts, area: int = YANGBAI) -> list[Quarter]:
    found = quarters(loans, *quarter_days(year, quarter), lambda day: BOOK.at(area, day), BOOK.starts(area))
    return [found[loan.key] for loan in loans]


LONG = facts("50000", "4.35", date(2019, 8, 1), date(2020, 8, 1))


@pytest.mark.parametrize(
    ("count", "interest"),
    [
        # first quarter of the leap year 2020: 31 + 29 + 31 = 91 days; 50,000 × 4.35 % = 2,175 a year
        ("act360", "549.79"),  # 2,175 × 91 / 360 = 549.7916…
        ("act365", "542.26"),  # 2,175 × 91 / 365 = 542.2602…
        ("30e360", "543.75"),  # three months of 30 days: 2,175 × 90 / 360
    ],
)
def test_leap_year_by_each_day_count(count: str, interest: str) -> None:
    (found,) = told(2020, 1, facts("50000", "4.35", date(2019, 8, 1), date(2020, 8, 1), count=count))
    assert (found.interest, found.subsidy) == (D(interest), D(interest))
    assert found.parts == {"county": D(interest)}


def test_early_repayment() -> None:
    # 10 Feb to 15 Mar 2018: 33 nights of 30,000; 15 Mar to 1 Apr: 17 nights of 20,000
    # (990,000 + 340,000) × 4.75 % / 360 = 63,175 / 360 = 175.4861…
    row = facts("30000", "4.75", date(2018, 2, 10), date(2020, 2, 10), moves=((date(2018, 3, 15), D(-10000)),))
    (found,) = told(2018, 1, row)
    assert (found.interest, found.subsidy) == (D("175.49"), D("175.49"))
    assert [(span.days, span.balance) for span in found.spans] == [(33, D(30000)), (17, D(20000))]


def test_rate_change() -> None:
    # April: 40,000 × 4.35 % × 30/360 = 145; May and June: 40,000 × 4 % × 61/360 = 271.1111…
    row = facts("40000", "4.35", date(2018, 1, 5), date(2019, 1, 5), rates=((date(2018, 5, 1), D(4)),))
    assert told(2018, 2, row)[0].interest == D("416.11")


def test_above_the_cap_split_by_city_and_county() -> None:
    # 80,000 × 4.35 % × 92/360 = 889.3333…; of 50,000: 555.8333…
    # half of it is 277.9166… → 277.92 of the city, the county has the rest 277.91
    row = facts("80000", "4.35", date(2018, 1, 5), date(2019, 1, 5))
    (found,) = told(2018, 3, row, area=BAOKANG)
    assert (found.interest, found.subsidy) == (D("889.33"), D("555.83"))
    assert found.parts == {"city": D("277.92"), "county": D("277.91")}


def test_the_cap_is_the_households_first_signed_first() -> None:
    first = facts("30000", "4.75", date(2018, 2, 1), date(2020, 2, 1), key=8, count="act365")
    second = facts("40000", "4.75", date(2018, 3, 1), date(2020, 3, 1), key=2, count="act365")
    one, two = told(2018, 3, first, second)
    # 30,000 × 4.75 % × 92/365 = 359.1780…; 40,000: 478.9041…, of it 20,000: 239.4520…
    assert (one.interest, one.subsidy) == (D("359.18"), D("359.18"))
    assert (two.interest, two.subsidy) == (D("478.90"), D("239.45"))


def test_no_subsidy_from_the_day_it_is_overdue_until_an_extension() -> None:
    row = facts("20000", "4.35", date(2017, 8, 1), date(2018, 8, 1))
    # 92 nights: 20,000 × 4.35 % × 92/360 = 222.3333…; until 1 August 31 nights: 74.9166…
    (found,) = told(2018, 3, row)
    assert (found.interest, found.subsidy) == (D("222.33"), D("74.92"))
    # extended on 1 September: 30 nights more, 61 in all: 147.4166…
    longer = facts(
        "20000", "4.35", date(2017, 8, 1), date(2018, 8, 1), dues=((date(2018, 9, 1), date(2019, 8, 1)),)
    )  # fmt: skip
    assert told(2018, 3, longer)[0].subsidy == D("147.42")


def test_lost_subsidy_other_use_and_a_rate_above_the_ceiling() -> None:
    start, due = date(2018, 1, 5), date(2019, 1, 5)
    # lost from 16 July: 15 nights of 20,000 × 4.35 % / 360 = 36.25
    assert told(2018, 3, facts("20000", "4.35", start, due, lost_from=date(2018, 7, 16)))[0].subsidy == D("36.25")
    assert told(2018, 3, facts("20000", "4.35", start, due, subsidised=False))[0].subsidy == 0
    # 20,000 × 6 % × 92/360 = 306.6666…; subsidised at 4.35 % only
    high = told(2018, 3, facts("20000", "6", start, due))[0]
    assert (high.interest, high.subsidy) == (D("306.67"), D("222.33"))


def test_seventy_per_cent_of_the_interest_of_2024() -> None:
    row = facts("50000", "3.45", date(2023, 9, 1), date(2024, 9, 1))
    # 2023: 92 nights in full 440.8333…; 2024: 91 nights 436.0416…, of it 70 % = 305.2291…
    assert [told(year, number, row)[0].subsidy for year, number in ((2023, 4), (2024, 1))] == [D("440.83"), D("305.23")]


def test_days_and_months() -> None:
    # a 31st counts as a 30th; the end of February 2019 to 1 March are three days
    assert days_between("30e360", date(2019, 1, 30), date(2019, 1, 31)) == 0
    assert days_between("30e360", date(2019, 2, 28), date(2019, 3, 1)) == 3
    assert days_between("act360", date(2020, 2, 28), date(2020, 3, 1)) == 2
    assert months_between(date(2018, 3, 1), date(2019, 3, 1)) == 12
    assert months_between(date(2018, 3, 1), date(2019, 3, 2)) == 13
    assert (quarter_days(2018, 4), quarter_days(2018, 1)[1]) == (
        (date(2018, 10, 1), date(2019, 1, 1)),
        date(2018, 4, 1),
    )


def test_half_up_to_the_fen_and_parts_that_add_up() -> None:
    assert [to_fen(Fraction(text)) for text in ("0.005", "0.0049", "2.675")] == [D("0.01"), D("0.00"), D("2.68")]
    # a fen in three: 0, then 1 (0.0066 rounds up), then 0
    assert parts_of({level: Fraction(1, 300) for level in "abc"}) == {"a": D("0.00"), "b": D("0.01"), "c": D("0.00")}


# -- an oracle of its own: every night by itself, no spans --

NIGHTS = st.integers(0, 500)
DAY0 = date(2023, 6, 1)
LOANS = st.fixed_dictionaries(
    {
        "amount": st.integers(1, 90_000),
        "repaid": st.integers(0, 100),
        "drawn": NIGHTS,
        "back": st.integers(0, 400),
        "term": st.integers(20, 700),
        "rate": st.sampled_from(("3.45", "4.35", "4.7525", "6")),
        "new_rate": st.sampled_from(("3", "3.45", "5")),
        "changed": NIGHTS,
        "extended": st.integers(0, 900),
        "lost": st.one_of(st.none(), NIGHTS),
        "count": st.sampled_from(("act360", "act365", "30e360")),
        "subsidised": st.booleans(),
    }
)  # fmt: skip


def _made(key: int, raw: dict[str, Any]) -> LoanFacts:
    drawn = DAY0 + timedelta(raw["drawn"])
    due = drawn + timedelta(raw["term"])
    return facts(
        str(raw["amount"]), raw["rate"], drawn, due, key=key, count=raw["count"], subsidised=raw["subsidised"],
        moves=((drawn + timedelta(raw["back"]), -D(raw["amount"]) * raw["repaid"] / 100),),
        rates=((drawn + timedelta(raw["changed"]), D(raw["new_rate"])),),
        dues=((drawn + timedelta(raw["extended"]), due + timedelta(200)),),
        lost_from=None if raw["lost"] is None else DAY0 + timedelta(raw["lost"]),
    )  # fmt: skip


def _nightly(loans: list[LoanFacts], start: date, end: date) -> dict[int, tuple[Decimal, Decimal]]:
    interest = {loan.key: Fraction(0) for loan in loans}
    helped = {loan.key: Fraction(0) for loan in loans}
    day = start
    while day < end:
        left = Fraction(50_000)
        for loan in sorted(loans, key=lambda item: (item.signed_on, item.key)):
            owed = Fraction(0)
            for when, change in loan.moves:
                if when <= day:
                    owed += Fraction(change)
            rate = [value for since, value in loan.rates if since <= day or since == loan.signed_on][-1]
            due = [value for since, value in loan.dues if since <= day or since == loan.signed_on][-1]
            morrow = day + timedelta(1)
            nights = 1
            if loan.day_count == "30e360":
                nights = (morrow.year - day.year) * 360 + (morrow.month - day.month) * 30
                nights += min(morrow.day, 30) - min(day.day, 30)
            year = 365 if loan.day_count == "act365" else 360
            interest[loan.key] += owed * Fraction(rate) * nights / year / 100
            if loan.subsidised and day < due and (loan.lost_from is None or day < loan.lost_from):
                part = min(owed, left)
                left -= part
                share = Fraction(7, 10) if day >= date(2024, 1, 1) else Fraction(1)
                helped[loan.key] += part * Fraction(min(rate, loan.ceiling)) * nights / year / 100 * share
        day += timedelta(1)
    return {key: (_rounded(interest[key]), _rounded(helped[key])) for key in interest}


def _rounded(value: Fraction) -> Decimal:
    return (D(value.numerator) / D(value.denominator)).quantize(D("0.01"), ROUND_HALF_UP)


@settings(max_examples=120, deadline=None)
@given(st.lists(LOANS, min_size=1, max_size=3), st.sampled_from([(2023, 3), (2023, 4), (2024, 1), (2024, 4)]))
def test_against_a_count_of_single_nights(raws: list[dict[str, Any]], when: tuple[int, int]) -> None:
    loans = [_made(key, raw) for key, raw in enumerate(raws)]
    expected = _nightly(loans, *quarter_days(*when))
    for place in (YANGBAI, BAOKANG):
        found = dict(zip((loan.key for loan in loans), told(*when, *loans, area=place), strict=True))
        assert {key: (row.interest, row.subsidy) for key, row in found.items()} == expected
        for row in found.values():
            assert sum(row.parts.values(), D(0)) == row.subsidy
            assert all(part >= 0 for part in row.parts.values())
