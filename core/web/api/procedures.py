"""REST: cases of every procedure, what may be done with one and what is in the way, and the taking of a step.

A step goes through the engine as it does from the page: the same roles, clocks, papers and guards, all or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.api_clients import post_of_client
from core.accounts.rights import Action
from core.accounts.scope import Scope
from core.evidence.subjects import kind_of
from core.procedures import selectors
from core.procedures.blockers import blockers
from core.procedures.definition import Step
from core.procedures.models import Case
from core.procedures.services import FormError, HiddenCaseError, ProcedureError, StepRefusedError, Taken, take_step
from core.web.api import columns as c
from core.web.api.bodies import Reading
from core.web.api.errors import Problem, refused
from core.web.api.views import AREA, PAGING, YEAR, ClientView, CollectionView, Parameter, openapi, page_of, year_of
from core.web.api.writing import IDEMPOTENCY_KEY, Caller, Made, WritingView


def _code(text: str) -> str:
    if not (text.isascii() and text.replace("_", "").isalnum() and len(text) <= 30):
        raise ValueError("应为程序或状态的编码")
    return text


def _open(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("应为 true 或 false")
    return text == "true"


CASE_COLUMNS: Final[Sequence[c.Column]] = (
    c.Column("id", "id", "integer", "事项编号"),
    c.Column("procedure", "code", "string", "程序编码"),
    c.Column("title", "round__policy__title", "string", "程序名称"),
    c.Column("round", "round_id", "integer", "批次"),
    c.Column("subject_type", "subject_type", "string", "对象类型"),
    c.Column("subject_id", "subject_id", "integer", "对象"),
    c.area("area", "area", "行政区划代码"),
    c.Column("year", "year", "integer", "年度"),
    c.Column("state", "state", "string", "状态"),
    c.Column("state_label", "round__policy_id", "string", "状态名称", also=("state",),
             render=lambda policy, state: selectors.definition_of(policy).state(state).label),
    c.Column("opened_on", "opened_on", "date", "发起日期"),
    c.Column("entered_on", "entered_on", "date", "进入本状态"),
    c.Column("ready_on", "ready_on", "date", "可办理日"),
    c.Column("due_on", "due_on", "date", "办理期限"),
    c.Column("end", "end", "string", "结束方式：done、refused、cancelled，在办的为空"),
    c.Column("ended_on", "ended_on", "date", "结束日期"),
)  # fmt: skip
_SUBJECT: Final = (
    c.Column("subject", "", "string", "对象的编号"),
    c.Column("subject_name", "", "string", "对象的名称"),
)
CaseSerializer = c.serializer("Case", [*CASE_COLUMNS, *_SUBJECT])
EntrySerializer = c.serializer(
    "CaseEntry",
    [
        c.Column("step", "step", "string", "步骤"),
        c.Column("label", "label", "string", "步骤名称"),
        c.Column("decision", "decision", "string", "决定：pass、back、refuse"),
        c.Column("on", "on", "date", "办理日期"),
        c.Column("at", "at", "datetime", "登记时间"),
        c.Column("by", "actor_name", "string", "经办人"),
        c.Column("reason", "reason", "string", "理由"),
    ],
)
CaseItemSerializer = type(
    "CaseItemSerializer",
    (CaseSerializer,),
    {
        "log": type(
            "CaseLogSerializer", (EntrySerializer,), {"values": serializers.DictField(help_text="填写内容")}
        )(many=True)
    },
)  # fmt: skip
StepSerializer = inline_serializer(
    "CaseStep",
    {
        "step": serializers.CharField(help_text="步骤"),
        "label": serializers.CharField(help_text="步骤名称"),
        "decision": serializers.CharField(help_text="pass 往前、back 退回、refuse 不予通过"),
        "target": serializers.CharField(help_text="办后的状态"),
        "mine": serializers.BooleanField(help_text="此客户端的岗位能不能办"),
        "reason_required": serializers.BooleanField(help_text="须写理由"),
        "place_required": serializers.BooleanField(help_text="须写张贴地点"),
        "fields": serializers.ListField(child=serializers.DictField(), help_text="要填的内容"),
        "blockers": serializers.ListField(child=serializers.CharField(), help_text="今天为什么不能办，能办的为空"),
    },
)
TakenSerializer = inline_serializer(
    "TakenStep",
    {
        "step": serializers.CharField(help_text="步骤"),
        "on": serializers.DateField(help_text="办理日期"),
        "reason": serializers.CharField(required=False, help_text="理由"),
        "place": serializers.CharField(required=False, help_text="公示的张贴地点"),
        "values": serializers.DictField(required=False, help_text="步骤要填的内容"),
    },
)


def answers(scope: Scope, found: QuerySet[Case]) -> list[dict[str, Any]]:
    """The cases as they are sent, with the code and name of their subjects: one query more for each kind."""
    page = c.rows(found, CASE_COLUMNS)
    for kind in {row["subject_type"] for row in page}:
        mine = [row for row in page if row["subject_type"] == kind]
        told = kind_of(kind).visible(scope, [row["subject_id"] for row in mine])
        for row in mine:
            subject = told.get(row["subject_id"])
            row["subject"] = subject.code if subject else None
            row["subject_name"] = subject.name if subject else None
    return page


def case_answer(scope: Scope, pk: int) -> dict[str, Any] | None:
    """One case with its log; None outside the scope."""
    found = next(iter(answers(scope, selectors.cases_for_api(scope).filter(pk=pk))), None)
    case = selectors.case_of(scope, pk)
    if found is None or case is None:
        return None
    found["log"] = [
        {
            "step": entry.step, "label": entry.label, "decision": entry.decision, "on": entry.on, "at": entry.at,
            "by": entry.actor_name, "reason": entry.reason, "values": entry.values,
        }
        for entry in selectors.entries_of(case)
    ]  # fmt: skip
    return found


class CaseCollection(CollectionView):
    """The cases of a year, those of one procedure or state."""

    columns: ClassVar[Sequence[c.Column]] = CASE_COLUMNS
    key: ClassVar[str] = "id"
    parameters: ClassVar[Sequence[Parameter]] = (
        YEAR,
        AREA,
        Parameter("procedure", _code, "程序编码，如 project"),
        Parameter("state", _code, "状态"),
        Parameter("open", _open, "true 只列在办的，false 只列办结的"),
        *PAGING,
    )

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Case]:
        return selectors.cases_for_api(
            self.scope(request),
            area=asked.get("area", 0),
            year=year_of(asked),
            code=asked.get("procedure", ""),
            state=asked.get("state", ""),
            running=asked.get("open"),
        )

    def answers(self, request: Request, found: QuerySet[Case]) -> list[dict[str, Any]]:
        return answers(self.scope(request), found)

    @extend_schema(operation_id="cases_list", responses=page_of("Case", CaseSerializer), summary="办理事项")
    def get(self, request: Request) -> Response:
        return super().get(request)


class CaseItem(ClientView):
    """One case with everything that was done with it."""

    @extend_schema(operation_id="cases_retrieve", responses=CaseItemSerializer, summary="一件办理事项")
    def get(self, request: Request, pk: int) -> Response:
        self.asked(request)
        found = case_answer(self.scope(request), pk)
        if found is None:
            raise Http404
        return Response(found)


class CaseSteps(WritingView):
    """The steps that lead on from here, with what is in the way; POST takes one."""

    http_method_names = ["get", "head", "options", "post"]

    @extend_schema(
        operation_id="case_steps_list",
        responses=inline_serializer("CaseSteps", {"results": serializers.ListField(child=StepSerializer)}),
        summary="这件事项可办的步骤",
    )
    def get(self, request: Request, pk: int) -> Response:
        self.asked(request)
        case = selectors.case_of(self.scope(request), pk)
        if case is None:
            raise Http404
        definition, today = selectors.definition_of(case.round.policy_id), timezone.localdate()
        post = post_of_client(request._request.api_client)  # type: ignore[attr-defined]
        return Response(
            {
                "results": [
                    {
                        **_told(step),
                        "mine": post is not None and step.open_to(post.role, post.area),
                        "blockers": blockers(definition, step, [case], day=today).get(case.pk, []),
                    }
                    for step in ([] if case.end else definition.steps_from(case.state))
                ]
            }
        )

    @extend_schema(
        operation_id="case_steps_create",
        request=TakenSerializer,
        responses={201: CaseItemSerializer},
        parameters=[IDEMPOTENCY_KEY],
        summary="办理一步",
    )
    def post(self, request: Request, pk: int) -> Response:
        self.asked(request)
        caller = self.caller(request, Action.PROCEDURE_ACT)
        key = _key(caller, request.headers.get("Idempotency-Key", ""))
        return self.once(request, caller, lambda body: _take(caller, pk, key, body))


def _told(step: Step) -> dict[str, Any]:
    return {
        "step": step.code,
        "label": step.label,
        "decision": step.decision,
        "target": step.target,
        "reason_required": step.reason_required,
        "place_required": step.notice is not None,
        "fields": [
            {"code": item.code, "label": item.label, "type": item.type, "required": item.required,
             "choices": list(item.choices), "unit": item.unit}
            for item in step.fields
        ],
    }  # fmt: skip


def _key(caller: Caller, key: str) -> str:
    """The entry's key: 40 characters that no form of a page and no other client sends."""
    return hashlib.sha256(f"api {caller.client.pk} {key}".encode()).hexdigest()[:40]


