"""Plain personal numbers, one at a time, with a reason that is on record before the number is returned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.utils import timezone

from core.accounts.cipher import unseal
from core.audit.models import AccessEvent
from core.audit.trail import Actor, look, recorded
from households.models import Household, Member
from households.services.errors import RegistryError

ACTION: Final = "households.person.revealed"
SHORTEST_REASON: Final = 4
# SECURITY D7: enough for a day's work at the counter, too little to copy a village.
PER_HOUR: Final = 30
PER_DAY: Final = 100


class RevealError(RegistryError):
    """No reason, too many reveals, or nothing to show."""


_FIELDS: Final[dict[tuple[type, str], Callable[[object], bytes | memoryview | None]]] = {
    (Household, "phone"): lambda row: row.phone_sealed,  # type: ignore[attr-defined]
    (Household, "bank_account"): lambda row: row.bank_account_sealed,  # type: ignore[attr-defined]
    (Member, "id_number"): lambda row: row.id_sealed,  # type: ignore[attr-defined]
    (Member, "phone"): lambda row: row.phone_sealed,  # type: ignore[attr-defined]
}


def person_reveal(*, actor: Actor, subject: Household | Member, field: str, reason: str) -> str:
    """The plain ``field`` (phone, bank_account; id_number, phone of a member) of a subject read within a scope.

    The access event is committed first. RevealError: reason too short, budget used up, not filled.
    """
    sealed = _FIELDS[type(subject), field](subject)
    if len(reason.strip()) < SHORTEST_REASON:
        raise RevealError(f"请写明查看理由，至少 {SHORTEST_REASON} 个字")
    if sealed is None:
        raise RevealError("这一项没有填")
    table = "household" if isinstance(subject, Household) else "member"
    with recorded(actor, reason=reason):
        _demand_budget(actor)
        look(
            actor,
            ACTION,
            subject_type=table,
            subject_id=subject.code,
            area=subject.area,
            reason=reason.strip(),
            detail={"field": field},
        )
    return unseal(sealed, table=table, column=field, code=subject.code)


def _demand_budget(actor: Actor) -> None:
    now = timezone.now()
    looks = AccessEvent.objects.filter(actor_id=actor.user_id, action=ACTION)
    if looks.filter(at__gt=now - timedelta(hours=1)).count() >= PER_HOUR:
        raise RevealError(f"一小时内最多查看 {PER_HOUR} 次，请稍后再试")
    if looks.filter(at__gt=now - timedelta(days=1)).count() >= PER_DAY:
        raise RevealError(f"一天内最多查看 {PER_DAY} 次")
