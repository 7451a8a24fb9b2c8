"""What the pages of measures share: the measure or household in scope or 404, the writer, the path."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from core.accounts.rights import Action, may
from core.dictionaries.selectors import label
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from households.models import Household
from households.selectors import household_detail
from projects.measures.checks import KIND_LIST
from projects.measures.selectors import measure_of
from projects.measures.services import Writer, may_write
from projects.models import Measure
from projects.places import path_to


def card_url(household: Household) -> str:
    return reverse("household-card", args=[household.code]) + "?tab=measures"


class MeasureView(ScopedView):
    """Base of the pages about one measure or one household's measures."""

    abstract = True
    request: OfficeRequest

    @property
    def department(self) -> str:
        """The field of a department's post, "" for the others."""
        assert self.request.post is not None  # noqa: S101  (dispatch refuses without one)
        return self.request.post.sector

    @property
    def writer(self) -> Writer:
        return Writer(self.request.actor, self.request.scope, self.department)

    def household_or_404(self, code: str) -> Household:
        found = household_detail(scope=self.request.scope, code=code)
        if found is None:
            raise Http404
        return found

    def measure_or_404(self, pk: int) -> Measure:
        found = measure_of(self.request.scope, pk)
        if found is None:
            raise Http404
        return found

    def may_change(self, row: Measure) -> bool:
        return may(self.request.post, Action.MEASURE_EDIT) and may_write(self.department, row.kind)

    def frame(self, household: Household) -> dict[str, Any]:
        return {
            "household": household,
            "path": path_to(self.request.scope, household.area, "measure-list", query=True),
            "card_url": card_url(household),
            "year": self.request.year,
        }


def title_of(row: Measure) -> str:
    return f"{label(KIND_LIST, row.kind)} · {row.name}"
