"""Writes of micro-credit, one at a time; the import applies the same checks to many (funds.credit.ledgers).

Every write locks the household or the loan first. What happened to a loan is appended; ``*_counter`` undoes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.db.models.functions import Now
from django.utils.timezone import localdate

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from funds.credit import checks
from funds.credit.errors import CreditRefusedError, HiddenCreditError, StaleCreditError
from funds.credit.rules import NoRuleError, Terms
from funds.credit.selectors import rule_book
from funds.models import CreditLine, CreditRating, Loan, LoanChange, LoanEntry
from households.models import Household, Member, MemberYear
from households.services.writing import again_if_moved, locked

# What a constraint of the database means, where a form can say it.
_SENTENCES: Final = {
    "credit_rating_once": ("rated_on", "该户当天已有评级"),
    "credit_line_once": ("granted_on", "该户当天已有这家银行的授信"),
    "loan_contract": ("contract", "这家银行已有这个合同号"),
    "loan_drawn": ("amount", "合同金额不能少于已放款金额"),
    "loan_balance": ("principal", "还款本金不能超过贷款余额"),
    "loan_balance_day": ("day", "当天的贷款余额不够，还款早于放款"),
    "loan_compensated": ("principal", "补偿不能超过已放款金额"),
}


@dataclass(frozen=True)
class Writer:
    """Who writes, and where he may."""

    actor: Actor
    scope: Scope


def terms_at(area: int, day: Any) -> Terms | None:
    """The rules of a day; None before any is loaded or in force."""
    try:
        return rule_book().at(area, day) if day else None
    except NoRuleError:
        return None


@again_if_moved
def rating_save(
    *, writer: Writer, household: str, values: Mapping[str, Any], pk: int | None = None, version: int = 0
) -> CreditRating:
    """Enter a rating of the household with this number, or correct one. HiddenCredit, CreditRefused, StaleCredit."""
    with recorded(writer.actor, reason="修改信用评级" if pk else "登记信用评级"):
        stored = _household(writer.scope, household, fresh=pk is None)
        row = _version(CreditRating, writer.scope, stored, pk, version)
        wanted = {name: getattr(row, name) for name in checks.RATING} if row else {}
        wanted |= {name: value for name, value in values.items() if name in checks.RATING}
        _refuse(checks.rating_findings(wanted, localdate()))
        saved: CreditRating = _save(CreditRating, writer.actor, stored, row, wanted)
        return saved


@again_if_moved
def line_save(
    *, writer: Writer, household: str, values: Mapping[str, Any], pk: int | None = None, version: int = 0
) -> CreditLine:
    """Enter a credit line of the household with this number, or correct one; errors as for ratings."""
    with recorded(writer.actor, reason="修改授信" if pk else "登记授信"):
        stored = _household(writer.scope, household, fresh=pk is None)
        row = _version(CreditLine, writer.scope, stored, pk, version)
        wanted = {name: getattr(row, name) for name in checks.LINE} if row else {}
        wanted |= {name: value for name, value in values.items() if name in checks.LINE}
        terms = terms_at(stored.area, wanted.get("granted_on"))
        _refuse(checks.line_findings(wanted, localdate(), terms))
        saved: CreditLine = _save(CreditLine, writer.actor, stored, row, wanted)
        return saved


@again_if_moved
def loan_save(
    *, writer: Writer, household: str, values: Mapping[str, Any], pk: int | None = None, version: int = 0
) -> Loan:
    """Enter a loan contract (``member``: 人编号 of the borrower), or correct one; errors as for ratings."""
    with recorded(writer.actor, reason="修改贷款合同" if pk else "登记贷款合同"):
        stored = _household(writer.scope, household, fresh=pk is None)
        row = _version(Loan, writer.scope, stored, pk, version)
        wanted = {name: getattr(row, name) for name in checks.LOAN} if row else {}
        wanted |= {name: value for name, value in values.items() if name in checks.LOAN}
        member = _member(stored, values.get("member"), row)
        terms = terms_at(stored.area, wanted.get("signed_on"))
        if not wanted.get("day_count") and terms is not None:
            wanted["day_count"] = terms.day_count
        born = member.birth_date if member else None
        found = checks.loan_findings(wanted, localdate(), terms, born)
        if member is None:
            found["member"] = "请选择本户成员为借款人"
        elif row is None and _left_before(member, wanted.get("signed_on")):
            found["member"] = "借款人在签订前已离开本户"
        _refuse(found)
        if member is not None and (row is None or row.member_id != member.pk):
            wanted |= {"member": member, "relation": _relation(member, wanted["signed_on"].year)}
        saved: Loan = _save(Loan, writer.actor, stored, row, wanted)
        return saved


def entry_add(*, writer: Writer, loan: int, values: Mapping[str, Any], source: str = "form") -> LoanEntry:
    """Append a drawdown, repayment or compensation: ``kind``, ``day``, ``principal``, ``interest``, ``note``."""
    with recorded(writer.actor, reason="登记信贷流水"):
        row = _loan(writer.scope, loan)
        wanted: dict[str, Any] = {name: values.get(name) for name in ("kind", "day", "principal", "interest")}
        _refuse(checks.entry_findings(row, wanted, localdate()))
        with named_refusals():
            entry: LoanEntry = LoanEntry.all_rows.create(
                loan=row,
                area=row.area,
                kind=wanted["kind"],
                day=wanted["day"],
                principal=wanted["principal"] or 0,
                interest=wanted["interest"] or 0,
                note=str(values.get("note") or "")[:200],
                source=source,
                made_by=writer.actor.user_id,
            )
        return entry


def change_add(*, writer: Writer, loan: int, values: Mapping[str, Any], source: str = "form") -> LoanChange:
    """Append a change of rate, an extension or a renewal: ``kind``, ``day``, ``rate``, ``due_on``, ``note``."""
    with recorded(writer.actor, reason="登记信贷变更"):
        row = _loan(writer.scope, loan)
        wanted = {name: values.get(name) for name in ("kind", "day", "rate", "due_on")}
        terms = terms_at(row.area, wanted["day"])
        _refuse(checks.change_findings(row, wanted, localdate(), terms))
        with named_refusals():
            change: LoanChange = LoanChange.all_rows.create(
                loan=row,
                area=row.area,
                note=str(values.get("note") or "")[:200],
                source=source,
                made_by=writer.actor.user_id,
                **wanted,
            )
        return change


def counter(
    *, writer: Writer, kind: type[LoanEntry] | type[LoanChange], pk: int, reason: str
) -> LoanEntry | LoanChange:
    """Undo an entry or a change by a row of the same day; once, and with a reason."""
    if not reason.strip():
        raise CreditRefusedError({"reason": "请填写冲正原因"})
    with recorded(writer.actor, reason=reason.strip()[:200]):
        seen = kind.objects.within(writer.scope).filter(pk=pk).first()
        if seen is None:
            raise HiddenCreditError(pk)
        loan = _loan(writer.scope, seen.loan_id)
        if seen.counters_id is not None or kind.all_rows.filter(counters=pk).exists():
            raise CreditRefusedError({"": "这条记录已经冲正"})
        same: dict[str, Any] = {"loan": loan, "area": loan.area, "kind": seen.kind, "day": seen.day, "counters": seen}
        if isinstance(seen, LoanEntry):
            same |= {"principal": -seen.principal, "interest": -seen.interest}
        else:
            same |= {"rate": seen.rate, "due_on": seen.due_on}
        with named_refusals():
            row: LoanEntry | LoanChange = kind.all_rows.create(
                **same, note=reason.strip()[:200], made_by=writer.actor.user_id
            )
        return row


class named_refusals:  # noqa: N801  (reads as a phrase)
    """A savepoint in which a broken constraint of the database becomes a sentence."""

    def __enter__(self) -> None:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._atomic.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError):
            name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
            if name in _SENTENCES:
                field, sentence = _SENTENCES[name]
                raise CreditRefusedError({field: sentence}) from error


def _refuse(found: Mapping[str, str]) -> None:
    if found:
        raise CreditRefusedError(found)


def _household(scope: Scope, code: str, *, fresh: bool) -> Household:
    seen = Household.objects.within(scope).filter(code=code).first()
    if seen is None:
        raise HiddenCreditError(code)
    row = locked(seen, open_only=False)
    if fresh and row.closed_year is not None:
        raise CreditRefusedError({"household": f"该户已于 {row.closed_year} 年注销，不能登记信贷"})
    return row


def _loan(scope: Scope, pk: int) -> Loan:
    row: Loan | None = Loan.objects.within(scope).select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        raise HiddenCreditError(pk)
    return row


def _version(model: Any, scope: Scope, household: Household, pk: int | None, version: int) -> Any:
    if pk is None:
        return None
    row = model.objects.within(scope).select_for_update(no_key=True, of=("self",)).filter(pk=pk, household=household)
    found = row.first()
    if found is None:
        raise HiddenCreditError(pk)
    if found.version != version:
        raise StaleCreditError(found.version)
    return found


def _save(model: Any, actor: Actor, household: Household, row: Model | None, wanted: Mapping[str, Any]) -> Any:
    columns = {name: "" if value is None and name in _TEXTS else value for name, value in wanted.items()}
    with named_refusals():
        if row is None:
            made = model.all_rows.create(
                household=household, area=household.area, updated_by=actor.user_id, source=_source(actor), **columns
            )
            return model.all_rows.get(pk=made.pk)
        changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
        if changed:
            model.all_rows.filter(pk=row.pk).update(
                **changed, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now(), source=_source(actor)
            )
    return model.all_rows.get(pk=row.pk)


_TEXTS: Final = frozenset({"rated_by", "purpose_note", "note", "lost_reason", "bank", "contract"})


def _source(actor: Actor) -> str:
    return "api" if actor.door == "api" else "form"


def _member(household: Household, code: Any, row: Loan | None) -> Member | None:
    if not code:
        return Member.all_rows.get(pk=row.member_id) if row else None
    found: Member | None = Member.all_rows.filter(household=household, code=code).first()
    return found


def _left_before(member: Member, day: date | None) -> bool:
    return day is not None and member.left_year is not None and member.left_year < day.year


def _relation(member: Member, year: int) -> str:
    """与户主关系 in the year of signing, else in the newest that is known."""
    rows = MemberYear.all_rows.filter(member=member).exclude(relation_to_head=None)
    found = rows.filter(year__lte=year).order_by("-year").first() or rows.order_by("year").first()
    return (found.relation_to_head or "") if found else ""
