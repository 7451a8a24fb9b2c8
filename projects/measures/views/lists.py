"""措施台账 of a place and year, and the page of one measure."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse

from core.accounts.rights import Action, may
from core.dictionaries.selectors import choices
from core.evidence.selectors import attachments_of
from core.regions.selectors import name_of
from core.web.pages.evidence import paper_rows
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from projects.measures.card import line
from projects.measures.checks import KIND_LIST
from projects.measures.sectors import SECTORS, sector_of
from projects.measures.selectors import MeasureFilter, details_of, measures
from projects.measures.views.base import MeasureView
from projects.models import Measure
from projects.pathways.selectors import scheme_of
from projects.places import path_to
from projects.tabs import measure_tabs


class MeasureList(ScopedView):
    """``?area=``, ``kind``, ``sector``, ``status``, ``pathway``, ``q`` narrow the ledger of the page's year."""

    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        scheme = scheme_of(area, request.year)
        offered = {
            "kind": choices(KIND_LIST),
            "sector": [(sector.code, sector.label) for sector in SECTORS.values()],
            "status": list(Measure.Status.choices),
            "pathway": list(scheme.labels.items()) if scheme else [],
        }
        asked = {name: request.GET.get(name, "") for name in offered}
        chosen = {name: value for name, value in asked.items() if value in dict(offered[name])}
        wanted = MeasureFilter(
            area,
            request.year,
            words=request.GET.get("q", "")[:40],
            kinds=scheme.by_kind if scheme else None,
            **chosen,
        )
        page = page_of(measures(request.scope, wanted), ("area", "-id"), request.GET.get("cursor", ""))
        places = name_of({row.area for row in page.rows})
        details = details_of(request.scope, page.rows)
        context = {
            "area": area,
            "year": request.year,
            "path": path_to(request.scope, area, "measure-list", query=True),
            "page": page,
            "rows": [
                {**line(row, details.get(row.pk), scheme), "place": places.get(row.area, "")} for row in page.rows
            ],
            "wanted": wanted,
            "filters": [
                ("kind", "大类", offered["kind"], wanted.kind),
                ("sector", "专项", offered["sector"], wanted.sector),
                ("pathway", "路径", offered["pathway"], wanted.pathway),
                ("status", "状态", offered["status"], wanted.status),
            ],
            "reset_url": f"{reverse('measure-list')}?area={area}",
            "may_import": may(request.post, Action.IMPORT),
            "may_export": may(request.post, Action.EXPORT),
            "tabs": measure_tabs(request, area, "measure-list"),
        }
        return self.page_or_fragment("projects/measures/list.html", context)


class MeasurePage(MeasureView):
    """One measure with its typed details and its papers."""

    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.measure_or_404(pk)
        details = details_of(request.scope, [row]).get(row.pk)
        sector = sector_of(row.sector)
        context = {
            **self.frame(row.household),
            "measure": row,
            "told": line(row, details, scheme_of(row.household.area, row.year)),
            "sector": sector,
            "facts": [(item.label, item.words(getattr(details, item.name, None))) for item in sector.bound]
            if sector
            else [],
            "papers": paper_rows(attachments_of(request.scope, "measure", [row.pk])),
            "may_change": self.may_change(row),
            "may_stop": row.status in (Measure.Status.PLANNED, Measure.Status.DOING),
            "labels": dict(sector.rename) if sector else {},
        }
        return self.page_or_fragment("projects/measures/page.html", context)
