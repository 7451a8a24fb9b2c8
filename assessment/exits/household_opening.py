"""Opening a village's exit round from its list of candidates, in one act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from assessment.exits.household_candidates import CODE
from core.accounts.models import Post
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.procedures.services import ProcedureError, cases_open, round_open
from core.regions.codes import Level, level_of


def candidates_open(
    *,
    actor: Actor,
    post: Post | None,
    scope: Scope,
    area: int,
    year: int,
    household_ids: Collection[int],
    on: date,
    round_id: int | None = None,
) -> int:
    """List the households in a new round of the village, or in ``round_id``; the round's id.

    ProcedureError, HiddenCaseError and StepRefusedError of the engine; then neither round nor case is there.
    """
    if level_of(area) != Level.VILLAGE:
        raise ProcedureError("请选择一个行政村")
    if not household_ids:
        raise ProcedureError("请先选择要列入名单的户")
    with recorded(actor, reason="退出初选名单"):
        if round_id is None:
            round_id = int(round_open(actor=actor, post=post, scope=scope, code=CODE, area=area, year=year, on=on).pk)
        cases_open(actor=actor, post=post, scope=scope, round_id=round_id, subject_ids=household_ids, on=on)
    return round_id
