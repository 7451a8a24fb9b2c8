"""Reading jobs: always those of one owner."""

from __future__ import annotations

from django.db.models import QuerySet

from core.jobs.models import Job

OPEN = (Job.State.WAITING, Job.State.RUNNING)


def jobs_of(owner_id: int) -> QuerySet[Job]:
    """A person's jobs, newest first."""
    return Job.objects.filter(owner_id=owner_id).order_by("-id")


def job_of(owner_id: int, job_id: int) -> Job | None:
    return Job.objects.filter(owner_id=owner_id, pk=job_id).first()


def open_count(owner_id: int) -> int:
    """How many of a person's jobs are not finished: the number at 任务 in the bar."""
    return Job.objects.filter(owner_id=owner_id, state__in=OPEN).count()
