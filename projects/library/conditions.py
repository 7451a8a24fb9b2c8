"""Guards and effects of data/procedures/project.json: what a project must have at a step, what a step writes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, F, Q, Sum

from core.audit.trail import Actor
from core.procedures.models import Case
from core.procedures.registry import effect, guard
from core.procedures.services import FormError
from core.web.formats import yuan
from projects.library.negative import hits
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

Reasons = dict[int, list[str]]
# What the county's library asks of every entry (DOMAIN 5.3).
REQUIRED: Final = (
    "category", "nature", "place", "content", "planned_start", "planned_end", "responsible_unit",
    "implementing_unit", "participation", "mechanism", "total",
)  # fmt: skip


def _projects(cases: Sequence[Case]) -> dict[int, Project]:
    return Project.all_rows.in_bulk([case.subject_id for case in cases])


def _told(cases: Sequence[Case], why: Callable[[Project], list[str]]) -> Reasons:
    rows = _projects(cases)
    return {case.pk: words for case in cases if (words := why(rows[case.subject_id]))}


def _counted(model: Any, cases: Sequence[Case], condition: Q | None = None) -> dict[int, int]:
    rows = model.all_rows.filter(project__in=[case.subject_id for case in cases])
    if condition is not None:
        rows = rows.filter(condition)
    return dict(rows.values_list("project_id").annotate(number=Count("pk")))


@guard("project_draft")
def project_draft(cases: Sequence[Case], day: date) -> Reasons:
    """Only a project that was not proposed before."""
    return _told(cases, lambda row: [] if row.case_id is None else [f"项目{row.get_state_display()}"])


@guard("project_complete")
def project_complete(cases: Sequence[Case], day: date) -> Reasons:
    """Every field that the library asks for, at least one village, at least one quantity."""
    titles = {item.name: str(item.verbose_name) for item in Project._meta.concrete_fields}
    villages, quantities = _counted(ProjectVillage, cases), _counted(ProjectQuantity, cases)

    def why(row: Project) -> list[str]:
        blank = [titles[name] for name in REQUIRED if getattr(row, name) in (None, "")]
        found = [f"没填：{'、'.join(blank)}"] if blank else []
        if not villages.get(row.pk):
            found.append("没有项目村")
        return found if quantities.get(row.pk) else [*found, "没有建设任务的数量"]

    return _told(cases, why)


@guard("project_money")
def project_money(cases: Sequence[Case], day: date) -> Reasons:
    """The sources add up to more than nothing and to the total, to the fen."""
    rows = ProjectInvestment.all_rows.filter(project__in=[case.subject_id for case in cases])
    sums = dict(rows.values_list("project_id").annotate(money=Sum("planned")))

    def why(row: Project) -> list[str]:
        money = sums.get(row.pk) or Decimal(0)
        if money <= 0:
            return ["没有资金来源"]
        return [] if money == row.total else [f"资金来源合计 {yuan(money)} 元，与总投资 {yuan(row.total)} 元不一致"]

    return _told(cases, why)


@guard("project_targets")
def project_targets(cases: Sequence[Case], day: date) -> Reasons:
    """No performance target, no entry."""
    counts = _counted(ProjectTarget, cases)
    return _told(cases, lambda row: [] if counts.get(row.pk) else ["没有绩效目标，不能入库"])


@guard("project_allowed")
def project_allowed(cases: Sequence[Case], day: date) -> Reasons:
    """Nothing of the negative list; what is only a doubt may have been confirmed by an officer."""

    def why(row: Project) -> list[str]:
        found = hits([row.name, row.place, row.content])
        return [
            item.words + ("（待核实）" if item.doubt else "")
            for item in found
            if not (item.doubt and row.forbidden_confirmed)
        ]

    return _told(cases, why)


@guard("project_beneficiaries")
def project_beneficiaries(cases: Sequence[Case], day: date) -> Reasons:
    """A project for households names them."""
    counts = _counted(ProjectBeneficiary, cases)
    return _told(cases, lambda row: ["到户项目没有受益户"] if row.for_households and not counts.get(row.pk) else [])


@guard("project_built")
def project_built(cases: Sequence[Case], day: date) -> Reasons:
    """Reported to the end: 100 percent, and every quantity told."""
    reports = _counted(ProjectReport, cases)
    open_rows = _counted(ProjectQuantity, cases, Q(achieved__isnull=True))

    def why(row: Project) -> list[str]:
        found = [] if reports.get(row.pk) else ["没有进度报告"]
        if row.progress < 100:
            found.append(f"进度 {row.progress.normalize():f}%，未到 100%")
        return [*found, f"{open_rows[row.pk]} 项任务没填完成数量"] if open_rows.get(row.pk) else found

    return _told(cases, why)


@guard("project_evaluated")
def project_evaluated(cases: Sequence[Case], day: date) -> Reasons:
    """Every performance target has its actual value."""
    counts = _counted(ProjectTarget, cases, Q(actual=""))
    return _told(cases, lambda row: [f"{counts[row.pk]} 项绩效目标没填完成值"] if counts.get(row.pk) else [])


@guard("project_asset")
def project_asset(cases: Sequence[Case], day: date) -> Reasons:
    """What was formed stands in the asset ledger."""
    counts = _counted(Asset, cases)
    return _told(cases, lambda row: [] if counts.get(row.pk) else ["资产台账里没有本项目形成的资产"])


def _move(cases: Sequence[Case], actor: Actor, day: date, **values: Any) -> None:
    """The project follows its case."""
    for case in cases:
        Project.all_rows.filter(pk=case.subject_id).update(
            state=case.state, state_on=day, version=F("version") + 1, updated_by=actor.user_id, **values
        )


@effect("project_state")
def project_state(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    """The state, and the number of the county's decision where the step has one."""
    approval = {"approval": str(values["approval"])[:80]} if "approval" in values else {}
    _move(cases, actor, day, **approval)


