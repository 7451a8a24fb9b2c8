"""Audits of money and the problems they find: put right with a paper, closed by another person, escalated when late."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.utils import timezone

from core.accounts.models import User
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.findings import problems
from core.findings.models import Finding, Problem, ProblemStep
from core.findings.problems import Asked, Found, HiddenProblemError, ProblemRefusedError
from core.findings.services import sweep
from core.findings.words import message_of
from core.ledgers.exports import ExportQuery, export_write, ledgers
from funds.audits import services
from funds.contributions.errors import HiddenRecordError, RecordRefusedError, StaleRecordError
from funds.models import Audit
from funds.obligations import selectors as obligations
from funds.obligations.load import obligations_load
from tests import factories
from tests.cast import JIACUNGUAN, TONGJIANG, YANGBAI, Cast
from tests.core.procedures.scene import acting, paper

pytestmark = pytest.mark.django_db
VALUES = {"title": "扶贫资金审计", "level": "own", "office": "通江县审计局", "started_on": date(2018, 3, 1), "note": ""}


def audit(person: User, **changes: Any) -> Audit:
    actor, _, scope = acting(person)
    return services.audit_save(actor=actor, scope=scope, area=TONGJIANG, year=2018, values={**VALUES, **changes})


def found(days: int = 30, **changes: Any) -> Found:
    today = timezone.localdate()
    values: dict[str, Any] = {
        "found_on": today - timedelta(days=60), "content": "挪用产业资金", "unit": "杨柏镇人民政府", "person": "周敏",
        "due_on": today + timedelta(days=days),
    }  # fmt: skip
    return Found(**{**values, **changes})


def problem(person: User, days: int = 30, **changes: Any) -> Problem:
    row = Audit.all_rows.first() or audit(person)
    actor, _, scope = acting(person)
    return services.audit_problem(actor=actor, scope=scope, pk=row.pk, area=JIACUNGUAN, found=found(days, **changes))


def act(person: User, row: Problem, what: str, note: str = "已办", **more: Any) -> Problem:
    actor, post, scope = acting(person)
    problems.problem_act(actor=actor, scope=scope, post=post, pk=row.pk, act=what, note=note, **more)
    return Problem.all_rows.get(pk=row.pk)


def test_an_audit_is_concluded_with_its_report(cast: Cast) -> None:
    row = audit(cast.auditor)
    actor, _, scope = acting(cast.auditor)
    day = date(2018, 6, 1)
    with pytest.raises(RecordRefusedError, match="审计报告"):
        services.audit_finish(actor=actor, scope=scope, pk=row.pk, finished_on=day, report_no="通审〔2018〕3 号")
    paper("audit", row.pk, "P01", area=row.area)
    for wrong in ({"finished_on": date(2018, 2, 1)}, {"report_no": " "}):
        values: dict[str, Any] = {"finished_on": day, "report_no": "通审〔2018〕3 号", **wrong}
        with pytest.raises(RecordRefusedError):
            services.audit_finish(actor=actor, scope=scope, pk=row.pk, **values)
    with pytest.raises(StaleRecordError):
        services.audit_save(
            actor=actor, scope=scope, area=TONGJIANG, year=2018, values=VALUES, pk=row.pk, version=9
        )  # fmt: skip
    services.audit_finish(actor=actor, scope=scope, pk=row.pk, finished_on=day, report_no="通审〔2018〕3 号")
    with pytest.raises(RecordRefusedError, match="已经办结"):
        services.audit_save(
            actor=actor, scope=scope, area=TONGJIANG, year=2018, values=VALUES, pk=row.pk, version=2
        )  # fmt: skip
    with pytest.raises(RecordRefusedError, match="同名"):
        audit(cast.auditor)
    with pytest.raises(HiddenRecordError):
        services.audit_save(actor=actor, scope=scope, area=JIACUNGUAN, year=2018, values=VALUES)
    assert Audit.all_rows.get().finished_on == day


def test_no_audit_for_a_year_is_a_finding(cast: Cast) -> None:
    item = {"kind": "audit", "region": str(TONGJIANG), "years": [2016], "document": "规划"}
    obligations_load({"rules": [item]}, actor=SYSTEM, scope=SYSTEM_SCOPE)

    def state(on: date) -> str:
        (row,) = obligations.standings(SYSTEM_SCOPE, obligations.Asked(TONGJIANG, 2018, on))
        return row.state

    assert (state(date(2018, 12, 31)), state(date(2019, 1, 1))) == ("at_risk", "shortfall")
    sweep(2018)
    assert message_of(Finding.all_rows.get(rule="202A", state="open")) == "通江县 2018 年没有办结的本级扶贫资金审计"
    row = audit(cast.auditor)
    assert state(date(2019, 1, 1)) == "shortfall"
    Audit.all_rows.filter(pk=row.pk).update(finished_on=date(2018, 12, 1), report_no="3 号")
    assert (state(date(2018, 11, 30)), state(date(2018, 12, 1))) == ("at_risk", "met")
    sweep(2018)
    assert not Finding.all_rows.filter(rule="202A", state="open").exists()


def test_a_problem_is_put_right_and_closed_by_another(cast: Cast) -> None:
    row = problem(cast.auditor)
    with pytest.raises(ProblemRefusedError, match="佐证材料"):
        act(cast.village_clerk, row, "report")
    paper("problem", row.pk, "P01", area=row.area)
    assert act(cast.village_clerk, row, "report").state == "reported"
    with pytest.raises(ProblemRefusedError, match="岗位"):
        act(cast.village_clerk, row, "close")
    assert act(cast.auditor, row, "return", "证据不足").state == "open"
    act(cast.county_officer, row, "report")
    closed = act(cast.auditor, row, "close", "属实")
    assert (closed.state, closed.closed_by, closed.closed_on) == ("closed", cast.auditor.pk, timezone.localdate())
    assert list(ProblemStep.all_rows.order_by("id").values_list("what", flat=True)) == [
        "opened", "reported", "returned", "reported", "closed",
    ]  # fmt: skip
    with pytest.raises(ProblemRefusedError, match="已销号"):
        act(cast.auditor, row, "extend", due_on=row.due_on + timedelta(days=1))
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        ProblemStep.all_rows.all().delete()


def test_who_answers_for_it_never_closes_it(cast: Cast) -> None:
    row = problem(cast.auditor, person_id=cast.auditor.pk)
    paper("problem", row.pk, "P01", area=row.area)
    act(cast.county_officer, row, "report")
    with pytest.raises(ProblemRefusedError, match="另一人"):
        act(cast.auditor, row, "close")
    for who in (cast.auditor, cast.county_officer):
        with pytest.raises(IntegrityError), transaction.atomic():
            Problem.all_rows.update(state="closed", closed_by=who.pk, closed_on=timezone.localdate())
    second = factories.user("auditor2", Role.AUDITOR, TONGJIANG)
    assert act(second, row, "close").closed_by == second.pk


def test_late_problems_are_counted_and_escalated_once(cast: Cast) -> None:
    late, fine = problem(cast.auditor, days=-1), problem(cast.auditor, days=0)
    today, scope = timezone.localdate(), acting(cast.county_officer)[2]
    with pytest.raises(ProblemRefusedError, match="逾期"):
        act(cast.auditor, fine, "escalate")
    assert act(cast.auditor, late, "escalate", "报县政府督办").escalated_on == today
    with pytest.raises(ProblemRefusedError, match="只报一次"):
        act(cast.auditor, late, "escalate")
    every = problems.problems(scope, Asked(TONGJIANG), today)
    expected = {"open": 2, "late": 1, "reported": 0, "escalated": 1, "closed": 0}
    assert problems.counts(every, today) == expected
    assert problems.by_place(every, [YANGBAI], today) == {YANGBAI: {**expected}}
    assert [row.pk for row in problems.problems(scope, Asked(TONGJIANG, state="late"), today)] == [late.pk]
    with pytest.raises(ProblemRefusedError, match="晚于"):
        act(cast.auditor, late, "extend", due_on=late.due_on)
    act(cast.auditor, late, "extend", due_on=today)
    assert problems.counts(every, today)["late"] == 0


def test_what_is_wrong_or_outside_is_refused(cast: Cast) -> None:
    row = audit(cast.auditor)
    actor, _, scope = acting(cast.auditor)
    wrongs: tuple[dict[str, Any], ...] = (
        {"content": " "}, {"unit": ""}, {"person": ""}, {"found_on": date(2100, 1, 1)},
        {"due_on": date(2000, 1, 1)}, {"amount": -1},
    )  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(RecordRefusedError):
            services.audit_problem(actor=actor, scope=scope, pk=row.pk, area=JIACUNGUAN, found=found(**wrong))
    with pytest.raises(RecordRefusedError, match="不在审计区划"):
        services.audit_problem(actor=actor, scope=scope, pk=row.pk, area=420626000000, found=found())
    assert Problem.all_rows.count() == 0
    own = problem(cast.auditor)
    with pytest.raises(HiddenProblemError):
        act(cast.stranger, own, "report")
    assert ProblemStep.all_rows.count() == 1


def test_the_pages(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.auditor)
    sent = {"title": "扶贫资金审计", "level": "own", "office": "县审计局", "started_on": "2018-03-01"}
    assert client.post("/audits/new/", sent | {"office": ""}).status_code == 422
    assert client.post("/audits/new/", sent).status_code == 302
    row = Audit.all_rows.get()
    assert client.post(f"/audits/{row.pk}/edit/", sent | {"version": "9"}).status_code == 409
    assert client.post(f"/audits/{row.pk}/edit/", sent | {"version": "1", "note": "新"}).status_code == 302
    ended = {"finished_on": "2018-06-01", "report_no": "1 号"}
    assert client.post(f"/audits/{row.pk}/finish/", ended).status_code == 422
    wrote = {"area": str(JIACUNGUAN), "found_on": "2018-04-01", "content": "多报面积", "amount": "12,000",
             "unit": "镇政府", "person": "周敏", "due_on": "2018-05-01"}  # fmt: skip
    assert client.post(f"/audits/{row.pk}/problem/", wrote | {"area": "9"}).status_code == 422
    assert client.post(f"/audits/{row.pk}/problem/", wrote).status_code == 302
    found_row = Problem.all_rows.get()
    for address in (f"/audits/{row.pk}/", "/problems/?source=audit&state=late"):
        page = client.get(address).content.decode()
        assert "多报面积" in page
        assert "12,000.00" in page
    assert "扶贫资金审计" in client.get("/audits/").content.decode()
    address = f"/problems/{found_row.pk}/"
    assert client.post(address, {"act": "close", "note": "好"}).status_code == 422
    assert client.post(address, {"act": "escalate", "note": "报县政府"}).status_code == 302
    assert "已上报督办" in client.get("/problems/").content.decode()
    page = client.get(address).content.decode()
    assert "报县政府" in page
    assert "延长期限" in page
    assert "核查销号</button>" not in page


def test_the_ledger_of_problems(cast: Cast) -> None:
    row = problem(cast.auditor, content="多报面积", amount=Decimal("12000.00"))
    paper("problem", row.pk, "P01", area=row.area)
    act(cast.county_officer, row, "report", "已追回")
    act(cast.auditor, row, "close", "属实")
    out = io.BytesIO()
    assert export_write(ledgers()["L29"], ExportQuery(TONGJIANG, 2018, acting(cast.county_officer)[2]), out) == 1
    cells = [cell.value for line in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in line]
    assert {"审计", "多报面积", 12000, "已追回", 1, "已销号", "是", cast.auditor.name} <= set(cells)
