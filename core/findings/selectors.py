"""Reading findings: the inbox with its filters, counts by rule and region, who is responsible, the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, Count, Min, Q, QuerySet, Value, When

from core.accounts.models import Post
from core.accounts.rights import Role
from core.accounts.scope import Scope
from core.evidence.subjects import Subject, UnknownSubjectError, kind_of
from core.findings.models import DoubtMark, Exemption, Finding, FindingLog, RuleSetting
from core.findings.registry import SEVERITIES, Rule, helper_names, order_of, rules
from core.findings.rulings import Ruling, Rulings
from core.regions.codes import Level, ancestor, ancestors, area_range, level_of

STATES = {"open": "待处理", "late": "已超期", "waiting": "豁免待审批", "exempt": "已豁免", "closed": "已消除"}


@dataclass(frozen=True)
class Asked:
    """What a reader asks for; "" and 0 are no condition. ``person`` is a user id."""

    area: int = 0
    state: str = "open"
    rule: str = ""
    severity: str = ""
    person: int = 0


def unswept(area: int, year: int) -> bool:
    """Whether facts of the place have changed that no rule has looked at yet: what the list says may be old."""
    low, high = area_range(area)
    place = Q(area__gte=low, area__lt=high) | Q(area__in=ancestors(area))
    return DoubtMark.objects.filter(place & (Q(year=year) | Q(year__isnull=True))).exists()


def findings(scope: Scope, year: int, asked: Asked, today: date) -> QuerySet[Finding]:
    """The findings of a year in scope that fit."""
    low, high = area_range(asked.area)
    rows: QuerySet[Finding] = Finding.objects.within(scope).filter(year=year, area__gte=low, area__lt=high)
    if asked.state == "late":
        rows = rows.filter(state=Finding.State.OPEN, due_on__lt=today)
    elif asked.state == "waiting":
        rows = rows.filter(exemptions__state=Exemption.State.PROPOSED)
    elif asked.state in STATES:
        rows = rows.filter(state=asked.state)
    if asked.rule:
        rows = rows.filter(rule=asked.rule)
    if asked.severity in SEVERITIES:
        rows = rows.filter(severity=asked.severity)
    return rows.filter(_of_person(asked.person, today)) if asked.person else rows


def _of_person(user_id: int, today: date) -> Q:
    """In the villages and townships of the person's posts, or of the households that the person looks after."""
    condition = Q(pk__in=[])
    posts = Post.objects.filter(user_id=user_id, role__in=(Role.VILLAGE, Role.TOWNSHIP)).current(today)
    for area in posts.values_list("area", flat=True):
        low, high = area_range(area)
        condition |= Q(area__gte=low, area__lt=high)
    paired = kind_of("household").paired(user_id, today)
    return condition if paired is None else condition | Q(household_id__in=paired)


def finding_or_none(scope: Scope, pk: int) -> Finding | None:
    return Finding.objects.within(scope).filter(pk=pk).first()


def open_of_household(scope: Scope, household_id: int, year: int) -> list[Finding]:
    """A household's open and exempt findings, what is due first at the top."""
    rows = Finding.objects.within(scope).filter(household_id=household_id, year=year)
    return list(rows.exclude(state=Finding.State.CLOSED).order_by("-state", "due_on", "id"))


def open_count(scope: Scope, year: int) -> int:
    return Finding.objects.within(scope).filter(year=year, state=Finding.State.OPEN).count()


@dataclass(frozen=True)
class Waiting:
    """Open findings of a place: how many, of them past the day; since when the oldest is open."""

    open: int
    late: int
    since: date | None


def waiting(scope: Scope, year: int, area: int, today: date) -> Waiting:
    """What a to-do list says of findings; one query."""
    found = findings(scope, year, Asked(area), today).aggregate(
        open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), since=Min("opened_on")
    )
    return Waiting(found["open"], found["late"], found["since"])


def open_by_household(scope: Scope, year: int) -> dict[int, int]:
    """Households of the scope with open findings → how many, the most first; for a helper's few households."""
    rows = Finding.objects.within(scope).filter(year=year, state=Finding.State.OPEN, household_id__isnull=False)
    counted = rows.order_by().values_list("household_id").annotate(open=Count("pk")).order_by("-open", "household_id")
    return {household: count for household, count in counted if household is not None}


def helpers(scope: Scope, rows: Iterable[Finding]) -> Mapping[int, str]:
    """The helpers' names by household of the findings."""
    return helper_names(scope, {row.household_id for row in rows if row.household_id})


@dataclass(frozen=True)
class RuleCount:
    """One rule's findings: open, of them past the day, exempt."""

    rule: str
    open: int
    late: int
    exempt: int


def by_rule(scope: Scope, year: int, area: int, today: date) -> list[RuleCount]:
    """Counts by rule in the order of their numbers."""
    rows = _counted(findings(scope, year, Asked(area, state=""), today).values("rule"), today)
    found = [RuleCount(row["rule"], row["open"], row["late"], row["exempt"]) for row in rows]
    return sorted((row for row in found if row.open or row.exempt), key=lambda row: order_of(row.rule))


