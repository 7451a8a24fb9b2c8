"""信贷台账, one loan with its timeline and quarters, ratios, growth and warnings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.utils.timezone import localdate

from core.accounts.rights import Action
from core.dictionaries.selectors import choices, label
from core.regions.selectors import name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from funds.credit import checks, ratios, selectors, warnings
from funds.credit.rules import LEVELS
from funds.credit.views.base import CreditView, card_url
from funds.models import Loan, LoanChange, LoanEntry


def told(row: Loan, places: dict[int, str], today: date) -> dict[str, Any]:
    """A loan in words; ``late`` is days past the due day while money is owed."""
    late = (today - row.due_now).days if row.balance and row.due_now < today else 0
    return {
        "row": row,
        "place": places.get(row.area, ""),
        "product": label(checks.PRODUCTS, row.product),
        "purpose": label(checks.PURPOSES, row.purpose),
        "negative": checks.is_negative(row.purpose),
        "late": late,
    }


class LoanList(CreditView):
    """``?area= &bank= &product= &state= &q=``."""

    required_action = Action.CREDIT_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, today = asked_area(request), self.day
        banks = selectors.banks(request.scope, area)
        offered = {
            "bank": [(bank, bank) for bank in banks],
            "product": choices(checks.PRODUCTS),
            "state": list(selectors.STATES),
        }
        asked = {name: request.GET.get(name, "") for name in offered}
        chosen = {name: value for name, value in asked.items() if value in dict(offered[name])}
        wanted = selectors.LoanFilter(area, words=request.GET.get("q", "")[:40], **chosen)
        rows = selectors.loans(request.scope, wanted, today)
        page = page_of(rows, ("area", "-id"), request.GET.get("cursor", ""))
        sums = selectors.figures(rows, today)
        places = name_of({row.area for row in page.rows})
        balance, overdue = sums["owed"] or 0, sums["overdue"] or 0
        context = {
            **self.frame(area),
            "page": page,
            "rows": [told(row, places, today) for row in page.rows],
            "wanted": wanted,
            "filters": [
                ("bank", "银行", offered["bank"], wanted.bank),
                ("product", "产品", offered["product"], wanted.product),
                ("state", "状态", offered["state"], wanted.state),
            ],
            "figures": [
                {"label": "贷款", "value": f"{sums['number']:,}", "unit": "笔", "note": f"{sums['households']:,} 户"},
                {"label": "合同金额", "value": f"{(sums['signed'] or 0) / 10000:,.2f}", "unit": "万元"},
                {"label": "贷款余额", "value": f"{balance / 10000:,.2f}", "unit": "万元"},
                {
                    "label": "逾期",
                    "value": f"{overdue / 10000:,.2f}",
                    "unit": "万元",
                    "note": f"{sums['late']:,} 笔，占余额 {overdue * 100 / balance:.2f}%" if balance else "没有余额",
                    "tone": "not" if overdue else "",
                },
                {"label": "风险补偿", "value": f"{(sums['paid_out'] or 0) / 10000:,.2f}", "unit": "万元"},
            ],
        }
        return self.page_or_fragment("funds/credit/list.html", context)


class LoanPage(CreditView):
    """One loan: the contract, what happened in order of days, interest and subsidy by quarter."""

    required_action = Action.CREDIT_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, today = self.loan_or_404(pk), self.day
        quarters = self._quarters(row, today)
        levels = sorted({level for _, _, quarter in quarters for level in quarter.parts}, key=list(LEVELS).index)
        context = {
            **self.frame(row.area),
            **told(row, name_of([row.area]), today),
            "card_url": card_url(row.household.code),
            "relation": label("relation", row.relation),
            "timeline": self._timeline(row),
            "levels": [LEVELS[level] for level in levels],
            "quarters": [
                (year, number, quarter, [quarter.parts.get(level, 0) for level in levels])
                for year, number, quarter in quarters
            ],
        }
        return self.page_or_fragment("funds/credit/loan.html", context)

    def _timeline(self, row: Loan) -> list[tuple[date, int, LoanEntry | LoanChange, bool, bool]]:
        """(day, order, row, is an entry, was countered) of entries and changes, oldest first."""
        entries = selectors.entries_of(self.request.scope, row)
        changes = selectors.changes_of(self.request.scope, row)
        undone = {item.counters_id for item in entries}
        taken = {item.counters_id for item in changes}
        found: list[tuple[date, int, LoanEntry | LoanChange, bool, bool]] = [
            (item.day, item.pk, item, True, item.pk in undone) for item in entries
        ]
        found += [(item.day, item.pk, item, False, item.pk in taken) for item in changes]
        return sorted(found, key=lambda item: (item[0], not item[3], item[1]))

    def _quarters(self, row: Loan, today: date) -> list[tuple[int, int, Any]]:
        """Quarters from the signing to today, the newest first; twelve years at most."""
        first = row.signed_on.year * 4 + (row.signed_on.month - 1) // 3
        last = min(today.year * 4 + (today.month - 1) // 3, first + 47)
        periods = [(number // 4, number % 4 + 1) for number in range(first, last + 1)]
        known = selectors.loans_of_household(self.request.scope, row.household_id)
        if self.terms(row.area) is None:
            return []
        told = selectors.quarters_of(self.request.scope, known, periods, selectors.rule_book())
        found = [(*period, told[(row.pk, *period)]) for period in reversed(periods)]
        return [item for item in found if item[2].interest]


class RatioPage(CreditView):
    """``?area= &day= &missing=`` one of rating, line, loan."""

    required_action = Action.CREDIT_VIEW
    here = "credit-ratios"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        day = ratios.as_of(request.GET, localdate(), request.year)
        terms = self.terms(area)
        total, below = ratios.ratios(request.scope, area, day)
        kind = request.GET.get("missing", "")
        kind = kind if kind in ratios.MISSING else total.lacking
        names = name_of([row.area for row in below])
        page = page_of(
            ratios.missing(request.scope, area, day, kind), ("area", "code"), request.GET.get("cursor", "")
        )  # fmt: skip
        places = name_of({row.area for row in page.rows})
        context = {
            **self.frame(area),
            "day": day,
            "shares": total.told(terms) if terms else [],
            "below": [(row, names.get(row.area, ""), row.told(terms)) for row in below] if terms else [],
            "kind": kind,
            "kinds": list(ratios.MISSING.items()),
            "missing_name": ratios.MISSING[kind],
            "page": page,
            "rows": [(row, places.get(row.area, "")) for row in page.rows],
        }
        return self.page_or_fragment("funds/credit/ratios.html", context)


class GrowthPage(CreditView):
    """Volume drawn by product, the page's year against the one before."""

    required_action = Action.CREDIT_VIEW
    here = "credit-growth"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        terms = self.terms(area)
        rows = ratios.growth(request.scope, area, request.year, terms.growth) if terms else []
        context = {**self.frame(area), "rows": rows, "target": terms.growth if terms else None}
        return self.page_or_fragment("funds/credit/growth.html", context)


class WarningPage(CreditView):
    """``?area= &kind=``: counts of all, the loans of one."""

    required_action = Action.CREDIT_VIEW
    here = "credit-warnings"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, today = asked_area(request), self.day
        terms = self.terms(area)
        kind = request.GET.get("kind", "")
        kind = kind if kind in warnings.KINDS else "overdue"
        context: dict[str, Any] = {**self.frame(area), "kind": kind, "kind_name": warnings.KINDS[kind], "page": None}
        if terms is not None:
            at = warnings.Day(today, terms)
            counts = warnings.counted(request.scope, area, at)
            page = page_of(
                warnings.warned(request.scope, area, at, kind), ("due_now", "id"), request.GET.get("cursor", "")
            )
            places = name_of({row.area for row in page.rows})
            context |= {
                "counts": [
                    (name, words, *counts[name], name not in warnings.WATCHED and counts[name][0] > 0)
                    for name, words in warnings.KINDS.items()
                ],
                "page": page,
                "rows": [told(row, places, today) for row in page.rows],
            }
        return self.page_or_fragment("funds/credit/warnings.html", context)
