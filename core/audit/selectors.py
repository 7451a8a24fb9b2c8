"""Reading the trail of looks, sign-ins and refusals."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.audit.models import AccessEvent

# Words of the actions; a prefix stands for all that begin with it.
GROUPS: dict[str, tuple[str, ...]] = {
    "登录": ("accounts.session.",),
    "账号与岗位": ("accounts.user.", "accounts.post.", "accounts.password."),
    "越权与拒绝": ("core.access.",),
    "标准": ("assessment.standard.", "assessment.line."),
    "查看与导出": ("households.", "villages.", "assessment.", "ledgers.", "core.evidence.", "core.trail."),
}


def access_list(
    low: int, high: int, *, group: str = "", actor: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[AccessEvent]:
    """Events in the area range [low, high), newest first; by group of actions, part of the name, and days."""
    events = AccessEvent.objects.filter(area__gte=low, area__lt=high)
    if group in GROUPS:
        wanted = Q()
        for prefix in GROUPS[group]:
            wanted |= Q(action__startswith=prefix)
        events = events.filter(wanted)
    if actor:
        events = events.filter(actor_name__contains=actor)
    if first:
        events = events.filter(at__gte=midnight(first))
    if last:
        events = events.filter(at__lt=midnight_after(last))
    return events.order_by("-pk")


def midnight(day: date) -> datetime:
    """The moment at which a day begins in China."""
    return timezone.make_aware(datetime.combine(day, time.min))


def midnight_after(day: date) -> datetime:
    """The moment at which a day is over."""
    return midnight(day + timedelta(days=1))
