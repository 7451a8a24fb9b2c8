"""Numbers that pass every check of the register and belong to nobody.

ID numbers: the region part is the county, the sequence starts at 900 on every birthday (real ones are dealt from 001
by station) and the check character is right. Phones: 154 is not allotted to any operator. Bank cards: 629999
is no issuer; Luhn holds.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from core.dictionaries.id_number import CHECK_CHARACTERS, WEIGHTS

FIRST_SEQUENCE: Final = 900
_PHONE_PREFIX: Final = "154"
_CARD_PREFIX: Final = "629999"
# Coprime to 10**8, so that serial numbers become eight digits that look unlike each other and never repeat.
_SPREAD: Final = 61_803_399
_LUHN_DOUBLE: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


class SequenceUsedUpError(ValueError):
    """More than fifty people of one sex and county on one birthday: the sample is too large for its regions."""


class IdNumbers:
    """Deals the ID numbers of one county: 100 a birthday, odd for men and even for women (GB 11643-1999)."""

    def __init__(self, county: int) -> None:
        """``county``: six digits."""
        self._prefix = str(county)
        self._weight = sum(WEIGHTS[i] * int(self._prefix[i]) for i in range(6))
        self._next: dict[tuple[int, bool], int] = {}
        self._days: dict[int, tuple[str, int]] = {}

    def deal(self, born: int, *, male: bool) -> str:
        """The next number of somebody born on the day with this ordinal."""
        key = (born, male)
        sequence = self._next.get(key, FIRST_SEQUENCE + male)
        if sequence > 999:
            raise SequenceUsedUpError(f"{self._prefix}: 同一天出生的人太多")
        self._next[key] = sequence + 2
        day = self._days.get(born)
        if day is None:
            text = date.fromordinal(born).strftime("%Y%m%d")
            day = self._days[born] = (text, self._weight + sum(WEIGHTS[6 + i] * int(text[i]) for i in range(8)))
        tens = sequence // 10 % 10
        total = day[1] + 9 * WEIGHTS[14] + tens * WEIGHTS[15] + sequence % 10 * WEIGHTS[16]
        return f"{self._prefix}{day[0]}{sequence}{CHECK_CHARACTERS[total % 11]}"


def phone(serial: int) -> str:
    """Eleven digits, different for every ``serial`` below 10**8."""
    return f"{_PHONE_PREFIX}{serial * _SPREAD % 10**8:08d}"


def bank_card(serial: int) -> str:
    """Nineteen digits with a right Luhn check, different for every ``serial`` below 10**12."""
    body = f"{_CARD_PREFIX}{serial:012d}"
    total = sum(_LUHN_DOUBLE[int(char)] for char in body[::-2]) + sum(int(char) for char in body[-2::-2])
    return f"{body}{-total % 10}"
