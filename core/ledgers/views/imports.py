"""The import pages: upload, check, preview, confirm, result (UI: mock-5a, mock-5b). Everything is its owner's alone."""

from __future__ import annotations

import io
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from core.accounts.rights import Action, may
from core.jobs import selectors as job_selectors
from core.jobs.models import Job
from core.jobs.services import job_create, job_run, job_send
from core.ledgers import selectors, services
from core.ledgers.batch_jobs import APPLY, CHECK
from core.ledgers.forms import UploadForm, kinds_of
from core.ledgers.kinds import kinds
from core.ledgers.models import Batch
from core.ledgers.template_write import write_template
from core.ledgers.undo_services import may_undo
from core.ledgers.views.words import effect_rows, figures
from core.regions.selectors import full_name
from core.web.downloads import XLSX, attachment, sealed_response
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView

# About 2,000 rows; more is a job with a progress bar.
INLINE_BYTES: Final = 150_000
INLINE_ROWS: Final = 2_000
STEPS: Final = ("上传", "校验", "预览", "确认导入", "结果")
AT: Final = {
    Batch.State.WAITING: 2,
    Batch.State.READY: 3,
    Batch.State.REFUSED: 3,
    Batch.State.APPLYING: 4,
    Batch.State.APPLIED: 5,
    Batch.State.DROPPED: 5,
    Batch.State.UNDONE: 5,
}


class ImportView(ScopedView):
    """Base: the batches of the person who asks; somebody else's do not exist."""

    abstract = True
    required_action = Action.IMPORT

    # Pages that the county also reads of what its places imported; files stay their owner's.
    overseen: ClassVar[bool] = False

    def batch(self, pk: int) -> Batch:
        user = self.request.user.pk or 0
        batch = selectors.batch_of(user, pk)
        if batch is None and self.overseen:
            batch = selectors.batches_overseen(self.request.post).filter(pk=pk).first()
        if batch is None:
            raise Http404
        return batch

    def start(self, batch: Batch, kind: str, title: str, *, inline: bool) -> HttpResponseBase:
        """Make the job and do it now or hand it over; back to the batch's page."""
        request = self.request
        job = job_create(
            kind=kind,
            title=title,
            actor=request.actor,
            post=request.post,
            arguments={"batch": batch.pk},
            total=batch.rows_read,
        )
        services.batch_job(batch, job.pk, request.actor)
        if inline:
            job_run(job.pk)
        else:
            job_send(job)
        return redirect("import-page", pk=batch.pk)


class ImportList(ImportView):
    """My imports, and the form of a new one."""

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        form = UploadForm(request.post, initial={"year": request.year})
        return self._page(request, form)

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        form = UploadForm(request.post, request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form, status=422)
        file = form.cleaned_data["file"]
        kind = kinds()[form.cleaned_data["kind"]]
        batch = services.batch_receive(
            kind=kind,
            year=form.cleaned_data["year"],
            upload=services.Upload(file.name, file.size, file.sha256),
            sealed=file.adopt(),
            actor=request.actor,
            post=request.post,
        )
        return self.start(batch, CHECK, f"校验 {batch.file_name}", inline=batch.size <= INLINE_BYTES)

    def _page(self, request: OfficeRequest, form: UploadForm, status: int = 200) -> HttpResponseBase:
        page = page_of(selectors.batches_of(request.user.pk or 0), ("-id",), request.GET.get("cursor", ""))
        oversees = may(request.post, Action.IMPORT_OVERSEE)
        context = {"form": form, "page": page, "templates": kinds_of(request.post), "oversees": oversees}
        return self.page_or_fragment("ledgers/imports.html", context, status=status)


class ImportTemplate(ImportView):
    """The empty workbook of a kind."""

    def get(self, request: OfficeRequest, kind: str) -> HttpResponseBase:
        chosen = kinds().get(kind)
        if chosen is None:
            raise Http404
        out = io.BytesIO()
        write_template(out, [sheet.resource for sheet in chosen.sheets])
        return HttpResponse(
            out.getvalue(),
            content_type=XLSX,
            headers={"Content-Disposition": attachment(f"导入模板-{chosen.title}.xlsx")},
        )


class ImportPage(ImportView):
    """One import in whatever state it is; while a job works on it the page asks again."""

    overseen = True

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        job = job_selectors.job_of(request.user.pk or 0, batch.job_id) if batch.job_id else None
        working = job is not None and job.state in job_selectors.OPEN
        failed = job is not None and job.state == Job.State.FAILED
        context: dict[str, Any] = {
            "batch": batch,
            "kind": kinds()[batch.kind],
            "job": job,
            "working": working,
            "failed": failed,
            "place": full_name(batch.area) if batch.area else "全国",
            "steps": STEPS,
            "at": AT[Batch.State(batch.state)],
            "figures": figures(batch),
            "effect": effect_rows(batch.effect),
            "written": batch.created + batch.updated,
            "undo": selectors.undo_of(batch),
            "may_undo": batch.state == Batch.State.APPLIED and may_undo(request.post, batch),
        }
        return self.page_or_fragment("ledgers/import.html", context, fragment="ledgers/import_body.html")


class ImportConfirm(ImportView):
    """Apply a ready import."""

    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        try:
            services.batch_confirm(batch, request.actor)
        except services.BatchGoneError:
            # The second click, or another window: the page says what became of it.
            return redirect("import-page", pk=batch.pk)
        batch.refresh_from_db()
        return self.start(batch, APPLY, f"导入 {batch.file_name}", inline=batch.rows_read <= INLINE_ROWS)


class ImportDrop(ImportView):
    """Give an import up; its files are deleted."""

    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        try:
            services.batch_drop(batch, request.actor)
        except services.BatchGoneError as gone:
            messages.warning(request, f"不能放弃：{gone}")
            return redirect("import-page", pk=batch.pk)
        messages.success(request, "已放弃这次导入，上传的文件已删除")
        return redirect("import-list")


class ImportErrors(ImportView):
    """The annotated workbook, while it is kept."""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        if not batch.errors:
            raise Http404
        stem = batch.file_name.rpartition(".")[0] or batch.file_name
        return sealed_response(batch.errors, f"{stem}-错误说明.xlsx")


class ImportDoubts(ImportView):
    """Every doubt of an import."""

    overseen = True

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        page = page_of(selectors.doubts_of(batch), ("id",), request.GET.get("cursor", ""))
        return self.page_or_fragment("ledgers/doubts.html", {"batch": batch, "page": page})