@effect("project_funded")
def project_funded(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    """The money issued is the plan's total."""
    amount = Decimal(str(values["amount"]))
    totals = {row.total for row in _projects(cases).values()}
    if totals != {amount}:
        shown = "、".join(yuan(total) for total in totals)
        raise FormError({"amount": f"下达金额应等于计划总投资 {shown} 元"})
    _move(cases, actor, day)


@effect("project_contracted")
def project_contracted(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    """The contract costs no more than the plan, and its builder builds."""
    price = Decimal(str(values["price"]))
    for row in _projects(cases).values():
        if not 0 < price <= (row.total or Decimal(0)):
            raise FormError({"price": f"合同金额应大于 0，不超过计划总投资 {yuan(row.total)} 元"})
    _not_after(values, "signed_on", day)
    _move(cases, actor, day)


@effect("project_started")
def project_started(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    started = _not_after(values, "started_on", day)
    _move(cases, actor, day, actual_start=started)


@effect("project_accepted")
def project_accepted(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    finished = _not_after(values, "finished_on", day)
    for row in _projects(cases).values():
        if row.actual_start and finished < row.actual_start:
            raise FormError({"finished_on": f"完工早于开工（{row.actual_start:%Y-%m-%d}）"})
    _move(cases, actor, day, actual_end=finished)


@effect("project_settled")
def project_settled(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    amount = Decimal(str(values["amount"]))
    for row in _projects(cases).values():
        if not 0 < amount <= (row.total or Decimal(0)):
            raise FormError({"amount": f"报账金额应大于 0，不超过计划总投资 {yuan(row.total)} 元"})
    _move(cases, actor, day, settled=amount)


def _not_after(values: Mapping[str, object], code: str, day: date) -> date:
    found = date.fromisoformat(str(values[code]))
    if found > day:
        raise FormError({code: "不能晚于办理日期"})
    return found
