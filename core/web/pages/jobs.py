"""任务 and 下载中心: a person's own long work, its progress, and the files it made."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse

from core.accounts.rights import Action
from core.jobs import selectors
from core.jobs.models import Job
from core.web.downloads import sealed_response
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


def open_jobs(request: HttpRequest) -> int:
    """The number at 任务 in the bar."""
    return selectors.open_count(request.user.pk or 0)


class JobView(ScopedView):
    """Base: the jobs of the person who asks; somebody else's do not exist."""

    abstract = True
    required_action = Action.JOB_VIEW

    def job(self, pk: int) -> Job:
        job = selectors.job_of(self.request.user.pk or 0, pk)
        if job is None:
            raise Http404
        return job


class JobList(JobView):
    """All of my jobs, newest first; asked again while one is open."""

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        owner = request.user.pk or 0
        page = page_of(selectors.jobs_of(owner), ("-id",), request.GET.get("cursor", ""))
        context: dict[str, Any] = {
            "page": page,
            "rows": [(job, _subject(job)) for job in page.rows],
            "pending": any(job.state in selectors.OPEN for job in page.rows),
        }
        return self.page_or_fragment("jobs/list.html", context, fragment="jobs/rows.html")


class JobFile(JobView):
    """The file that a job made, while it is kept."""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        job = self.job(pk)
        if not job.file:
            raise Http404
        return sealed_response(job.file, job.file_name)


def _subject(job: Job) -> str:
    """Where the job's subject is shown; empty where it has no page."""
    batch = job.arguments.get("batch")
    if not batch:
        return ""
    try:
        return reverse("import-page", args=[batch])
    except NoReverseMatch:
        return ""
