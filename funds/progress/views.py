"""支出进度: the monthly report of a region, as of a month's end."""

from __future__ import annotations

import re
from datetime import date

from django.http import HttpResponseBase
from django.utils import timezone

from core.accounts.rights import Action, may
from core.regions.codes import Level, level_of
from core.web.formats import share, wan
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from funds.places import path_to
from funds.progress import selectors


def month_of(text: str, today: date) -> date:
    """The last day of ``YYYY-MM``, never after last month's end; that one for anything else."""
    latest = selectors.last_month_end(today)
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        return latest
    year, month = int(text[:4]), int(text[5:])
    after = date(year + month // 12, month % 12 + 1, 1)
    return min(selectors.last_month_end(after), latest)


class Progress(ScopedView):
    """``?area= &month=YYYY-MM &year=all``: as of that month's end, last month by default."""

    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        day = month_of(request.GET.get("month", ""), timezone.localdate())
        every = request.GET.get("year") == "all"
        year = 0 if every else request.year
        lines = selectors.progress(request.scope, area, year, day)
        whole, reach = selectors.total(lines), selectors.reach(request.scope, area, year, day)
        context = {
            "area": area,
            "path": path_to(request.scope, area, "fund-progress"),
            "year": request.year,
            "every": every,
            "day": day,
            "month": f"{day:%Y-%m}",
            "lines": [
                (line, share(line.spent, line.issued), level_of(line.area) < Level.VILLAGE and line.area != area)
                for line in lines
            ],
            "whole": whole,
            "whole_share": share(whole.spent, whole.issued),
            "idle": selectors.idle(lines, area, request.year),
            "late": selectors.late(request.scope, area, year, day),
            "reach": [
                ("贫困村", reach.poor, share(reach.poor, reach.spent)),
                ("建档立卡户（支付到户）", reach.households, share(reach.households, reach.spent)),
                ("合计（不重复）", reach.precise, share(reach.precise, reach.spent)),
            ],
            "may_export": may(request.post, Action.EXPORT),
            "figures": [
                {"label": "下达", "value": wan(whole.issued), "unit": "万元", "note": f"{whole.documents} 份文件"},
                {"label": "已支出", "value": wan(whole.spent), "unit": "万元"},
                {"label": "支出进度", "value": share(whole.spent, whole.issued), "unit": "%"},
                {"label": "资金精准率", "value": share(reach.precise, reach.spent), "unit": "%"},
                {"label": "公示率", "value": share(whole.published, whole.due), "unit": "%",
                 "note": f"应公示 {whole.due} 份"},
            ],
        }  # fmt: skip
        return self.page_or_fragment("funds/progress/page.html", context)
