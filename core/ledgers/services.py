"""Batches: what is kept of an import, from the upload to its result."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from core.accounts.models import Post
from core.audit.trail import SYSTEM, Actor, recorded
from core.evidence.selectors import file_names as evidence_files
from core.jobs.files import delete_file, stray_files
from core.jobs.models import Job
from core.jobs.services import job_forget_file
from core.ledgers.kinds import ImportKind
from core.ledgers.models import Batch
from core.ledgers.outcome import Outcome


@dataclass(frozen=True)
class Upload:
    """What identifies a file: its name as the user gave it, size, SHA-256."""

    name: str
    size: int
    sha256: str


def upload_of(path: Path) -> Upload:
    """The identity of a file on this machine."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Upload(path.name[:200], os.path.getsize(path), digest)


class NewBatch:
    """Keeper of an import that begins with its application (the command): the batch is made in its transaction."""

    def __init__(self, kind: ImportKind, year: int, upload: Upload, actor: Actor, post: Post | None) -> None:
        self.kind = kind
        self.batch = Batch(
            kind=kind.code,
            year=year,
            area=post.area if post else 0,
            file_name=upload.name,
            size=upload.size,
            sha256=upload.sha256,
            owner_id=actor.user_id,
            owner_name=actor.name,
            post_id=actor.post_id,
            state=Batch.State.APPLYING,
        )

    def open(self) -> int:
        # A repeated pass makes it anew: what the pass before it made was rolled back.
        self.batch.pk = None
        self.batch.save(force_insert=True)
        return int(self.batch.pk)

    def close(self, found: Outcome) -> None:
        batch_applied(self.batch, self.kind, found)


def batch_applied(batch: Batch, kind: ImportKind, found: Outcome) -> None:
    """The batch becomes applied: counts, notes and all doubts (from this session's stage_problem) are kept."""
    for name, value in outcome_columns(found).items():
        setattr(batch, name, value)
    batch.state = Batch.State.APPLIED
    batch.applied_at = Now()
    batch.save()
    keep_doubts(batch.pk, kind)


def outcome_columns(found: Outcome) -> dict[str, Any]:
    """The columns of a batch that an outcome fills."""
    counts = found.counts
    return {
        "rows_read": counts.read,
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "refused": counts.refused,
        "doubts": found.doubts,
        "sheets": [{"name": name, **asdict(part)} for name, part in found.sheets.items()],
        "fields": [asdict(part) for part in found.fields],
        "notes": found.notes,
        "problems": [asdict(part) for part in found.problems],
        "doubt_kinds": [asdict(part) for part in found.doubt_kinds],
        "effect": found.effect,
        "message": found.message,
    }


def keep_doubts(batch_id: int, kind: ImportKind) -> None:
    """The doubts staged in this session become the batch's, in place of those of an earlier check."""
    names = [sheet.name for sheet in kind.sheets]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledgers_batchdoubt WHERE batch_id = %s", [batch_id])
        cursor.execute(
            "INSERT INTO ledgers_batchdoubt (batch_id, sheet, row, letter, heading, reason) "
            "SELECT %s, (%s::text[])[sheet + 1], row, letter, left(heading, 60), left(reason, 300) "
            "FROM stage_problem WHERE severity = 'C' ORDER BY sheet, row",
            [batch_id, names],
        )


class KnownBatch:
    """Keeper of an import that was uploaded and confirmed on the page: applied once, whoever asks again."""

    def __init__(self, batch: Batch, kind: ImportKind) -> None:
        self.batch = batch
        self.kind = kind

    def open(self) -> int:
        """Lock the batch. BatchGoneError when it is not waiting to be applied (any more)."""
        locked = Batch.objects.select_for_update(no_key=True).get(pk=self.batch.pk)
        if locked.state != Batch.State.APPLYING:
            raise BatchGoneError(locked.get_state_display())
        return int(locked.pk)

    def close(self, found: Outcome) -> None:
        batch_applied(self.batch, self.kind, found)


class BatchGoneError(Exception):
    """The batch is in another state than the step needs."""


