"""对象台账: the households of a year in a place, filtered, paged by key, each with verdict and status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.postgres.fields.array import ArrayContains  # type: ignore[attr-defined]  # not in the stubs
from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.utils import timezone

from core.accounts.cipher import blind_index
from core.accounts.scope import Scope
from core.changes.models import Change
from core.changes.selectors import Pending, pending_summary
from core.dictionaries import id_number
from core.dictionaries import selectors as dictionaries
from core.regions.codes import ancestors, area_range
from core.regions.selectors import name_of
from core.web.paging import Page, page_of
from households.hooks import verdict_words
from households.models import Household, HouseholdVerdict, HouseholdYear, Member, MemberYear, Pairing
from households.models.household import Characters
from households.rules import OUT_OF_POVERTY, RELAPSED
from households.selectors.distance import distance_of
from households.standing import is_registered
from villages.models import Recognition, VillageCheck
from villages.selectors import recognised_households

PER_PAGE = 50
OUTCOMES: dict[str, bool | None] = {"met": True, "not_met": False, "unknown": None}
# 登记状态 as decided by people: still poor, out of poverty, or one code of the list.
STATUSES = {"in": frozenset({"0", RELAPSED}), "out": OUT_OF_POVERTY}
SORTS = {"number": ("area", "code"), "income": ("per_head", "id"), "-income": ("-per_head", "id")}
_NUMBER = re.compile(r"[0-9]{4,32}")
_ID_LIKE = re.compile(r"[0-9]{17}[0-9Xx][0-9Bb]{0,4}")


@dataclass(frozen=True)
class RegisterFilter:
    """What the query bar asks for; "" is no condition. ``area`` 0 is everything in scope."""

    area: int = 0
    words: str = ""
    outcome: str = ""
    status: str = ""
    attr: str = ""
    cause: str = ""
    group: str = ""
    criterion: str = ""
    helper: str = ""

    @property
    def narrowed(self) -> bool:
        own = (self.words, self.outcome, self.status, self.attr, self.cause, self.group, self.criterion, self.helper)
        return any(own)


@dataclass(frozen=True)
class RegisterRow:
    """One line of the register; ``distance`` in whole yuan a head, ``contradicts``: verdict against status."""

    household: Household
    village: str
    members: int
    attr: str
    cause: str
    per_head: Decimal | None
    distance: int | None
    has_verdict: bool
    outcome: bool | None
    reason: str
    pending: bool
    status: str | None
    status_label: str
    exit_year: int | None
    contradicts: bool
    helpers: str
    updated_at: datetime | None
    recognised: str = ""


@dataclass(frozen=True)
class RegisterPage:
    page: Page[Household]
    rows: Sequence[RegisterRow]


@dataclass(frozen=True)
class Summary:
    """Counts of the subjects of a place and year by verdict, and how fresh they are."""

    met: int
    not_met: int
    unknown: int
    persons: int
    as_of: datetime | None
    pending: Pending

    @property
    def households(self) -> int:
        return self.met + self.not_met + self.unknown


def subjects(scope: Scope, year: int, area: int = 0) -> QuerySet[Household]:
    """The registered households of a year: with a member of that year (CONTRACT 4)."""
    low, high = area_range(area)
    rows: QuerySet[Household] = Household.objects.within(scope).filter(
        is_registered(year), with_members(year), area__gte=low, area__lt=high
    )
    return rows


def with_members(year: int) -> Exists:
    """A condition on households: a member belongs to it in ``year``."""
    return Exists(_present(year))


def persons_in(year: int) -> Subquery:
    """An expression over households: how many members belong to it in ``year``; NULL for none."""
    return Subquery(_present(year).order_by().values("household_id").annotate(count=Count("pk")).values("count"))


def _present(year: int) -> QuerySet[Member]:
    """The members of the household of an outer query."""
    rows: QuerySet[Member] = Member.all_rows.filter(
        Q(left_year__isnull=True) | Q(left_year__gt=year), household_id=OuterRef("pk"), joined_year__lte=year
    )
    return rows


def register_query(scope: Scope, year: int, wanted: RegisterFilter) -> QuerySet[Household]:
    """The households that the query bar asks for, with ``facts`` and ``verdict`` of the year joined."""
    rows: QuerySet[Household] = subjects(scope, year, wanted.area).annotate(
        facts=FilteredRelation("years", condition=Q(years__year=year)),
        verdict=FilteredRelation("verdicts", condition=Q(verdicts__year=year)),
        per_head=F("verdict__income") / F("verdict__members"),
    )
    if wanted.words:
        rows = by_words(rows, scope, wanted.words)
    if wanted.outcome in OUTCOMES:
        outcome = OUTCOMES[wanted.outcome]
        known = Q(verdict__outcome=outcome) if outcome is not None else Q(verdict__outcome__isnull=True)
        rows = rows.filter(known, verdict__isnull=False)  # type: ignore[misc]  # a FilteredRelation's alias
    if wanted.status:
        codes = STATUSES.get(wanted.status, {wanted.status})
        rows = rows.filter(facts__poverty_status__in=codes)  # type: ignore[misc]  # a FilteredRelation's alias
    for name, value in (
        ("household_attr", wanted.attr),
        ("cause_main", wanted.cause),
    ):
        if value:
            rows = rows.filter(**{f"facts__{name}": value})
    if wanted.group:
        here = Q(member__left_year__isnull=True) | Q(member__left_year__gt=year)
        held = MemberYear.objects.within(scope).filter(here, year=year, member__joined_year__lte=year)
        rows = rows.filter(Exists(held.filter(household=OuterRef("pk"), special_groups__contains=[wanted.group])))
    if wanted.criterion:
        rows = rows.filter(_failing(wanted.criterion))
    if wanted.helper:
        today = timezone.localdate()
        rows = rows.filter(~Exists(Pairing.objects.filter(_on_day(today), household_id=OuterRef("pk"))))
    return rows


def register_page(
    *, scope: Scope, year: int, wanted: RegisterFilter, cursor: str = "", sort: str = "", per_page: int = PER_PAGE
) -> RegisterPage:
    """One page of the register: at most eight queries, whatever its size."""
    query = register_query(scope, year, wanted)
    page = page_of(query, SORTS.get(sort, SORTS["number"]), cursor, per_page=per_page)
    return RegisterPage(page, rows_of(scope, year, page.rows))


def rows_of(scope: Scope, year: int, households: Sequence[Household]) -> list[RegisterRow]:
    """The lines of some households, everything that belongs to them read in sets."""
    ids = [household.pk for household in households]
    facts = {row.household_id: row for row in HouseholdYear.objects.within(scope).filter(household__in=ids, year=year)}
    verdicts = {
        row.household_id: row for row in HouseholdVerdict.objects.within(scope).filter(household__in=ids, year=year)
    }
    counts = member_counts(scope, year, ids)
    helpers = helper_names(scope, ids)
    waiting = pending_areas({household.area for household in households}, year)
    villages = name_of({household.area for household in households})
    reasons = verdict_words().reasons(list(verdicts.values()))
    recognised = recognised_households(ids, year, timezone.localdate())
    return [
        _row(
            household,
            villages.get(household.area, ""),
            facts.get(household.pk),
            verdicts.get(household.pk),
            counts.get(household.pk, 0),
            helpers.get(household.pk, ""),
            household.area in waiting,
            reasons.get(household.pk),
            year,
            recognised.get(household.pk),
        )
        for household in households
    ]


def summary(*, scope: Scope, year: int, area: int = 0) -> Summary:
    """How many verdicts of a place and year are met, not met, unknown, and of how many persons."""
    low, high = area_range(area)
    found = (
        HouseholdVerdict.objects.within(scope)
        .filter(year=year, area__gte=low, area__lt=high)
        .aggregate(
            met=Count("pk", filter=Q(outcome=True)),
            not_met=Count("pk", filter=Q(outcome=False)),
            unknown=Count("pk", filter=Q(outcome__isnull=True)),
            persons=Sum("members", default=0),
        )
    )
    inside = scope.meets(low, high)
    as_of = VillageCheck.objects.filter(year=year, area__gte=inside[0], area__lt=inside[1]).aggregate(
        at=Max("checked_at")
    )
    return Summary(**found, as_of=as_of["at"], pending=pending_summary(*inside, above=ancestors(area)[1:]))


def household_counts(*, areas: Sequence[int], year: int) -> dict[int, int]:
    """Judged households of a year by region, as the last computation counted them; public like the tree itself."""
    total = F("households_met") + F("households_not_met") + F("households_unknown")
    rows = VillageCheck.objects.filter(area__in=areas, year=year).annotate(total=total)
    return dict(rows.values_list("area", "total"))


def member_counts(scope: Scope, year: int, household_ids: Iterable[int]) -> dict[int, int]:
    """Members of the year by household."""
    rows = Member.objects.within(scope).filter(
        Q(left_year__isnull=True) | Q(left_year__gt=year), household__in=household_ids, joined_year__lte=year
    )
    return dict(rows.order_by().values_list("household_id").annotate(number=Count("pk")))


def helper_names(scope: Scope, household_ids: Iterable[int]) -> dict[int, str]:
    """The names of today's helpers by household, joined by 、."""
    names: dict[int, list[str]] = {}
    rows = Pairing.objects.within(scope).filter(_on_day(timezone.localdate()), household__in=household_ids)
    for household_id, name in rows.order_by("starts_on").values_list("household_id", "helper__name"):
        names.setdefault(household_id, []).append(name)
    return {household_id: "、".join(found) for household_id, found in names.items()}


