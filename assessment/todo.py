"""What waits for the holder of a post: counted in sets, each line with its age and a way to deal with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone

from assessment.models import VerdictChange
from core.accounts.scope import Scope
from core.regions.codes import Level, area_range
from households.models import Household, HouseholdVerdict, HouseholdYear, Pairing
from villages.models import RegionVerdict

OUT = ("1", "4")
POOR = ("0", "3")


@dataclass(frozen=True)
class Todo:
    """One line: words, count with unit, since when the oldest waits (None: unknown), and the query of its list."""

    words: str
    count: int
    unit: str
    since: datetime | None
    query: str
    page: str = "household-list"

    @property
    def recent(self) -> bool:
        return self.page == "change-list"


def todo(*, scope: Scope, area: int, year: int) -> tuple[list[Todo], list[Todo]]:
    """(for me to deal with, for me to urge below); lines without a case are left out."""
    low, high = area_range(area)
    place = {"area__gte": low, "area__lt": high}
    verdicts = HouseholdVerdict.objects.within(scope).filter(**place, year=year)

    def line(words: str, rows: object, unit: str, **query: str) -> Todo:
        found = rows.aggregate(since=Min("changed_at"))  # type: ignore[attr-defined]
        return Todo(words, rows.count(), unit, found["since"], urlencode({"area": area, **query}))  # type: ignore[attr-defined]

    def with_status(*codes: str) -> Exists:
        facts = HouseholdYear.all_rows.filter(household=OuterRef("household"), year=year, poverty_status__in=codes)
        return Exists(facts)

    mine = [
        line(
            "登记已脱贫，判定未达标",
            verdicts.filter(with_status(*OUT), outcome=False),
            "户",
            outcome="not_met",
            status="out",
        ),
        line(
            "判定达标，仍登记未脱贫",
            verdicts.filter(with_status(*POOR), outcome=True),
            "户",
            outcome="met",
            status="in",
        ),
    ]
    below = [
        line("缺资料、判不了的户", verdicts.filter(outcome__isnull=True), "户", outcome="unknown"),
        *_villages(low, high, year, area),
        *_unpaired(scope, low, high, area),
        *_fallen(scope, low, high, year),
    ]
    return [item for item in mine if item.count], [item for item in below if item.count]


def _villages(low: int, high: int, year: int, area: int) -> list[Todo]:
    unknown = RegionVerdict.objects.filter(
        level=Level.VILLAGE, year=year, area__gte=low, area__lt=high, outcome__isnull=True
    )
    found = unknown.aggregate(since=Min("changed_at"))
    return [Todo("判不了的村", unknown.count(), "村", found["since"], urlencode({"outcome": "unknown"}), "region-list")]


def _unpaired(scope: Scope, low: int, high: int, area: int) -> list[Todo]:
    today = timezone.localdate()
    paired = Pairing.all_rows.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), household=OuterRef("pk"), starts_on__lte=today
    )
    rows = Household.objects.within(scope).filter(
        ~Exists(paired), area__gte=low, area__lt=high, closed_year__isnull=True
    )
    found = rows.aggregate(since=Min("created_at"))
    return [Todo("没有帮扶责任人", rows.count(), "户", found["since"], urlencode({"area": area, "helper": "none"}))]


def _fallen(scope: Scope, low: int, high: int, year: int) -> list[Todo]:
    week = timezone.now() - timedelta(days=7)
    rows = VerdictChange.objects.filter(
        household_id__isnull=False,
        area__gte=max(low, scope.low),
        area__lt=min(high, scope.high),
        year=year,
        at__gte=week,
        old_outcome=True,
        new_outcome=False,
    )
    newest = rows.order_by("-id").values_list("at", flat=True).first()
    return [Todo("7 天内由达标转未达标", rows.count(), "户", newest, "", "change-list")]
