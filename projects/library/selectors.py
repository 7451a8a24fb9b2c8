"""Reading the project library inside a scope: the list, one project with its rows, who benefits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum, TextField, Value

from core.accounts.scope import Scope
from core.procedures.models import Entry
from core.regions.codes import area_range
from households.models import Household
from households.models.household import Characters
from households.standing import is_registered
from projects.models import (
    Asset,
    Project,
    ProjectBeneficiary,
    ProjectInvestment,
    ProjectQuantity,
    ProjectReport,
    ProjectTarget,
    ProjectVillage,
)


@dataclass(frozen=True)
class Benefit:
    """Who benefits from a project in its year: households and persons, and of them those registered as poor."""

    households: int = 0
    persons: int = 0
    poor_households: int = 0
    poor_persons: int = 0


def benefit_counts(projects: Iterable[Project]) -> dict[int, Benefit]:
    """Counted from the linked households and their members of the project's year, in one query a year."""
    by_year: dict[int, list[int]] = {}
    for project in projects:
        by_year.setdefault(project.year, []).append(project.pk)
    found = {pk: Benefit() for ids in by_year.values() for pk in ids}
    for year, ids in by_year.items():
        poor = Q(household__in=Household.all_rows.filter(is_registered(year)).values("pk"))
        there = Q(household__members__joined_year__lte=year) & (
            Q(household__members__left_year__isnull=True) | Q(household__members__left_year__gt=year)
        )
        rows = ProjectBeneficiary.all_rows.filter(project__in=ids).order_by().values_list("project_id")
        counted = rows.annotate(
            households=Count("household", distinct=True),
            persons=Count("household__members", filter=there),
            poor_households=Count("household", distinct=True, filter=poor),
            poor_persons=Count("household__members", filter=poor & there),
        )
        found |= {row[0]: Benefit(*row[1:]) for row in counted}
    return found


@dataclass(frozen=True)
class ProjectFilter:
    """What the list is asked for; ``year`` None is every year, ``word`` is part of the name or the code."""

    area: int = 0
    year: int | None = None
    category: str = ""
    state: str = ""
    word: str = ""


def projects(scope: Scope, wanted: ProjectFilter) -> QuerySet[Project]:
    """The projects of a region, those too that work in one of its villages."""
    rows: QuerySet[Project] = Project.objects.within(scope)
    if wanted.area:
        low, high = area_range(wanted.area)
        here = ProjectVillage.all_rows.filter(area__gte=low, area__lt=high).values("project_id")
        rows = rows.filter(Q(area__gte=low, area__lt=high) | Q(pk__in=here))
    if wanted.year is not None:
        rows = rows.filter(year=wanted.year)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.word:
        chars = Characters(F("name"), Value(None, output_field=TextField()))
        named = Q(chars__contains=list(wanted.word), name__contains=wanted.word)
        rows = rows.alias(chars=chars).filter(named | Q(code__startswith=wanted.word))
    return rows


def project_of(scope: Scope, pk: int) -> Project | None:
    return Project.objects.within(scope).select_related("case__round").filter(pk=pk).first()


def projects_by_code(scope: Scope, code: str) -> QuerySet[Project]:
    rows: QuerySet[Project] = Project.objects.within(scope).filter(code=code)
    return rows


def lists_for_api(code: str) -> dict[str, QuerySet[Any]]:
    """Villages, quantities, investments and targets of a project the caller found inside the scope."""
    return {
        "villages": ProjectVillage.all_rows.filter(project__code=code).order_by("area"),
        "quantities": ProjectQuantity.all_rows.filter(project__code=code).order_by("area", "item", "id"),
        "investments": ProjectInvestment.all_rows.filter(project__code=code).order_by("id"),
        "targets": ProjectTarget.all_rows.filter(project__code=code).order_by("id"),
    }


def figures(rows: QuerySet[Project]) -> dict[str, Any]:
    """How many there are, what they cost, how many are being built and how many are struck off."""
    states = rows.order_by().values("state").annotate(cost=Sum("total"), number=Sum(Value(1)))
    found = {row["state"]: (row["number"], row["cost"] or Decimal(0)) for row in states}
    after = {"accepted", "settled", "announced", "asset_registered", "struck_off"}
    gone = {"withdrawn", "refused"}
    return {
        "count": sum(number for number, _ in found.values()),
        "total": sum((cost for state, (_, cost) in found.items() if state not in gone), Decimal(0)),
        "building": found.get("building", (0, 0))[0],
        "accepted": sum(number for state, (number, _) in found.items() if state in after),
        "struck_off": found.get("struck_off", (0, 0))[0],
    }


