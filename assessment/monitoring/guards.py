"""What lets a household into monitoring and on in it, beside papers and clocks (core.procedures.registry)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assessment.models import MonitoredHousehold
from assessment.monitoring.judged import Judged, judged
from core.procedures.models import Case
from core.procedures.registry import guard
from households.rules import OUT_OF_POVERTY

CODE = "monitoring"
Reasons = Mapping[int, list[str]]


def judged_of(cases: Sequence[Case]) -> dict[int, Judged]:
    """By case id, in the cases' own years."""
    found: dict[int, Judged] = {}
    for year in {case.year for case in cases}:
        group = [case for case in cases if case.year == year]
        by_household = judged([case.subject_id for case in group], year)
        found |= {case.pk: by_household[case.subject_id] for case in group if case.subject_id in by_household}
    return found


@guard("monitor_exited")
def exited(cases: Sequence[Case], day: date) -> Reasons:
    """Of the registered, only who has left poverty is watched for falling back; ordinary households may all be."""
    found = judged_of(cases)
    return {
        case.pk: [f"{case.year} 年度登记的不是已脱贫，不是监测对象（未脱贫、返贫户按贫困户帮扶）"]
        for case in cases
        if case.pk not in found or (found[case.pk].registered and found[case.pk].status not in OUT_OF_POVERTY)
    }


@guard("monitor_none_running")
def none_running(cases: Sequence[Case], day: date) -> Reasons:
    """A household is monitored once at a time, whatever the year in which it began."""
    ids = [case.subject_id for case in cases]
    running = set(
        Case.all_rows.filter(code=CODE, subject_type="household", subject_id__in=ids, end="").values_list(
            "subject_id", flat=True
        )
    )
    records = MonitoredHousehold.all_rows.filter(household__in=ids, eliminated_on__isnull=True)
    running |= set(records.values_list("household_id", flat=True))
    return {case.pk: ["该户已在监测程序中"] for case in cases if case.subject_id in running}


@guard("monitor_income_known")
def income_known(cases: Sequence[Case], day: date) -> Reasons:
    """Net income, claims and self-paid expense are filled in, and there is a range to compare them with."""
    reasons = {}
    found = judged_of(cases)
    for case in cases:
        missing = _missing(found.get(case.pk), case.year)
        if missing:
            reasons[case.pk] = missing
    return reasons


def _missing(item: Judged | None, year: int) -> list[str]:
    if item is None or not item.members:
        return [f"{year} 年度没有家庭成员"]
    blank = [
        word
        for word, value in (("纯收入", item.net), ("理赔收入", item.claim), ("合规自付支出", item.self_paid))
        if value is None
    ]
    found = [f"{year} 年度{'、'.join(blank)}未填全，请先在户卡补录"] if blank else []
    return found if item.range is not None else [*found, f"没有 {year} 年度的监测收入范围"]