@dataclass(frozen=True)
class PlaceCount:
    """One region's findings below the one that is looked at."""

    code: int
    open: int
    late: int
    exempt: int


def by_place(scope: Scope, year: int, asked: Asked, children: Sequence[int], today: date) -> dict[int, PlaceCount]:
    """Counts by the regions ``children``, of one rule where the reader asked for one."""
    if not children:
        return {}
    cases = []
    for code in children:
        low, high = area_range(code)
        cases.append(When(area__gte=low, area__lt=high, then=Value(code)))
    wanted = Asked(asked.area, "", asked.rule, asked.severity, asked.person)
    rows = (
        findings(scope, year, wanted, today)
        .annotate(place=Case(*cases, output_field=BigIntegerField()))
        .values("place")
    )
    return {
        row["place"]: PlaceCount(row["place"], row["open"], row["late"], row["exempt"])
        for row in _counted(rows, today)
        if row["place"] is not None
    }


def _counted(rows: Any, today: date) -> Any:
    return rows.order_by().annotate(
        open=Count("pk", filter=Q(state=Finding.State.OPEN)),
        late=Count("pk", filter=Q(state=Finding.State.OPEN, due_on__lt=today)),
        exempt=Count("pk", filter=Q(state=Finding.State.EXEMPT)),
    )


def subjects(scope: Scope, rows: Iterable[Finding]) -> dict[int, Subject]:
    """By finding: its household, else its own subject where the app told that kind."""
    wanted: dict[str, dict[int, int]] = {}
    for row in rows:
        kind, subject = ("household", row.household_id) if row.household_id else (row.level, row.subject_id)
        wanted.setdefault(kind, {})[row.pk] = subject
    found: dict[int, Subject] = {}
    for kind, ids in wanted.items():
        try:
            visible = kind_of(kind).visible(scope, set(ids.values()))
        except UnknownSubjectError:
            continue
        found |= {pk: visible[subject] for pk, subject in ids.items() if subject in visible}
    return found


@dataclass(frozen=True)
class Responsible:
    """Who settles a village's findings: its clerk, else the township's."""

    user_id: int
    name: str


def responsible(areas: Collection[int], today: date) -> Mapping[int, Responsible]:
    """By village, in one query."""
    towns = {ancestor(area, Level.TOWNSHIP) for area in areas}
    posts = (
        Post.objects.filter(area__in={*areas, *towns}, role__in=(Role.VILLAGE, Role.TOWNSHIP), user__is_active=True)
        .current(today)
        .order_by("-starts_on", "-id")
        .values_list("area", "user_id", "user__name")
    )
    by_area = {area: Responsible(user_id, name) for area, user_id, name in posts}
    found = {}
    for area in areas:
        person = by_area.get(area) or by_area.get(ancestor(area, Level.TOWNSHIP))
        if person is not None:
            found[area] = person
    return found


def running_exemption(finding: Finding) -> Exemption | None:
    """The one that waits or counts."""
    states = (Exemption.State.PROPOSED, Exemption.State.APPROVED)
    return Exemption.objects.filter(finding=finding, state__in=states).first()


def log_of(finding: Finding) -> QuerySet[FindingLog]:
    """What happened to it, newest first."""
    return FindingLog.objects.filter(finding=finding).order_by("-id")


@dataclass(frozen=True)
class RuleLine:
    """A rule as a region has it: the ruling in force, and the region's own setting if it made one."""

    rule: Rule
    ruling: Ruling
    own: RuleSetting | None


def rule_lines(area: int, year: int) -> list[RuleLine]:
    """All rules with what counts in ``area`` in ``year``."""
    rulings = Rulings(year)
    own = {
        row.rule: row for row in RuleSetting.objects.filter(region=area, first_year__lte=year).order_by("first_year")
    }
    return [RuleLine(rule, rulings.at(rule, area), own.get(rule.code)) for rule in rules()]


@dataclass(frozen=True)
class SeverityLine:
    """A severity with its days in a region, and whether the region laid them down itself."""

    severity: str
    label: str
    days: int
    own: bool


def severity_lines(area: int, year: int) -> list[SeverityLine]:
    """The days that findings of each severity may stay open in ``area`` in ``year``."""
    rulings = Rulings(year)
    rows = RuleSetting.objects.filter(region=area, first_year__lte=year, rule__startswith="severity:")
    own = {row.rule.removeprefix("severity:") for row in rows if row.days is not None}
    return [SeverityLine(code, label, rulings.days(code, area), code in own) for code, (label, _) in SEVERITIES.items()]


def rule_line(area: int, year: int, code: str) -> RuleLine | None:
    return next((line for line in rule_lines(area, year) if line.rule.code == code), None)


def below(area: int) -> bool:
    """Whether a region has regions below it to count by."""
    return level_of(area) < Level.VILLAGE
