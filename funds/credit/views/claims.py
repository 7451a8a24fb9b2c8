"""贴息申报: sheets of a quarter by township and bank, made by one person and confirmed by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate

from core.accounts.rights import Action
from core.regions.codes import parse_area
from core.regions.selectors import name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from funds.credit import claims
from funds.credit.errors import CreditRefusedError, HiddenCreditError
from funds.credit.interest import quarter_days
from funds.credit.rules import LEVELS
from funds.credit.views.base import CreditView
from funds.models import SubsidyClaim


class ClaimList(CreditView):
    """``?area= &quarter=`` of the page's year: each township and bank, with or without a sheet."""

    required_action = Action.CREDIT_VIEW
    here = "credit-claims"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, today = asked_area(request), localdate()
        asked = request.GET.get("quarter", "")
        over = [number for number in (1, 2, 3, 4) if quarter_days(request.year, number)[1] <= today]
        quarter = int(asked) if asked in ("1", "2", "3", "4") else (over[-1] if over else 1)
        found = claims.claims(request.scope, area, request.year).filter(quarter=quarter)
        sheets = {(row.area, row.bank): row for row in found}
        sums = claims.sums(request.scope, [row.pk for row in sheets.values()])
        places = sorted(set(claims.pairs(request.scope, area)) | set(sheets))
        names = name_of({place for place, _ in places})
        rows = []
        for place, bank in places:
            sheet = sheets.get((place, bank))
            rows.append((place, names.get(place, ""), bank, sheet, sums.get(sheet.pk) if sheet else None))
        context = {
            **self.frame(area),
            "quarter": quarter,
            "quarters": (1, 2, 3, 4),
            "over": quarter in over,
            "rows": rows,
            "covers": {place for place, _ in places if request.scope.covers(place)},
        }
        return self.page_or_fragment("funds/credit/claims.html", context)


class ClaimMake(CreditView):
    """POST ``area``, ``bank``, ``year``, ``quarter``."""

    required_action = Action.CREDIT_EDIT
    http_method_names = ["post"]
    here = "credit-claims"

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        try:
            area = parse_area(request.POST.get("area", ""))
            year, quarter = int(request.POST.get("year", "")), int(request.POST.get("quarter", ""))
            if not 2014 <= year <= 2100:
                raise ValueError(year)
        except ValueError:
            raise Http404 from None
        try:
            claim = claims.claim_make(
                writer=self.writer, area=area, bank=request.POST.get("bank", "")[:60], year=year, quarter=quarter
            )
        except HiddenCreditError as error:
            raise Http404 from error
        except CreditRefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect(f"{reverse(self.here)}?area={area}")
        messages.success(request, "已制表，请由另一人审核申报。")
        return redirect("credit-claim", pk=claim.pk)


class ClaimPage(CreditView):
    """One sheet: its totals, lines and differences."""

    required_action = Action.CREDIT_VIEW
    here = "credit-claims"

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        sheet = self.sheet(pk)
        page = page_of(claims.lines_of_claim(request.scope, sheet), ("area", "id"), request.GET.get("cursor", ""))
        total = claims.sums(request.scope, [pk])[pk]
        levels = sorted(total["parts"], key=list(LEVELS).index)
        names = name_of({row.area for row in page.rows} | {sheet.area})
        context = {
            **self.frame(sheet.area),
            "sheet": sheet,
            "place": names.get(sheet.area, ""),
            "page": page,
            "levels": [(LEVELS[level], total["parts"][level]) for level in levels],
            "total": total,
            "rows": [
                (
                    row,
                    names.get(row.area, ""),
                    (row.year, row.quarter) != (sheet.year, sheet.quarter),
                    [row.parts.get(level, "0.00") for level in levels],
                )
                for row in page.rows
            ],
            "may_confirm": sheet.claimed_at is None and sheet.made_by != request.actor.user_id,
        }
        return self.page_or_fragment("funds/credit/claim.html", context)

    def sheet(self, pk: int) -> SubsidyClaim:
        row = claims.claim_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row


class ClaimConfirm(ClaimPage):
    required_action = Action.CREDIT_EDIT
    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        try:
            claims.claim_confirm(writer=self.writer, pk=pk)
        except HiddenCreditError as error:
            raise Http404 from error
        except CreditRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已申报，这张表不再改变；以后的更正列为差额。")
        return redirect("credit-claim", pk=pk)
