"""计算状况: what is pending since when, how long facts take, what the nightly check found, who is alive."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone

from assessment.freshness import selectors
from assessment.freshness.selectors import Latency
from core.accounts.rights import Action
from core.regions.selectors import full_name
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


class FreshnessPage(ScopedView):
    """Counts and times only; what an example of a difference is, shows only to those who may see the subject."""

    required_action = Action.FRESHNESS_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        area = request.post.area
        counties = selectors.counties_pending(area)
        context = {
            "figures": [
                *_latency("单笔修改", selectors.latency()),
                *_latency("批量导入与发布", selectors.latency(bulk=True)),
                {
                    "label": "待计算",
                    "value": f"{sum(row.places for row in counties):,}",
                    "unit": "处",
                    "note": "辖区内和上级的记号",
                },
            ],
            "counties": counties,
            "alive": selectors.heartbeats(),
            "checks": selectors.checks(scope=request.scope),
            "rollouts": selectors.rollouts(area),
            "place": full_name(area),
            "now": timezone.now(),
        }
        return self.page_or_fragment("assessment/freshness.html", context)


def _latency(label: str, found: Latency) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{label} {word}",
            "value": "—" if value is None else f"{value:.1f}",
            "unit": "秒" if value is not None else "",
            "note": f"24 小时内 {found.marks:,} 次" if found.marks else "24 小时内没有",
        }
        for word, value in (("中位数", found.p50), ("95 % 以内", found.p95))
    ]
