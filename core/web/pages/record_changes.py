"""日志 · 变更记录: which records of the region changed, by whom, when, through which door, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from core.accounts.rights import Action
from core.audit import records
from core.audit.trail import look
from core.audit.words import DOORS
from core.regions.codes import COUNTRY, area_range
from core.regions.selectors import name_of, region_detail
from core.web.pages.trail import NAME_LENGTH, day_of, trail_tabs
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from core.web.tree import visible_range
from core.web.views import ScopedView


@dataclass(frozen=True)
class Asked:
    """What the query bar asks for; what is not offered is no condition."""

    kind: records.RecordKind
    area: int | None
    words: str
    first: date | None
    last: date | None
    low: int
    high: int

    def events(self) -> Any:
        return records.change_events(self.kind, self.low, self.high, actor=self.words, first=self.first, last=self.last)


def asked_of(request: OfficeRequest) -> Asked:
    """The conditions of a request, the place cut to the post's own range."""
    kinds = records.kinds()
    kind = kinds.get(request.GET.get("kind", "")) or next(iter(kinds.values()))
    low, high = visible_range(request.post)
    text, area = request.GET.get("area", ""), None
    if text.isdecimal() and len(text) == 12:
        asked_low, asked_high = area_range(int(text))
        if low <= asked_low and asked_high <= high:
            area, low, high = int(text), asked_low, asked_high
    words = request.GET.get("q", "").strip()[:NAME_LENGTH]
    first, last = day_of(request.GET.get("from", "")), day_of(request.GET.get("to", ""))
    return Asked(kind, area, words, first, last, low, high)


class ChangeRecords(ScopedView):
    """One page of changes of one kind of records. Reading it is itself an event."""

    required_action = Action.TRAIL_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        asked = asked_of(request)
        page = page_of(asked.events(), ("-pgh_id",), request.GET.get("cursor", ""))
        changes = records.told(asked.kind, page.rows, request.scope)
        names = name_of({change.area for change in changes})
        context = {
            "page": page,
            "rows": [(change, names.get(change.area, ""), DOORS.get(change.door, change.door)) for change in changes],
            "tabs": trail_tabs("changes"),
            "kinds": list(records.kinds().values()),
            "asked": asked,
            "place": region_detail(asked.area) if asked.area else None,
            "export_url": f"{reverse('record-changes-export')}?{request.GET.urlencode()}",
        }
        if not request.GET.get("cursor"):
            area = request.post.area if request.post else COUNTRY
            detail = {"kind": asked.kind.code, "name": asked.words}
            look(request.actor, "core.trail.changes_read", area=area, detail=detail)
        return self.page_or_fragment("audit/changes.html", context)
