"""Batches: what is kept of an import, from the upload to its result."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from core.accounts.models import Post
from core.audit.trail import Actor
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
        "effect": found.effect,
        "message": found.message,
    }


def keep_doubts(batch_id: int, kind: ImportKind) -> None:
    names = [sheet.name for sheet in kind.sheets]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledgers_batchdoubt (batch_id, sheet, row, letter, heading, reason) "
            "SELECT %s, (%s::text[])[sheet + 1], row, letter, left(heading, 60), left(reason, 300) "
            "FROM stage_problem WHERE severity = 'C' ORDER BY sheet, row",
            [batch_id, names],
        )
