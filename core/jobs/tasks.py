"""Celery's doors to the jobs: ids only, and safe to be called twice."""

from __future__ import annotations

from celery import shared_task

from core.jobs import services


@shared_task
def run_job(job_id: int) -> None:
    services.job_run(job_id)


@shared_task
def sweep_jobs() -> None:
    services.sweep_dead()
