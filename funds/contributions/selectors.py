"""Reading contributions inside a scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from core.accounts.scope import Scope
from core.regions.codes import ancestors, area_range
from funds.models import Contribution, ContributionHousehold, ContributionUse, SupportUnit

NOTICES = {"due": "待公示", "late": "逾期未公示", "done": "已公示"}


@dataclass(frozen=True)
class Asked:
    """What a reader asks for; "" is no condition. ``notice`` is one of NOTICES."""

    area: int
    year: int
    kind: str = ""
    form: str = ""
    notice: str = ""
    word: str = ""


def contributions(scope: Scope, asked: Asked, today: date) -> QuerySet[Contribution]:
    low, high = area_range(asked.area)
    rows: QuerySet[Contribution] = Contribution.objects.within(scope).filter(
        area__gte=low, area__lt=high, year=asked.year
    )
    if asked.kind:
        rows = rows.filter(helper_kind=asked.kind)
    if asked.form:
        rows = rows.filter(form=asked.form)
    if asked.notice:
        done = Q(notice_on__isnull=False)
        rows = rows.filter(done if asked.notice == "done" else ~done)
        if asked.notice == "late":
            rows = rows.filter(notice_due_on__lt=today)
    if asked.word:
        rows = rows.filter(Q(donor__contains=asked.word) | Q(receipt_no=asked.word))
    return rows


@dataclass(frozen=True)
class Sums:
    """Of a selection: how many, yuan in money and in goods, how many goods have no value yet."""

    number: int
    money: Decimal
    goods: Decimal
    unvalued: int
    donors: int


def sums(rows: QuerySet[Contribution]) -> Sums:
    found = rows.order_by().aggregate(
        number=Count("pk"),
        money=Sum("amount", filter=Q(form="money")),
        goods=Sum("amount", filter=Q(form="goods")),
        unvalued=Count("pk", filter=Q(amount__isnull=True)),
        donors=Count("donor", distinct=True),
    )
    zero = Decimal(0)
    return Sums(
        found["number"], found["money"] or zero, found["goods"] or zero, found["unvalued"], found["donors"]
    )  # fmt: skip


def contribution_of(scope: Scope, pk: int) -> Contribution | None:
    return Contribution.objects.within(scope).select_related("helper").filter(pk=pk).first()


def used(scope: Scope, ids: Iterable[int]) -> Mapping[int, Decimal]:
    """Contribution → yuan used so far."""
    rows = ContributionUse.objects.within(scope).filter(contribution__in=list(ids))
    return dict(rows.order_by().values_list("contribution_id").annotate(total=Sum("amount")))


def uses_of(scope: Scope, row: Contribution) -> QuerySet[ContributionUse]:
    """Its entries, newest first."""
    rows: QuerySet[ContributionUse] = ContributionUse.objects.within(scope).filter(contribution=row)
    return rows.select_related("reversed_by").order_by("-id")


def households_of(scope: Scope, row: Contribution) -> QuerySet[ContributionHousehold]:
    """The households in scope that it is for."""
    rows: QuerySet[ContributionHousehold] = ContributionHousehold.objects.within(scope).filter(contribution=row)
    return rows.select_related("household").order_by("area", "household__code")


def units(scope: Scope, area: int) -> QuerySet[SupportUnit]:
    """The helpers of a region and of what lies below it."""
    low, high = area_range(area)
    rows: QuerySet[SupportUnit] = SupportUnit.objects.within(scope).filter(area__gte=low, area__lt=high)
    return rows


def unit_of(scope: Scope, pk: int) -> SupportUnit | None:
    return SupportUnit.objects.within(scope).filter(pk=pk).first()


def helpers_for(area: int) -> list[tuple[str, str]]:
    """(id, words) of the helpers that help ``area`` or a region above it; their names are public."""
    rows = SupportUnit.all_rows.filter(area__in=ancestors(area)).order_by("kind", "name")
    return [(str(row.pk), f"{row.name}（{row.get_kind_display()}）") for row in rows]


def use_of(scope: Scope, pk: int) -> ContributionUse | None:
    return ContributionUse.objects.within(scope).filter(pk=pk).first()


def by_id(scope: Scope, pk: int) -> QuerySet[Contribution]:
    """One contribution as a queryset, for the REST interface."""
    rows: QuerySet[Contribution] = Contribution.objects.within(scope).filter(pk=pk)
    return rows
