"""What the steps of monitoring write: they check what was filled in, and keep the monitored household's record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from assessment.models import MonitoredHousehold, MonitorMeasure
from assessment.models.monitoring import AT_MOST_RISKS
from assessment.monitoring.guards import income_known, judged_of
from assessment.monitoring.judged import Judged, range_of, without_labour
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor
from core.dictionaries.selectors import labels
from core.procedures.models import Case, Entry
from core.procedures.registry import effect
from core.procedures.services.errors import FormError, ProcedureError, StepRefusedError
from households.rules import OUT_OF_POVERTY
from households.selectors.register import member_counts

UNSTABLE, FRINGE, SUDDEN = "1", "2", "3"
BY_HELP, BY_NATURE = "1", "2"
GUARANTEES: Final = ("after_education", "after_medical", "after_housing", "after_water")
INCOMES: Final = ("after_wage", "after_business", "after_property", "after_transfer")
SUMS: Final = (*INCOMES, "after_cost", "after_claim", "after_self_paid")
Values = Mapping[str, Any]


def _one(cases: Sequence[Case], what: str) -> Case:
    """What is filled in for a household cannot be the same for a list."""
    if len(cases) != 1:
        raise ProcedureError(f"“{what}”逐户填写，请只选一户")
    return cases[0]


def code_of(code_list: str, word: object) -> str:
    """The code of a label; the procedure's choices are the labels of the list."""
    return next((code for code, label in labels(code_list).items() if label == word), "")


def last_values(cases: Sequence[Case], step: str) -> dict[int, Values]:
    """What was filled in at the last ``step`` of each case."""
    rows = Entry.objects.filter(case__in=[case.pk for case in cases], step=step).order_by("id")
    return dict(rows.values_list("case_id", "values"))


def records(cases: Sequence[Case]) -> dict[int, MonitoredHousehold]:
    """The records that the cases made, locked; by case."""
    rows = MonitoredHousehold.all_rows.select_for_update(no_key=True).filter(case__in=[case.pk for case in cases])
    return {row.case_id: row for row in rows}


@effect("monitor_verified")
def verified(cases: Sequence[Case], actor: Actor, day: date, values: Values) -> None:
    """The category fits the household, no risk is named twice, the labour flag agrees with the members' records."""
    case = _one(cases, "入户核实")
    wrong = _risks_wrong(values) | _labour_wrong(case, values)
    found = judged_of([case])[case.pk]
    reason = category_wrong(code_of("monitor_category", values["category"]), found)
    if reason and not (reason.soft and values.get("judgement")):
        wrong["judgement" if reason.soft else "category"] = reason.words
    if wrong:
        raise FormError(wrong)


class Wrong(str):
    """A sentence about the category; ``soft``: a written judgement (综合研判) may stand against it."""

    soft: bool

    def __new__(cls, words: str, soft: bool = False) -> Wrong:
        made = super().__new__(cls, words)
        made.soft = soft
        return made

    @property
    def words(self) -> str:
        return str(self)


def category_wrong(category: str, found: Judged) -> Wrong | None:
    """Why the household is not of the category (CL-25); None when it fits."""
    usual = "脱贫不稳定户" if found.registered else "边缘易致贫户"
    if category == FRINGE and found.registered:
        return Wrong("边缘易致贫户是一般农户，建档立卡户不能选")
    if category == UNSTABLE and not found.registered:
        return Wrong("脱贫不稳定户是已脱贫的建档立卡户，一般农户选边缘易致贫户或突发严重困难户")
    if category == UNSTABLE and found.status not in OUT_OF_POVERTY:
        return Wrong("脱贫不稳定户须是已脱贫户")
    if category == SUDDEN and found.above is not True:
        return Wrong(f"突发严重困难户的人均收入应高于监测范围；不高于的选{usual}")
    if category != SUDDEN and found.above is not False:
        return Wrong(f"人均收入高于监测范围，选{usual}须填写综合研判说明", soft=True)
    return None


def risks_of(values: Values) -> list[str]:
    """The codes of the named risks, the main one first."""
    words = [values.get(f"risk{number}") for number in range(1, AT_MOST_RISKS + 1)]
    return [code_of("monitor_risk", word) for word in words if word]


def _risks_wrong(values: Values) -> dict[str, str]:
    seen: set[object] = set()
    wrong = {}
    for number in range(1, AT_MOST_RISKS + 1):
        word = values.get(f"risk{number}")
        if word in seen:
            wrong[f"risk{number}"] = "与前面的风险重复"
        elif word:
            seen.add(word)
    return wrong


def _labour_wrong(case: Case, values: Values) -> dict[str, str]:
    known = without_labour(case.subject_id, case.year)
    if known is None or known == (values["no_labour"] == "是"):
        return {}
    return {"no_labour": f"成员劳动技能登记的是{'都没有' if known else '有'}劳动力，请核对"}


@effect("monitor_identified")
def identified(cases: Sequence[Case], actor: Actor, day: date, values: Values) -> None:
    """The county has approved: the household is monitored from ``day``, with what the visit found."""
    reasons = income_known(cases, day)
    told, found = last_values(cases, "verify"), judged_of(cases)
    wrong = {case.pk: [str(reason)] for case in cases if (reason := _still_wrong(told[case.pk], found[case.pk]))}
    if reasons or wrong:
        raise StepRefusedError({**wrong, **reasons})
    former = dict(
        MonitoredHousehold.all_rows.filter(
            household__in=[case.subject_id for case in cases], eliminated_on__isnull=False
        )
        .order_by("eliminated_on", "pk")
        .values_list("household_id", "pk")
    )
    MonitoredHousehold.all_rows.bulk_create(
        _record(case, day, told[case.pk], found[case.pk], former.get(case.subject_id)) for case in cases
    )


