"""The one place that writes entries: exact amounts, a key against repetition, refusals in words.

Locks are taken by the database in one order (documents by number, allocation, contract). A service that books several
entries keeps to one allocation, or goes through documents by number; what still meets a deadlock runs again.
"""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from core.audit.trail import Actor, recorded
from core.web.formats import yuan
from funds.errors import FundRefusedError
from funds.models import Allocation, Contract, FundDocument, FundEntry

P = ParamSpec("P")
R = TypeVar("R")

_WORTH_A_RETRY: Final = frozenset({"40P01", "40001"})
ATTEMPTS: Final = 5
LARGEST: Final = Decimal("99999999999999.99")
_WORDS: Final = {
    ("document", "free"): "指标文 {name} 可用余额",
    ("document", "distributed"): "指标文 {name} 已下拨",
    ("document", "unspent"): "指标文 {name} 未支出金额",
    ("allocation", "free"): "项目资金 {name} 可用余额",
    ("allocation", "spent"): "项目资金 {name} 已支出",
    ("allocation", "office"): "项目资金 {name} 拨到单位未支出",
    ("allocation", "held"): "项目资金 {name} 质保金余额",
    ("contract", "free"): "合同 {name} 未付余额",
    ("contract", "paid"): "合同 {name} 已付",
    ("contract", "held"): "合同 {name} 质保金余额",
}


@dataclass(frozen=True)
class Movement:
    """One entry to be: ``amount`` in yuan, more than nothing, to the fen. ``key``: the same key writes once."""

    kind: str
    amount: Decimal
    day: date
    key: str
    document_id: int | None = None
    to_document_id: int | None = None
    allocation_id: int | None = None
    contract_id: int | None = None
    stage: str = ""
    payee_kind: str = ""
    payee: str = ""
    household_id: int | None = None
    measure_id: int | None = None
    voucher: str = ""
    note: str = ""
    order_id: int | None = None


def again(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service again when PostgreSQL chose it as the victim of a deadlock; inside a transaction it cannot."""

    @functools.wraps(service)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> R:
        attempt = 1
        while True:
            try:
                return service(*args, **kwargs)
            except OperationalError as error:
                passing = getattr(error.__cause__, "pgcode", None) in _WORTH_A_RETRY
                if not passing or attempt == ATTEMPTS or connection.in_atomic_block:
                    raise
                time.sleep(0.02 * attempt)
                attempt += 1

    return repeated


def amount_wrong(amount: Decimal) -> str:
    """Why an amount is none; "" when it is one."""
    if amount <= 0:
        return "金额应大于 0"
    if amount != amount.quantize(Decimal("0.01")):
        return "金额最多两位小数（分）"
    return "金额过大" if amount > LARGEST else ""


def book(actor: Actor, movement: Movement) -> FundEntry:
    """Write one entry, or give back the one that this key has written; FundRefusedError names what is short."""
    wrong = amount_wrong(movement.amount)
    if wrong:
        raise FundRefusedError({"amount": wrong})
    if movement.day > timezone.localdate():
        raise FundRefusedError({"day": "日期不能晚于今天"})
    return _written(actor, asdict(movement))


def cancel(actor: Actor, entry: FundEntry, *, day: date, note: str) -> FundEntry:
    """The counter-entry of ``entry``: the same with the sign turned; an entry is undone once."""
    if entry.cancels_id is not None:
        raise FundRefusedError({"": "冲销记录不能再冲销"})
    if FundEntry.all_rows.filter(cancels=entry).exists():
        raise FundRefusedError({"": "这笔记录已经冲销"})
    if not note.strip():
        raise FundRefusedError({"note": "请填写冲销理由"})
    if not entry.day <= day <= timezone.localdate():
        raise FundRefusedError({"day": f"冲销日期应在原记录日期（{entry.day}）与今天之间"})
    same = ("kind", "stage", "document_id", "to_document_id", "allocation_id", "contract_id", "payee_kind", "payee",
            "household_id", "measure_id", "voucher", "order_id")  # fmt: skip
    values = {name: getattr(entry, name) for name in same}
    return _written(
        actor,
        {
            **values,
            "amount": -entry.amount,
            "day": day,
            "note": note.strip()[:200],
            "key": f"cancel-{entry.pk}",
            "cancels_id": entry.pk,
        },
    )


def _written(actor: Actor, values: dict[str, object]) -> FundEntry:
    known = _known(values)
    if known is not None:
        return known
    with recorded(actor):
        try:
            with transaction.atomic():
                row: FundEntry = FundEntry.all_rows.create(**values, by_id=actor.user_id, by_name=actor.name)
        except IntegrityError as error:
            diag: Any = getattr(error.__cause__, "diag", None)
            if getattr(diag, "constraint_name", None) == "funds_enough":
                raise FundRefusedError({"amount": _sentence(json.loads(diag.message_detail))}) from error
            twin = _known(values)  # another hand with the same key was first
            if twin is None:
                raise
            return twin
        row.refresh_from_db()
    return row


def _known(values: dict[str, object]) -> FundEntry | None:
    row: FundEntry | None = FundEntry.all_rows.filter(key=values["key"]).first()
    if row is None:
        return None
    given = {name: value for name, value in values.items() if value is not None and name != "order_id"}
    if any(getattr(row, name) != value for name, value in given.items()):
        raise FundRefusedError({"key": "同一防重键已用于另一笔记录"})
    return row


def _sentence(told: dict[str, object]) -> str:
    """``指标文 通财〔2018〕1 号 可用余额 100.00 元，本次 120.00 元，差 20.00 元``."""
    pk = int(str(told["id"]))
    balance, asked = Decimal(str(told["balance"])), Decimal(str(told["asked"]))
    what = str(told["what"])
    if what == "document":
        name = FundDocument.all_rows.values_list("number", flat=True).get(pk=pk)
    elif what == "allocation":
        row = Allocation.all_rows.select_related("document", "project").get(pk=pk)
        name = f"{row.document.number}（{row.project.name}）"
    else:
        name = Contract.all_rows.values_list("number", flat=True).get(pk=pk)
    title = _WORDS[what, str(told["bucket"])].format(name=name)
    return f"{title} {yuan(balance)} 元，本次 {yuan(asked)} 元，差 {yuan(asked - balance)} 元"
