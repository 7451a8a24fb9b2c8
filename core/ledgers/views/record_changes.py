"""日志 · 变更记录 as a workbook: what the page's query found, at most the newest 5,000."""

from __future__ import annotations

import io
from typing import Final

from django.http import HttpResponse, HttpResponseBase

from core.accounts.rights import Action
from core.audit import records
from core.audit.trail import look, recorded
from core.audit.words import DOORS
from core.ledgers.cells import Text
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet, write_ledger
from core.regions.codes import COUNTRY
from core.regions.selectors import name_of
from core.web.downloads import XLSX, attachment
from core.web.formats import full_moment
from core.web.pages.record_changes import Asked, asked_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView

AT_MOST: Final = 5_000
_COLUMNS: Final = [
    LedgerColumn(name, heading, Text(max_length=32_000), width=width)
    for name, heading, width in (
        ("at", "时间", 18.0),
        ("who", "修改人", 10.0),
        ("subject", "对象", 26.0),
        ("place", "区划", 16.0),
        ("what", "改了什么", 60.0),
        ("reason", "原因", 24.0),
        ("door", "入口", 8.0),
    )
]


class ChangeRecordsExport(ScopedView):
    """The list as .xlsx; taking it out is on record before it is read."""

    required_action = Action.TRAIL_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        asked = asked_of(request)
        with recorded(request.actor):
            area = request.post.area if request.post else COUNTRY
            detail = {"kind": asked.kind.code, "name": asked.words}
            look(request.actor, "core.trail.exported", area=area, detail=detail)
        out = io.BytesIO()
        write_ledger(out, [_sheet(asked, request)])
        response = HttpResponse(out.getvalue(), content_type=XLSX)
        response["Content-Disposition"] = attachment(f"{asked.kind.label}变更记录.xlsx")
        return response


def _sheet(asked: Asked, request: OfficeRequest) -> LedgerSheet:
    events = list(asked.events().order_by("-pgh_id")[:AT_MOST])
    changes = records.told(asked.kind, events, request.scope)
    names = name_of({change.area for change in changes})
    rows = [
        (
            full_moment(change.at),
            change.who,
            change.subject.text,
            names.get(change.area, ""),
            _what(change),
            change.reason,
            DOORS.get(change.door, change.door),
        )
        for change in changes
    ]
    notes = (f"注：新的在前，最多 {AT_MOST:,} 条。证件号码、电话、银行账号只写“已更改”。",)
    return LedgerSheet(f"{asked.kind.label}变更记录", _COLUMNS, rows, name="变更记录", notes=notes)


def _what(change: records.RecordChange) -> str:
    if change.removed:
        return "删除"
    return "；".join(f"{item.label}：{item.before} → {item.after}" for item in change.differences)
