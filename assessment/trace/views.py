"""资金成效: a document's money, followed to the indicator it was meant to move."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from assessment.trace import selectors
from core.accounts.rights import Action
from core.regions.selectors import name_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from funds.documents.selectors import document_of
from projects.places import path_to


class DocumentTrace(ScopedView):
    """One document in scope with the projects it paid for."""

    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        document = document_of(request.scope, pk)
        if document is None:
            raise Http404
        routes = selectors.routes(request.scope, document)
        names = name_of({route.project.area for route in routes})
        moved = [item for route in routes for item in route.moved if item.unit == "户"]
        paid = sum((route.paid for route in routes), Decimal(0))
        context = {
            "document": document,
            "path": path_to(request.scope, document.area, "fund-documents", query=True),
            "back": reverse("fund-document", args=[pk]),
            "routes": [(route, names.get(route.project.area, "")) for route in routes],
            "figures": [
                {"label": "分配到项目", "value": _wan(sum((r.allocated for r in routes), Decimal(0))), "unit": "万元"},
                {"label": "已支付", "value": _wan(paid), "unit": "万元", "note": "到施工单位或受益人"},
                {"label": "项目", "value": f"{len(routes):,}", "unit": "个"},
                {"label": "受益户次", "value": f"{sum(r.households for r in routes):,}", "unit": "户次"},
                {
                    "label": "12 个月内达标",
                    "value": f"{sum(item.met for item in moved):,}",
                    "unit": "户项",
                    "note": f"原未达标 {sum(item.lacking for item in moved):,}",
                },
            ],
        }
        return self.page_or_fragment("assessment/trace/document.html", context)


def _wan(amount: Decimal) -> str:
    return f"{amount / 10000:,.2f}"
