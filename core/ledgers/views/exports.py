"""台账导出: choose ledger, region and year; small ones at once, larger ones as jobs in 任务与下载."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from core.accounts.rights import Action
from core.jobs.models import Job
from core.jobs.services import job_create, job_run, job_send
from core.ledgers.export_job import EXPORT
from core.ledgers.exports import ExportQuery, export_recorded, ledgers, row_count, title_of
from core.ledgers.forms import ExportForm
from core.web.requests import OfficeRequest
from core.web.views import ScopedView

INLINE_ROWS: Final = 2_000


class ExportList(ScopedView):
    """The ledgers and the form."""

    required_action = Action.EXPORT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        initial = {"year": request.year, "area": request.post.area if request.post else 0}
        chosen = request.GET.get("code", "")
        if chosen in ledgers():
            initial["code"] = chosen  # type: ignore[assignment]
        return self._page(ExportForm(request.post, initial=initial))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        form = ExportForm(request.post, request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        data = form.cleaned_data
        query = ExportQuery(data["area"], data["year"], request.scope, bool(data.get("plain")))
        if query.range == (0, 0):
            raise Http404
        ledger = ledgers()[data["code"]]
        export_recorded(ledger, query, request.actor, data.get("reason", "").strip())
        rows = row_count(ledger, query)
        job = job_create(
            kind=EXPORT,
            title=title_of(ledger.title, query),
            actor=request.actor,
            post=request.post,
            arguments={"code": ledger.code, "area": query.area, "year": query.year, "plain": query.plain},
            total=rows,
        )
        if rows > INLINE_ROWS:
            job_send(job)
            return redirect("job-list")
        done = job_run(job.pk)
        if done is None or done.state != Job.State.DONE:
            return redirect("job-list")
        return redirect("job-file", pk=job.pk)

    def _page(self, form: ExportForm, status: int = 200) -> HttpResponseBase:
        context = {"form": form, "ledgers": list(ledgers().values())}
        return self.page_or_fragment("ledgers/exports.html", context, status=status)
