"""Reading the asset ledger inside a scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from core.accounts.scope import Scope
from core.regions.codes import area_range
from projects.models import Asset, AssetDistribution, AssetIncome

# Not a class of assets: those of any class that are photovoltaic stations.
SOLAR = "solar"


def assets(scope: Scope, area: int, kind: str = "", condition: str = "") -> QuerySet[Asset]:
    low, high = area_range(area)
    rows: QuerySet[Asset] = Asset.objects.within(scope).filter(area__gte=low, area__lt=high)
    if kind == SOLAR:
        rows = rows.filter(station__isnull=False)
    elif kind:
        rows = rows.filter(kind=kind)
    if condition:
        rows = rows.filter(condition=condition)
    return rows.select_related("project")


def asset_of(scope: Scope, pk: int) -> Asset | None:
    return Asset.objects.within(scope).select_related("project").filter(pk=pk).first()


def assets_by_code(scope: Scope, code: str) -> QuerySet[Asset]:
    rows: QuerySet[Asset] = Asset.objects.within(scope).filter(code=code)
    return rows


def incomes_for_api(scope: Scope, code: str) -> QuerySet[AssetIncome]:
    """The incomes of an asset in scope with what was handed out of each, newest first."""
    rows: QuerySet[AssetIncome] = AssetIncome.objects.within(scope).filter(asset__code=code)
    told = rows.annotate(given=Sum("distributions__amount"), households=Count("distributions"))
    return told.order_by("-year", "-id")


def shares_for_api(scope: Scope, income: int) -> QuerySet[AssetDistribution]:
    """Who got what of an income, in scope."""
    rows: QuerySet[AssetDistribution] = AssetDistribution.objects.within(scope).filter(income=income)
    return rows.order_by("household__code")


def income_of(scope: Scope, pk: int) -> AssetIncome | None:
    return AssetIncome.objects.within(scope).select_related("asset").filter(pk=pk).first()


def figures(rows: QuerySet[Asset]) -> dict[str, tuple[int, Decimal]]:
    """How many assets and their original value, by class."""
    counted = rows.order_by().values_list("kind").annotate(number=Count("pk"), value=Sum("original_value"))
    return {kind: (number, value or Decimal(0)) for kind, number, value in counted}


@dataclass(frozen=True)
class IncomeLine:
    """An income and what of it was handed out: yuan and households."""

    row: AssetIncome
    given: Decimal
    households: int


def income_lines(scope: Scope, asset: Asset) -> list[IncomeLine]:
    """The incomes of an asset in scope, newest first; sums over all households, in the scope or not."""
    rows = AssetIncome.objects.within(scope).filter(asset=asset)
    told = rows.annotate(given=Sum("distributions__amount"), number=Count("distributions")).order_by("-year", "-id")
    return [IncomeLine(row, row.given or Decimal(0), row.number) for row in told]


def distributions(scope: Scope, asset: Asset) -> QuerySet[AssetDistribution]:
    """Who got what, in scope."""
    rows: QuerySet[AssetDistribution] = AssetDistribution.objects.within(scope).filter(income__asset=asset)
    return rows.select_related("household", "income")


def of_year(scope: Scope, ids: list[int], year: int) -> Mapping[int, tuple[Decimal, Decimal]]:
    """Asset → (income, handed out) of a year."""
    rows = AssetIncome.objects.within(scope).filter(asset__in=ids, year=year)
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for asset, amount, given in rows.annotate(given=Sum("distributions__amount")).values_list(
        "asset_id", "amount", "given"
    ):
        income, out = found.get(asset, (Decimal(0), Decimal(0)))
        found[asset] = (income + amount, out + (given or Decimal(0)))
    return found


def dividend(scope: Scope, household: int, year: int) -> Decimal | None:
    """What a household got out of the assets' incomes of a year; None: nothing."""
    rows = AssetDistribution.objects.within(scope).filter(household=household, income__year=year)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return total
