"""疑点清单: the inbox with its counts, one finding with what happened to it, and the rules as a region sets them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from core.accounts.rights import Action, may
from core.evidence.selectors import attachments_of
from core.findings import selectors, services
from core.findings.models import Exemption, Finding
from core.findings.registry import SEVERITIES, known, rules
from core.findings.words import LEVELS, message_of, rule_label, severity_label
from core.regions.selectors import name_of, region_children, region_path, year_end
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView


def path_of(request: OfficeRequest, area: int) -> list[tuple[str, str]]:
    """The regions down to ``area``, with addresses of their inboxes inside the scope."""
    return [
        (row.name, f"/findings/?area={row.code}" if request.scope.covers(row.code) else "") for row in region_path(area)
    ]


def asked_of(request: OfficeRequest) -> selectors.Asked:
    """The conditions in the address; unknown ones count as none."""
    state, person = request.GET.get("state", "open"), request.GET.get("person", "")
    return selectors.Asked(
        asked_area(request),
        state if state in selectors.STATES else "open",
        code if known(code := request.GET.get("rule", "")) else "",
        severity if (severity := request.GET.get("severity", "")) in SEVERITIES else "",
        int(person) if person.isdecimal() and len(person) < 10 else 0,
    )


class FindingList(ScopedView):
    """``?area= state= rule= severity= person=``; what is due first at the top."""

    required_action = Action.FINDING_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        asked, today = asked_of(request), timezone.localdate()
        rows = selectors.findings(request.scope, request.year, asked, today)
        page = page_of(rows, ("due_on", "id"), request.GET.get("cursor", ""))
        children = [] if request.scope.helper_id else region_children(asked.area, year_end(request.year))
        counts = selectors.by_place(request.scope, request.year, asked, [child.code for child in children], today)
        unswept = selectors.unswept(asked.area, request.year)
        context = {
            "page": page,
            "rows": lines(request, page.rows),
            "asked": asked,
            "states": list(selectors.STATES.items()),
            "severities": [(code, word) for code, (word, _) in SEVERITIES.items()],
            "rules": [(line, rule_label(line.rule)) for line in self._by_rule(asked)],
            "places": [(child, counts[child.code]) for child in children if child.code in counts],
            "path": path_of(request, asked.area),
            "year": request.year,
            "unswept": unswept,
            "empty": "资料还在排查，稍后刷新。" if unswept else "没有这样的疑点。",
            "may_rule": may(request.post, Action.FINDING_RULES),
            "may_export": may(request.post, Action.EXPORT),
            "all_rules": [(rule.code, rule_label(rule.code)) for rule in rules()],
        }
        return self.page_or_fragment("findings/list.html", context)

    def _by_rule(self, asked: selectors.Asked) -> list[selectors.RuleCount]:
        request = self.request
        return selectors.by_rule(request.scope, request.year, asked.area, timezone.localdate())


def lines(request: OfficeRequest, rows: Any) -> list[dict[str, Any]]:
    """Findings as a list shows them, in a fixed number of queries."""
    today = timezone.localdate()
    subjects = selectors.subjects(request.scope, rows)
    areas = {row.area for row in rows}
    names, persons = name_of(areas), selectors.responsible(areas, today)
    helpers = selectors.helpers(request.scope, rows)
    return [
        {
            "row": row,
            "rule": rule_label(row.rule),
            "message": message_of(row),
            "severity": severity_label(row.severity),
            "subject": subjects.get(row.pk),
            "place": names.get(row.area, ""),
            "person": persons.get(row.area),
            "helper": helpers.get(row.household_id or 0, ""),
            "late": row.state == Finding.State.OPEN and row.due_on < today,
        }
        for row in rows
    ]


class ConfirmForm(forms.Form):
    """核实属实."""

    reason = forms.CharField(
        label="核实情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="怎样核实的，为什么属实"
    )
    expires_on = forms.DateField(
        label="有效期至",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="含当日；到期后重新核实",
    )
    evidence = forms.ChoiceField(label="佐证材料", required=False, help_text="先在户的佐证材料里上传")

    def __init__(self, papers: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [("", "没有"), *papers]

    def confirmed(self) -> services.Confirmed:
        paper = self.cleaned_data["evidence"]
        return services.Confirmed(
            self.cleaned_data["reason"], self.cleaned_data["expires_on"], int(paper) if paper else None
        )


class NoteForm(forms.Form):
    """A decision or a withdrawal with its words."""

    act = forms.ChoiceField(choices=[("approve", ""), ("reject", ""), ("withdraw", "")])
    note = forms.CharField(label="意见", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class FindingPage(ScopedView):
    """One finding; POST with ``act`` decides or withdraws, without proposes that it is true."""

    required_action = Action.FINDING_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._shown(self._row(pk))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._row(pk)
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        form: ConfirmForm | NoteForm = (
            NoteForm(request.POST) if "act" in request.POST else ConfirmForm(self._papers(row), request.POST)
        )
        if form.is_valid():
            try:
                messages.success(request, self._done(row, form))
                return redirect("finding-page", pk)
            except services.FindingRefusedError as refusal:
                form.add_error(None, str(refusal))
        return self._shown(self._row(pk), form, status=422)

    def _done(self, row: Finding, form: ConfirmForm | NoteForm) -> str:
        request = self.request
        assert request.post is not None  # noqa: S101
        if isinstance(form, ConfirmForm):
            services.exemption_propose(pk=row.pk, confirmed=form.confirmed(), actor=request.actor, post=request.post)
            return "已提出核实属实，等待上级审批"
        act, note = form.cleaned_data["act"], form.cleaned_data["note"]
        if act == "withdraw":
            services.exemption_withdraw(pk=row.pk, note=note, actor=request.actor, post=request.post)
            return "已撤回"
        services.exemption_decide(
            pk=row.pk, approve=act == "approve", note=note, actor=request.actor, post=request.post
        )
        return "已同意豁免" if act == "approve" else "已退回"

    def _row(self, pk: int) -> Finding:
        row = selectors.finding_or_none(self.request.scope, pk)
        if row is None:
            raise Http404
        return row

    def _papers(self, row: Finding) -> list[tuple[str, str]]:
        if row.household_id is None:
            return []
        papers = attachments_of(self.request.scope, "household", [row.household_id]).filter(withdrawn_at=None)
        return [(str(paper.pk), paper.file_name) for paper in papers]

    def _shown(self, row: Finding, form: ConfirmForm | NoteForm | None = None, status: int = 200) -> HttpResponse:
        request = self.request
        assert request.post is not None  # noqa: S101
        running = selectors.running_exemption(row)
        waiting = running is not None and running.state == Exemption.State.PROPOSED
        why_not = (
            services.why_not_decide(running, user_id=request.actor.user_id, post=request.post)
            if running is not None and waiting
            else ""
        )
        proposes = may(request.post, Action.FINDING_PROPOSE) and row.state == Finding.State.OPEN and running is None
        context = {
            "line": lines(request, [row])[0],
            "row": row,
            "known": known(row.rule),
            "level": LEVELS.get(row.level, row.level),
            "log": selectors.log_of(row),
            "exemption": running,
            "confirm": form if isinstance(form, ConfirmForm) else ConfirmForm(self._papers(row)),
            "note": form if isinstance(form, NoteForm) else NoteForm(),
            "may_propose": proposes,
            "may_decide": waiting and not why_not,
            "why_not": why_not,
            "may_withdraw": running is not None
            and services.may_withdraw(running, user_id=request.actor.user_id, post=request.post),
            "path": path_of(request, row.area),
        }
        return self.page_or_fragment("findings/page.html", context, status=status)


class RuleList(ScopedView):
    """Every rule with what counts in the post's region in the year of the page."""

    required_action = Action.FINDING_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101
        found = selectors.rule_lines(request.post.area, request.year)
        context = {
            "lines": [
                (line, severity_label(line.rule.severity), LEVELS.get(line.rule.level, ""), parameter_words(line))
                for line in found
            ],
            "severities": selectors.severity_lines(request.post.area, request.year),
            "may_rule": may(request.post, Action.FINDING_RULES),
            "path": path_of(request, request.post.area),
            "year": request.year,
        }
        return self.page_or_fragment("findings/rules.html", context)


