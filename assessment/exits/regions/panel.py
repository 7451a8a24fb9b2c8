"""What the pages of a round and a case show of village and county exit beside the plain procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from assessment.exits.regions.certificates import lines_of, papers_of, readiness_of, sector_of, states_of
from assessment.exits.regions.sheet import TITLES
from core.accounts.rights import Action, may
from core.procedures.models import Case, Round
from core.regions.codes import Level, ancestor
from core.web.pages.procedures.panels import Link, Note, Panel, register
from core.web.requests import OfficeRequest


class RegionExitPanel(Panel):
    """The computed verdict on each row; on a case its criteria with the departments' certificates."""

    column = "系统判定"
    case_template = "assessment/exits/_case.html"

    def __init__(self, code: str) -> None:
        self.code = code

    def notes(self, request: OfficeRequest, cases: Sequence[Case]) -> Mapping[int, Note]:
        return {
            pk: Note("", item.outcome if item.judged else "", reverse("region-verdict", args=[item.area]))
            if item.judged
            else Note("没有判定")
            for pk, item in readiness_of(cases).items()
        }

    def case_context(self, request: OfficeRequest, case: Case) -> dict[str, Any]:
        ready = readiness_of([case])
        stands = not case.end and case.state in states_of(case)
        return {
            "lines": lines_of([case], ready)[case.pk],
            "ready": ready[case.pk],
            "withdrawn": [row for row in papers_of(request.scope, case) if row.withdrawn_at is not None],
            "sector": sector_of(request.post) if stands and may(request.post, Action.PROCEDURE_ACT) else "",
        }

    def links(self, request: OfficeRequest, around: Round) -> Sequence[Link]:
        return (Link("部门认定", reverse("region-certify", args=[around.area]), "tick"),)

    def case_links(self, request: OfficeRequest, case: Case) -> Sequence[Link]:
        words = "认定表" if self.code == "village_exit" else "申请表"
        found = [Link(words, reverse("region-exit-sheet", args=[case.pk]))]
        place = ancestor(case.area, Level.COUNTY)
        if request.scope.covers(place):
            found.append(Link("部门认定", reverse("region-certify", args=[place]), "tick"))
        return found


def register_panels() -> None:
    """Called when the app is ready."""
    for code in TITLES:
        register(code, RegionExitPanel(code))
