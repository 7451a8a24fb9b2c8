"""Two pools and an audit with its problems for the demo county: invented, entered by its own accounts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor, recorded
from core.evidence.services import Paper, attach
from core.findings.problems import Found
from funds.audits.services import audit_finish, audit_problem, audit_save
from funds.pools.services import Entry, entry_record, pool_save

_MOVES: Final = (
    ("in", 1, 15, "8000000.00"), ("in", 7, 10, "2000000.00"), ("compensated", 9, 3, "46200.00"),
    ("recovered", 11, 20, "12000.00"),
)  # fmt: skip
# (days until it is due, what, yuan, who answers, person)
_FOUND: Final = (
    (-12, "核桃产业项目多报面积 38 亩，多拨付补助", "45600.00", "杨柏镇人民政府", "周敏"),
    (20, "捐赠物资没有入账", "", "贾村观村委会", "罗平"),
    (45, "项目质保金提前支付", "128000.00", "通江县农业局", "李建国"),
)


def load(loader: Actor, auditor: Actor, county: int, town: int, year: int, picture: Any) -> None:
    """``picture`` gives a sealed picture of a shade: the audit's report."""
    with recorded(loader, reason="演示资料"):
        for kind, name, moves in (
            ("industry", "通江县产业发展基金", _MOVES[:2]), ("compensation", "通江县信贷风险补偿金", _MOVES),
        ):  # fmt: skip
            values = {"kind": kind, "name": name, "keeper": "通江县农村信用联社", "note": ""}
            pool = pool_save(actor=loader, scope=SYSTEM_SCOPE, area=county, values=values)
            for what, month, day, amount in moves:
                entry = Entry(what, date(year, month, day), Decimal(amount), f"通财农〔{year}〕{month}{day} 号")
                entry_record(actor=loader, scope=SYSTEM_SCOPE, pk=pool.pk, entry=entry)
    audit = audit_save(
        actor=auditor, scope=SYSTEM_SCOPE, area=county, year=year,
        values={"title": f"{year} 年扶贫资金管理使用审计", "level": "own", "office": "通江县审计局",
                "started_on": date(year, 9, 3), "note": ""},
    )  # fmt: skip
    report = Paper("P01", date(year, 11, 5), "审计报告")
    attach(
        actor=auditor, scope=SYSTEM_SCOPE, subject_type="audit", subject_id=audit.pk, upload=picture(5), paper=report
    )
    audit_finish(
        actor=auditor,
        scope=SYSTEM_SCOPE,
        pk=audit.pk,
        finished_on=date(year, 11, 5),
        report_no=f"通审报〔{year}〕14 号",
    )
    today = timezone.localdate()
    for days, content, amount, unit, person in _FOUND:
        found = Found(
            found_on=date(year, 11, 5), content=content, unit=unit, person=person, due_on=today + timedelta(days=days),
            amount=Decimal(amount) if amount else None,
        )  # fmt: skip
        audit_problem(actor=auditor, scope=SYSTEM_SCOPE, pk=audit.pk, area=town, found=found)