def heads_of(scope: Scope, household_ids: Iterable[int]) -> list[Household]:
    """Households of the scope in the order of their numbers' first appearance in ``household_ids``."""
    order = {pk: place for place, pk in enumerate(household_ids)}
    rows = Household.objects.within(scope).filter(pk__in=list(order)).only("code", "head_name") if order else []
    return sorted(rows, key=lambda row: order[row.pk])


def pending_areas(areas: Iterable[int], year: int) -> set[int]:
    """Those of ``areas`` that have a mark of the year, or lie below a region that has one."""
    above = {area: set(ancestors(area)) for area in areas}
    wanted = set().union(*above.values()) if above else set()
    marked = set(
        Change.objects.filter(Q(year=year) | Q(year__isnull=True), area__in=wanted).values_list("area", flat=True)
    )
    return {area for area, chain in above.items() if chain & marked}


def _on_day(day: date) -> Q:
    return Q(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


def by_words(rows: QuerySet[Household], scope: Scope, words: str) -> QuerySet[Household]:
    """By exact ID number, by 户编号 or its end, or by one or more characters of a member's name."""
    text = id_number.normalise(words)
    if _ID_LIKE.fullmatch(text):
        persons = Member.objects.within(scope).filter(id_index=blind_index(text[:18]))
        return rows.filter(Q(pk__in=persons.values("household_id")) | Q(code=text))
    if _NUMBER.fullmatch(text):
        return rows.filter(Q(code=text) | Q(code__startswith=text) | Q(code__endswith=text))
    named = Member.objects.within(scope).filter(*named_like(words.strip()))
    return rows.filter(pk__in=named.values("household_id"))


def named_like(name: str) -> tuple[ArrayContains, Q]:
    """Conditions on ``Member``: the name holds ``name``; the first one is served by the index of characters."""
    characters = Characters(F("name"), Value(None, output_field=TextField()))
    wanted = ArrayContains(characters, Value(sorted(set(name)), output_field=characters.output_field))
    return wanted, Q(name__contains=name)


def _failing(indicator: str) -> Q:
    """Verdicts in which this criterion is not met, whatever standard they were made by."""
    positions = verdict_words().positions(indicator)
    found = Q(pk__in=[])
    for standard, place in positions.items():
        found |= Q(verdict__standard=standard) & Q(**{f"verdict__outcomes__{place}": False})
    return found


def _row(
    household: Household,
    village: str,
    facts: HouseholdYear | None,
    verdict: HouseholdVerdict | None,
    members: int,
    helpers: str,
    pending: bool,
    reason: str | None,
    year: int,
    recognised: Recognition | None,
) -> RegisterRow:
    distance = distance_of(verdict)
    outcome = verdict.outcome if verdict else None
    status = facts.poverty_status if facts else None
    if reason is None:
        reason = f"收入差 {-distance.to_line:,} 元" if distance.to_line is not None and distance.to_line < 0 else ""
    return RegisterRow(
        household=household,
        village=village,
        members=members,
        attr=dictionaries.label("household_attr", facts.household_attr if facts else None, year),
        cause=dictionaries.label("cause", facts.cause_main if facts else None, year),
        per_head=distance.per_head,
        distance=distance.to_line,
        has_verdict=verdict is not None,
        outcome=outcome,
        reason=reason,
        pending=pending,
        status=status,
        status_label=dictionaries.label("poverty_status", status, year),
        exit_year=facts.exit_year if facts else None,
        contradicts=verdict is not None and outcome is False and status in OUT_OF_POVERTY,
        helpers=helpers,
        updated_at=facts.updated_at if facts else None,
        recognised=f"{recognised.get_kind_display()}至 {recognised.valid_until:%Y-%m-%d}" if recognised else "",
    )
