"""The register of standards, one standard's page, its steps, and two versions side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from assessment.indicators import LEVEL_LABELS
from assessment.models import Standard
from assessment.services import OutsideScopeError, obstacles, standard_copy, standard_step
from assessment.standards.compare import compared
from assessment.standards.forms import CopyForm
from assessment.standards.selectors import (
    State,
    buttons,
    people_of,
    place_names,
    rule_words,
    standard_visible,
    standards_visible,
    version_of,
    versions_of,
)
from assessment.standards.views.base import StandardsView, StepView
from core.accounts.rights import Action, may
from core.regions.codes import parse_area
from core.web.paging import page_of
from core.web.requests import OfficeRequest

OFFERED = 60


class StandardRegister(StandardsView):
    """Every standard that the post may see, by level, state, year and region."""

    required_action = Action.STANDARD_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        level, state, year = (request.GET.get(name, "") for name in ("level", "state", "year"))
        area = request.GET.get("area", "").strip()[:12]
        try:
            place = parse_area(area) if area else None
        except ValueError:
            place = None
        number = int(year) if year.isdecimal() and len(year) == 4 else None
        rows = standards_visible(
            post=self.post_held, scope=request.scope, level=level, state=state, year=number, area=place
        )
        page = page_of(rows, ("-id",), request.GET.get("cursor", ""))
        context = {
            "page": page,
            "rows": _lines(page.rows),
            "levels": list(LEVEL_LABELS.items()),
            "states": State.choices,
            "level": level,
            "state": state,
            "asked_year": year if number else "",
            "area": area,
            "area_unknown": bool(area) and place is None,
            "may_draft": may(self.post_held, Action.STANDARD_EDIT),
        }
        return self.page_or_fragment("assessment/standards/register.html", context)


def _lines(rows: Any) -> list[dict[str, Any]]:
    names, people = place_names(list(rows)), people_of(list(rows))
    return [
        {
            "row": row,
            "level": LEVEL_LABELS[row.level],
            "place": names.get(row.region, f"{row.region:012d}"),
            "maker": people.get(row.maker or 0, "系统" if row.maker is None else "—"),
            "checker": people.get(row.checker or 0, ""),
        }
        for row in rows
    ]


class OneStandard(StandardsView):
    """Base: a standard that the post may see, or 404."""

    abstract = True

    def standard(self, pk: int) -> Standard:
        row = standard_visible(post=self.post_held, scope=self.request.scope, pk=pk)
        if row is None:
            raise Http404
        return row


class StandardPage(OneStandard):
    """One standard: its criteria, who made and checked it, what may be done with it now, and its other versions."""

    required_action = Action.STANDARD_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.standard(pk)
        own = request.scope.covers(row.region) and may(self.post_held, Action.STANDARD_EDIT)
        waiting = row.state in (State.DRAFT, State.IN_REVIEW, State.REVIEWED)
        versions = versions_of(row, post=self.post_held, scope=request.scope)
        context = {
            **_lines([row])[0],
            "rules": [rule_words(row.level, rule) for rule in version_of(row).rules],
            "buttons": buttons(row, post=self.post_held, scope=request.scope, user_id=request.actor.user_id),
            "against": obstacles(row) if own and waiting else None,
            "may_edit": own and row.state == State.DRAFT,
            "may_copy": may(self.post_held, Action.STANDARD_EDIT),
            "copy_form": CopyForm(request.scope, initial={"region": self._target(row)}),
            "may_simulate": own and waiting,
            "versions": versions,
            "others": self._others(row),
            "before": next((item for item in versions if item.version < row.version), None),
        }
        return self.page_or_fragment("assessment/standards/standard.html", context)

    def _others(self, row: Standard) -> list[Standard]:
        """What it may be compared with beside its own versions, the newest first."""
        rows = standards_visible(post=self.post_held, scope=self.request.scope, level=row.level)
        return [item for item in rows.order_by("-id")[:OFFERED] if item.code != row.code]

    def _target(self, row: Standard) -> str:
        region = row.region if self.request.scope.covers(row.region) else self.post_held.area
        return f"{region:012d}"


class StandardCopy(OneStandard):
    """A draft with the content of a standard that may be seen."""

    http_method_names = ("post",)
    required_action = Action.STANDARD_EDIT

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.standard(pk)
        form = CopyForm(request.scope, request.POST)
        if not form.is_valid():
            context = {"form": form, "row": row, "level": LEVEL_LABELS[row.level]}
            return self.page_or_fragment("assessment/standards/copy.html", context, status=422)
        try:
            made = standard_copy(
                actor=request.actor, scope=request.scope, source=row, region=form.cleaned_data["region"]
            )
        except OutsideScopeError:
            raise Http404 from None
        return redirect("standard-edit", pk=made.pk)


class StandardStep(StepView):
    """Submit, withdraw, approve, refuse, release, retire, discard."""

    def take(self, **kwargs: Any) -> None:
        standard_step(**kwargs)

    def addresses(self, pk: int) -> tuple[str, str]:
        return reverse("standard-page", args=[pk]), reverse("standard-register")


class StandardCompare(StandardsView):
    """Two standards of one level side by side: ``?a=`` and ``?b=``."""

    required_action = Action.STANDARD_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        first, second = (self._asked(name) for name in ("a", "b"))
        if first.level != second.level:
            raise Http404
        rows = compared(first.level, version_of(first).rules, version_of(second).rules)
        counts = {kind: sum(row.kind == kind for row in rows) for kind in ("added", "removed", "changed", "same")}
        sides = _lines([first, second])
        context = {"rows": rows, "counts": counts, "a": sides[0], "b": sides[1], "level": LEVEL_LABELS[first.level]}
        return self.page_or_fragment("assessment/standards/compare.html", context)

    def _asked(self, name: str) -> Standard:
        text = self.request.GET.get(name, "")
        pk = int(text) if text.isdecimal() and len(text) < 18 else 0
        row = standard_visible(post=self.post_held, scope=self.request.scope, pk=pk)
        if row is None:
            raise Http404
        return row
