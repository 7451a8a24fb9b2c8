"""The factories keep their word."""

from __future__ import annotations

from datetime import date

from core.dictionaries.id_number import parse
from tests.factories import id_number


def test_numbers_of_one_birthday_never_repeat() -> None:
    born = date(1969, 1, 2)
    numbers = [id_number(born, sex) for _ in range(1_200) for sex in ("1", "2")]
    assert len(set(numbers)) == 2_400
    assert {parse(number).birth_date for number in numbers} == {born}
