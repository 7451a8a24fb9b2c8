"""Writes of the project library: the plan, the households, progress reports, and the opening of the procedure.

No service writes a state: only the steps of the procedure do (projects.library.effects), and the database agrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, connection
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.models import Post
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import Actor, recorded
from core.procedures.models import Round
from core.procedures.services import ProcedureError, cases_open, round_open
from core.regions.codes import Level, area_range, level_of
from core.regions.selectors import exists_in
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.library.states import BEFORE_LIBRARY, BENEFICIARIES_OPEN, ENDED, LATER_FIELDS
from projects.models import (
    Project,
    ProjectBeneficiary,
    ProjectInvestment,
    ProjectQuantity,
    ProjectReport,
    ProjectTarget,
    ProjectVillage,
)
from projects.plans.selectors import items_to_link

CODE: Final = "project"
# The columns that a form, a file or a client may write; state, progress, case and settled are the procedure's.
PLAIN: Final = (
    "name", "category", "nature", "place", "content", "planned_start", "planned_end", "department",
    "responsible_unit", "implementing_unit", "contact", "village_contact", "participation", "mechanism",
    "for_households", "total", "note",
)  # fmt: skip
ROWS: Final[Mapping[str, tuple[type[Any], tuple[str, ...]]]] = {
    "quantities": (ProjectQuantity, ("area", "item", "unit")),
    "investments": (ProjectInvestment, ("level", "kind")),
    "targets": (ProjectTarget, ("group", "name")),
}


@dataclass(frozen=True)
class Plan:
    """What is written of a project: plain values, and whole lists of its rows (None: leave them as they are).

    A row of ``quantities`` is {area, item, unit, planned} (and plan_item_id, else that stays), of ``investments``
    {level, kind, planned, note}, of ``targets`` {group, kind, name, unit, target, weight}; unchanged rows write
    nothing.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    villages: Sequence[int] | None = None
    quantities: Sequence[Mapping[str, Any]] | None = None
    investments: Sequence[Mapping[str, Any]] | None = None
    targets: Sequence[Mapping[str, Any]] | None = None


def project_create(*, actor: Actor, scope: Scope, area: int, year: int, plan: Plan, code: str = "") -> Project:
    """A project that is not proposed yet. HiddenProjectError outside the scope; ProjectRefusedError by field."""
    if not scope.covers(area):
        raise HiddenProjectError(area)
    wrong = _checked(plan, area, year) | _linked(scope, plan, area)
    if level_of(area) not in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        wrong["area"] = "项目属于村、乡镇或县"
    if not str(plan.values.get("name", "")).strip():
        wrong["name"] = "请填写项目名称"
    if wrong:
        raise ProjectRefusedError(wrong)
    if plan.villages is None and level_of(area) == Level.VILLAGE:
        plan = Plan(plan.values, [area], plan.quantities, plan.investments, plan.targets)
    with recorded(actor, reason="新建项目"):
        try:
            row: Project = Project.all_rows.create(
                code=code or next_code(area, year), area=area, year=year, source=actor.source,
                updated_by=actor.user_id, **plan.values,
            )  # fmt: skip
        except IntegrityError as error:
            raise ProjectRefusedError({"code": "项目编码已有，请刷新后再保存"}) from error
        _write_rows(row, plan)
    return row


def next_code(area: int, year: int) -> str:
    """XM, 12 digits of the region, year, running number; letters in front keep spreadsheets from making it a number.

    Two at once wait for each other until the end of the transaction.
    """
    start = f"XM{area:012d}{year}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [start])
    last = Project.all_rows.filter(code__startswith=start).order_by("-code").values_list("code", flat=True).first()
    number = int(last[len(start) :]) + 1 if last and last[len(start) :].isdigit() else 1
    return f"{start}{number:03d}"