def _take(caller: Caller, pk: int, key: str, body: Mapping[str, Any]) -> Made:
    case = selectors.case_of(caller.scope, pk)
    if case is None:
        raise Http404
    reading = Reading()
    reading.known(body, {"step", "on", "reason", "place", "values"})
    reading.needed(body, ("step", "on"))
    code = reading.text(body, "step", 30)
    on = _day(reading, reading.text(body, "on", 10))
    reason, place = reading.text(body, "reason", 300), reading.text(body, "place", 100)
    step = selectors.definition_of(case.round.policy_id).step(code)
    if code and step is None:
        reading.wrong.setdefault("step", f"程序中没有步骤「{code}」")
    values = _values(reading, step, reading.group(body, "values"))
    reading.done()
    with told():
        take_step(
            actor=caller.actor,
            post=caller.post,
            scope=caller.scope,
            case_ids=[pk],
            step=code,
            taken=Taken(on=on, key=key, reason=reason, values=values, place=place),
        )
    return Made(case_answer(caller.scope, pk) or {}, reverse("api:case-detail", args=[pk]))


def _day(reading: Reading, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        reading.wrong.setdefault("on", "应为日期，如 2018-10-20")
        return timezone.localdate()


def _values(reading: Reading, step: Step | None, given: Mapping[str, Any]) -> dict[str, str]:
    """The step's own fields as the page sends them: texts, 是 and 否."""
    known = {item.code for item in step.fields} if step else set()
    found = {}
    for name, value in given.items():
        if name not in known:
            reading.wrong[f"values.{name[:80]}"] = "这一步没有这个字段"
        elif value is None or isinstance(value, list | dict):
            reading.wrong[f"values.{name}"] = "应为字符串、数字、true 或 false"
        elif isinstance(value, bool):
            found[name] = "是" if value else "否"
        else:
            found[name] = reading.text({f"values.{name}": str(value)}, f"values.{name}", 500)
    return found


@contextmanager
def told() -> Iterator[None]:
    """The engine's refusals: what is hidden, what was filled in wrongly, what is in the way."""
    try:
        yield
    except HiddenCaseError as error:
        raise Http404 from error
    except FormError as error:
        own = {"on", "reason", "place"}
        raise refused(
            {name if name in own else f"values.{name}": words for name, words in error.fields.items()}
        ) from error
    except StepRefusedError as error:
        reasons = [reason for listed in error.reasons.values() for reason in listed]
        raise Problem(422, "blocked", "；".join(reasons), [{"detail": reason} for reason in reasons]) from error
    except ProcedureError as error:
        raise refused({"": str(error)}) from error


CaseCollection.get = extend_schema(parameters=openapi(CaseCollection))(  # type: ignore[method-assign]
    CaseCollection.get
)

__all__ = ["CaseCollection", "CaseItem", "CaseSteps", "case_answer", "told"]
