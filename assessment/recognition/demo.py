"""Two recognitions for the demo: one in force, one that waits for the county."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from assessment.recognition.services import Proposal, recognition_decide, recognition_propose
from core.accounts.models import Post
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor
from core.regions.codes import area_range
from households.models import Household, HouseholdVerdict
from villages.models import Recognition


def load(area: int, year: int, town: Actor, county: Actor) -> None:
    """Of two households below ``area`` whose verdict is unknown; the township proposes, the county decides."""
    low, high = area_range(area)
    unknown = HouseholdVerdict.objects.within(SYSTEM_SCOPE).filter(
        area__gte=low, area__lt=high, year=year, outcome__isnull=True
    )
    wanted = list(unknown.order_by("area", "household_id").values_list("household_id", flat=True)[2:4])
    until = timezone.localdate() + timedelta(days=180)
    reasons = (
        ("met", "入户核实收入稳定，务工证明齐全，系统资料待补录", "通江扶贫〔2018〕41 号"),
        ("deferred", "户主长期住院，待出院后再作判定", "杨柏府〔2018〕17 号"),
    )
    made: list[Recognition] = []
    households = Household.objects.within(SYSTEM_SCOPE).in_bulk(wanted)
    for pk, (kind, reason, document) in zip(wanted, reasons, strict=False):
        proposal = Proposal(year, kind, "", reason, document, until)
        made.append(recognition_propose(subject=households[pk], proposal=proposal, actor=town, post=_post(town)))
    recognition_decide(pk=made[0].pk, approve=True, note="同意", actor=county, post=_post(county))


def _post(actor: Actor) -> Post:
    return Post.objects.get(pk=actor.post_id or 0)