def project_update(*, actor: Actor, scope: Scope, pk: int, version: int, plan: Plan) -> Project:
    """Write what differs. StaleProjectError when ``version`` is not the stored one; see project_create."""
    with recorded(actor, reason="修改项目"):
        row = locked(scope, pk)
        if row.version != version:
            raise StaleProjectError(row.version)
        wrong = _checked(plan, row.area, row.year) | _linked(scope, plan, row.area) | _frozen(row, plan)
        if wrong:
            raise ProjectRefusedError(wrong)
        changed = {name: value for name, value in plan.values.items() if getattr(row, name) != value}
        if _write_rows(row, plan) or changed:
            _touch(row, actor, changed)
        row.refresh_from_db()
    return row


def locked(scope: Scope, pk: int) -> Project:
    """The project, locked, for somebody who may write it; HiddenProjectError."""
    row: Project | None = Project.all_rows.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if row is None or not scope.covers(row.area):
        raise HiddenProjectError(pk)
    return row


def _touch(row: Project, actor: Actor, changed: Mapping[str, Any]) -> None:
    Project.all_rows.filter(pk=row.pk).update(
        **changed, source=actor.source, batch=None, row=None, version=F("version") + 1, updated_by=actor.user_id,
        updated_at=Now(),
    )  # fmt: skip


def _checked(plan: Plan, area: int, year: int) -> dict[str, str]:
    wrong: dict[str, str] = {}
    unknown = set(plan.values) - set(PLAIN)
    if unknown:
        raise ProjectRefusedError(dict.fromkeys(unknown, "不能在这里修改"))
    start, end = plan.values.get("planned_start"), plan.values.get("planned_end")
    if start and end and end < start:
        wrong["planned_end"] = "计划完工早于计划开工"
    places = {*(plan.villages or ()), *(row["area"] for row in plan.quantities or ())}
    low, high = area_range(area)
    for place in sorted(places):
        if not low <= place < high or level_of(place) != Level.VILLAGE or not exists_in(place, year):
            wrong["villages"] = f"{place:012d} 不是本项目所属区划内的村"
    for name, (_, key) in ROWS.items():
        rows = getattr(plan, name)
        if rows is not None and len({tuple(row.get(part) for part in key) for row in rows}) != len(rows):
            wrong[name] = "有重复的行"
    return wrong


def _linked(scope: Scope, plan: Plan, area: int) -> dict[str, str]:
    """A row works off a figure of the place's plan only in its unit, and where the plan's own office says so."""
    wanted = [row for row in plan.quantities or () if row.get("plan_item_id") is not None]
    if not wanted:
        return {}
    known = {item.pk: item for item in items_to_link(scope, area, [row["plan_item_id"] for row in wanted])}
    for row in wanted:
        item = known.get(row["plan_item_id"])
        if item is None:
            return {"quantities": "没有这个规划指标，或不由您挂接"}
        if item.unit != row["unit"]:
            return {"quantities": f"单位不同：规划「{item.label}」为{item.unit}，项目为{row['unit']}"}
    return {}


def _frozen(row: Project, plan: Plan) -> dict[str, str]:
    """After the county's decision the plan stands."""
    if row.state in BEFORE_LIBRARY:
        return {}
    words = "项目已入库，计划内容不能再改；确需调整请出库后重新申报"
    wrong = {
        name: words for name, value in plan.values.items() if name not in LATER_FIELDS and getattr(row, name) != value
    }
    for name in ("villages", *ROWS):
        if getattr(plan, name) is not None and _row_changes(row, name, getattr(plan, name)):
            wrong[name] = words
    return wrong


def _row_changes(row: Project, name: str, wanted: Sequence[Any]) -> bool:
    if name == "villages":
        return set(wanted) != set(ProjectVillage.all_rows.filter(project=row).values_list("area", flat=True))
    model, key = ROWS[name]
    stored = {tuple(getattr(item, part) for part in key): item for item in model.all_rows.filter(project=row)}
    if set(stored) != {tuple(item.get(part) for part in key) for item in wanted}:
        return True
    return any(
        getattr(stored[tuple(item.get(part) for part in key)], column) != value
        for item in wanted
        for column, value in item.items()
    )


