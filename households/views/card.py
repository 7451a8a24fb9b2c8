"""The household card with its tabs, and the paper one (明白卡)."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from core.accounts.rights import Action, may
from core.accounts.scope import Scope
from core.dictionaries import id_number
from core.dictionaries import selectors as dictionaries
from core.regions.codes import Level, ancestor
from core.web.requests import OfficeRequest
from households import facts as words
from households import hooks, selectors
from households.facts import Fact, Section
from households.forms.fields import partial_of
from households.rules import NOT_IN_SCHOOL
from households.selectors import Card, MemberRow
from households.views.base import HouseholdView, card_url, path_of

AT_MOST_PAPERS = 50
TABS = (
    ("basic", "基本情况"),
    ("members", "家庭成员"),
    ("income", "年度收入"),
    ("living", "生产生活条件"),
    ("verdict", "退出评估"),
    ("helpers", "帮扶责任人"),
    ("history", "变更记录"),
)
SECTIONS: dict[str, tuple[Section, ...]] = {
    "basic": (words.BASIC, words.RELOCATION, words.FILLING),
    "living": (words.LIVING, words.PRODUCTION),
}


class HouseholdCard(HouseholdView):
    """One household in the year of the page."""

    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        card = selectors.card_for_page(scope=request.scope, code=code, year=request.year)
        if card is None:
            raise Http404
        tab = request.GET.get("tab", "")
        tab = tab if tab in dict(tabs_of()) else "verdict"
        context = {**card_context(self, card), "tab": tab, "tabs": _tabs(card, tab), **self._of_tab(card, tab)}
        return self.page_or_fragment("households/card.html", context, fragment="households/card_body.html")

    def _of_tab(self, card: Card, tab: str) -> dict[str, Any]:
        if tab in SECTIONS:
            shown = [words.ORDINARY_BASIC if card.ordinary and s is words.BASIC else s for s in SECTIONS[tab]]
            return {"sections": [(section, _filled(section, card)) for section in shown]}
        if tab == "members":
            return {"member_rows": [_member_words(row, card.year) for row in card.members]}
        if tab == "income":
            return {"incomes": [(fact, _value(fact, card)) for fact in words.INCOME.facts]}
        if tab in hooks.card_tabs():
            added = hooks.card_tabs()[tab]
            return {"added_template": added.template, **added.context(self.request, card)}
        if tab == "history":
            context: dict[str, Any] = {
                "entries": selectors.household_history(scope=self.request.scope, household=card.household)
            }
            if may(self.request.post, Action.TRAIL_VIEW):
                codes = [row.member.code for row in (*card.members, *card.gone)]
                context["looks"] = selectors.household_looks(household=card.household, member_codes=codes)
            return context
        return {}


class HouseholdPaper(HouseholdView):
    """The card to print, sign and keep at home; personal numbers masked. Ordinary households have none."""

    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        card = selectors.card_for_page(scope=request.scope, code=code, year=request.year)
        if card is None or card.ordinary:
            raise Http404
        context = {"sheets": [paper_context(request.scope, card)], "back_url": card_url(card.household)}
        return self.page_or_fragment("households/paper.html", context)


class HouseholdPapers(HouseholdView):
    """The cards of the households chosen in the register, one page each; what is outside the scope is left out."""

    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        codes = request.GET.getlist("household")[:AT_MOST_PAPERS]
        cards = [selectors.card_for_page(scope=request.scope, code=code, year=request.year) for code in codes]
        context = {
            "sheets": [paper_context(request.scope, card) for card in cards if card is not None and not card.ordinary],
            "back_url": reverse("household-list"),
        }
        return self.page_or_fragment("households/paper.html", context)


def paper_context(scope: Scope, card: Card) -> dict[str, Any]:
    """What one sheet of paper says; the criteria stand in two columns."""
    told = hooks.verdict_words().told(scope, card.household.code, card.year)
    lines = list(enumerate(told.lines, start=1)) if told else []
    half = (len(lines) + 1) // 2
    return {
        "told": told,
        "pairs": list(zip_longest(lines[:half], lines[half:])),
        **_told(card),
        "card": card,
        "household": card.household,
        "facts": card.facts,
        "year": card.year,
        "helpers": card.current_pairings(id_number.today_in_china()),
        "member_rows": [_member_words(row, card.year) for row in card.members],
    }


def _told(card: Card) -> dict[str, Any]:
    """What is missing, the head's age and the first identification, in words."""
    household, verdicts = card.household, [card.verdict] if card.verdict else []
    identified = partial_of(household.first_identified_on, household.first_identified_precision)
    return {
        "reason": hooks.verdict_words().reasons(verdicts).get(household.pk, ""),
        "head_age": card.head.age_on(_day_of(card.year)) if card.head else None,
        "first_identified": str(identified or ""),
    }