def parameter_words(line: selectors.RuleLine) -> str:
    """最多（公里） 5，…."""
    values = dict(line.ruling.parameters)
    return "，".join(f"{label} {values[name]:g}" for name, (label, _) in line.rule.parameters.items())


class SettingForm(forms.Form):
    """A region's own setting of one rule; a number field for each of its parameters."""

    active = forms.BooleanField(label="启用这条规则", required=False)
    days = forms.IntegerField(
        label="处理天数", required=False, min_value=1, max_value=365, help_text="空白为这一程度的天数"
    )

    def __init__(self, line: selectors.RuleLine, data: Any = None) -> None:
        own = line.own
        initial: dict[str, Any] = {"active": line.ruling.active, "days": own.days if own else None}
        initial |= {f"p_{name}": f"{value:g}" for name, value in line.ruling.parameters}
        super().__init__(data, initial=initial)
        for name, (label, default) in line.rule.parameters.items():
            self.fields[f"p_{name}"] = forms.FloatField(label=label, help_text=f"规则本身是 {default:g}")

    def parameters(self) -> dict[str, float]:
        """Whole numbers as such, so that messages say 5 and not 5.0."""
        found = {name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("p_")}
        return {name: int(value) if value == int(value) else value for name, value in found.items()}


class DaysForm(forms.Form):
    """The days of all rules of a severity."""

    days = forms.IntegerField(
        label="处理天数", required=False, min_value=1, max_value=365, help_text="空白为上级的或规则本身的天数"
    )


