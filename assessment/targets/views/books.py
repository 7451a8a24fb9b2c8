"""任务书 and 预警: task books with their steps, what is late, 一票否决 candidates and talks."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from assessment.models import TaskBook
from assessment.targets import selectors, services, task_books
from assessment.targets.attention import attention
from assessment.targets.errors import OutsideScopeError, TargetRefusedError
from assessment.targets.forms import AdmonitionForm, StepForm
from assessment.targets.progress import MEASURE_WORDS, MEASURES, UNITS
from assessment.targets.views.base import PlaceView, tabs, trail_to
from core.accounts.rights import Action, may
from core.regions.codes import area_range
from core.regions.selectors import name_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


class Books(PlaceView):
    """The task books of the year: the region's own, and those it issued below; POST issues one."""

    required_action = Action.REGION_VIEW
    page = "target-books"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        lines = selectors.books(scope=request.scope, area=code, year=request.year)
        low, high = area_range(self.office)
        context = self.frame(region) | {
            "lines": [(line, self._numbers(line)) for line in lines],
            "may_issue": may(request.post, Action.TARGET_EDIT),
            "low": low,
            "high": high,
        }
        return self.page_or_fragment("assessment/targets/books.html", context)

    @staticmethod
    def _numbers(line: selectors.BookLine) -> str:
        source = line.book or line.target
        if source is None:
            return ""
        parts = []
        for name in MEASURES:
            wanted = getattr(source, name)
            if wanted:
                parts.append(f"{MEASURE_WORDS[name]} {line.done[name]:,} / {wanted:,} {UNITS[name]}")
        return "；".join(parts)


class BookIssue(PlaceView):
    """下达 to one region: its targets, then date and document."""

    required_action = Action.TARGET_EDIT
    page = "target-books"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        return self._page(code, StepForm())

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region, form = self.place(code), StepForm(request.POST)
        if form.is_valid():
            try:
                book = task_books.book_issue(
                    actor=request.actor,
                    scope=request.scope,
                    office=self.office,
                    area=code,
                    year=request.year,
                    facts=task_books.StepFacts(**form.cleaned_data),
                )
            except TargetRefusedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"已向{region.name}下达 {request.year} 年度任务书。")
                return redirect("target-book", book.pk)
        return self._page(code, form, 422)

    def _page(self, code: int, form: StepForm, status: int = 200) -> HttpResponseBase:
        region = self.place(code)
        _, known = selectors.targets_for_edit(scope=self.request.scope, area=code, year=self.request.year)
        target = known.get(code)
        numbers = [(MEASURE_WORDS[name], getattr(target, name), UNITS[name]) for name in MEASURES] if target else []
        context = self.frame(region) | {"form": form, "numbers": numbers}
        return self.page_or_fragment("assessment/targets/issue.html", context, status=status)


class BookPage(ScopedView):
    """One task book: its numbers beside what was reached, its steps, and the next one."""

    required_action = Action.REGION_VIEW
    request: OfficeRequest

    def action_of(self, request: object) -> Action:
        return Action.TASK_ACCEPT if self.request.method == "POST" else Action.REGION_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self._book(pk), StepForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        book, form = self._book(pk), StepForm(request.POST)
        kind = request.POST.get("kind", "")
        if kind not in task_books.ORDER:
            form.add_error(None, "没有这个环节")
        elif form.is_valid():
            assert request.post is not None  # noqa: S101  (dispatch refuses without one)
            try:
                task_books.book_step(
                    actor=request.actor,
                    scope=request.scope,
                    office=request.post.area,
                    pk=pk,
                    kind=kind,
                    facts=task_books.StepFacts(**form.cleaned_data),
                )
            except OutsideScopeError as error:
                raise Http404 from error
            except TargetRefusedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "已登记。")
                return redirect("target-book", pk)
        return self._page(book, form, 422)

    def _book(self, pk: int) -> TaskBook:
        book = selectors.book_of(scope=self.request.scope, pk=pk)
        if book is None:
            raise Http404
        return book

    def _page(self, book: TaskBook, form: StepForm, status: int = 200) -> HttpResponseBase:
        done = selectors.done_of(book.area, book.year)
        assert self.request.post is not None  # noqa: S101  (dispatch refuses without one)
        low, high = area_range(self.request.post.area)
        nexts = [kind for kind, (needs, _) in task_books.ORDER.items() if needs == book.state]
        context = {
            "book": book,
            "name": name_of([book.area]).get(book.area, str(book.area)),
            "numbers": [
                (MEASURE_WORDS[name], getattr(book, name), done[name], UNITS[name])
                for name in MEASURES
                if getattr(book, name)
            ],
            "gaps": task_books.gap_words(selectors.missing_of(book, done)),
            "steps": selectors.steps_of(book),
            "form": form,
            "nexts": nexts if may(self.request.post, Action.TASK_ACCEPT) and low < book.area < high else [],
            "path": trail_to(self.request.scope, book.area, "target-books"),
            "tabs": tabs(self.request.post, book.area, "target-books"),
            "year": book.year,
            "states": [(state.label, state) for state in TaskBook.State],
        }
        return self.page_or_fragment("assessment/targets/book.html", context, status=status)


class AttentionPage(PlaceView):
    """What is at risk and overdue in a region and everything below it."""

    required_action = Action.REGION_VIEW
    page = "target-attention"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        found = attention(scope=request.scope, area=code, year=request.year, today=timezone.localdate())
        low, high = area_range(self.office)
        context = self.frame(region) | {
            "found": found,
            "words": MEASURE_WORDS,
            "units": UNITS,
            "candidates": [
                (item, task_books.gap_words(item.gaps), low < item.code < high) for item in found.candidates
            ],
            "late": [
                (item, MEASURE_WORDS[item.measure], UNITS[item.measure]) for item in [*found.overdue, *found.at_risk]
            ],
            "may_talk": may(request.post, Action.TARGET_EDIT),
            "window": selectors.AT_RISK_DAYS,
        }
        return self.page_or_fragment("assessment/targets/attention.html", context)


class AdmonitionAdd(PlaceView):
    """诫勉谈话 with a region's leader."""

    required_action = Action.TARGET_EDIT
    page = "target-attention"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        return self._page(code, AdmonitionForm())

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region, form = self.place(code), AdmonitionForm(request.POST)
        if form.is_valid():
            try:
                services.admonition_add(
                    actor=request.actor,
                    scope=request.scope,
                    office=self.office,
                    area=code,
                    year=request.year,
                    values=form.cleaned_data,
                )
            except TargetRefusedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"已登记对{region.name}的诫勉谈话。")
                return redirect("target-attention", self.office)
        return self._page(code, form, 422)

    def _page(self, code: int, form: AdmonitionForm, status: int = 200) -> HttpResponseBase:
        context = self.frame(self.place(code)) | {"form": form}
        return self.page_or_fragment("assessment/targets/talk.html", context, status=status)