def _write_rows(row: Project, plan: Plan) -> bool:
    """Bring the lists to what the plan says; whether anything differed."""
    differed = False
    if plan.villages is not None and _row_changes(row, "villages", plan.villages):
        differed = True
        ProjectVillage.all_rows.filter(project=row).exclude(area__in=plan.villages).delete()
        fresh = [ProjectVillage(project=row, area=area) for area in sorted(set(plan.villages))]
        ProjectVillage.all_rows.bulk_create(fresh, ignore_conflicts=True)
    for name, (model, key) in ROWS.items():
        wanted = getattr(plan, name)
        if wanted is None or not _row_changes(row, name, wanted):
            continue
        differed = True
        keep = {tuple(item.get(part) for part in key): item for item in wanted}
        for stored in model.all_rows.filter(project=row):
            item = keep.pop(tuple(getattr(stored, part) for part in key), None)
            if item is None:
                model.all_rows.filter(pk=stored.pk).delete()
            elif any(getattr(stored, column) != value for column, value in item.items()):
                model.all_rows.filter(pk=stored.pk).update(**item)
        area = {} if name == "quantities" else {"area": row.area}
        model.all_rows.bulk_create([model(project=row, **area, **item) for item in keep.values()])
    if differed and plan.quantities:
        # what is built in a village makes it one of the project's
        more = [ProjectVillage(project=row, area=item["area"]) for item in plan.quantities]
        ProjectVillage.all_rows.bulk_create(more, ignore_conflicts=True)
    return differed


def beneficiaries_add(*, actor: Actor, scope: Scope, pk: int, codes: Sequence[str]) -> int:
    """Link households by 户编号, all or none; how many are new. Those outside the scope do not exist."""
    from projects.library.selectors import households_by_code

    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not wanted:
        raise ProjectRefusedError({"codes": "请填写户编号"})
    with recorded(actor, reason="登记受益户"):
        row = _open_to_households(scope, pk)
        found = households_by_code(scope, wanted)
        missing = [code for code in wanted if code not in found]
        if missing:
            raise ProjectRefusedError({"codes": f"没有找到户编号：{'、'.join(missing[:20])}"})
        low, high = area_range(row.area)
        outside = [code for code, item in found.items() if not low <= item.area < high]
        if outside:
            raise ProjectRefusedError({"codes": f"不在项目所属区划：{'、'.join(outside[:20])}"})
        known = set(ProjectBeneficiary.all_rows.filter(project=row).values_list("household_id", flat=True))
        fresh = [item for item in found.values() if item.pk not in known]
        ProjectBeneficiary.all_rows.bulk_create(
            ProjectBeneficiary(project=row, household=item, area=item.area) for item in fresh
        )
    return len(fresh)


def beneficiary_remove(*, actor: Actor, scope: Scope, pk: int, household_id: int) -> None:
    """Take a household off again; a second time changes nothing."""
    with recorded(actor, reason="取消受益户"):
        row = _open_to_households(scope, pk)
        ProjectBeneficiary.all_rows.filter(project=row, household_id=household_id).delete()


def _open_to_households(scope: Scope, pk: int) -> Project:
    row = locked(scope, pk)
    if row.state not in BENEFICIARIES_OPEN:
        raise ProjectRefusedError({"codes": f"项目{row.get_state_display()}，受益户不能再改"})
    return row


def project_open(*, actor: Actor, post: Post | None, scope: Scope, pk: int, on: date) -> int:
    """Begin the procedure of a project, in the newest batch of its region and year; the case's id."""
    with recorded(actor, reason="发起项目申报"):
        row = locked(scope, pk)
        if row.case_id is not None:
            return int(row.case_id)
        around = (
            Round.objects.within(SYSTEM_SCOPE)
            .filter(code=CODE, area=row.area, year=row.year)
            .order_by("-number")
            .first()
        )
        if around is None:
            around = round_open(actor=actor, post=post, scope=scope, code=CODE, area=row.area, year=row.year, on=on)
        (case,) = cases_open(actor=actor, post=post, scope=scope, round_id=around.pk, subject_ids=[pk], on=on) or (
            None,
        )
        if case is None:
            raise ProcedureError("项目已在办理")
        Project.all_rows.filter(pk=pk).update(case_id=case, state_on=on, version=F("version") + 1)
    return int(case)


