"""The tabs above every page of the menu entry 帮扶措施."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from core.accounts.rights import Action, may
from core.web.requests import OfficeRequest

# (URL name, label, what it takes): the pathways of a region have it in the path, the others in the query.
_TABS: Final = (
    ("pathway-progress", "路径进度", Action.REGION_VIEW),
    ("measure-list", "措施台账", Action.HOUSEHOLD_VIEW),
    ("gap-relocation", "搬迁后扶缺口", Action.HOUSEHOLD_VIEW),
    ("gap-allowance", "应保未保", Action.HOUSEHOLD_VIEW),
    ("screening-coverage", "疾病筛查", Action.REGION_VIEW),
    ("home-progress", "巴山新居", Action.REGION_VIEW),
    ("disaster-list", "灾害事件", Action.REGION_VIEW),
)


def measure_tabs(request: OfficeRequest, area: int, current: str) -> list[tuple[str, str, bool]]:
    """(label, address, is the page itself) of the tabs that this post may open."""

    def url(name: str) -> str:
        return reverse(name, args=[area]) if name == "pathway-progress" else f"{reverse(name)}?area={area}"

    return [(label, url(name), name == current) for name, label, action in _TABS if may(request.post, action)]
