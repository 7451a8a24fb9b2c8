"""What the exit of households adds to the pages of its procedure: the verdict a row, who can be added, papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assessment.exits.household_candidates import candidates
from assessment.exits.household_guards import verdict_words
from core.procedures.models import Case, Round
from core.procedures.selectors import definition_of
from core.web.pages.procedures.panels import Link, Note, Panel
from core.web.requests import OfficeRequest


class HouseholdExitPanel(Panel):
    """Registered under ``household_exit`` when the program starts."""

    column = "系统判定"
    template = "assessment/exits/household_panel.html"

    def notes(self, request: OfficeRequest, cases: Sequence[Case]) -> Mapping[int, Note]:
        told = verdict_words(request.scope, cases)
        return {pk: Note(words, outcome) for pk, (outcome, words) in told.items()}

    def context(self, request: OfficeRequest, around: Round, cases: Sequence[Case]) -> dict[str, Any]:
        role = request.post.role if request.post else ""
        if role not in definition_of(around.policy_id).openers:
            return {"may_open": False}
        found = candidates(scope=request.scope, area=around.area, year=around.year, today=timezone.localdate())
        return {"may_open": True, "list": found, "around": around}

    def links(self, request: OfficeRequest, around: Round) -> Sequence[Link]:
        return (
            Link("验收表、收入统计表", reverse("household-exit-sheets", args=[around.pk])),
            Link("户主确认书", reverse("household-exit-confirmations", args=[around.pk])),
        )

    def case_links(self, request: OfficeRequest, case: Case) -> Sequence[Link]:
        return (
            Link("验收表、收入统计表", reverse("household-exit-sheet", args=[case.pk])),
            Link("户主确认书", reverse("household-exit-confirmation", args=[case.pk])),
        )
