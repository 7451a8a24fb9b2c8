"""Reading micro-credit inside a scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from core.accounts.scope import Scope
from core.regions.codes import area_range
from funds.credit.checks import is_negative
from funds.credit.interest import LoanFacts, Quarter, quarter_days, quarters
from funds.credit.rules import RuleBook, Terms, book_of
from funds.models import CreditLine, CreditRating, CreditRule, Loan, LoanChange, LoanEntry


def rule_book() -> RuleBook:
    """All rules, of every region: they concern no person."""
    return book_of(CreditRule.objects.values_list("region", "starts_on", "settings"))


@dataclass(frozen=True)
class LoanFilter:
    """Which loans: ``state`` is open, overdue, due (within 90 days), paid or changed; ``words`` in name or contract."""

    area: int
    bank: str = ""
    product: str = ""
    state: str = ""
    words: str = ""


STATES = (
    ("open", "未还清"),
    ("due", "90 天内到期"),
    ("overdue", "已逾期"),
    ("paid", "已还清"),
    ("undrawn", "未放款"),
    ("changed", "续贷或展期"),
)


def loans(scope: Scope, wanted: LoanFilter, today: date) -> QuerySet[Loan]:
    low, high = area_range(wanted.area)
    rows: QuerySet[Loan] = Loan.objects.within(scope).filter(area__gte=low, area__lt=high)
    exact = {"bank": wanted.bank, "product": wanted.product}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.state:
        rows = rows.filter(_state(scope, wanted.state, today))
    if words := wanted.words.strip():
        rows = rows.filter(
            Q(contract__contains=words) | Q(member__name=words) | Q(household__head_name=words)
            | Q(household__code=words)
        )  # fmt: skip
    return rows.select_related("household", "member")


def _state(scope: Scope, state: str, today: date) -> Q:
    moved = LoanChange.objects.within(scope).filter(counters=None, countered_by=None).exclude(kind="rate")
    soon = date.fromordinal(today.toordinal() + 90)
    return {
        "open": Q(balance__gt=0),
        "due": Q(balance__gt=0, due_now__gte=today, due_now__lte=soon),
        "overdue": Q(balance__gt=0, due_now__lt=today),
        "paid": Q(balance=0, drawn__gt=0),
        "undrawn": Q(drawn=0),
        "changed": Q(pk__in=moved.values("loan_id")),
    }[state]


def figures(rows: QuerySet[Loan], today: date) -> dict[str, Any]:
    """Loans, contract amounts, balance and what is overdue of it."""
    late = Q(balance__gt=0, due_now__lt=today)
    return rows.order_by().aggregate(
        number=Count("pk"),
        households=Count("household", distinct=True),
        signed=Sum("amount"),
        owed=Sum("balance"),
        late=Count("pk", filter=late),
        overdue=Sum("balance", filter=late),
        paid_out=Sum("compensated"),
    )


def banks(scope: Scope, area: int) -> list[str]:
    low, high = area_range(area)
    rows = Loan.objects.within(scope).filter(area__gte=low, area__lt=high)
    return list(rows.order_by("bank").values_list("bank", flat=True).distinct())


def loan_of(scope: Scope, pk: int) -> Loan | None:
    return Loan.objects.within(scope).select_related("household", "member").filter(pk=pk).first()


def loans_of_household(scope: Scope, household: int) -> list[Loan]:
    rows = Loan.objects.within(scope).filter(household=household).select_related("household", "member")
    return list(rows.order_by("-signed_on", "-id"))


def ratings_of(scope: Scope, household: int) -> list[CreditRating]:
    return list(CreditRating.objects.within(scope).filter(household=household).order_by("-rated_on"))


def lines_of(scope: Scope, household: int) -> list[CreditLine]:
    return list(CreditLine.objects.within(scope).filter(household=household).order_by("-granted_on", "-id"))


def rating_of(scope: Scope, pk: int) -> CreditRating | None:
    return CreditRating.objects.within(scope).select_related("household").filter(pk=pk).first()


def line_of(scope: Scope, pk: int) -> CreditLine | None:
    return CreditLine.objects.within(scope).select_related("household").filter(pk=pk).first()


def entries_of(scope: Scope, loan: Loan) -> list[LoanEntry]:
    """All entries with their counters, oldest first."""
    return list(LoanEntry.objects.within(scope).filter(loan=loan).order_by("day", "id"))


def changes_of(scope: Scope, loan: Loan) -> list[LoanChange]:
    return list(LoanChange.objects.within(scope).filter(loan=loan).order_by("day", "id"))


def entry_of(scope: Scope, pk: int) -> LoanEntry | None:
    return LoanEntry.objects.within(scope).select_related("loan").filter(pk=pk).first()


def change_of(scope: Scope, pk: int) -> LoanChange | None:
    return LoanChange.objects.within(scope).select_related("loan").filter(pk=pk).first()


def by_id(model: Any, scope: Scope, pk: int) -> QuerySet[Any]:
    """One row of a model of this capability, inside the scope."""
    rows: QuerySet[Any] = model.objects.within(scope).filter(pk=pk)
    return rows


def for_api(model: Any, scope: Scope, area: int) -> QuerySet[Any]:
    """The rows of a model of this capability in an area, by their number."""
    low, high = area_range(area)
    rows: QuerySet[Any] = model.objects.within(scope).filter(area__gte=low, area__lt=high)
    return rows.order_by("pk")


def facts_of(scope: Scope, rows: Sequence[Loan], book: RuleBook) -> dict[int, LoanFacts]:
    """What interest needs, by loan; two queries for any number of loans."""
    ids = [row.pk for row in rows]
    moves: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    entries = LoanEntry.objects.within(scope).filter(loan__in=ids).exclude(kind="compensate").order_by("day", "id")
    for loan, kind, day, principal in entries.values_list("loan_id", "kind", "day", "principal"):
        moves[loan].append((day, principal if kind == "draw" else -principal))
    changes: dict[int, list[LoanChange]] = defaultdict(list)
    standing = LoanChange.objects.within(scope).filter(loan__in=ids, counters=None, countered_by=None)
    for change in standing.order_by("day", "id"):
        changes[change.loan_id].append(change)
    return {row.pk: _facts(row, moves[row.pk], changes[row.pk], book) for row in rows}


def _facts(
    row: Loan, moves: list[tuple[date, Decimal]], changes: list[LoanChange], book: RuleBook
) -> LoanFacts:  # fmt: skip
    terms = book.at(row.area, row.signed_on)
    return LoanFacts(
        key=row.pk,
        signed_on=row.signed_on,
        day_count=row.day_count,
        moves=tuple(moves),
        rates=((row.signed_on, row.rate), *((item.day, item.rate) for item in changes if item.rate is not None)),
        dues=((row.signed_on, row.due_on), *((item.day, item.due_on) for item in changes if item.due_on is not None)),
        ceiling=terms.ceiling(row.signed_on, row.due_on),
        subsidised=row.product in terms.products and not is_negative(row.purpose),
        lost_from=row.lost_from,
    )


def quarters_of(
    scope: Scope, rows: Iterable[Loan], periods: Iterable[tuple[int, int]], book: RuleBook
) -> dict[tuple[int, int, int], Quarter]:
    """(loan, year, quarter) → interest and subsidy; ``rows`` hold all loans of each household concerned."""
    known = list(rows)
    facts = facts_of(scope, known, book)
    households: dict[int, list[Loan]] = defaultdict(list)
    for row in known:
        households[row.household_id].append(row)
    found: dict[tuple[int, int, int], Quarter] = {}
    # thousands of loans share a few villages and days
    places: dict[int, Callable[[date], Terms]] = {}
    for year, quarter in periods:
        start, end = quarter_days(year, quarter)
        for group in households.values():
            area = group[0].area
            terms = places.setdefault(area, cache(partial(book.at, area)))
            told = quarters([facts[row.pk] for row in group], start, end, terms, book.starts(area))
            found |= {(loan, year, quarter): value for loan, value in told.items()}
    return found
