"""Before a release: which households, villages and regions would flip, as a page, a list and a workbook."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from assessment.models import LineDraft, Simulation, Standard
from assessment.services import OutsideScopeError, StepRefusedError, simulation_start
from assessment.standards.flips import LEVEL_WORDS, export_rows, flip_lines, flips_of, level_sums, place_sums
from assessment.standards.selectors import line_visible, simulation_of, standard_visible
from assessment.standards.views.base import StandardsView
from assessment.views.places import trail
from assessment.views.tables import XLSX, text
from core.accounts.rights import Action
from core.audit.trail import look
from core.jobs.selectors import job_of
from core.ledgers.workbook_write import LedgerSheet, write_ledger
from core.regions.codes import Level, level_of, parse_area
from core.regions.selectors import full_name
from core.web.paging import page_of
from core.web.requests import OfficeRequest


class SimulationView(StandardsView):
    """Base: the draft in the own region, and its newest trial of the year."""

    abstract = True
    of_lines = False

    def draft(self, pk: int) -> Standard | LineDraft:
        find = line_visible if self.of_lines else standard_visible
        row = find(post=self.post_held, scope=self.request.scope, pk=pk)
        if row is None or not self.request.scope.covers(row.region):
            raise Http404
        return row

    def name(self, part: str = "") -> str:
        return f"{'line' if self.of_lines else 'standard'}-simulation{part}"


class SimulationPage(SimulationView):
    """The trial; POST starts a new one."""

    required_action = Action.STANDARD_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        draft = self.draft(pk)
        row = simulation_of(draft, request.year)
        context: dict[str, Any] = {
            "draft": draft,
            "is_line": self.of_lines,
            "row": row,
            "year": request.year,
            "page_name": self.name(),
            "export_name": self.name("-export"),
            "draft_page": "line-page" if self.of_lines else "standard-page",
        }
        if row is not None:
            context |= self._result(row, draft)
        return self.page_or_fragment(
            "assessment/standards/simulation.html", context, fragment="assessment/standards/_simulation.html"
        )

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        draft = self.draft(pk)
        try:
            simulation_start(
                actor=request.actor, post=request.post, scope=request.scope, draft=draft, year=request.year
            )
        except OutsideScopeError:
            raise Http404 from None
        except StepRefusedError as refused:
            messages.error(request, f"没有试算：{refused}")
        return redirect(self.name(), pk=pk)

    def _result(self, row: Simulation, draft: Standard | LineDraft) -> dict[str, Any]:
        request = self.request
        job = job_of(row.owner or 0, row.job) if row.job else None
        if row.state != Simulation.State.DONE:
            return {"job": job}
        area = self._area(row)
        asked = request.GET.get("level", "")
        level = int(asked) if asked.isdecimal() and len(asked) == 1 else None
        kind = request.GET.get("kind", "")[:20]
        flips = flips_of(row, area=area, level=level, kind=kind)
        page = page_of(flips, ("level", "area", "id"), request.GET.get("cursor", ""))
        return {
            "sums": level_sums(row),
            "places": place_sums(row, area),
            "area": area,
            "below_is_region": level_of(area) < Level.TOWNSHIP,
            "path": trail(request.scope, area),
            "page": page,
            "lines": flip_lines(page.rows, request.scope),
            "level": level if level in LEVEL_WORDS else None,
            "levels": [(number, LEVEL_WORDS[number]) for number in (6, 5, 4, 3, 2) if number],
            "kind": kind,
            "outdated": draft.revision != row.revision,
            "seconds": f"{row.milliseconds / 1000:.1f}",
        }

    def _area(self, row: Simulation) -> int:
        asked = self.request.GET.get("area", "")
        if not asked:
            return row.area
        try:
            area = parse_area(asked)
        except ValueError:
            raise Http404 from None
        if not self.request.scope.covers(area):
            raise Http404
        return area


class SimulationExport(SimulationView):
    """The whole list as a workbook: a list of persons, so it needs the right to export and is recorded."""

    required_action = Action.EXPORT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        draft = self.draft(pk)
        row = simulation_of(draft, request.year)
        if row is None or row.state != Simulation.State.DONE:
            raise Http404
        look(
            request.actor, "assessment.simulation.exported", subject_type="simulation", subject_id=str(row.pk),
            area=row.area, detail={"title": str(draft), "year": row.year},
        )  # fmt: skip
        headings = (("级别", 6), ("县(市、区)", 10), ("乡(镇)", 10), ("行政村", 14), ("户主或区域", 22), ("编号", 22),
                    ("发布前", 8), ("发布后", 8))  # fmt: skip
        title = f"{full_name(row.area)}标准试算变化 {row.year}"
        notes = [f"试算对象：{draft}；资料截至 {row.as_of:%Y-%m-%d %H:%M}；未写入任何判定。"]
        out = io.BytesIO()
        columns = [text(*heading) for heading in headings]
        sheet = LedgerSheet(
            title, columns, export_rows(row, request.scope), reporter=full_name(row.area), notes=notes, serial="序"
        )
        write_ledger(out, [sheet])
        disposition = f"attachment; filename=\"simulation.xlsx\"; filename*=UTF-8''{quote(f'{title}.xlsx')}"
        return HttpResponse(out.getvalue(), content_type=XLSX, headers={"Content-Disposition": disposition})
