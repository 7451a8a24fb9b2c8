"""捐赠投入: the list with its sums, one contribution, the helpers."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.utils import timezone

from core.accounts.rights import Action, may
from core.evidence.selectors import attachments_of
from core.regions.selectors import name_of
from core.web.formats import thousands, wan
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from funds.contributions import selectors, services
from funds.models import Contribution, HelperKind
from funds.places import path_to


def asked_of(request: OfficeRequest) -> selectors.Asked:
    chosen = request.GET
    kind, form, notice = (chosen.get(name, "") for name in ("kind", "form", "notice"))
    return selectors.Asked(
        asked_area(request),
        request.year,
        kind if kind in HelperKind.values else "",
        form if form in Contribution.Form.values else "",
        notice if notice in selectors.NOTICES else "",
        chosen.get("word", "").strip()[:60],
    )


class ContributionList(ScopedView):
    """``?area= kind= form= notice= word=`` in the year of the page; newest first."""

    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        asked, today = asked_of(request), timezone.localdate()
        rows = selectors.contributions(request.scope, asked, today)
        sums = selectors.sums(rows)
        page = page_of(rows, ("-received_on", "-id"), request.GET.get("cursor", ""), count=sums.number)
        names = name_of({row.area for row in page.rows})
        spent = selectors.used(request.scope, [row.pk for row in page.rows])
        context = {
            "page": page,
            "lines": [(row, names.get(row.area, ""), spent.get(row.pk, 0), today) for row in page.rows],
            "asked": asked,
            "path": path_to(request.scope, asked.area, "contribution-list"),
            "year": request.year,
            "kinds": HelperKind.choices,
            "forms": Contribution.Form.choices,
            "notices": list(selectors.NOTICES.items()),
            "may_edit": may(request.post, Action.CONTRIBUTION_EDIT) and request.scope.covers(asked.area),
            "may_export": may(request.post, Action.EXPORT),
            "figures": [
                {"label": "合计", "value": wan(sums.money + sums.goods), "unit": "万元", "note": f"{sums.number} 笔"},
                {"label": "资金", "value": wan(sums.money), "unit": "万元"},
                {"label": "物资折价", "value": wan(sums.goods), "unit": "万元",
                 "note": f"{sums.unvalued} 批待估价" if sums.unvalued else ""},
                {"label": "捐赠方", "value": thousands(sums.donors), "unit": "家"},
            ],
        }  # fmt: skip
        return self.page_or_fragment("funds/contributions/list.html", context)


class ContributionPage(ScopedView):
    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = selectors.contribution_of(request.scope, pk)
        if row is None:
            raise Http404
        spent = services.used_of(row)
        context = {
            "row": row,
            "place": name_of([row.area]).get(row.area, ""),
            "path": path_to(request.scope, row.area, "contribution-list"),
            "spent": spent,
            "left": None if row.amount is None else row.amount - spent,
            "uses": selectors.uses_of(request.scope, row),
            "page": page_of(
                selectors.households_of(request.scope, row), ("area", "household__code"),
                request.GET.get("cursor", ""), per_page=20,
            ),
            "papers": attachments_of(request.scope, "contribution", [pk]).filter(withdrawn_at=None).count(),
            "edits": may(request.post, Action.CONTRIBUTION_EDIT),
            "late": row.notice_on is None and row.notice_due_on < timezone.localdate(),
        }  # fmt: skip
        return self.page_or_fragment("funds/contributions/page.html", context)


class UnitList(ScopedView):
    """``?area= kind=``: who helps here."""

    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, kind = asked_area(request), request.GET.get("kind", "")
        rows = selectors.units(request.scope, area)
        if kind in HelperKind.values:
            rows = rows.filter(kind=kind)
        page = page_of(rows, ("area", "kind", "name", "id"), request.GET.get("cursor", ""))
        places = {row.area for row in page.rows} | {row.home for row in page.rows if row.home is not None}
        names = name_of(places)
        context = {
            "page": page,
            "lines": [(row, names.get(row.area, ""), names.get(row.home or 0, "")) for row in page.rows],
            "area": area,
            "kind": kind,
            "kinds": HelperKind.choices,
            "path": path_to(request.scope, area, "support-list"),
            "edits": may(request.post, Action.CONTRIBUTION_EDIT) and request.scope.covers(area),
        }
        return self.page_or_fragment("funds/contributions/units.html", context)
