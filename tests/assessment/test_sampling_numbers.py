"""The arithmetic of the sampling kit against published values and sums by hand; no database."""

import hashlib
from decimal import Decimal

import pytest

from assessment.sampling.draw import digest_of, fixed, key_of, picked, proportional
from assessment.sampling.estimates import Stratum, percent, rate, wilson


# Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (score interval without continuity correction).
@pytest.mark.parametrize(
    ("count", "whole", "low", "high"),
    [
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
    ],
)
def test_wilson_gives_newcombes_published_intervals(count, whole, low, high):
    found = wilson(count, whole)
    assert (f"{found.low:.4f}", f"{found.high:.4f}") == (low, high)


def test_wilson_at_the_ends():
    assert wilson(0, 0) is None
    assert wilson(0, 20).low == 0
    assert wilson(20, 20).high == 1
    assert f"{wilson(20, 20).low:.4f}" == "0.8389"  # 1 − 0.1611


def test_the_weighted_rate_and_its_interval_by_hand():
    """N = 100, n = 4, one error; N = 50, n = 2, one error: R = (25 + 25) ÷ 150.

    s² is 0.25 and 0.5, so the variance is (100² · 0.96 · 0.25 / 4 + 50² · 0.96 · 0.5 / 2) ÷ 150² = 1200 ÷ 22500;
    its root 0.230940 times 1.959964 is 0.452634.
    """
    found = rate([Stratum(100, [(1, 1), (0, 1), (0, 1), (0, 1)]), Stratum(50, [(1, 1), (0, 1)])])
    assert (found.count, found.whole) == (2, 6)
    assert f"{found.weighted:.6f}" == "0.333333"
    assert found.weighted_interval.low == 0
    assert f"{found.weighted_interval.high:.4f}" == "0.7860"


def test_persons_of_one_household_are_alike_and_others_enter_with_nothing():
    """N = 10, n = 3: four persons wrong of four, none of two, and a household outside the domain.

    R = 4 ÷ 6 = 2/3; residuals 4/3, −4/3, 0: s² = (16/9 + 16/9) ÷ 2 = 16/9. X = 10/3 · 6 = 20, so the variance is
    100 · (1 − 0.3) · 16/9 ÷ 3 ÷ 400 = 0.103704; root 0.322031, half width 0.631169.
    """
    found = rate([Stratum(10, [(4, 4), (0, 2), (0, 0)])])
    assert f"{found.weighted:.6f}" == "0.666667"
    assert f"{found.weighted_interval.low:.6f}" == "0.035498"
    assert found.weighted_interval.high == 1


def test_a_population_taken_whole_has_no_sampling_error():
    found = rate([Stratum(2, [(1, 1), (0, 1)])])
    assert (found.weighted_interval.low, found.weighted_interval.high) == (Decimal("0.5"), Decimal("0.5"))


def test_what_cannot_be_estimated_says_why():
    empty = rate([Stratum(10, [(1, 1)]), Stratum(5, [])])
    assert (empty.weighted, empty.weighted_interval) == (None, None)
    assert "1 层没有回答" in empty.why
    single = rate([Stratum(10, [(1, 1)]), Stratum(5, [(0, 1), (0, 1)])])
    assert single.weighted is not None
    assert single.weighted_interval is None
    alike = rate([Stratum(10, [(0, 1), (0, 1), (0, 1)])])
    assert alike.weighted == 0
    assert alike.weighted_interval is None  # never 0–0
    nobody = rate([Stratum(10, [(0, 0)])])
    assert (nobody.value, nobody.plain) == (None, None)


def test_percent_rounds_half_up():
    assert (percent(Decimal("0.01005")), percent(Decimal("0.5"))) == ("1.01", "50.00")


@pytest.mark.parametrize(
    ("populations", "size", "sizes"),
    [
        ([10, 20, 30], 7, [1, 2, 4]),  # quotas 1.17, 2.33, 3.5
        ([1, 1, 1], 2, [1, 1, 0]),  # equal remainders: the earlier strata
        ([503, 497], 10, [5, 5]),  # 5.03 and 4.97
        ([3, 2], 9, [3, 2]),
        ([0, 5], 2, [0, 2]),
    ],
)
def test_proportional_sizes_by_largest_remainder(populations, size, sizes):
    assert proportional(populations, size) == sizes


def test_fixed_sizes_stop_at_the_population():
    assert fixed([10, 3], 5) == [5, 3]


def test_the_draw_depends_on_seed_and_population_alone():
    frame = [f"{number:04d}" for number in range(200)]
    drawn = picked("通江 2018", frame, 20)
    assert picked("通江 2018", list(reversed(frame)), 20) == drawn
    assert picked("通江 2019", frame, 20) != drawn
    assert key_of("a", "b") == hashlib.sha256(b"a|b").digest()
    # a larger size keeps who was drawn
    assert picked("通江 2018", frame, 30)[:20] == drawn
    assert digest_of(frame) == digest_of(list(reversed(frame))) != digest_of(frame[1:])
