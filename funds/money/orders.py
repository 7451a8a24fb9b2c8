"""Payment orders: one person asks, another approves, and only then entries are written.

A claim (报账) comes from the township; a direct payment from the treasury. Nothing is paid to a builder without
invoices that cover it, but an advance, which rests on the contract; a final payment wants the project accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.web.formats import yuan
from funds.booking import Movement, again, amount_wrong, book
from funds.errors import FundRefusedError, HiddenFundError
from funds.models import Allocation, Contract, FundEntry, FundRule, Invoice, OrderLine, PaymentOrder
from funds.rules import number_of
from households.models import Household
from projects.models import Measure, Project

Kind, Payee, Stage = FundEntry.Kind, FundEntry.Payee, FundEntry.Stage
Way, State = PaymentOrder.Way, PaymentOrder.State
KINDS: Final = (Kind.PAY, Kind.HOLD, Kind.RELEASE, Kind.OFFICE, Kind.OFFICE_PAY, Kind.OFFICE_BACK, Kind.REFUND)
PAYS: Final = frozenset({Kind.PAY, Kind.OFFICE_PAY})
_SPENT_ON: Final[frozenset[str]] = frozenset({Payee.BUILDER, Payee.BENEFICIARY})
_PAYEES: Final[dict[str, frozenset[str]]] = {
    Kind.HOLD: frozenset({""}),
    Kind.OFFICE: frozenset({Payee.OFFICE}),
    Kind.OFFICE_BACK: frozenset({Payee.OFFICE}),
}
ACCEPTED: Final = frozenset(
    {Project.State.ACCEPTED, Project.State.SETTLED, Project.State.ANNOUNCED, Project.State.ASSET_REGISTERED,
     Project.State.STRUCK_OFF}
)  # fmt: skip


@dataclass(frozen=True)
class Bill:
    """One invoice, amount in yuan."""

    number: str
    seller: str
    amount: Decimal
    issued_on: date | None = None


@dataclass(frozen=True)
class Asked:
    """What is to be paid, from which allocation, on which contract, to whom; ``households``: yuan by household id."""

    allocation: int
    kind: str
    amount: Decimal
    key: str
    way: str = Way.DIRECT
    contract: int | None = None
    stage: str = ""
    payee_kind: str = ""
    payee: str = ""
    voucher: str = ""
    note: str = ""
    bills: Sequence[Bill] = ()
    households: Mapping[int, Decimal] = field(default_factory=dict)
    measures: Mapping[int, int] = field(default_factory=dict)


@again
def order_ask(*, actor: Actor, scope: Scope, asked: Asked) -> PaymentOrder:
    """Ask for a payment; nothing moves yet. HiddenFundError outside the scope; FundRefusedError by field."""
    with recorded(actor, reason="用款申请"):
        row = _allocation(scope, asked.allocation)
        known: PaymentOrder | None = PaymentOrder.all_rows.filter(key=asked.key).first()
        if known is not None:
            if (known.allocation_id, known.amount, known.kind) != (asked.allocation, asked.amount, asked.kind):
                raise FundRefusedError({"key": "同一防重键已用于另一笔申请"})
            return known
        contract = _contract(row, asked.contract)
        wrong = _wrong(asked, row, contract)
        if wrong:
            raise FundRefusedError(wrong)
        order: PaymentOrder = PaymentOrder.all_rows.create(
            allocation=row, contract=contract, area=row.area, way=asked.way, kind=asked.kind, stage=asked.stage,
            amount=asked.amount, payee_kind=asked.payee_kind, payee=asked.payee.strip()[:80],
            voucher=asked.voucher.strip()[:40], note=asked.note.strip()[:200], asked_by=actor.user_id,
            asked_name=actor.name, key=asked.key,
        )  # fmt: skip
        _rows(order, asked, row.project)
    return order


@again
def order_approve(*, actor: Actor, scope: Scope, pk: int, paid_on: date, voucher: str, words: str = "") -> PaymentOrder:
    """Pay: another person than the one who asked writes the entries; a second time changes nothing."""
    with recorded(actor, reason="批准支付"):
        order = _open_order(actor, scope, pk)
        if order.state == State.APPROVED:
            return order
        if order.state != State.ASKED:
            raise FundRefusedError({"": "申请已退回"})
        voucher = voucher.strip() or order.voucher
        wrong = _payable(order)
        if not voucher and order.kind != Kind.HOLD:
            wrong["voucher"] = "请填写凭证号"
        if wrong:
            raise FundRefusedError(wrong)
        for number, (amount, household, measure) in enumerate(_parts(order)):
            book(
                actor,
                Movement(
                    order.kind, amount, paid_on, f"order-{order.pk}-{number}", allocation_id=order.allocation_id,
                    contract_id=order.contract_id, stage=order.stage, payee_kind=order.payee_kind, payee=order.payee,
                    household_id=household, measure_id=measure, voucher=voucher[:40], note=order.note,
                    order_id=order.pk,
                ),
            )  # fmt: skip
        _decide(actor, order, State.APPROVED, words, voucher=voucher[:40], paid_on=paid_on)
        order.refresh_from_db()
    return order


def order_refuse(*, actor: Actor, scope: Scope, pk: int, words: str) -> PaymentOrder:
    """Give an order back with a reason; its invoices may come again."""
    with recorded(actor, reason="退回用款申请"):
        order = _open_order(actor, scope, pk)
        if order.state == State.APPROVED:
            raise FundRefusedError({"": "已支付的申请不能退回，请冲销"})
        if not words.strip():
            raise FundRefusedError({"words": "请填写退回原因"})
        if order.state == State.ASKED:
            _decide(actor, order, State.REFUSED, words)
            Invoice.all_rows.filter(order=order).update(void=True)
            order.refresh_from_db()
    return order


def _open_order(actor: Actor, scope: Scope, pk: int) -> PaymentOrder:
    order: PaymentOrder | None = (
        PaymentOrder.all_rows.select_for_update(no_key=True, of=("self",))
        .select_related("allocation__document", "allocation__project", "contract")
        .filter(pk=pk)
        .first()
    )
    if order is None or not scope.covers(order.allocation.document.area):
        raise HiddenFundError(pk)
    if actor.user_id is not None and order.asked_by == actor.user_id:
        raise FundRefusedError({"": "申请人不能审批自己的申请"})
    return order


def _decide(actor: Actor, order: PaymentOrder, state: str, words: str, **values: object) -> None:
    PaymentOrder.all_rows.filter(pk=order.pk).update(
        state=state, decided_by=actor.user_id, decided_name=actor.name, decided_at=Now(), words=words.strip()[:200],
        **values,
    )  # fmt: skip


def _parts(order: PaymentOrder) -> list[tuple[Decimal, int | None, int | None]]:
    lines = OrderLine.all_rows.filter(order=order).order_by("pk").values_list("amount", "household_id", "measure_id")
    return list(lines) or [(order.amount, None, None)]


def _allocation(scope: Scope, pk: int) -> Allocation:
    """An allocation whose project or document lies in the scope: a township claims for its own projects."""
    row: Allocation | None = Allocation.all_rows.select_related("document", "project").filter(pk=pk).first()
    if row is None or not (scope.covers(row.area) or scope.covers(row.document.area)):
        raise HiddenFundError(pk)
    return row


def _contract(row: Allocation, pk: int | None) -> Contract | None:
    if pk is None:
        return None
    found: Contract | None = Contract.all_rows.filter(pk=pk, project=row.project_id).first()
    if found is None:
        raise FundRefusedError({"contract": "合同不是本项目的"})
    return found


def _wrong(asked: Asked, row: Allocation, contract: Contract | None) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if asked.kind not in KINDS or asked.way not in Way.values:
        raise FundRefusedError({"kind": "请选择事项"})
    if amount_wrong(asked.amount):
        wrong["amount"] = amount_wrong(asked.amount)
    if asked.payee_kind not in _PAYEES.get(asked.kind, _SPENT_ON):
        wrong["payee_kind"] = "收款方类型与事项不符"
    elif asked.payee_kind and not asked.payee.strip():
        wrong["payee"] = "请填写收款单位（人）"
    if asked.kind in PAYS and asked.stage not in Stage.values:
        wrong["stage"] = "请选择款项"
    if asked.kind in (Kind.HOLD, Kind.RELEASE) and contract is None:
        wrong["contract"] = "质保金要选择合同"
    return wrong | _papers(asked, row, contract) | _households(asked)


def _papers(asked: Asked, row: Allocation, contract: Contract | None) -> dict[str, str]:
    if asked.kind not in PAYS or asked.payee_kind != Payee.BUILDER:
        return {}
    if asked.stage == Stage.ADVANCE:
        return _advance(asked, row, contract)
    total = sum((bill.amount for bill in asked.bills), Decimal(0))
    if total < asked.amount:
        return {"bills": f"发票合计 {yuan(total)} 元，少于本次 {yuan(asked.amount)} 元，没有发票不能支付"}
    return {} if asked.stage != Stage.FINAL else _accepted(row.project)


def _advance(asked: Asked, row: Allocation, contract: Contract | None) -> dict[str, str]:
    if contract is None:
        return {"contract": "预付款要有合同"}
    share = number_of(row.area, row.document.year, FundRule.Name.ADVANCE_SHARE)
    most = None if share is None else contract.balance.amount * share / 100
    if most is not None and contract.balance.paid + asked.amount > most:
        return {
            "amount": f"预付款累计不超过合同金额的 {share:.0f}%（{yuan(most)} 元），"
            f"已付 {yuan(contract.balance.paid)} 元"
        }
    return {}


def _accepted(works: Project) -> dict[str, str]:
    if works.state in ACCEPTED:
        return {}
    return {"stage": f"项目{works.get_state_display()}，验收后才能付结算款"}


def _households(asked: Asked) -> dict[str, str]:
    if not asked.households:
        return {}
    if asked.payee_kind != Payee.BENEFICIARY or asked.kind not in PAYS:
        return {"households": "到户明细只用于付给受益人的款项"}
    total = sum(asked.households.values(), Decimal(0))
    if any(amount_wrong(amount) for amount in asked.households.values()):
        return {"households": "到户金额应大于 0，最多两位小数"}
    if total != asked.amount:
        return {"households": f"到户合计 {yuan(total)} 元，与本次 {yuan(asked.amount)} 元不一致"}
    return {}


def _payable(order: PaymentOrder) -> dict[str, str]:
    """What must still hold when it is paid."""
    if order.kind in PAYS and order.stage == Stage.FINAL and order.payee_kind == Payee.BUILDER:
        return _accepted(order.allocation.project)
    return {}


def _rows(order: PaymentOrder, asked: Asked, works: Project) -> None:
    today = timezone.localdate()
    for bill in asked.bills:
        if not bill.number.strip() or not bill.seller.strip() or amount_wrong(bill.amount):
            raise FundRefusedError({"bills": "发票要有号码、开票单位和金额"})
        if bill.issued_on is not None and bill.issued_on > today:
            raise FundRefusedError({"bills": f"发票 {bill.number} 的日期晚于今天"})
        try:
            with transaction.atomic():
                Invoice.all_rows.create(
                    order=order, area=order.area, number=bill.number.strip()[:30], seller=bill.seller.strip()[:80],
                    amount=bill.amount, issued_on=bill.issued_on,
                )  # fmt: skip
        except IntegrityError as error:
            raise FundRefusedError({"bills": f"发票 {bill.number} 已报过账"}) from error
    rows = Household.all_rows.in_bulk(list(asked.households))
    for pk, amount in asked.households.items():
        household, measure = rows.get(pk), asked.measures.get(pk)
        if household is None:
            raise FundRefusedError({"households": "没有找到这一户"})
        if measure is not None and not Measure.all_rows.filter(pk=measure, household=pk).exists():
            raise FundRefusedError({"households": f"{household.code} 没有这项措施"})
        OrderLine.all_rows.create(
            order=order, household=household, area=household.area, amount=amount, measure_id=measure
        )
