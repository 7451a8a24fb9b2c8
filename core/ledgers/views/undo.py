"""Undoing a batch on its page: look first, then confirm with a reason; and the batches that a county oversees."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from core.accounts.rights import Action
from core.jobs import selectors as job_selectors
from core.jobs.models import Job
from core.jobs.services import job_create, job_run, job_send
from core.ledgers import selectors
from core.ledgers import undo_services as services
from core.ledgers.forms import UndoForm
from core.ledgers.kinds import kinds
from core.ledgers.models import Batch, BatchUndo
from core.ledgers.undo import UndoRefusedError, demand_record
from core.ledgers.undo_jobs import LOOK, UNDO
from core.ledgers.views.imports import INLINE_ROWS, ImportView
from core.ledgers.views.words import effect_rows
from core.regions.selectors import full_name, name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest


class OverseenImports(ImportView):
    """What the posts of the county's places imported, for the county office."""

    required_action = Action.IMPORT_OVERSEE

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        page = page_of(selectors.batches_overseen(request.post), ("-id",), request.GET.get("cursor", ""))
        titles = {code: kind.title for code, kind in kinds().items()}
        places = name_of(row.area for row in page.rows)
        rows = [
            {"batch": row, "title": titles.get(row.kind, row.kind), "place": places.get(row.area, "全国")}
            for row in page.rows
        ]
        return self.page_or_fragment("ledgers/imports_overseen.html", {"page": page, "rows": rows})


class UndoView(ImportView):
    """Base: a batch that the post may undo; another is as if it were not there."""

    abstract = True
    overseen = True

    def batch(self, pk: int) -> Batch:
        batch = super().batch(pk)
        if not services.may_undo(self.request.post, batch):
            raise Http404
        return batch

    def start_undo(self, undo: BatchUndo, kind: str, title: str) -> HttpResponseBase:
        """Make the job and do it now or hand it over."""
        request, batch = self.request, undo.batch
        written = batch.created + batch.updated
        job = job_create(
            kind=kind,
            title=title,
            actor=request.actor,
            post=request.post,
            arguments={"undo": undo.pk, "batch": batch.pk},
            total=written,
        )
        services.undo_job(undo, job.pk, request.actor)
        if written <= INLINE_ROWS:
            job_run(job.pk)
        else:
            job_send(job)
        return redirect("import-undo", pk=batch.pk)


class UndoPage(UndoView):
    """What undoing would do, and its result; a POST with a reason confirms it."""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self.batch(pk), UndoForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        batch, form = self.batch(pk), UndoForm(request.POST)
        undo = selectors.undo_of(batch)
        if undo is None:
            raise Http404
        if not form.is_valid():
            return self._page(batch, form, status=422)
        try:
            services.undo_confirm(undo, form.cleaned_data["reason"], request.actor)
        except UndoRefusedError as refusal:
            # The second click, or another window: the page says what became of it.
            messages.warning(request, str(refusal))
            return redirect("import-undo", pk=batch.pk)
        undo.refresh_from_db()
        return self.start_undo(undo, UNDO, f"撤销批次 {batch.pk} {batch.file_name}")

    def _page(self, batch: Batch, form: UndoForm, status: int = 200) -> HttpResponseBase:
        undo = selectors.undo_of(batch)
        job = job_selectors.job_of(self.request.user.pk or 0, undo.job_id) if undo and undo.job_id else None
        working = undo is not None and (
            job.state in job_selectors.OPEN if job else undo.state == BatchUndo.State.UNDOING
        )
        context: dict[str, Any] = {
            "batch": batch,
            "kind": kinds()[batch.kind],
            "place": _place(batch),
            "undo": undo,
            "job": job,
            "form": form,
            "working": working,
            "failed": job is not None and job.state == Job.State.FAILED,
            "refused": _refusal(batch),
            "figures": _figures(undo) if undo else [],
            "effect": effect_rows(undo.effect) if undo else None,
        }
        if undo is not None:
            context["page"] = page_of(selectors.kept_of(undo), ("id",), self.request.GET.get("cursor", ""))
        return self.page_or_fragment("ledgers/undo.html", context, status=status, fragment="ledgers/undo_body.html")


class UndoLook(UndoView):
    """Look anew at what undoing would do."""

    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        try:
            demand_record(batch)
            undo = services.undo_open(batch, request.actor)
        except UndoRefusedError as refusal:
            messages.warning(request, str(refusal))
            return redirect("import-undo", pk=batch.pk)
        return self.start_undo(undo, LOOK, f"核对撤销批次 {batch.pk} {batch.file_name}")


def _place(batch: Batch) -> str:
    return full_name(batch.area) if batch.area else "全国"


def _refusal(batch: Batch) -> str:
    """Why the batch cannot be undone at all; "" when it can, or is undone."""
    if batch.state not in (Batch.State.APPLIED, Batch.State.UNDONE):
        return services.NOT_APPLIED
    try:
        demand_record(batch)
    except UndoRefusedError as refusal:
        return str(refusal)
    return ""


def _figures(undo: BatchUndo) -> list[dict[str, Any]]:
    """Rows of the file that the batch wrote = restored + removed + kept."""
    total = undo.undone + undo.kept
    return [
        {"label": "本批写入", "value": f"{total:,}", "unit": "行", "note": "新增与更新"},
        {"label": "恢复原值", "value": f"{undo.restored:,}", "unit": "行", "note": "改回导入前的值", "prefix": "＝"},
        {"label": "删除", "value": f"{undo.removed:,}", "unit": "行", "note": "由本批新增", "prefix": "＋"},
        {"label": "保留：此后改过", "value": f"{undo.edited:,}", "unit": "行", "note": "不改动", "prefix": "＋"},
        {"label": "保留：此后引用", "value": f"{undo.referred:,}", "unit": "行", "note": "不改动", "prefix": "＋"},
    ]