class RuleSettingPage(ScopedView):
    """One rule, or the days of a severity (E, W, I), in the post's region from the year of the page on."""

    required_action = Action.FINDING_RULES

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        if code in SEVERITIES:
            return self._days(code, DaysForm(initial={"days": self._severity(code).days}))
        line = self._line(code)
        return self._shown(line, SettingForm(line))

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101
        if code in SEVERITIES:
            days = DaysForm(request.POST)
            if not days.is_valid():
                return self._days(code, days, status=422)
            services.severity_save(
                severity=code,
                year=request.year,
                days=days.cleaned_data["days"],
                actor=request.actor,
                post=request.post,
            )
            messages.success(request, "已保存，新发现的疑点按这个天数")
            return redirect("finding-rules")
        line = self._line(code)
        form = SettingForm(line, request.POST)
        if form.is_valid():
            services.setting_save(
                code=code,
                year=request.year,
                active=form.cleaned_data["active"],
                parameters=form.parameters(),
                days=form.cleaned_data["days"],
                actor=request.actor,
                post=request.post,
            )
            messages.success(request, "已保存，疑点将重新排查")
            return redirect("finding-rules")
        return self._shown(line, form, status=422)

    def _severity(self, code: str) -> selectors.SeverityLine:
        assert self.request.post is not None  # noqa: S101
        lines = selectors.severity_lines(self.request.post.area, self.request.year)
        return next(line for line in lines if line.severity == code)

    def _days(self, code: str, form: DaysForm, status: int = 200) -> HttpResponse:
        assert self.request.post is not None  # noqa: S101
        context = {
            "days_of": severity_label(code),
            "form": form,
            "fields": [form["days"]],
            "path": path_of(self.request, self.request.post.area),
            "year": self.request.year,
        }
        return self.page_or_fragment("findings/setting.html", context, status=status)

    def _line(self, code: str) -> selectors.RuleLine:
        assert self.request.post is not None  # noqa: S101
        line = selectors.rule_line(self.request.post.area, self.request.year, code)
        if line is None:
            raise Http404
        return line

    def _shown(self, line: selectors.RuleLine, form: SettingForm, status: int = 200) -> HttpResponse:
        assert self.request.post is not None  # noqa: S101
        context = {
            "line": line,
            "form": form,
            "fields": [form[name] for name in form.fields if name != "active"],
            "severity": severity_label(line.rule.severity),
            "level": LEVELS.get(line.rule.level, ""),
            "path": path_of(self.request, self.request.post.area),
            "year": self.request.year,
        }
        return self.page_or_fragment("findings/setting.html", context, status=status)
