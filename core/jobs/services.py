"""Creating, running and finishing jobs. A job runs at most once at a time and again after a crash.

While a job runs, its process holds an advisory lock; a job that is not finished and whose lock is free is dead and
is started again by the sweep. So no work hangs on the broker's memory.
"""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from core.accounts.models import Post
from core.audit.trail import Actor
from core.jobs.files import delete_file
from core.jobs.kinds import JobResult, work_of
from core.jobs.models import Job

logger = logging.getLogger(__name__)

LOCKS: Final = 0x6A6F62  # "job": the namespace of the advisory locks
BEAT_SECONDS: Final = 1.0
OPEN: Final = (Job.State.WAITING, Job.State.RUNNING)
FAILED: Final = "出了意外，没有完成。请重试；再次失败请联系管理员。"


class JobFailedError(Exception):
    """A job ends as failed with this sentence."""


def job_create(
    *, kind: str, title: str, actor: Actor, post: Post | None, arguments: dict[str, Any], total: int = 0
) -> Job:
    """A waiting job of the actor; ``arguments`` hold ids and plain settings only."""
    return Job.objects.create(
        kind=kind,
        title=title[:120],
        owner_id=actor.user_id,
        post_id=actor.post_id,
        area=post.area if post else 0,
        arguments=arguments,
        total=total,
    )


def job_send(job: Job) -> None:
    """Hand a job to the workers; when the broker is away the sweep hands it over later."""
    try:
        current_app.send_task(
            settings.JOBS_TASK, args=[job.pk], queue=settings.JOBS_QUEUE, retry=False, ignore_result=True
        )
    except (OperationalError, OSError) as error:
        logger.warning("job %s not sent: %s", job.pk, type(error).__name__)


def job_run(job_id: int) -> Job | None:
    """Do a job to its end, unless it is finished or somebody is doing it (then None)."""
    if not _lock(job_id):
        return None
    try:
        job = Job.objects.filter(pk=job_id, state__in=OPEN).first()
        if job is None:
            return None
        Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING, heartbeat=Now())
        job.state = Job.State.RUNNING
        _finish(job, _worked(job))
        return job
    finally:
        _unlock(job_id)


def _worked(job: Job) -> JobResult:
    try:
        return work_of(job.kind)(job, _Beats(job.pk))
    except JobFailedError as failure:
        return JobResult(Job.State.FAILED, str(failure))
    except (DatabaseError, OSError, ValueError, LookupError):
        logger.exception("job %s failed", job.pk)
        if connection.in_atomic_block:
            raise
        return JobResult(Job.State.FAILED, FAILED)


def _finish(job: Job, ended: JobResult) -> None:
    job.state, job.message, job.result = ended.state, ended.message[:400], ended.result
    job.file, job.file_name = ended.file, ended.file_name[:200]
    if ended.state == Job.State.DONE and job.total:
        job.done = job.total
    job.finished_at = Now()
    job.save(update_fields=["state", "message", "result", "file", "file_name", "done", "finished_at"])
    job.refresh_from_db(fields=["finished_at", "done", "total"])


class _Beats:
    """Writes progress at most once a second, over a connection of its own: the work may be in a transaction."""

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id
        self._last = 0.0
        self._connection = None if connection.in_atomic_block else connection.copy()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._connection is None or now - self._last < BEAT_SECONDS:
            return
        self._last = now
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE jobs_job SET done = %s, total = GREATEST(total, %s), heartbeat = now() WHERE id = %s",
                    [done, total, self._job_id],
                )
        except DatabaseError:
            logger.warning("job %s: no heartbeat", self._job_id)
        finally:
            self._connection.close()


def _lock(job_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, job_id % 2**31])
        return bool(cursor.fetchone()[0])


def _unlock(job_id: int) -> None:
    if connection.in_atomic_block and connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, job_id % 2**31])


def sweep_dead(older_than_seconds: int = 15) -> int:
    """Hand over again what is neither finished nor being done: lost by the broker, or its worker died."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM jobs_job WHERE state = ANY(%s) AND created_at < now() - make_interval(secs => %s) "
            "AND COALESCE(heartbeat, created_at) < now() - make_interval(secs => %s) ORDER BY id",
            [[str(state) for state in OPEN], older_than_seconds, older_than_seconds],
        )
        waiting = [row[0] for row in cursor.fetchall()]
    dead = 0
    for job_id in waiting:
        if _lock(job_id):
            _unlock(job_id)
            job_send(Job(pk=job_id))
            dead += 1
    return dead


def job_forget_file(job: Job) -> None:
    """Delete a job's file; the row stays."""
    delete_file(job.file)
    Job.objects.filter(pk=job.pk).update(file="")
