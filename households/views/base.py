"""What the pages of one household share."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from core.accounts.models import Post
from core.regions.codes import Level, area_range, level_of
from core.regions.selectors import region_list, region_path
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from households import selectors
from households.models import Household, Member


class HouseholdView(ScopedView):
    """Base: a household or member in scope by its number, or 404; years in words."""

    abstract = True
    request: OfficeRequest

    def household_or_404(self, code: str) -> Household:
        household = selectors.household_detail(scope=self.request.scope, code=code)
        if household is None:
            raise Http404
        return household

    def member_or_404(self, code: str) -> Member:
        member = selectors.member_detail(scope=self.request.scope, code=code)
        if member is None:
            raise Http404
        return member

    def villages(self) -> list[tuple[str, str]]:
        """The villages of the scope to choose from, by township."""
        post: Post | None = self.request.post
        if post is None:
            return []
        low, high = area_range(post.area)
        found = region_list(low, high, Level.VILLAGE)
        towns = {region.code: region.name for region in region_list(low, high, Level.TOWNSHIP)}
        return [(str(v.code), f"{towns.get(v.parent_code or 0, '')}{v.name}") for v in found]

    def warn(self, doubts: list[str]) -> None:
        """Improbable things that were stored all the same, in one message."""
        if doubts:
            messages.warning(self.request, "已保存，请核对疑点：" + "；".join(doubts))


def updated(household: Household, year: int) -> str:
    """What follows a save: the verdict, where there is one."""
    return "，判定几秒内自动更新" if household.registered_in(year) else ""


def card_url(household: Household, tab: str = "") -> str:
    address = reverse("household-card", args=[household.code])
    return f"{address}?tab={tab}" if tab else address


def list_url(area: int, name: str = "household-list") -> str:
    return f"{reverse(name)}?area={area}"


def path_of(post: Post | None, area: int, name: str = "household-list") -> list[tuple[str, str]]:
    """The regions from the post's own down to ``area``, each with the address of its list, for ``region_path``.

    ``name`` is the list's address: the register, or that of the ordinary households.
    """
    top = level_of(post.area) if post else Level.COUNTRY
    return [(region.name, list_url(region.code, name)) for region in region_path(area) if region.level >= top]
