"""Adding and withdrawing evidence: the one place that writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.evidence.media import HEAD, RefusedFileError, media_type
from core.evidence.models import Attachment
from core.evidence.selectors import kind_labels
from core.evidence.subjects import Subject, UnknownSubjectError, kind_of
from core.jobs.files import open_file


class EvidenceError(ValueError):
    """Evidence is refused; the message says why, in the user's words."""


class HiddenSubjectError(LookupError):
    """The subject does not exist for this person."""


class Upload(Protocol):
    """A sealed upload (core.jobs.uploads.SealedUpload)."""

    name: str | None
    size: int | None
    sealed: str
    sha256: str

    def adopt(self) -> str: ...


@dataclass(frozen=True)
class Paper:
    """What a person says of a file: its kind, when it was made, a note."""

    kind: str
    taken_on: date | None = None
    note: str = ""


def attach(*, actor: Actor, scope: Scope, subject_type: str, subject_id: int, upload: Upload, paper: Paper) -> int:
    """Keep a file as evidence of a subject; the attachment's id.

    The same content for the same subject and kind is the one that is there already. HiddenSubjectError outside the
    scope; EvidenceError for a wrong kind, file or date. The file stays the request's own until all is stored.
    """
    subject = _visible(scope, subject_type, subject_id)
    if paper.kind not in kind_labels():
        raise EvidenceError("请选择材料种类")
    if paper.taken_on is not None and paper.taken_on > timezone.localdate():
        raise EvidenceError("形成日期不能晚于今天")
    name = (upload.name or "文件").replace("/", "_")[-120:]
    try:
        found = media_type(name, _head(upload), upload.size or 0)
    except RefusedFileError as error:
        raise EvidenceError(str(error)) from error
    with recorded(actor, reason="添加佐证材料"):
        known = Attachment.all_rows.filter(
            subject_type=subject_type,
            subject_id=subject_id,
            kind=paper.kind,
            sha256=upload.sha256,
            withdrawn_at__isnull=True,
        ).first()
        if known is not None:
            return int(known.pk)
        row = Attachment.all_rows.create(
            subject_type=subject_type,
            subject_id=subject_id,
            area=subject.area,
            kind=paper.kind,
            file=upload.adopt(),
            file_name=name,
            media_type=found,
            size=upload.size or 0,
            sha256=upload.sha256,
            taken_on=paper.taken_on,
            note=paper.note[:200],
            uploaded_by=actor.user_id,
            uploaded_name=actor.name,
            uploaded_post=actor.post_id,
        )
    return int(row.pk)


def withdraw(*, actor: Actor, scope: Scope, pk: int, reason: str) -> None:
    """Mark a paper as void, with the reason; it stays readable. A second time changes nothing."""
    if not reason.strip():
        raise EvidenceError("请填写作废理由")
    with recorded(actor, reason=reason):
        row = Attachment.objects.within(scope).filter(pk=pk).first()
        if row is None:
            raise HiddenSubjectError(pk)
        Attachment.all_rows.filter(pk=pk, withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now(), withdrawn_name=actor.name, withdrawn_reason=reason.strip()[:200]
        )


def _head(upload: Upload) -> bytes:
    """The first bytes, read anew: whoever looked at the upload before us may have read on in it."""
    with open_file(upload.sealed) as file:
        return file.read(HEAD)


def _visible(scope: Scope, subject_type: str, subject_id: int) -> Subject:
    try:
        found = kind_of(subject_type).visible(scope, [subject_id])
    except UnknownSubjectError as error:
        raise HiddenSubjectError(subject_type) from error
    if subject_id not in found:
        raise HiddenSubjectError(subject_id)
    return found[subject_id]