@dataclass(frozen=True)
class Rows:
    """The rows of one project; those of villages only where the reader may see them."""

    villages: list[ProjectVillage]
    quantities: list[ProjectQuantity]
    investments: list[ProjectInvestment]
    targets: list[ProjectTarget]


def rows_of(project: Project) -> Rows:
    """Everything planned of a project the caller found inside the scope."""
    return Rows(
        list(ProjectVillage.all_rows.filter(project=project).order_by("area")),
        list(ProjectQuantity.all_rows.filter(project=project).order_by("area", "item", "id")),
        list(ProjectInvestment.all_rows.filter(project=project).order_by("id")),
        list(ProjectTarget.all_rows.filter(project=project).order_by("id")),
    )


def assets_of(project: Project) -> list[Asset]:
    """What the project formed."""
    return list(Asset.all_rows.filter(project=project).order_by("code"))


def reports_of(project: Project) -> QuerySet[ProjectReport]:
    return ProjectReport.all_rows.filter(project=project).order_by("-id")


def beneficiaries(scope: Scope, project: Project) -> QuerySet[ProjectBeneficiary]:
    """The linked households inside ``scope``."""
    return ProjectBeneficiary.objects.within(scope).filter(project=project).select_related("household")


def households_by_code(scope: Scope, codes: Iterable[str]) -> Mapping[str, Household]:
    return {row.code: row for row in Household.objects.within(scope).filter(code__in=list(codes))}


def twins(name: str, year: int, areas: Iterable[int], besides: int | None = None) -> list[Project]:
    """Other projects of the same name, year and one of the villages: likely the same thing twice."""
    same = ProjectVillage.all_rows.filter(area__in=list(areas)).values("project_id")
    rows = Project.all_rows.filter(name=name.strip(), year=year, pk__in=same).exclude(
        state__in=["refused", "withdrawn"]
    )
    if besides is not None:
        rows = rows.exclude(pk=besides)
    return list(rows.order_by("code")[:5])


def villages_without_project(scope: Scope, low: int, high: int, year: int) -> set[int]:
    """B-54: 村村年年有事干: the villages that a running project of the year reaches, to be taken from all villages."""
    rows = ProjectVillage.objects.within(scope).filter(area__gte=low, area__lt=high, project__year=year)
    return set(rows.exclude(project__state__in=["refused", "withdrawn"]).values_list("area", flat=True))


@dataclass(frozen=True)
class LedgerLine:
    """One project as the ledger tells it; quantities are (item, sum over villages, unit)."""

    row: Project
    benefit: Benefit
    money: Mapping[str, Decimal]
    quantities: Sequence[tuple[str, Decimal, str]]
    targets: Sequence[str]
    notices: int


CHUNK: Final = 500


def ledger_rows(scope: Scope, condition: Q) -> Iterator[LedgerLine]:
    """The projects in scope in the order of region and code, a fixed number of queries for each five hundred."""
    rows = Project.objects.within(scope).filter(condition).order_by("area", "code")
    after: tuple[int, str] | None = None
    while True:
        part = rows if after is None else rows.filter(Q(area__gt=after[0]) | Q(area=after[0], code__gt=after[1]))
        found = list(part[:CHUNK])
        yield from _lines(found)
        if len(found) < CHUNK:
            return
        after = (found[-1].area, found[-1].code)


def _lines(rows: Sequence[Project]) -> Iterator[LedgerLine]:
    ids = [row.pk for row in rows]
    benefit = benefit_counts(rows)
    money: dict[int, dict[str, Decimal]] = {}
    for pk, level, total in (
        ProjectInvestment.all_rows.filter(project__in=ids).order_by().values_list("project_id", "level").annotate(
            total=Sum("planned"))
    ):  # fmt: skip
        money.setdefault(pk, {})[level] = total
    quantities: dict[int, list[tuple[str, Decimal, str]]] = {}
    told = ProjectQuantity.all_rows.filter(project__in=ids).order_by("project_id", "item", "unit")
    for pk, item, unit, total in told.values_list("project_id", "item", "unit").annotate(total=Sum("planned")):
        quantities.setdefault(pk, []).append((item, total, unit))
    targets: dict[int, list[str]] = {}
    for target in ProjectTarget.all_rows.filter(project__in=ids).order_by("id"):
        targets.setdefault(target.project_id, []).append(f"{target.name} {target.target}{target.unit}")
    notices = Entry.objects.filter(case__in=[row.case_id for row in rows if row.case_id], notice__isnull=False)
    posted = dict(notices.order_by().values_list("case_id").annotate(number=Count("notice", distinct=True)))
    for row in rows:
        yield LedgerLine(
            row, benefit[row.pk], money.get(row.pk, {}), quantities.get(row.pk, []), targets.get(row.pk, []),
            posted.get(row.case_id, 0),
        )  # fmt: skip
