"""Which records of micro-credit the trail lists, and what it calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse

from core.audit.records import RecordKind, Subject, register
from core.dictionaries.selectors import label
from core.regions.selectors import name_of
from funds.models import CreditLine, CreditRating, CreditRule, Loan, SubsidyClaim
from households.models import Household

_LISTS = {"grade": "credit_grade", "product": "loan_product", "purpose": "loan_purpose", "relation": "relation"}


def _household_rows(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    rows = Household.objects.within(scope).in_bulk([event.household_id for event in events])
    return {
        event.pgh_id: Subject(f"{row.head_name}户 {row.code}")
        for event in events
        if (row := rows.get(event.household_id)) is not None
    }


def _loans(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    rows = Loan.objects.within(scope).select_related("household").in_bulk([event.pgh_obj_id for event in events])
    found = {}
    for event in events:
        row = rows.get(event.pgh_obj_id)
        if row is not None:
            text = f"{row.household.head_name}户 {row.household.code} · {row.bank} {row.contract}"
            found[event.pgh_id] = Subject(text, _page(row.pk))
    return found


def _page(pk: int) -> str:
    try:
        return reverse("loan-page", args=[pk])
    except NoReverseMatch:
        return ""


def _by_place(field: str, tell: Callable[[Any], str]) -> Callable[[Sequence[Any], Any], Mapping[int, Subject]]:
    def subjects(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
        inside = [event for event in events if scope.covers(getattr(event, field))]
        names = name_of(getattr(event, field) for event in inside)
        return {event.pgh_id: Subject(f"{names.get(getattr(event, field), '全国')} {tell(event)}") for event in inside}

    return subjects


def _words(name: str, value: Any) -> str | None:
    return label(_LISTS[name], value) if name in _LISTS and value else None


_OWN = frozenset({"household", "member", "drawn", "balance", "compensated"})
register(RecordKind("credit-rating", "信用评级", CreditRating, _household_rows, rank=70, ignored=_OWN, words=_words))
register(RecordKind("credit-line", "授信额度", CreditLine, _household_rows, rank=71, ignored=_OWN))
register(RecordKind("loan", "小额信贷", Loan, _loans, rank=72, ignored=_OWN, words=_words))
register(
    RecordKind(
        "subsidy-claim",
        "贴息申报表",
        SubsidyClaim,
        _by_place("area", lambda event: f"{event.bank} {event.year} 年第 {event.quarter} 季度"),
        rank=73,
        ignored=frozenset({"made_by", "claimed_by"}),
    )
)
register(
    RecordKind(
        "credit-rule",
        "信贷规定",
        CreditRule,
        _by_place("region", lambda event: f"自 {event.starts_on}"),
        within=lambda events, low, high: events.filter(region__gte=low, region__lt=high),
        rank=74,
        ignored=frozenset({"region"}),
        place=lambda event: int(event.region),
    )
)
