"""Payments to households, and what a household shares with others: projects with their money, contributions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, QuerySet, When
from django.db.models.functions import ExtractYear

from core.accounts.scope import Scope
from funds.models import Allocation, ContributionHousehold, FundEntry
from funds.trace.streams import Stream, register
from projects.models import ProjectBeneficiary

_KINDS = (FundEntry.Kind.PAY, FundEntry.Kind.OFFICE_PAY, FundEntry.Kind.REFUND)


def payments(scope: Scope) -> QuerySet[Any]:
    """Payments to a household that no measure accounts for; refunds and counter-entries take away again."""
    rows = FundEntry.objects.within(scope).filter(kind__in=_KINDS, household__isnull=False, measure__isnull=True)
    return rows.annotate(
        money_year=ExtractYear("day"),
        money_on=F("day"),
        money=Case(When(kind=FundEntry.Kind.REFUND, then=-F("amount")), default=F("amount")),
        money_title=F("project__name"),
        money_from=F("document__number"),
        money_key=F("project_id"),
    )


def register_streams() -> None:
    register(Stream("payment", "资金拨付", payments, "fund-project"))


@dataclass(frozen=True)
class Shared:
    """Something a household has a part in: how many households share it, yuan in all, the documents that paid."""

    title: str
    what: str
    year: int
    households: int
    money: Decimal | None
    documents: str
    page: str
    key: int


def shared_of(scope: Scope, household: int) -> list[Shared]:
    """Projects and contributions a household benefits from together with others; nothing of it is its own sum."""
    rows = ProjectBeneficiary.objects.within(scope).filter(household=household).select_related("project")
    projects = {row.project_id: row.project for row in rows}
    sizes = dict(
        ProjectBeneficiary.all_rows.filter(project__in=projects)
        .order_by().values_list("project").annotate(number=Count("pk"))
    )  # fmt: skip
    paid: dict[int, list[tuple[str, Decimal]]] = {}
    for project, number, amount in (
        Allocation.all_rows.filter(project__in=projects, balance__amount__gt=0)
        .order_by("document__number").values_list("project_id", "document__number", "balance__amount")
    ):  # fmt: skip
        paid.setdefault(project, []).append((number, amount))
    found = [
        Shared(
            row.name,
            "项目",
            row.year,
            sizes.get(pk, 0),
            sum((amount for _, amount in paid.get(pk, [])), Decimal(0)) or row.total,
            "、".join(number for number, _ in paid.get(pk, [])),
            "project-card",
            pk,
        )
        for pk, row in projects.items()
    ]
    gifts = (
        ContributionHousehold.objects.within(scope).filter(household=household).select_related("contribution")
        .annotate(number=Count("contribution__households"))
    )  # fmt: skip
    found += [
        Shared(
            f"{row.contribution.donor} {row.contribution.purpose}",
            "捐赠",
            row.contribution.year,
            row.number,
            row.contribution.amount,
            "",
            "contribution-page",
            row.contribution_id,
        )
        for row in gifts
    ]
    return sorted(found, key=lambda item: (-item.year, item.title))
