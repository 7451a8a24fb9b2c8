"""Writes of the money of projects: allocations, reductions, contracts and their supplements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.dictionaries.selectors import labels
from core.regions.codes import area_range
from core.web.formats import yuan
from funds.booking import Movement, again, amount_wrong, book
from funds.documents.services import locked
from funds.errors import FundRefusedError, HiddenFundError
from funds.models import Allocation, AllocationBalance, Contract, FundDocument, FundEntry, FundRule
from funds.rules import rule_of
from projects.library.negative import hits
from projects.models import Project

State = Project.State
# From the county's yearly plan until the money is settled; what comes later is a correction of the ledger.
OPEN: Final = frozenset(
    {State.PLANNED, State.FUNDED, State.TENDERING, State.CONTRACTED, State.BUILDING, State.ACCEPTED}
)
CONTRACT_OPEN: Final = OPEN | {State.SETTLED}


@dataclass(frozen=True)
class Signed:
    """A contract as entered, amount in yuan."""

    number: str
    builder: str
    signed_on: date
    amount: Decimal
    note: str = ""


@again
def allocate(
    *, actor: Actor, scope: Scope, document: int, project: int, amount: Decimal, day: date, key: str, note: str = ""
) -> FundEntry:
    """Give money of a document to a project of its region; the project's plan is never exceeded.

    Refused when the use does not fit and may not change there (B-55), for a word of the negative list that nobody
    looked at, and outside the states in which money is matched. The project is locked first, then the document.
    """
    with recorded(actor, reason="分配资金到项目"):
        works = _project(project)
        source = locked(scope, document)
        wrong = _matched(source, works)
        if wrong:
            raise FundRefusedError({"project": wrong})
        known: FundEntry | None = FundEntry.all_rows.filter(key=key).first()
        if known is None:
            _within_plan(works, amount)
        row, _ = Allocation.all_rows.get_or_create(document=source, project=works, defaults={"area": works.area})
        return book(actor, Movement("allocate", amount, day, key, allocation_id=row.pk, note=note.strip()[:200]))


@again
def reduce(
    *, actor: Actor, scope: Scope, allocation: int, amount: Decimal, day: date, key: str, note: str
) -> FundEntry:
    """Take money that is not spent back from a project into its document."""
    with recorded(actor, reason="调减项目资金"):
        row: Allocation | None = Allocation.all_rows.select_related("document").filter(pk=allocation).first()
        if row is None or not scope.covers(row.document.area):
            raise HiddenFundError(allocation)
        if not note.strip():
            raise FundRefusedError({"note": "请填写调减原因"})
        return book(actor, Movement("reduce", amount, day, key, allocation_id=row.pk, note=note.strip()[:200]))


@again
def contract_sign(*, actor: Actor, scope: Scope, project: int, given: Signed, key: str) -> Contract:
    """A contract of a project, its amount as the first entry; the same key gives it back."""
    wrong = {name: "请填写" for name in ("number", "builder") if not getattr(given, name).strip()}
    if not given.signed_on <= timezone.localdate():
        wrong["signed_on"] = "签订日期不能晚于今天"
    if amount_wrong(given.amount):
        wrong["amount"] = amount_wrong(given.amount)
    if wrong:
        raise FundRefusedError(wrong)
    with recorded(actor, reason="登记合同"):
        works = _project(project)
        if not scope.covers(works.area):
            raise HiddenFundError(project)
        known: FundEntry | None = FundEntry.all_rows.select_related("contract").filter(key=f"contract-{key}").first()
        if known is not None and known.contract is not None:
            if (known.project_id, known.amount) != (project, given.amount):
                raise FundRefusedError({"key": "同一防重键已用于另一笔记录"})
            return known.contract
        if works.state not in CONTRACT_OPEN:
            raise FundRefusedError({"": f"项目{works.get_state_display()}，不能登记合同"})
        try:
            with transaction.atomic():
                row: Contract = Contract.all_rows.create(
                    project=works, number=given.number.strip(), builder=given.builder.strip(),
                    signed_on=given.signed_on, note=given.note.strip()[:200],
                )  # fmt: skip
        except IntegrityError as error:
            raise FundRefusedError({"number": "本项目已有这个合同编号"}) from error
        book(actor, Movement("contract", given.amount, given.signed_on, f"contract-{key}", contract_id=row.pk))
    return row


@again
def contract_add(
    *, actor: Actor, scope: Scope, contract: int, amount: Decimal, day: date, key: str, note: str
) -> FundEntry:
    """A supplement raises what a contract is worth."""
    with recorded(actor, reason="补充合同"):
        row: Contract | None = Contract.all_rows.filter(pk=contract).first()
        if row is None or not scope.covers(row.area):
            raise HiddenFundError(contract)
        if not note.strip():
            raise FundRefusedError({"note": "请填写补充协议的内容"})
        return book(actor, Movement("contract", amount, day, key, contract_id=row.pk, note=note.strip()[:200]))


def allocated_to(project: int) -> Decimal:
    """What all documents gave a project, in yuan."""
    rows = AllocationBalance.objects.filter(allocation__project=project).values_list("amount", flat=True)
    return sum(rows, Decimal(0))


def _project(pk: int) -> Project:
    row: Project | None = Project.all_rows.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        raise HiddenFundError(pk)
    return row


def _matched(source: FundDocument, works: Project) -> str:
    """Why this money is not for this project; "" when it is."""
    low, high = area_range(source.area)
    if not low <= works.area < high:
        return "项目不在收文地区以内"
    if works.state not in OPEN:
        return f"项目{works.get_state_display()}，列入年度计划后才能分配资金，决算后不再分配"
    open_hits = [hit for hit in hits([works.name, works.place, works.content])
                 if not (hit.doubt and works.forbidden_confirmed)]  # fmt: skip
    if open_hits:
        return "；".join(hit.words for hit in open_hits)
    return use_refused(source, works)


def use_refused(source: FundDocument, works: Project) -> str:
    """Why the use of the money may not become that of the project: the region's rule, or "" (A-32, B-55)."""
    if not source.purposes or works.category in source.purposes:
        return ""
    rule = rule_of(works.area, source.year, FundRule.Name.USE_MAY_CHANGE)
    if rule is None or rule.number:
        return ""
    names = labels("project_category")
    meant = "、".join(names.get(code, code) for code in source.purposes)
    return f"{source.number} 规定用于{meant}，项目属于{names.get(works.category or '', '未填类别')}；{rule.source}"


def _within_plan(works: Project, amount: Decimal) -> None:
    if works.total is None:
        raise FundRefusedError({"project": "项目没有计划总投资，不能分配资金"})
    room = works.total - allocated_to(works.pk)
    if amount > room:
        raise FundRefusedError(
            {"amount": f"项目计划总投资 {yuan(works.total)} 元，还可分配 {yuan(room)} 元，"
                       f"本次 {yuan(amount)} 元，超出 {yuan(amount - room)} 元"}
        )  # fmt: skip
