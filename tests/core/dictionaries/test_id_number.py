"""GB 11643: the standard's own numbers, every kind of wrong one, and properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dictionaries import id_number
from core.dictionaries.id_number import IdNumberError, parse

TODAY = date(2026, 11, 24)
STANDARD = ["11010519491231002X", "440524188001010014"]


@pytest.mark.parametrize("number", STANDARD)
def test_check_characters_of_the_standards_own_numbers(number):
    assert id_number.check_character(number[:17]) == number[17]


def test_parts_of_the_standards_first_number():
    parsed = parse(STANDARD[0], TODAY)
    assert (parsed.full, parsed.birth_date, parsed.sex, parsed.area) == (
        STANDARD[0],
        date(1949, 12, 31),
        "2",
        "110105",
    )
    assert parsed.disability_kind is None


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "\u00a0110105 19491231\t002X\u200b",
    ],
)
def test_what_is_typed_differently_is_the_same_number(typed):
    assert parse(typed, TODAY).full == STANDARD[0]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "blank"),
        ("110105491231002", "old"),
        ("1101051949123100", "length"),
        ("110105194912310021", "checksum"),
        ("11010519650229002X", "date"),
        ("110105194912310A2X", "characters"),
        ("11010519491231002\u0425", "lookalike"),
        ("11010519491231002×", "lookalike"),
        ("1.10101E+17", "scientific"),
        ("440524188001010014", "age"),
        ("999999194912310021", "placeholder"),
        ("11010519491231002X84", "disability"),
        ("11010519491231002X45", "disability"),
        ("11010519491231002X41A1", "disability"),
        ("\u0661\u0661\u0660\u0661\u0660\u0665194912310020", "characters"),
    ],
)
def test_wrong_numbers_are_told_apart(typed, code):
    with pytest.raises(IdNumberError) as refused:
        parse(typed, TODAY)
    assert refused.value.code == code
    assert id_number.is_valid(typed, TODAY) is False


def test_the_lookalike_is_named_by_its_code_point():
    with pytest.raises(IdNumberError, match=r"U\+0425"):
        parse("11010519491231002\u0425", TODAY)


def test_a_birth_date_tomorrow_is_refused_and_today_is_not():
    first17 = "51192120261125" + "001"
    number = first17 + id_number.check_character(first17)
    with pytest.raises(IdNumberError, match="晚于今天"):
        parse(number, TODAY)
    assert parse(number, date(2026, 11, 25)).birth_date == date(2026, 11, 25)


def test_a_disability_certificate_carries_kind_grade_and_reissue():
    parsed = parse("11010519491231002x41b1", TODAY)
    assert parsed.full == "11010519491231002X41B1"
    assert (parsed.number, parsed.disability_kind, parsed.disability_grade) == (STANDARD[0], "4", "1")


numbers = st.builds(
    lambda area, born, sequence: f"{area}{born:%Y%m%d}{sequence:03d}",
    st.integers(110000, 659004),
    st.dates(date(1910, 1, 1), TODAY),
    st.integers(0, 999),
)


@given(numbers)
def test_every_built_number_parses_back_to_its_parts(first17):
    parsed = parse(first17 + id_number.check_character(first17), TODAY)
    assert parsed.birth_date.strftime("%Y%m%d") == first17[6:14]
    assert parsed.sex == ("1" if int(first17[16]) % 2 else "2")


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(first17, place, shift):
    check = id_number.check_character(first17)
    wrong = first17[:place] + str((int(first17[place]) + shift) % 10) + first17[place + 1 :]
    assert id_number.is_valid(wrong + check, TODAY) is False


@given(numbers, st.integers(0, 15))
def test_two_swapped_neighbours_are_always_noticed(first17, place):
    swapped = first17[:place] + first17[place + 1] + first17[place] + first17[place + 2 :]
    if swapped != first17:
        assert id_number.is_valid(swapped + id_number.check_character(first17), TODAY) is False


@given(st.text(max_size=30))
def test_no_text_breaks_the_parser_or_is_repeated_in_the_message(text):
    message = ""
    try:
        id_number.parse(text, TODAY)
    except IdNumberError as error:
        message = str(error)
    digits = "".join(c for c in text if c.isdigit())
    assert len(digits) < 6 or digits not in message


def test_the_oldest_allowed_age():
    first17 = f"511921{TODAY.replace(year=TODAY.year - 120):%Y%m%d}001"
    assert id_number.is_valid(first17 + id_number.check_character(first17), TODAY)
    older = f"511921{TODAY.replace(year=TODAY.year - 121) + timedelta(0):%Y%m%d}001"
    assert not id_number.is_valid(older + id_number.check_character(older), TODAY)
