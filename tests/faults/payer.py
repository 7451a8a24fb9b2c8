"""A writer of money in a process of its own: ``python -m tests.faults.payer ALLOCATION CONTRACT SEED``, until killed.

Every round pays and withholds in one transaction: both or none.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from decimal import Decimal
from itertools import count
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django

django.setup()

from core.audit.trail import SYSTEM, recorded  # noqa: E402
from funds.booking import Movement, again, book  # noqa: E402

DAY = date(2018, 6, 1)


@again
def round_of(allocation: int, contract: int, fen: int, key: str) -> None:
    amount = Decimal(fen) / 100
    with recorded(SYSTEM):
        for kind, payee in (("pay", "builder"), ("hold", "")):
            book(
                SYSTEM,
                Movement(kind, amount, DAY, f"{key}-{kind}", allocation_id=allocation, contract_id=contract,
                         payee_kind=payee),
            )  # fmt: skip


def main(allocation: int, contract: int, seed: int) -> None:
    chance = Random(seed)
    for number in count():
        round_of(allocation, contract, chance.randint(1, 99), f"r{seed}-{number}")
        if number == 0:
            print("writing", flush=True)  # noqa: T201  (the test waits for it)


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:4]))
