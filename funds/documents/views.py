"""指标文: the list with its sums, one document with where each yuan went, and the forms."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from core.accounts.rights import Action, may
from core.dictionaries.selectors import choices, labels
from core.regions.selectors import name_of
from core.web.formats import share, thousands, wan, yuan
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from funds.documents import selectors, services
from funds.documents.forms import (
    AllocateForm,
    CancelForm,
    DistributeForm,
    DocumentForm,
    MoveForm,
    PublishForm,
    initial_of,
)
from funds.models import FundDocument, FundEntry
from funds.money.services import allocate
from funds.pages import MoneyForm
from funds.places import path_to
from projects.library.selectors import projects_by_code


class DocumentList(ScopedView):
    """``?area= &year= (all) &kind= &level= &word=``."""

    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, chosen = asked_area(request), request.GET
        kinds, levels = labels("fund_kind"), labels("fund_level")
        asked = selectors.Asked(
            area,
            None if chosen.get("year") == "all" else request.year,
            chosen.get("kind", "") if chosen.get("kind") in kinds else "",
            chosen.get("level", "") if chosen.get("level") in levels else "",
            chosen.get("word", "").strip()[:40],
        )
        rows = selectors.documents(request.scope, asked)
        page = page_of(rows, ("-issued_on", "-id"), chosen.get("cursor", ""))
        names, sums = name_of({row.area for row in page.rows}), selectors.figures(rows)
        unspent = sums["issued"] - sums["returned"] - sums["spent"]
        context = {
            "page": page,
            "lines": [
                (row, names.get(row.area, ""), levels.get(row.level, ""), kinds.get(row.kind, "")) for row in page.rows
            ],
            "asked": asked,
            "path": path_to(request.scope, area, "fund-documents"),
            "year": request.year,
            "kinds": choices("fund_kind"),
            "levels": choices("fund_level"),
            "may_edit": may(request.post, Action.FUND_EDIT) and request.scope.covers(area),
            "may_export": may(request.post, Action.EXPORT),
            "today": timezone.localdate(),
            "figures": [
                {"label": "下达", "value": wan(sums["issued"]), "unit": "万元"},
                {"label": "已分配到项目", "value": wan(sums["allocated"]), "unit": "万元"},
                {"label": "已支出", "value": wan(sums["spent"]), "unit": "万元"},
                {"label": "支出进度", "value": share(sums["spent"], sums["issued"]), "unit": "%"},
                {"label": "未支出", "value": wan(unspent), "unit": "万元"},
            ],
        }
        return self.page_or_fragment("funds/documents/list.html", context)


class OfDocument(MoneyForm):
    """Base: one document inside the scope."""

    abstract = True

    def row(self, pk: int) -> FundDocument:
        found = selectors.document_of(self.request.scope, pk)
        if found is None:
            raise Http404
        return found

    def shown(self, row: FundDocument, form: object, title: str, status: int = 200) -> HttpResponseBase:
        hint = f"可用余额 {yuan(row.balance.free)} 元"
        back = reverse("fund-document", args=[row.pk])
        return self.form_page(form, row.area, f"{title}：{row.number}", back, status=status, hint=hint)  # type: ignore[arg-type]


class DocumentPage(OfDocument):
    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        children = selectors.children_of(request.scope, row)
        names = name_of({row.area, *(item.area for item in children)})
        categories = labels("project_category")
        balance = row.balance
        context = {
            "row": row,
            "place": names.get(row.area, ""),
            "path": path_to(request.scope, row.area, "fund-documents"),
            "level": labels("fund_level").get(row.level, row.level),
            "kind": labels("fund_kind").get(row.kind, row.kind),
            "direction": labels("fund_direction").get(row.direction or "", ""),
            "purposes": [categories.get(code, code) for code in row.purposes or ()],
            "children": [(item, names.get(item.area, "")) for item in children],
            "allocations": selectors.allocations_of(request.scope, row),
            "page": page_of(
                selectors.entries_of(request.scope, row), ("-day", "-id"), request.GET.get("cursor", ""), per_page=20
            ),
            "edits": may(request.post, Action.FUND_EDIT),
            "late": row.published_on is None and row.publicity_due and row.publicity_due < timezone.localdate(),
            "figures": [
                {"label": "下达", "value": yuan(balance.received), "unit": "元"},
                {"label": "已下拨", "value": yuan(balance.distributed), "unit": "元"},
                {"label": "已分配到项目", "value": yuan(balance.allocated), "unit": "元"},
                {"label": "已支出", "value": yuan(balance.spent), "unit": "元"},
                {"label": "未分配", "value": yuan(balance.free), "unit": "元"},
            ],
        }
        return self.page_or_fragment("funds/documents/page.html", context)


class DocumentNew(MoneyForm):
    """``?area=``: who received it."""

    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = self._area(request)
        initial = {"year": request.year, "received_on": timezone.localdate()}
        return self._page(DocumentForm(request.year, initial=initial), area)

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        area = self._area(request)
        form = DocumentForm(request.year, request.POST)

        def act() -> str:
            data = form.cleaned_data
            row = services.document_receive(
                actor=request.actor, scope=request.scope, area=area,
                given=services.Given(form.values(), data["amount"], data["key"]),
            )  # fmt: skip
            return reverse("fund-document", args=[row.pk])

        answer, status = self.saved(form, act, "指标文已登记。")
        return answer or self._page(form, area, status)

    def _area(self, request: OfficeRequest) -> int:
        area = asked_area(request)
        if not request.scope.covers(area):
            raise Http404
        return area

    def _page(self, form: DocumentForm, area: int, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, area, "登记指标文", f"{reverse('fund-documents')}?area={area}", status=status)


class DocumentEdit(OfDocument):
    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        form = DocumentForm(row.year, change=True, below=row.parent_id is not None, initial=initial_of(row))
        return self.shown(row, form, "修改指标文")

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        form = DocumentForm(row.year, request.POST, change=True, below=row.parent_id is not None)

        def act() -> str:
            services.document_change(
                actor=request.actor, scope=request.scope, pk=pk, version=form.cleaned_data["version"] or 0,
                values=form.values(),
            )  # fmt: skip
            return reverse("fund-document", args=[pk])

        answer, status = self.saved(form, act, "指标文已保存。")
        return answer or self.shown(row, form, "修改指标文", status)


class Distribute(OfDocument):
    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        initial = {"year": row.year, "title": row.title, "issued_on": timezone.localdate()}
        return self.shown(row, DistributeForm(row.year, below=True, initial=initial), "下拨资金")

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        form = DistributeForm(row.year, request.POST, below=True)

        def act() -> str:
            data = form.cleaned_data
            services.distribute(
                actor=request.actor, scope=request.scope, pk=pk, area=data["area"],
                given=services.Given(form.values(), data["amount"], data["key"]),
            )  # fmt: skip
            return reverse("fund-document", args=[pk])

        answer, status = self.saved(form, act, "资金已下拨。")
        return answer or self.shown(row, form, "下拨资金", status)


class Allocate(OfDocument):
    """``?project=`` fills in the code."""

    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        initial = {"day": timezone.localdate(), "project": request.GET.get("project", "")[:40]}
        return self.shown(self.row(pk), AllocateForm(initial=initial), "分配到项目")

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), AllocateForm(request.POST)
        works = projects_by_code(request.scope, request.POST.get("project", "").strip()[:40]).first()
        if works is None and form.is_valid():
            form.add_error("project", "没有这个项目编码")

        def act() -> str:
            data = form.cleaned_data
            assert works is not None  # noqa: S101  (the form is not valid without one)
            allocate(
                actor=request.actor, scope=request.scope, document=pk, project=works.pk, amount=data["amount"],
                day=data["day"], key=data["key"], note=data["note"],
            )  # fmt: skip
            return reverse("fund-document", args=[pk])

        answer, status = self.saved(form, act, "已分配到项目。")
        return answer or self.shown(row, form, "分配到项目", status)


class GiveBack(OfDocument):
    required_action = Action.FUND_EDIT
    title, words = "收回资金", "资金已收回。"
    service = staticmethod(services.give_back)

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self.shown(self.row(pk), MoveForm(initial={"day": timezone.localdate()}), self.title)

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), MoveForm(request.POST)

        def act() -> str:
            self.service(actor=request.actor, scope=request.scope, pk=pk, **form.cleaned_data)
            return reverse("fund-document", args=[pk])

        answer, status = self.saved(form, act, self.words)
        return answer or self.shown(row, form, self.title, status)


class CarryOver(GiveBack):
    required_action = Action.FUND_EDIT
    title, words = "结转资金", "结转已登记。"
    service = staticmethod(services.carry_over)


class Publish(OfDocument):
    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self.shown(self.row(pk), PublishForm(initial={"on": timezone.localdate()}), "登记公示")

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), PublishForm(request.POST)

        def act() -> str:
            services.publish(actor=request.actor, scope=request.scope, pk=pk, **form.cleaned_data)
            return reverse("fund-document", args=[pk])

        answer, status = self.saved(form, act, "公示已登记。")
        return answer or self.shown(row, form, "登记公示", status)


class EntryCancel(MoneyForm):
    """Undo one entry."""

    required_action = Action.FUND_APPROVE

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self._entry(pk), CancelForm(initial={"day": timezone.localdate()}))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        entry, form = self._entry(pk), CancelForm(request.POST)

        def act() -> str:
            services.entry_cancel(actor=request.actor, scope=request.scope, pk=pk, **form.cleaned_data)
            return self._back(entry)

        answer, status = self.saved(form, act, "已冲销。")
        return answer or self._page(entry, form, status)

    def _entry(self, pk: int) -> FundEntry:
        found = selectors.entry_of(self.request.scope, pk)
        if found is None:
            raise Http404
        return found

    def _back(self, entry: FundEntry) -> str:
        if entry.document_id and self.request.scope.covers(entry.document.area):  # type: ignore[union-attr]
            return reverse("fund-document", args=[entry.document_id])
        return reverse("fund-project", args=[entry.project_id]) if entry.project_id else reverse("fund-documents")

    def _page(self, entry: FundEntry, form: CancelForm, status: int = 200) -> HttpResponseBase:
        title = f"冲销 {entry.day} {entry.get_kind_display()} {yuan(entry.amount)} 元"
        hint = f"第 {thousands(entry.pk)} 号记录；冲销后两笔都保留"
        return self.form_page(form, entry.area, title, self._back(entry), status=status, hint=hint)
