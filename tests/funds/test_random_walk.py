"""Conservation under a random walk of 5,000 entries, against plain dictionaries that know nothing of the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import connection

from core.audit.trail import SYSTEM
from funds.balances import verify
from funds.booking import cancel
from funds.errors import FundRefusedError
from funds.models import Allocation, Contract, FundEntry
from tests.cast import NUOJIANG, YANGBAI
from tests.funds.scene import DAY, booked, document, of_allocation, of_contract, of_document, project

pytestmark = pytest.mark.django_db
STEPS = 5000
Key = tuple[str, int]


class Oracle:
    """Fen by (what, number) and account. A movement is a list of (account, ±fen); it stands when nothing goes wrong."""

    def __init__(self) -> None:
        self.fen: dict[tuple[str, int, str], int] = defaultdict(int)

    def stands(self, moves: list[tuple[str, int, str, int]]) -> bool:
        after = dict(self.fen)
        for what, number, account, fen in moves:
            after[what, number, account] = after.get((what, number, account), 0) + fen
        touched = {(what, number) for what, number, _, _ in moves}
        if any(after[key] < 0 for key in after if key[:2] in touched):
            return False
        for what, number in touched:
            names = {"document": ("received", "distributed", "allocated", "returned"),
                     "allocation": ("amount", "spent", "office", "held"),
                     "contract": ("amount", "paid", "held")}[what]  # fmt: skip
            have, *used = (after.get((what, number, name), 0) for name in names)
            if sum(used) > have:
                return False
        self.fen = defaultdict(int, after)
        return True


def moves_of(kind: str, fen: int, on: dict[str, int]) -> list[tuple[str, int, str, int]]:
    """By hand what a movement means, in words of accounts."""
    d, t, a, c = (on.get(name, 0) for name in ("document", "to_document", "allocation", "contract"))
    spend = [("document", d, "spent", fen), ("allocation", a, "spent", fen)]
    contract = [("contract", c, "paid", fen)] if c else []
    match kind:
        case "issue":
            return [("document", d, "received", fen)]
        case "distribute":
            return [("document", d, "distributed", fen), ("document", t, "received", fen)]
        case "return":
            up = [("document", t, "distributed", -fen)] if t else []
            return [("document", d, "returned", fen), *up]
        case "allocate":
            return [("document", d, "allocated", fen), ("allocation", a, "amount", fen)]
        case "reduce":
            return [("document", d, "allocated", -fen), ("allocation", a, "amount", -fen)]
        case "contract":
            return [("contract", c, "amount", fen)]
        case "pay":
            return [*spend, *contract]
        case "refund":
            return [(what, number, name, -value) for what, number, name, value in [*spend, *contract]]
        case "office":
            return [("allocation", a, "office", fen)]
        case "office_pay":
            return [*spend, *contract, ("allocation", a, "office", -fen)]
        case "office_back":
            return [("allocation", a, "office", -fen)]
        case "hold":
            return [("allocation", a, "held", fen), ("contract", c, "held", fen)]
    return [*spend, *contract, ("allocation", a, "held", -fen), ("contract", c, "held", -fen)]


class World:
    """Three documents with a lower one each, four allocations with contracts; rows by their place in the lists."""

    def __init__(self) -> None:
        self.documents = [document() for _ in range(3)]
        self.lower = [document(area=area, issuer="通江县财政局", parent=up)
                      for up, area in zip(self.documents, (YANGBAI, NUOJIANG, YANGBAI), strict=True)]  # fmt: skip
        self.allocations, self.contracts = [], []
        for number in range(4):
            works = project()
            self.allocations.append(Allocation.all_rows.create(document=self.documents[number % 3], project=works))
            self.contracts.append(
                Contract.all_rows.create(project=works, number=f"H{number}", builder="甲", signed_on=date(2018, 1, 1))
            )

    def pick(self, chance: Random) -> tuple[str, dict[str, Any]]:
        kind = chance.choice(["issue", "distribute", "return", "allocate", "reduce", "contract", "pay", "pay", "refund",
                              "office", "office_pay", "office_back", "hold", "release"])  # fmt: skip
        place, works = chance.randrange(3), chance.randrange(4)
        allocation, contract = self.allocations[works], self.contracts[works]
        match kind:
            case "issue":
                return kind, {"document": self.documents[place]}
            case "distribute":
                return kind, {"document": self.documents[place], "to_document": self.lower[place]}
            case "return" if chance.random() < 0.5:
                return kind, {"document": self.lower[place], "to_document": self.documents[place]}
            case "return":
                return kind, {"document": self.documents[place]}
            case "contract":
                return kind, {"contract": contract}
            case "hold" | "release":
                return kind, {"allocation": allocation, "contract": contract}
            case "pay" | "refund" | "office_pay" if chance.random() < 0.5:
                return kind, {"allocation": allocation, "contract": contract}
        return kind, {"allocation": allocation}


def test_5000_entries_keep_every_balance(places: Any) -> None:
    chance, oracle, world = Random(5000), Oracle(), World()
    refused = written = 0
    taken: list[tuple[FundEntry, str, int, dict[str, int]]] = []
    while written < STEPS:
        if taken and chance.random() < 0.1:
            entry, kind, fen, on = taken.pop(chance.randrange(len(taken)))
            stands = oracle.stands([(w, n, name, -value) for w, n, name, value in moves_of(kind, fen, on)])
            done = _try(partial(cancel, SYSTEM, entry, day=DAY, note="冲销")) is not None
        else:
            kind, rows = world.pick(chance)
            fen = chance.randint(1, 5_000_000 if kind == "issue" else 900_000)
            on = {name: row.pk for name, row in rows.items()}
            if "allocation" in rows:
                on["document"] = rows["allocation"].document_id
            stands = oracle.stands(moves_of(kind, fen, on))
            amount = f"{fen // 100}.{fen % 100:02d}"
            found = _try(partial(booked, kind, amount, **rows))
            done = found is not None
            if found is not None:
                taken.append((found, kind, fen, on))
        assert done == stands, (written, kind, fen, on)
        written, refused = written + done, refused + (not done)
    assert refused > STEPS // 10
    _compare(oracle, world)


def _try(write: Callable[[], FundEntry]) -> FundEntry | None:
    try:
        return write()
    except FundRefusedError:
        return None


def _compare(oracle: Oracle, world: World) -> None:
    for what, rows, reads, names in (
        ("document", [*world.documents, *world.lower], of_document,
         ("received", "distributed", "allocated", "returned", "spent")),
        ("allocation", world.allocations, of_allocation, ("amount", "spent", "office", "held")),
        ("contract", world.contracts, of_contract, ("amount", "paid", "held")),
    ):  # fmt: skip
        for row in rows:
            assert tuple(int(value * 100) for value in reads(row)) == tuple(
                oracle.fen[what, row.pk, name] for name in names
            )
    assert verify().different == 0
    with connection.cursor() as cursor:  # and in a sentence of its own: what came in is what lies somewhere
        cursor.execute(
            "SELECT (SELECT sum(amount) FROM funds_fundentry WHERE kind = 'issue') = "
            "(SELECT sum(amount) FROM funds_fundentry WHERE kind = 'return' AND to_document_id IS NULL) + "
            "(SELECT sum(amount) FROM funds_fundentry WHERE kind IN ('pay', 'office_pay', 'release')) - "
            "(SELECT sum(amount) FROM funds_fundentry WHERE kind = 'refund') + "
            "(SELECT sum(received - distributed - returned - spent) FROM funds_documentbalance)"
        )
        assert cursor.fetchone()[0] is True