def _still_wrong(told: Values, found: Judged) -> Wrong | None:
    """The facts may have changed since the visit."""
    reason = category_wrong(code_of("monitor_category", told["category"]), found)
    return None if reason is None or (reason.soft and told.get("judgement")) else reason


def _record(case: Case, day: date, told: Values, found: Judged, former: int | None) -> MonitoredHousehold:
    if found.range is None or found.net is None or found.claim is None or found.self_paid is None:
        raise ProcedureError("收入或监测收入范围未知")  # income_known has refused before
    return MonitoredHousehold(
        household_id=case.subject_id,
        area=case.area,
        case=case,
        year=case.year,
        category=code_of("monitor_category", told["category"]),
        risks=risks_of(told),
        identified_on=day,
        range_region=found.range.region,
        range_amount=found.range.amount,
        members=found.members,
        net_income=found.net,
        claim_income=found.claim,
        self_paid=found.self_paid,
        no_labour=told["no_labour"] == "是",
        judgement=told.get("judgement", ""),
        reopened_from_id=former,
    )


@effect("monitor_supported")
def supported(cases: Sequence[Case], actor: Actor, day: date, values: Values) -> None:
    """The first measure of each household."""
    starts = date.fromisoformat(values["starts_on"])
    if starts > day:
        raise FormError({"starts_on": "开始日期不能晚于办理日期"})
    MonitorMeasure.all_rows.bulk_create(
        MonitorMeasure(
            record=row,
            area=row.area,
            kind=code_of("measure_kind", values["kind"]),
            starts_on=starts,
            provider=values["provider"][:60],
            content=values["content"][:200],
            entered_by=actor.user_id,
            entered_name=actor.name,
        )
        for row in records(cases).values()
    )


@effect("monitor_proposed")
def proposed(cases: Sequence[Case], actor: Actor, day: date, values: Values) -> None:
    """The second block allows elimination: all guarantees hold, the risk is gone, the income is above the range."""
    case = _one(cases, "拟消除入户走访")
    wrong = {name: "没有保障的不能消除风险" for name in GUARANTEES if values[name] != "是"}
    if values["risk_gone"] != "是":
        wrong["risk_gone"] = "风险未消除或有新增风险的，继续跟踪"
    block = after_block(case, values)
    if block is None:
        wrong["year"] = "没有此年度的监测收入范围或家庭成员"
    elif not block["enough"]:
        total, line = block["total"], block["after_range"]
        wrong["year"] = f"收入 {total:,.0f} 元不高于监测范围（{line:,.0f} 元 × {block['after_members']} 人）"
    if wrong:
        raise FormError(wrong)


def after_block(case: Case, values: Values) -> dict[str, Any] | None:
    """The second block as columns, with ``total`` (net + claims − self-paid) and whether it is ``enough``.

    None for a year without a range or without members of the household. The persons are those of that year.
    """
    text = str(values["year"])
    year = int(text) if text.isdigit() and len(text) == len("2018") else 0
    line = range_of(case.area, year)
    members = member_counts(SYSTEM_SCOPE, year, [case.subject_id]).get(case.subject_id, 0)
    if line is None or not members:
        return None
    sums = {name: Decimal(str(values[name])) for name in SUMS}
    net = sum((sums[name] for name in INCOMES), Decimal()) - sums["after_cost"]
    total = net + sums["after_claim"] - sums["after_self_paid"]
    return {
        "after_year": year,
        **{name: values[name] == "是" for name in GUARANTEES},
        **sums,
        "after_members": members,
        "after_range": line.amount,
        "total": total,
        "enough": total > line.amount * members,
    }


@effect("monitor_out_approved")
def out_approved(cases: Sequence[Case], actor: Actor, day: date, values: Values) -> None:
    """A household without any labour is not let go lightly: the county says why."""
    rows = records(cases)
    if any(row.no_labour for row in rows.values()) and not values.get("county_reason"):
        raise FormError({"county_reason": "其中有整户无劳动力的户，须说明消除风险的理由"})


@effect("monitor_eliminated")
def eliminated(cases: Sequence[Case], actor: Actor, day: date, values: Values) -> None:
    """The elimination is announced: the record is closed with its second block."""
    told, approved = last_values(cases, "propose"), last_values(cases, "out_approve")
    for pk, row in records(cases).items():
        case = next(case for case in cases if case.pk == pk)
        block = after_block(case, told[pk])
        if block is None or not block["enough"]:
            raise StepRefusedError({pk: ["按现在的监测收入范围和家庭人口，收入不再高于范围，应退回继续跟踪"]})
        for name, value in block.items():
            if name.startswith("after_"):
                setattr(row, name, value)
        row.eliminated_on, row.way = day, BY_HELP
        row.county_reason = approved[pk].get("county_reason", "")
        row.save()


@effect("monitor_natural")
def natural(cases: Sequence[Case], actor: Actor, day: date, values: Values) -> None:
    """The household is gone, or its situation has ended without help."""
    for row in records(cases).values():
        row.eliminated_on, row.way, row.natural_cause = day, BY_NATURE, values["cause"]
        row.save()
