"""The two jobs of an import: check an upload, apply a confirmed one. Both may be called again after a crash."""

from __future__ import annotations

from typing import IO, cast

from django.utils import timezone

from core.accounts.models import Post, User
from core.accounts.rights import Action, may
from core.accounts.scope import Scope, scope_of
from core.audit.trail import Actor
from core.jobs.files import SealedFile, open_file
from core.jobs.kinds import Beat, JobResult, register
from core.jobs.models import Job
from core.jobs.services import JobFailedError
from core.ledgers import services
from core.ledgers.error_books import write_error_book
from core.ledgers.imports import Staged, apply, check, staged
from core.ledgers.kinds import ImportKind, kinds
from core.ledgers.models import Batch
from core.ledgers.outcome import Outcome
from core.ledgers.refusal import FileRefusedError

CHECK, APPLY = "ledgers.check", "ledgers.apply"


def acting(job: Job, action: Action) -> tuple[Actor, Scope, Post]:
    """The job's owner as of today: a term or an account that ended meanwhile ends the job."""
    post = Post.objects.filter(pk=job.post_id or 0).current(timezone.localdate()).select_related("user").first()
    if post is None or post.user_id != job.owner_id or not post.user.is_active or not may(post, action):
        raise JobFailedError("发起人的岗位已结束或没有权限，没有执行")
    user: User = post.user
    return Actor(user.pk, user.name, post.pk, "task"), scope_of(post), post


def check_batch(job: Job, beat: Beat) -> JobResult:
    """Read and check the upload; the batch becomes ready or refused."""
    actor, scope, _ = acting(job, Action.IMPORT)
    batch = Batch.objects.get(pk=job.arguments["batch"])
    if batch.state != Batch.State.WAITING:
        return _ended(batch)
    kind = kinds()[batch.kind]
    try:
        with staged(
            kind,
            open_file(batch.upload),
            year=batch.year,
            scope=scope,
            actor=actor,
            progress=lambda done: beat(done, 0),
        ) as held:
            found = check(held)
            services.batch_checked(batch, kind, found, _error_file(held, batch, found), actor)
    except FileRefusedError as refusal:
        services.batch_refused_whole(batch, str(refusal), actor)
    except FileNotFoundError as error:
        raise JobFailedError("上传的文件已过期删除，请重新上传") from error
    if batch.state == Batch.State.REFUSED and batch.upload:
        services.batch_forget_upload(batch, actor)
    return _ended(batch)


def _error_file(held: Staged, batch: Batch, found: Outcome) -> str:
    if not found.counts.refused:
        return ""
    with SealedFile() as out:
        write_error_book(held.run, open_file(batch.upload), cast(IO[bytes], out))
        return out.keep()


def apply_batch(job: Job, beat: Beat) -> JobResult:
    """Apply the confirmed upload, all of it or nothing."""
    actor, scope, _ = acting(job, Action.IMPORT)
    batch = Batch.objects.get(pk=job.arguments["batch"])
    if batch.state == Batch.State.APPLYING:
        kind = kinds()[batch.kind]
        try:
            found = _apply(kind, batch, scope, actor, beat)
        except FileNotFoundError as error:
            raise JobFailedError("上传的文件已过期删除，请重新上传") from error
        except services.BatchGoneError:
            found = None
        if found is not None and not found.counts.refused:
            batch.refresh_from_db()
    if batch.state == Batch.State.APPLIED and batch.upload:
        services.batch_forget_upload(batch, actor)
    return _ended(batch)


def _apply(kind: ImportKind, batch: Batch, scope: Scope, actor: Actor, beat: Beat) -> Outcome:
    source = open_file(batch.upload)
    with staged(
        kind,
        source,
        year=batch.year,
        scope=scope,
        actor=actor,
        progress=lambda done: beat(done, batch.rows_read),
    ) as held:
        found = apply(held, services.KnownBatch(batch, kind))
        if found.counts.refused:
            # Since the check somebody changed what the file stands beside.
            services.batch_checked(batch, kind, found, _error_file(held, batch, found), actor)
    return found


def _ended(batch: Batch) -> JobResult:
    state = Job.State.REFUSED if batch.state == Batch.State.REFUSED else Job.State.DONE
    return JobResult(state, batch.message, {"batch": batch.pk})


register(CHECK, check_batch)
register(APPLY, apply_batch)
