"""What an app adds to the pages of its procedure: a column on each row, a part of the page, papers to print.

An app registers its panel from ``AppConfig.ready``; a procedure without one has the plain pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.procedures.models import Case, Round
from core.web.requests import OfficeRequest


@dataclass(frozen=True)
class Note:
    """A word beside a case: what the computer says of its subject. ``outcome`` draws it as a verdict's badge."""

    words: str
    outcome: bool | str | None = ""
    url: str = ""


@dataclass(frozen=True)
class Link:
    """A paper to print, or a page to go to."""

    label: str
    url: str
    icon: str = "print"


class Panel:
    """A procedure's own additions; every method may be left as it is."""

    # The heading of the column of ``notes``; "" leaves the column out.
    column: str = ""
    # A template that is included in the round's page with what ``context`` returns.
    template: str = ""
    # The same on the page of one case, with ``case_context``.
    case_template: str = ""

    def notes(self, request: OfficeRequest, cases: Sequence[Case]) -> Mapping[int, Note]:
        """Case id → what stands in its column."""
        return {}

    def context(self, request: OfficeRequest, around: Round, cases: Sequence[Case]) -> dict[str, Any]:
        return {}

    def case_context(self, request: OfficeRequest, case: Case) -> dict[str, Any]:
        return {}

    def links(self, request: OfficeRequest, around: Round) -> Sequence[Link]:
        """Papers of the whole round."""
        return ()

    def case_links(self, request: OfficeRequest, case: Case) -> Sequence[Link]:
        return ()


_panels: dict[str, Panel] = {}
_PLAIN = Panel()


def register(code: str, panel: Panel) -> None:
    """An app tells the panel of its procedure ``code``."""
    _panels[code] = panel


def panel_of(code: str) -> Panel:
    return _panels.get(code, _PLAIN)
