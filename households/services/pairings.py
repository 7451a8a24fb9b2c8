"""Which helper is responsible for which household, by period (结对帮扶)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from core.accounts.models import Post, User
from core.accounts.rights import Role
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range
from households.models import Household, Pairing
from households.services.errors import PairingError, RegistryError
from households.services.writing import again_if_moved, locked


@again_if_moved
def pairing_start(*, actor: Actor, household: Household, helper: User, starts_on: date) -> Pairing:
    """``helper`` becomes responsible from ``starts_on``.

    PairingError when the person holds no helper's post there on that day or is paired with the household already.
    """
    with recorded(actor, reason="结对"):
        stored = locked(household)
        if not _is_helper(helper, stored.area, starts_on):
            raise PairingError(f"{helper.name} 在这一天没有覆盖本村的帮扶责任人岗位")
        overlapping = Pairing.all_rows.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), household=stored, helper=helper
        )
        if overlapping.exists():
            raise PairingError(f"{helper.name} 与这一户已有结对，时间不能重叠")
        pairing: Pairing = Pairing.all_rows.create(
            household=stored, area=stored.area, helper=helper, starts_on=starts_on
        )
    return pairing


def pairing_start_many(
    *, actor: Actor, households: Sequence[Household], helper: User, starts_on: date
) -> list[Pairing]:
    """``pairing_start`` for several households, all or none; PairingError names the one in the way."""
    found = []
    with recorded(actor, reason="批量结对"):
        for household in sorted(households, key=lambda row: row.pk):
            try:
                found.append(pairing_start(actor=actor, household=household, helper=helper, starts_on=starts_on))
            except RegistryError as refusal:
                raise PairingError(f"{household.head_name}户：{refusal}。没有一户被结对") from refusal
    return found


def pairing_end(*, actor: Actor, pairing: Pairing, ends_on: date) -> None:
    """The pairing's last day is ``ends_on``; PairingError when that is before its first."""
    if ends_on < pairing.starts_on:
        raise PairingError("结束时间不能早于开始时间")
    with recorded(actor, reason="结束结对"):
        Pairing.all_rows.filter(pk=pairing.pk).update(ends_on=ends_on)


def _is_helper(user: User, area: int, day: date) -> bool:
    posts = Post.objects.filter(user_id=user.pk, role=Role.HELPER).current(day)
    return user.is_active and any(low <= area < high for low, high in (area_range(post.area) for post in posts))
