"""What waits for the holder of a post: counted in sets, each line with its age and a way to deal with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, FilteredRelation, Max, Min, OuterRef, Q
from django.utils import timezone

from assessment.changes import changes_query
from assessment.monitoring.selectors import late_clues
from assessment.sampling.selectors import waiting_surveys
from assessment.standards.selectors import waiting_drafts
from assessment.targets.selectors import overdue_milestones
from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import Scope
from core.findings.selectors import waiting
from core.ledgers.models import Batch
from core.procedures.selectors import definition_of, overdue, waiting_for
from core.regions.codes import Level, area_range
from households.models import HouseholdVerdict, Pairing
from households.rules import OUT_OF_POVERTY
from villages.models import RegionVerdict, VillageCheck

STILL_POOR = frozenset({"0", "3"})
WEEK = 7


@dataclass(frozen=True)
class Todo:
    """One line: words, count with unit, since when the oldest waits (None: unknown), and the query of its list.

    ``recent``: ``since`` is the newest case instead of the oldest.
    """

    words: str
    count: int
    unit: str
    since: datetime | None
    page: str
    query: Mapping[str, str | int] = field(default_factory=dict)
    recent: bool = False


def todo(
    *, scope: Scope, area: int, year: int, user_id: int | None = None, post: Post | None = None
) -> tuple[list[Todo], list[Todo]]:
    """(for me to deal with, for me to urge below); lines without a case are left out. Fifteen queries.

    ``user_id``: whose imports wait for a confirmation; None asks for none. ``post``: whose steps of procedures wait.
    """
    mine, unknown = _verdicts(scope, area, year)
    doubts = _findings(post, scope, area, year)
    mine = [
        *_imports(user_id),
        *_procedures(post, scope),
        *_surveys(post, scope),
        *_standards(post, scope, user_id),
        *mine,
        *doubts[:1],
    ]
    below = [
        _overdue(scope, area),
        *_monitoring(scope, area),
        _milestones(scope, area, year),
        unknown,
        *_villages(scope, area, year),
        _unpaired(scope, area, year),
        _fallen(scope, area, year),
        *doubts[1:],
    ]
    return [item for item in mine if item.count], [item for item in below if item.count]


def _imports(user_id: int | None) -> list[Todo]:
    """Checked workbooks that the person has not confirmed or dropped yet; whatever year they are for."""
    if user_id is None:
        return []
    found = Batch.objects.filter(owner_id=user_id, state=Batch.State.READY)
    counted = found.aggregate(count=Count("pk"), since=Min("created_at"))
    return [Todo("导入待确认", counted["count"], "批", counted["since"], "import-list")]


def _procedures(post: Post | None, scope: Scope) -> list[Todo]:
    """The steps that the post may take today, whatever year they are of."""
    if post is None:
        return []
    return [
        Todo(
            f"{line.policy.title}：{definition_of(line.policy.pk).state(line.state).label}",
            line.ready,
            "件",
            _midnight(line.since),
            "procedure-home",
        )
        for line in waiting_for(post, scope, timezone.localdate())
    ]


def _standards(post: Post | None, scope: Scope, user_id: int | None) -> list[Todo]:
    """Standards and lines that this person may review, and reviewed ones that the post may release."""
    if post is None or scope.helper_id is not None:
        return []
    return [
        Todo(words, count, unit, since, page, query)
        for words, count, unit, since, page, query in waiting_drafts(post=post, scope=scope, user_id=user_id)
    ]


def _findings(post: Post | None, scope: Scope, area: int, year: int) -> list[Todo]:
    """Doubtful data: a village settles its own, the offices above urge what is past its day."""
    if post is None or not may(post, Action.FINDING_VIEW):
        return []
    found = waiting(scope, year, area, timezone.localdate())
    open_ = Todo("疑点待处理", found.open, "条", _midnight(found.since), "finding-list", {"area": area})
    late = Todo("疑点超期未处理", found.late, "条", None, "finding-list", {"area": area, "state": "late"})
    return [open_, late]


def _surveys(post: Post | None, scope: Scope) -> list[Todo]:
    """Samples that wait for this person: never their own draw or proposal."""
    if post is None:
        return []
    return [
        Todo(line.words, line.count, "次", line.since, "survey-start") for line in waiting_surveys(post, scope)
    ]  # fmt: skip


def _milestones(scope: Scope, area: int, year: int) -> Todo:
    """Milestones of the year past their day, at the region and below."""
    count, since = overdue_milestones(scope=scope, area=area, year=year, today=timezone.localdate())
    return Todo("里程碑逾期", count, "项", _midnight(since), "target-start", {"tab": "attention"})


def _overdue(scope: Scope, area: int) -> Todo:
    """Cases past the deadline of their state, whoever has to take the step."""
    found = overdue(scope, timezone.localdate(), area).aggregate(count=Count("pk"), since=Min("due_on"))
    return Todo("办理事项已超期", found["count"], "件", _midnight(found["since"]), "procedure-home")


def _monitoring(scope: Scope, area: int) -> list[Todo]:
    """Clues past the day of their check, monitored households without a measure or a visit in time."""
    today = timezone.localdate()
    clues = late_clues(scope, area, today).aggregate(count=Count("pk"), since=Min("check_due_on"))
    query: dict[str, str | int] = {"area": area}
    late = {**query, "state": "late"}
    lines = [Todo("监测线索超期未核实", clues["count"], "条", _midnight(clues["since"]), "monitor-clues", late)]
    rows = overdue(scope, today, area).filter(code="monitoring", state__in=("approved", "observing")).order_by()
    words = {"approved": "监测对象超期没有帮扶措施", "observing": "监测对象走访超期"}
    for state, count, since in rows.values_list("state").annotate(count=Count("pk"), since=Min("due_on")):
        lines.append(Todo(words[state], count, "户", _midnight(since), "monitor-objects", query))
    return lines


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, time.min))


def _verdicts(scope: Scope, area: int, year: int) -> tuple[list[Todo], Todo]:
    """Verdict against 登记状态, and what cannot be decided: one pass over the verdicts of the year."""
    low, high = area_range(area)
    rows = (
        HouseholdVerdict.objects.within(scope)
        .filter(area__gte=low, area__lt=high, year=year)
        .annotate(facts=FilteredRelation("household__years", condition=Q(household__years__year=year)))
        .values("outcome", status=F("facts__poverty_status"))
        .annotate(count=Count("pk"), since=Min("changed_at"))
        .values_list("outcome", "status", "count", "since")
    )
    groups = list(rows)

    def of(outcome: bool | None, statuses: frozenset[str] | None) -> tuple[int, datetime | None]:
        found = [row for row in groups if row[0] is outcome and (statuses is None or row[1] in statuses)]
        return sum(row[2] for row in found), min((row[3] for row in found), default=None)

    def line(words: str, found: tuple[int, datetime | None], page: str = "household-list", **query: str) -> Todo:
        return Todo(words, found[0], "户", found[1], page, {"area": area, **query})

    mine = [
        line("登记已脱贫，判定未达标", of(False, OUT_OF_POVERTY), "household-flagged", outcome="not_met"),
        line("判定达标，仍登记未脱贫", of(True, STILL_POOR), outcome="met", status="in"),
    ]
    return mine, line("缺资料、判不了的户", of(None, None), outcome="unknown")


def _villages(scope: Scope, area: int, year: int) -> list[Todo]:
    low, high = scope.meets(*area_range(area))
    unknown = RegionVerdict.objects.filter(
        level=Level.VILLAGE, year=year, area__gte=low, area__lt=high, outcome__isnull=True
    ).aggregate(count=Count("pk"), since=Min("changed_at"))
    blank = VillageCheck.objects.filter(
        level=Level.VILLAGE, year=year, area__gte=low, area__lt=high, exists_in_year=True, is_poor__isnull=True
    ).aggregate(count=Count("pk"), since=Min("changed_at"))
    return [
        Todo("村级年度资料未填", blank["count"], "村", blank["since"], "region-list", {"area": area, "facts": "none"}),
        Todo(
            "判不了的村", unknown["count"], "村", unknown["since"], "region-list", {"area": area, "outcome": "unknown"}
        ),
    ]


def _unpaired(scope: Scope, area: int, year: int) -> Todo:
    """Subjects of the year that nobody looks after today."""
    low, high = area_range(area)
    today = timezone.localdate()
    paired = Pairing.objects.within(scope).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), household=OuterRef("household"), starts_on__lte=today
    )
    rows = HouseholdVerdict.objects.within(scope).filter(~Exists(paired), area__gte=low, area__lt=high, year=year)
    found = rows.aggregate(count=Count("pk"), since=Min("household__created_at"))
    query: dict[str, str | int] = {"area": area, "helper": "none"}
    return Todo("没有帮扶责任人", found["count"], "户", found["since"], "household-list", query)


def _fallen(scope: Scope, area: int, year: int) -> Todo:
    rows = changes_query(
        scope=scope, area=area, year=year, kind="fallen", since=timezone.now() - timedelta(days=WEEK)
    ).filter(household_id__isnull=False)
    found = rows.aggregate(count=Count("household_id", distinct=True), newest=Max("at"))
    query: dict[str, str | int] = {"area": area, "kind": "fallen", "days": WEEK}
    return Todo("7 天内由达标转未达标", found["count"], "户", found["newest"], "change-list", query, recent=True)