def card_context(view: HouseholdView, card: Card) -> dict[str, Any]:
    """What the head of the card shows and offers, by right."""
    request = view.request
    post, household = request.post, card.household
    before, after = selectors.neighbours(scope=request.scope, household=household, year=card.year)
    open_year = household.closed_year is None
    own = request.scope.helper_id is None
    return {
        **_told(card),
        "card": card,
        "household": household,
        "facts": card.facts,
        "year": card.year,
        "path": path_of(post, household.area),
        "previous_url": reverse("household-card", args=[before]) if before else "",
        "next_url": reverse("household-card", args=[after]) if after else "",
        "helpers": card.current_pairings(id_number.today_in_china()),
        "may_edit": open_year and may(post, Action.HOUSEHOLD_EDIT),
        "may_members": open_year and may(post, Action.MEMBER_CHANGE),
        "may_move": open_year and may(post, Action.HOUSEHOLD_MOVE),
        "may_take_in": open_year and household.registered_from is None and may(post, Action.HOUSEHOLD_TAKE_IN),
        "may_close": open_year and may(post, Action.HOUSEHOLD_CLOSE),
        "may_pair": open_year and may(post, Action.PAIRING_EDIT),
        "may_reveal": own and may(post, Action.PERSONAL_REVEAL),
        "village": ancestor(household.area, Level.VILLAGE),
        "county": ancestor(household.area, Level.COUNTY),
    }


def _tabs(card: Card, current: str) -> list[tuple[str, str, bool]]:
    counts = {"members": len(card.members), "helpers": len(card.current_pairings(id_number.today_in_china()))}

    def name(key: str, label: str) -> str:
        return "防返贫监测" if card.ordinary and key == "verdict" else label

    return [
        (
            f"{name(key, label)} {counts[key]}" if counts.get(key) else name(key, label),
            card_url(card.household, key),
            key == current,
        )
        for key, label in tabs_of()
    ]


def tabs_of() -> list[tuple[str, str]]:
    """(key, label) of every tab; those of other apps stand before 帮扶责任人."""
    at = [key for key, _ in TABS].index("helpers")
    return [*TABS[:at], *((tab.key, tab.label) for tab in hooks.card_tabs().values()), *TABS[at:]]


def _member_words(row: MemberRow, year: int) -> dict[str, Any]:
    """A member's line: where in school, the school; else the education."""
    facts = row.facts
    in_school = facts is not None and facts.school_status not in (None, NOT_IN_SCHOOL)
    name, value = ("school_status", facts.school_status) if facts and in_school else ("education", None)
    if facts is not None and not in_school:
        value = facts.education
    return {
        "member": row.member,
        "facts": facts,
        "id_number": row.id_number,
        "age": row.age_on(_day_of(year)),
        "schooling": dictionaries.label(name, value, year),
        "health": words.MEMBER_BY_NAME["health"].words(facts.health if facts else None, year),
    }


def _filled(section: Section, card: Card) -> list[tuple[Fact, str]]:
    return [(fact, _value(fact, card)) for fact in section.facts]


def _value(fact: Fact, card: Card) -> str:
    value = card.filled_phone if fact.kind == "phone" else getattr(card.facts, fact.name, None)
    text = fact.words(value, card.year)
    return f"{text} {fact.unit}" if fact.unit and text != words.NOT_FILLED else text


def _day_of(year: int) -> date:
    """The day on which ages are told: today in the current year, else the year's end."""
    today = id_number.today_in_china()
    return today if year >= today.year else date(year, 12, 31)
