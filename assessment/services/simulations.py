"""Trials of a draft: started by a person, done at once or as a job, kept until the next one of the same year."""

from __future__ import annotations

import time

from django.db import transaction

from assessment.models import LineDraft, SimulatedFlip, Simulation, Standard
from assessment.selectors import standard_versions
from assessment.services.content import problems
from assessment.services.steps import OutsideScopeError, State, StepRefusedError, title_of
from assessment.simulate import jurisdiction, simulate, size_of
from core.accounts.models import Post
from core.accounts.scope import Scope
from core.audit.trail import Actor
from core.jobs.kinds import Beat, JobResult, register
from core.jobs.models import Job
from core.jobs.services import job_create, job_send

JOB = "assessment.simulate"
# A township's villages are done while the person waits; more is a job.
AT_ONCE = 60
_OPEN = (State.DRAFT, State.IN_REVIEW, State.REVIEWED)


def simulation_start(
    *, actor: Actor, post: Post | None, scope: Scope, draft: Standard | LineDraft, year: int
) -> Simulation:
    """Try what releasing the draft would change in a year; the trial before of the same year is forgotten.

    Raises OutsideScopeError, and StepRefusedError where the draft cannot be computed or the year is not its own.
    """
    if any(not scope.covers(area) for area in jurisdiction(draft)):
        raise OutsideScopeError(draft.pk)
    _check(draft, year)
    villages = size_of(draft)
    with transaction.atomic():
        own = {"standard": draft} if isinstance(draft, Standard) else {"line": draft}
        Simulation.objects.filter(**own, year=year).delete()
        made = Simulation.objects.create(
            **own, revision=draft.revision, area=draft.region, year=year, owner=actor.user_id
        )
        if villages > AT_ONCE:
            job = job_create(
                kind=JOB, title=f"试算 {title_of(draft)} {year} 年", actor=actor, post=post,
                arguments={"simulation": made.pk}, total=villages,
            )  # fmt: skip
            Simulation.objects.filter(pk=made.pk).update(job=job.pk)
            transaction.on_commit(lambda: job_send(job))
    if villages <= AT_ONCE:
        simulation_run(made.pk)
    made.refresh_from_db()
    return made


def _check(draft: Standard | LineDraft, year: int) -> None:
    if draft.state not in _OPEN:
        raise StepRefusedError(f"现在的状态是「{State(draft.state).label}」，不需要试算")
    if isinstance(draft, LineDraft):
        if draft.year != year or draft.purpose != "exit":
            raise StepRefusedError(f"只有 {draft.year} 年的退出线影响判定，请切换年度")
        return
    if not draft.first_year <= year <= draft.last_year:
        raise StepRefusedError(f"这份标准适用 {draft.first_year}–{draft.last_year} 年，请切换年度")
    against = problems(draft.level, standard_versions([draft.pk])[draft.pk].rules)
    if against:
        raise StepRefusedError("；".join(against))


def simulation_run(pk: int, beat: Beat = lambda _done, _total: None) -> Simulation | None:
    """Do a waiting trial; one that is done, or was forgotten meanwhile, is left alone."""
    row = Simulation.objects.filter(pk=pk, state=Simulation.State.WAITING).select_related("standard", "line").first()
    if row is None:
        return None
    draft = row.standard or row.line
    assert draft is not None  # noqa: S101  (a check constraint)
    SimulatedFlip.objects.filter(simulation=row).delete()
    if draft.state not in _OPEN or draft.revision != row.revision:
        row.state, row.message = Simulation.State.FAILED, "试算前草稿又有变化，请重新试算"
        row.save(update_fields=["state", "message"])
        return row
    started = time.monotonic()
    found = simulate(draft, row.year, row.pk, progress=beat)
    row.state, row.as_of, row.totals, row.pending = Simulation.State.DONE, found.as_of, found.totals, found.pending
    row.households, row.villages, row.regions = found.households, found.villages, found.regions
    row.milliseconds = int((time.monotonic() - started) * 1000)
    row.save()
    return row


def simulate_job(job: Job, beat: Beat) -> JobResult:
    """The job of a large trial."""
    row = simulation_run(job.arguments["simulation"], beat)
    if row is None:
        return JobResult(message="已有新的试算")
    if row.state == Simulation.State.FAILED:
        return JobResult(Job.State.FAILED, row.message)
    flips = sum(number for kinds in row.totals.values() for number in kinds.values())
    return JobResult(message=f"{flips:,} 处变化", result={"flips": flips})


register(JOB, simulate_job)