def batch_receive(
    *, kind: ImportKind, year: int, upload: Upload, sealed: str, actor: Actor, post: Post | None
) -> Batch:
    """A new batch whose upload rests sealed until it is checked."""
    with recorded(actor):
        return Batch.objects.create(
            kind=kind.code,
            year=year,
            area=post.area if post else 0,
            file_name=upload.name[:200],
            size=upload.size,
            sha256=upload.sha256,
            upload=sealed,
            owner_id=actor.user_id,
            owner_name=actor.name,
            post_id=actor.post_id,
        )


def batch_checked(batch: Batch, kind: ImportKind, found: Outcome, errors: str, actor: Actor) -> None:
    """Keep what the check found; the batch is ready, or refused with its annotated workbook."""
    with recorded(actor):
        for name, value in outcome_columns(found).items():
            setattr(batch, name, value)
        batch.state = Batch.State.REFUSED if found.counts.refused else Batch.State.READY
        batch.errors = errors
        batch.checked_at = Now()
        batch.save()
        keep_doubts(batch.pk, kind)


def batch_refused_whole(batch: Batch, message: str, actor: Actor) -> None:
    """The file as a whole is refused: nothing of it is kept but the sentence and its hash."""
    with recorded(actor):
        batch.state, batch.message, batch.checked_at = Batch.State.REFUSED, message[:400], Now()
        batch.save()
    batch_forget_upload(batch, actor)


def batch_confirm(batch: Batch, actor: Actor) -> None:
    """From ready to applying, once. BatchGoneError."""
    with recorded(actor):
        moved = Batch.objects.filter(pk=batch.pk, state=Batch.State.READY).update(state=Batch.State.APPLYING)
    if not moved:
        raise BatchGoneError(batch.get_state_display())


def batch_drop(batch: Batch, actor: Actor) -> None:
    """Give up an import that was not applied; its files are deleted."""
    with recorded(actor):
        dropped = Batch.objects.filter(
            pk=batch.pk, state__in=[Batch.State.WAITING, Batch.State.READY, Batch.State.REFUSED]
        ).update(state=Batch.State.DROPPED)
    if not dropped:
        raise BatchGoneError(batch.get_state_display())
    batch_forget_upload(batch, actor)
    batch_forget_errors(batch, actor)


def batch_job(batch: Batch, job_id: int, actor: Actor) -> None:
    with recorded(actor):
        Batch.objects.filter(pk=batch.pk).update(job_id=job_id)


def batch_forget_upload(batch: Batch, actor: Actor) -> None:
    """Delete the upload; the row goes first, so that a file without a row is what a crash leaves, for the sweep."""
    _forget(batch, "upload", actor)


def batch_forget_errors(batch: Batch, actor: Actor) -> None:
    _forget(batch, "errors", actor)


def _forget(batch: Batch, column: str, actor: Actor) -> None:
    name = getattr(batch, column)
    with recorded(actor):
        Batch.objects.filter(pk=batch.pk).update(**{column: ""})
    setattr(batch, column, "")
    delete_file(name)


def sweep_files(day_ago: datetime) -> int:
    """Delete uploads, error workbooks and exports older than a day, and files that nobody knows; how many."""
    deleted = 0
    old = Batch.objects.filter(created_at__lt=day_ago).exclude(upload="", errors="").exclude(state=Batch.State.APPLYING)
    for batch in old:
        if batch.state in (Batch.State.WAITING, Batch.State.READY):
            Batch.objects.filter(pk=batch.pk, state=batch.state).update(state=Batch.State.DROPPED)
        for column in ("upload", "errors"):
            if getattr(batch, column):
                _forget(batch, column, SYSTEM)
                deleted += 1
    for job in Job.objects.filter(finished_at__lt=day_ago).exclude(file=""):
        job_forget_file(job)
        deleted += 1
    known = set(Batch.objects.exclude(upload="").values_list("upload", flat=True))
    known |= set(Batch.objects.exclude(errors="").values_list("errors", flat=True))
    known |= set(Job.objects.exclude(file="").values_list("file", flat=True))
    known |= evidence_files()
    for name in stray_files(known, day_ago.timestamp()):
        delete_file(name)
        deleted += 1
    return deleted
