"""退出评估 of one household: the page and tab, and the badges that follow a save without a reload."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse

from assessment.exits.household_flagged import FlaggedLine, flag_of
from assessment.exits.household_standing import ProcedureLine, procedure_lines
from assessment.explain.chain import chain_of
from assessment.explain.criteria import Remedy
from assessment.explain.household import Explanation, explain_household
from assessment.monitoring.selectors import objects_about
from assessment.recognition.selectors import of_household
from assessment.views.places import address, region_url, trail
from assessment.views.polling import LATER, SOON, nothing_new, polling
from core.accounts.rights import Action, may
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from households.models import Household
from households.rules import OUT_OF_POVERTY
from households.selectors import household_detail
from households.selectors.register import helper_names, member_counts


class HouseholdVerdictPage(ScopedView):
    """One household's verdict; for htmx the tab's body alone, which asks again while its village is pending."""

    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = household_detail(scope=request.scope, code=code)
        if household is None:
            raise Http404
        if nothing_new(request, household.area):
            return HttpResponse(status=204)
        found = explain_household(scope=request.scope, code=code, year=request.year)
        assert found is not None  # noqa: S101  (it was there a moment ago, in this scope)
        context = {
            "e": found,
            "path": trail(request.scope, household.area),
            "remedies": self._remedies(household, found),
            "edit_url": self._form(household),
            "card_url": address("household-card", code),
            "standards_url": reverse("standard-list"),
            "helper": helper_names(request.scope, [household.pk]).get(household.pk, ""),
            "members": member_counts(request.scope, request.year, [household.pk]).get(household.pk, 0),
            "remedy_note": _note(found),
            "flag": self._flag(household, found),
            "procedures": self._procedures(household),
            **self._monitoring(household, found),
            "recognitions": of_household(household, request.year),
            "propose_url": address("recognition-household", household.code)
            if may(request.post, Action.RECOGNITION_PROPOSE)
            else "",
            **polling(request, found.waiting, found.checked_at),
            **chain_context(request, household),
        }
        return self.page_or_fragment("assessment/household.html", context, fragment="assessment/_household.html")

    def _remedies(self, household: Household, found: Explanation) -> list[tuple[Remedy, str]]:
        """Each change with the address of the form's field or section, for whoever may fill it."""
        form = self._form(household)
        return [(item, _field_url(household, form, item.fix) if form else "") for item in found.remedies]

    def _flag(self, household: Household, found: Explanation) -> FlaggedLine | None:
        """Only an exited household whose verdict is not met can have one: no query for the others."""
        registered = found.facts.poverty_status if found.facts else None
        if found.verdict is None or found.verdict.outcome or registered not in OUT_OF_POVERTY:
            return None
        return flag_of(scope=self.request.scope, household_id=household.pk, area=household.area, year=found.year)

    def _procedures(self, household: Household) -> list[ProcedureLine]:
        if not may(self.request.post, Action.PROCEDURE_VIEW):
            return []
        return procedure_lines(scope=self.request.scope, household_id=household.pk)

    def _monitoring(self, household: Household, found: Explanation) -> dict[str, object]:
        """Only who is registered as exited, or an ordinary household, is monitored: no query for the others."""
        registered = found.facts.poverty_status if found.facts else None
        if not (found.ordinary or registered in OUT_OF_POVERTY) or not may(self.request.post, Action.MONITOR_VIEW):
            return {}
        reports = may(self.request.post, Action.MONITOR_REPORT)
        return {
            "monitored": objects_about(self.request.scope, household.pk).select_related("case"),
            "clue_url": address("monitor-clue-new", household.code) if reports else "",
        }

    def _form(self, household: Household) -> str:
        return address("household-edit", household.code) if may(self.request.post, Action.HOUSEHOLD_EDIT) else ""


def _field_url(household: Household, form: str, fix: str) -> str:
    """Where a fact is entered: a member's on the tab of members, a sum in its section, a fact in its field."""
    if fix == "members":
        return address("household-card", household.code, tab="members")
    return form if not fix else f"{form}#{fix if fix == 'income' else f'id_{fix}'}"


def _note(found: Explanation) -> str:
    count = len(found.remedies)
    return f"最小变动，{count} 项都要" if count > 1 else "最小变动"


class HouseholdBadge(ScopedView):
    """The chain of badges alone; it asks again every second until nothing is pending."""

    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = household_detail(scope=request.scope, code=code)
        if household is None:
            raise Http404
        context = {"household": household, **chain_context(request, household)}
        return self.page_or_fragment("assessment/_badges.html", context)


def chain_context(request: OfficeRequest, household: Household) -> dict[str, Any]:
    """The badges that follow a save, and how they ask again; the register's card includes the same template."""
    chain = chain_of(scope=request.scope, household=household, year=request.year)
    own = reverse("household-verdict", args=[household.code])
    return {
        "chain": chain,
        "chain_links": [(link, own if link.area is None else region_url(link.area)) for link in chain.links],
        "chain_seconds": LATER if chain.late_since else SOON,
        "chain_url": reverse("household-badges", args=[household.code]),
    }
