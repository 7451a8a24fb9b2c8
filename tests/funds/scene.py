"""A document of 通江县, a project of 贾村观 and its contract, ready to be paid."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.audit.trail import SYSTEM
from funds.booking import Movement, book
from funds.models import (
    Allocation,
    AllocationBalance,
    Contract,
    ContractBalance,
    DocumentBalance,
    FundDocument,
    FundEntry,
)
from projects.models import Project
from tests.cast import JIACUNGUAN, TONGJIANG

DAY = date(2018, 6, 1)
_numbers = itertools.count(1)


def project(area: int = JIACUNGUAN, **values: Any) -> Project:
    number = next(_numbers)
    made: Project = Project.all_rows.create(
        **{"code": f"XM{number:04d}", "name": f"道路{number}", "area": area, "year": 2018, "category": "111",
           "total": Decimal("1000000.00"), **values}
    )  # fmt: skip
    return made


def document(amount: str = "0", area: int = TONGJIANG, **values: Any) -> FundDocument:
    number = next(_numbers)
    made: FundDocument = FundDocument.all_rows.create(
        **{"number": f"川财农〔2018〕{number}号", "issuer": "四川省财政厅", "title": "财政专项扶贫资金", "area": area,
           "year": 2018, "issued_on": date(2018, 3, 1), "level": "province", "kind": "01", **values}
    )  # fmt: skip
    if Decimal(amount):
        booked("issue", amount, document=made)
    return made


def booked(kind: str, amount: str, *, key: str = "", day: date = DAY, **subjects: Any) -> FundEntry:
    """Book an entry; ``document=``, ``allocation=``, ``contract=``, ``to_document=`` are rows."""
    payee = {"pay": "builder", "refund": "builder", "office_pay": "builder", "release": "builder", "office": "office",
             "office_back": "office"}.get(kind, "")  # fmt: skip
    ids = {f"{name}_id": row.pk for name, row in subjects.items() if name not in ("stage", "voucher", "payee_kind")}
    rest = {name: value for name, value in subjects.items() if name in ("stage", "voucher")}
    return book(
        SYSTEM,
        Movement(
            kind, Decimal(amount), day, key or f"k{next(_numbers)}",
            payee_kind=subjects.get("payee_kind", payee), **ids, **rest,
        ),
    )  # fmt: skip


@dataclass
class Scene:
    document: FundDocument
    project: Project
    allocation: Allocation
    contract: Contract


def scene(allocated: str = "1000.00", contracted: str = "1000.00", received: str = "5000.00") -> Scene:
    """Received by the county, allocated to one project with one contract, in yuan."""
    around, works = document(received), project()
    allocation = Allocation.all_rows.create(document=around, project=works)
    contract = Contract.all_rows.create(project=works, number="HT-1", builder="路桥公司", signed_on=date(2018, 5, 1))
    booked("allocate", allocated, allocation=allocation)
    booked("contract", contracted, contract=contract)
    return Scene(around, works, allocation, contract)


def of_document(row: FundDocument) -> tuple[Decimal, ...]:
    found = DocumentBalance.objects.get(pk=row.pk)
    return found.received, found.distributed, found.allocated, found.returned, found.spent


def of_allocation(row: Allocation) -> tuple[Decimal, ...]:
    found = AllocationBalance.objects.get(pk=row.pk)
    return found.amount, found.spent, found.office, found.held


def of_contract(row: Contract) -> tuple[Decimal, ...]:
    found = ContractBalance.objects.get(pk=row.pk)
    return found.amount, found.paid, found.held


def money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)
