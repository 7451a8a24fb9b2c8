"""日志: who signed in, looked at or took out what, was refused, and changed accounts; in scope, newest first."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponseBase
from django.urls import reverse

from core.accounts.rights import Action
from core.accounts.selectors import names_of
from core.audit.models import AccessEvent
from core.audit.selectors import GROUPS, access_list
from core.audit.trail import look
from core.audit.words import ACTIONS, DOORS, detail_text
from core.regions.selectors import name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from core.web.tree import visible_range
from core.web.views import ScopedView

NAME_LENGTH = 30


class TrailList(ScopedView):
    """One page of events. Reading the trail is itself an event."""

    required_action = Action.TRAIL_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        low, high = visible_range(request.post)
        group = request.GET.get("group", "")
        words = request.GET.get("q", "").strip()[:NAME_LENGTH]
        first, last = day_of(request.GET.get("from", "")), day_of(request.GET.get("to", ""))
        events = access_list(low, high, group=group, actor=words, first=first, last=last)
        page = page_of(events, ("-id",), request.GET.get("cursor", ""))
        names = name_of({event.area for event in page.rows})
        people = names_of(int(event.subject_id) for event in page.rows if _is_person(event))
        context = {
            "page": page,
            "rows": [_row(event, names, people) for event in page.rows],
            "tabs": trail_tabs("looks"),
            "groups": list(GROUPS),
            "group": group,
            "words": words,
            "first": first,
            "last": last,
        }
        if not request.GET.get("cursor"):
            area = request.post.area if request.post else 0
            look(request.actor, "core.trail.read", area=area, detail={"group": group, "name": words})
        return self.page_or_fragment("audit/trail.html", context)


def _row(event: AccessEvent, names: dict[int, str], people: dict[int, str]) -> dict[str, object]:
    return {
        "event": event,
        "door": DOORS.get(event.door, event.door),
        "what": ACTIONS.get(event.action, event.action),
        "subject": people.get(int(event.subject_id), "") if _is_person(event) else event.subject_id,
        "place": names.get(event.area, str(event.area)),
        "detail": detail_text(event.detail),
        "refused": event.action.endswith((".refused", ".locked", ".hidden")),
    }


def _is_person(event: AccessEvent) -> bool:
    return event.subject_type == "user" and event.subject_id.isdigit()


def trail_tabs(current: str) -> list[tuple[str, str, bool]]:
    """The two halves of the trail: who looked, and what changed."""
    tabs = (("looks", "访问记录", "trail-list"), ("changes", "变更记录", "record-changes"))
    return [(label, reverse(url), code == current) for code, label, url in tabs]


def day_of(text: str) -> date | None:
    """A day as the browser's field sends it; anything else is no filter."""
    try:
        return date.fromisoformat(text) if len(text) == len("2018-01-01") else None
    except ValueError:
        return None
