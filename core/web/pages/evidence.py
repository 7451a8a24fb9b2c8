"""佐证材料: the papers of one subject, adding one, reading it, marking it void. Nothing is served outside the scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from core.accounts.rights import Action, may
from core.audit.trail import look
from core.dictionaries.selectors import choices
from core.evidence.media import ENDINGS, MAX_BYTES
from core.evidence.models import Attachment
from core.evidence.selectors import KIND_LIST, attachment, attachments_of, kind_labels
from core.evidence.services import EvidenceError, HiddenSubjectError, Paper, attach, withdraw
from core.evidence.subjects import Subject, UnknownSubjectError, kind_of
from core.jobs.files import read_file
from core.web.downloads import attachment as as_attachment
from core.web.forms import FilePicker
from core.web.pages.forms import day_field
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


class PaperForm(forms.Form):
    """One file and what it is."""

    kind = forms.ChoiceField(label="材料种类")
    file = forms.FileField(
        label="文件",
        widget=FilePicker(attrs={"accept": ",".join(ENDINGS)}),
        help_text=f"照片（JPG、PNG、WEBP）或 PDF，不超过 {MAX_BYTES >> 20} MB",
    )
    taken_on = day_field("形成日期", required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "请选择"), *choices(KIND_LIST)]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a paper is void."""

    reason = forms.CharField(label="作废理由", max_length=200)


def paper_rows(papers: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Papers with their kind's label and a readable size."""
    names = kind_labels()
    return [
        {
            "paper": paper,
            "kind": names.get(paper.kind, paper.kind),
            "size": filesizeformat(paper.size),
        }
        for paper in papers
    ]


class EvidenceList(ScopedView):
    """The papers of one subject, and a form for one more (POST)."""

    required_action = Action.EVIDENCE_VIEW

    def action_of(self, request: OfficeRequest) -> Action:  # type: ignore[override]
        return Action.EVIDENCE_ADD if request.method == "POST" else Action.EVIDENCE_VIEW

    def get(self, request: OfficeRequest, subject_type: str, pk: int) -> HttpResponseBase:
        form = PaperForm(initial={"kind": request.GET.get("kind", ""), "taken_on": timezone.localdate()})
        return self._page(subject_type, pk, form)

    def post(self, request: OfficeRequest, subject_type: str, pk: int) -> HttpResponseBase:
        self._subject(subject_type, pk)
        form = PaperForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            try:
                attach(
                    actor=request.actor,
                    scope=request.scope,
                    subject_type=subject_type,
                    subject_id=pk,
                    upload=data["file"],
                    paper=Paper(data["kind"], data["taken_on"], data["note"]),
                )
            except HiddenSubjectError as error:
                raise Http404 from error
            except EvidenceError as error:
                form.add_error("file", str(error))
            else:
                messages.success(request, "材料已保存。")
                return redirect("evidence-list", subject_type=subject_type, pk=pk)
        return self._page(subject_type, pk, form, status=422)

    def _subject(self, subject_type: str, pk: int) -> Subject:
        try:
            found = kind_of(subject_type).visible(self.request.scope, [pk])
        except UnknownSubjectError as error:
            raise Http404 from error
        if pk not in found:
            raise Http404
        return found[pk]

    def _page(self, subject_type: str, pk: int, form: PaperForm, status: int = 200) -> HttpResponseBase:
        subject = self._subject(subject_type, pk)
        context = {
            "subject": subject,
            "label": kind_of(subject_type).label,
            "rows": paper_rows(attachments_of(self.request.scope, subject_type, [pk])),
            "form": form,
            "adds": may(self.request.post, Action.EVIDENCE_ADD),
            "back": _back(subject_type, subject),
        }
        return self.page_or_fragment("evidence/list.html", context, status=status)


def _back(subject_type: str, subject: Subject) -> str:
    pages = {"case": "procedure-case", "round": "procedure-round", "notice": "procedure-poster"}
    return reverse(pages[subject_type], args=[subject.id]) if subject_type in pages else subject.url


class EvidenceFile(ScopedView):
    """The file itself, decrypted while it is sent; every reading is an event of the trail."""

    required_action = Action.EVIDENCE_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        paper = attachment(request.scope, pk)
        if paper is None:
            raise Http404
        chunks = read_file(paper.file)
        try:
            first = next(chunks)
        except (FileNotFoundError, StopIteration) as error:
            raise Http404 from error
        look(
            request.actor,
            "core.evidence.read",
            subject_type=paper.subject_type,
            subject_id=str(paper.subject_id),
            area=paper.area,
            detail={"attachment": paper.pk},
        )

        def content() -> Iterator[bytes]:
            yield first
            yield from chunks

        response = StreamingHttpResponse(content(), content_type=paper.media_type)
        # Pictures open in the page's own tab; whatever they hold may run nothing there.
        name = as_attachment(paper.file_name)
        is_picture = paper.media_type.startswith("image/") and not request.GET.get("download")
        response["Content-Disposition"] = name.replace("attachment", "inline", 1) if is_picture else name
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class EvidenceWithdraw(ScopedView):
    """Mark a paper as void, with the reason; it stays where it is."""

    required_action = Action.EVIDENCE_ADD

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(pk, WithdrawForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        paper = self._paper(pk)
        form = WithdrawForm(request.POST)
        if form.is_valid():
            try:
                withdraw(actor=request.actor, scope=request.scope, pk=pk, reason=form.cleaned_data["reason"])
            except HiddenSubjectError as error:
                raise Http404 from error
            except EvidenceError as error:
                form.add_error("reason", str(error))
            else:
                messages.success(request, "材料已作废，原件仍可查看。")
                return redirect("evidence-list", subject_type=paper.subject_type, pk=paper.subject_id)
        return self._page(pk, form, status=422)

    def _paper(self, pk: int) -> Attachment:
        paper = attachment(self.request.scope, pk)
        if paper is None:
            raise Http404
        return paper

    def _page(self, pk: int, form: WithdrawForm, status: int = 200) -> HttpResponseBase:
        paper = self._paper(pk)
        return self.page_or_fragment(
            "evidence/withdraw.html", {"row": paper_rows([paper])[0], "form": form}, status=status
        )
