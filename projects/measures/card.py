"""The tab 帮扶措施 of the household card; registered in ``projects.apps``."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from core.accounts.rights import Action, may
from core.dictionaries import selectors as dictionaries
from core.web.requests import OfficeRequest
from households.hooks import CardTab
from households.selectors import Card
from projects.measures.checks import KIND_LIST
from projects.measures.forms import kind_choices
from projects.measures.sectors import SECTORS
from projects.measures.selectors import details_of, of_household
from projects.measures.suggestions import suggestions
from projects.models import Measure
from projects.models.sectors import SectorDetail
from projects.pathways.selectors import Scheme, scheme_of


def context(request: OfficeRequest, card: Card) -> dict[str, Any]:
    """Measures by year, what each cause still lacks in the page's year, and which forms this post may open."""
    rows = of_household(request.scope, card.household.pk)
    details = details_of(request.scope, rows)
    schemes = {year: scheme_of(card.household.area, year) for year in sorted({row.year for row in rows})}
    facts = card.facts
    causes = [facts.cause_main, *(facts.causes_other or [])] if facts else []
    open_now = card.household.closed_year is None or card.household.closed_year > card.year
    edits = open_now and may(request.post, Action.MEASURE_EDIT)
    department = request.post.sector if request.post and edits else ""
    by_year = groupby(rows, key=lambda row: row.year)
    return {
        "measure_years": [
            (year, [line(row, details.get(row.pk), schemes[year]) for row in found]) for year, found in by_year
        ],
        "suggested": suggestions(
            [cause for cause in causes if cause], [row for row in rows if row.year == card.year]
        ),
        "may_measure": edits and bool(kind_choices(department, None)),
    }  # fmt: skip


def line(row: Measure, details: SectorDetail | None, scheme: Scheme | None) -> dict[str, Any]:
    """One measure in words: kind, pathway, who, the details that are filled."""
    sector = SECTORS.get(row.sector)
    told = []
    if sector and details:
        told = [
            f"{item.label} {item.words(value)}"
            for item in sector.bound
            if (value := getattr(details, item.name)) not in (None, "", [])
        ]
    pathway = scheme.pathway_of(row.kind, row.sector, row.pathway) if scheme else ""
    return {
        "row": row,
        "kind": dictionaries.label(KIND_LIST, row.kind),
        "pathway": scheme.labels.get(pathway, "") if scheme else "",
        "sector": sector.label if sector else "",
        "who": row.member.name if row.member else "全户",
        "details": "；".join(told),
    }


TAB = CardTab("measures", "帮扶措施", "projects/measures/card_tab.html", context)
