"""Which rule applies to us: the exit standards and poverty lines of the year."""

from __future__ import annotations

from django.http import HttpResponseBase

from assessment.catalogue import lines_for, standards_for
from core.accounts.rights import Action
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


class StandardList(ScopedView):
    """Standards are public to everyone who is signed in with a post."""

    required_action = Action.STANDARD_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        area = request.post.area
        return self.page_or_fragment(
            "assessment/standards.html",
            {"standards": standards_for(area, request.year), "lines": lines_for(area), "year": request.year},
        )