def doubt_confirm(*, actor: Actor, scope: Scope, pk: int, words: str) -> None:
    """An officer says why a word of the negative list does not apply; blank takes it back."""
    with recorded(actor, reason="负面清单核实"):
        row = locked(scope, pk)
        if row.state not in BEFORE_LIBRARY:
            raise ProjectRefusedError({"words": "项目已入库，不能再改"})
        Project.all_rows.filter(pk=pk).update(forbidden_confirmed=words.strip()[:200], version=F("version") + 1)


@dataclass(frozen=True)
class Progress:
    """One report: the day, percent of the whole, words, and achieved quantity by row id (None: as before)."""

    on: date
    percent: Decimal
    content: str
    achieved: Mapping[int, Decimal | None] = field(default_factory=dict)
    actual: Mapping[int, str] = field(default_factory=dict)


def progress_report(
    *, actor: Actor, scope: Scope, pk: int, progress: Progress, today: date | None = None
) -> ProjectReport:
    """Write down how far a project is, while it is being built or evaluated; percent never falls."""
    today = today or timezone.localdate()
    with recorded(actor, reason="进度报告"):
        row = locked(scope, pk)
        wrong: dict[str, str] = {}
        if row.state in BEFORE_LIBRARY or row.state in ENDED or row.actual_start is None:
            raise ProjectRefusedError({"": f"项目{row.get_state_display()}，开工以后才能报告进度"})
        if row.state in (Project.State.ANNOUNCED, Project.State.ASSET_REGISTERED):
            raise ProjectRefusedError({"": "项目已竣工公告，不能再报告进度"})
        if progress.on > today:
            wrong["on"] = "报告日期不能晚于今天"
        elif progress.on < row.actual_start:
            wrong["on"] = f"报告日期早于开工（{row.actual_start:%Y-%m-%d}）"
        if not 0 <= progress.percent <= 100:
            wrong["percent"] = "进度在 0 到 100 之间"
        elif progress.percent < row.progress:
            wrong["percent"] = f"进度不能低于已报告的 {row.progress.normalize():f}%"
        if not progress.content.strip():
            wrong["content"] = "请填写进展情况"
        if wrong:
            raise ProjectRefusedError(wrong)
        told = _achieved(row, progress)
        for target in ProjectTarget.all_rows.filter(project=row, pk__in=list(progress.actual)):
            ProjectTarget.all_rows.filter(pk=target.pk).update(actual=progress.actual[target.pk].strip()[:40])
        _touch(row, actor, {"progress": progress.percent})
        found: ProjectReport = ProjectReport.all_rows.create(
            project=row, area=row.area, reported_on=progress.on, percent=progress.percent,
            content=progress.content.strip()[:500], quantities=told, by_id=actor.user_id, by_name=actor.name,
        )  # fmt: skip
    return found


def _achieved(row: Project, progress: Progress) -> list[list[Any]]:
    """Write the quantities that differ; [village, item, unit, achieved] of all that were told."""
    told = []
    for item in ProjectQuantity.all_rows.filter(project=row, pk__in=list(progress.achieved)).order_by("area", "item"):
        value = progress.achieved[item.pk]
        if value is None:
            continue
        if value < 0:
            raise ProjectRefusedError({f"q{item.pk}": "完成数量不能小于 0"})
        if value != item.achieved:
            ProjectQuantity.all_rows.filter(pk=item.pk).update(achieved=value, achieved_on=progress.on)
        told.append([item.area, item.item, item.unit, str(value)])
    return told
