"""What lets a household on in its exit, beside papers and clocks: computed verdict, freshness, its register.

Each guard answers for all cases of a step in a fixed number of queries (core.procedures.registry).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils import timezone

from assessment.explain.words import criterion_name
from assessment.indicators import UnknownIndicatorError
from assessment.pending import awaited
from assessment.selectors import Rule, StandardVersion, nearest, released, standard_versions
from core.accounts.scope import Scope
from core.procedures.models import Case
from core.procedures.registry import guard
from households.models import Household, HouseholdVerdict, HouseholdYear
from villages.models import Recognition
from villages.selectors import recognised_household_criteria, recognised_households

LEVEL = "household"
STILL_POOR = frozenset({"0", "3"})
Reasons = Mapping[int, list[str]]


@guard("household_verdict_met")
def verdict_met(cases: Sequence[Case], day: date) -> Reasons:
    """The verdict of the case's year is met under the standard that is released now; else what is missing.

    A recognised human decision goes before the verdict, both ways, as long as it counts (人工认定): one of the whole
    before everything, one of a single criterion before that criterion.
    """
    found: dict[int, list[str]] = {}
    for year, group in _by_year(cases).items():
        ids = [case.subject_id for case in group]
        decided = recognised_households(ids, year, day)
        single = recognised_household_criteria(ids, year, day)
        verdicts = {row.household_id: row for row in HouseholdVerdict.all_rows.filter(household__in=ids, year=year)}
        versions = standard_versions({row.standard for row in verdicts.values()})
        current = released(year, [LEVEL])[LEVEL]
        for case in group:
            if case.subject_id in decided:
                reason = decided[case.subject_id].against
            else:
                reason = _unmet(verdicts.get(case.subject_id), versions, current, single.get(case.subject_id, {}))
            found |= {case.pk: [reason]} if reason else {}
    return found


def _unmet(
    verdict: HouseholdVerdict | None,
    versions: Mapping[int, StandardVersion],
    current: Mapping[int, StandardVersion],
    single: Mapping[str, Recognition],
) -> str:
    if verdict is None or verdict.standard not in versions:
        return "本年度没有判定（没有家庭成员，或没有已发布的退出标准）"
    standard, now = versions[verdict.standard], nearest(verdict.area, current)
    if now is None or now.id != standard.id:
        return "判定所用的标准已停用，重新计算后再办理"
    words = standing_words(verdict, standard, single)
    return f"判定没有达标：{words}" if words else ""


def standing_words(verdict: HouseholdVerdict, standard: StandardVersion, single: Mapping[str, Recognition]) -> str:
    """What is in the way once the decisions about single criteria count; "" when nothing is."""
    words = failing_words(verdict, standard, set(single))
    deciding = {rule.indicator for rule in standard.rules if rule.kind == "veto"}
    names = {rule.indicator: _name(rule) for rule in standard.rules}
    against = [f"{names[code]}{row.against}" for code, row in single.items() if code in deciding and row.against]
    return "；".join(filter(None, [words, *against]))


def verdict_words(scope: Scope, cases: Sequence[Case]) -> dict[int, tuple[bool | None, str]]:
    """Case id → outcome of the verdict and what is missing ("" when met); cases without a verdict are left out.

    Decisions about single criteria that count today are named after it.
    """
    found: dict[int, tuple[bool | None, str]] = {}
    for year, group in _by_year(cases).items():
        ids = [case.subject_id for case in group]
        rows = HouseholdVerdict.objects.within(scope).filter(household__in=ids, year=year)
        verdicts = {row.household_id: row for row in rows}
        versions = standard_versions({row.standard for row in verdicts.values()})
        single = recognised_household_criteria(ids, year, timezone.localdate())
        for case in group:
            row = verdicts.get(case.subject_id)
            if row is not None and row.standard in versions:
                standard = versions[row.standard]
                told = [failing_words(row, standard), *recognised_words(standard, single.get(row.household_id, {}))]
                found[case.pk] = row.outcome, "；".join(filter(None, told))
    return found


def failing_words(verdict: HouseholdVerdict, standard: StandardVersion, but: Collection[str] = ()) -> str:
    """「人均纯收入未达标；基本医疗、养老保险未知」: the deciding criteria that are not met, then the unknown.

    ``but``: indicators that somebody has decided about, which are left out.
    """
    pairs = [
        pair
        for pair in zip(standard.rules, verdict.outcomes, strict=False)
        if pair[0].kind == "veto" and pair[0].indicator not in but
    ]
    parts = []
    for wanted, word in ((False, "未达标"), (None, "未知")):
        names = [_name(rule) for rule, outcome in pairs if outcome is wanted]
        parts += [f"{'、'.join(names)}{word}"] if names else []
    return "；".join(parts)


def recognised_words(standard: StandardVersion, single: Mapping[str, Recognition]) -> list[str]:
    """「不愁吃认定达标（通扶〔2018〕9 号，有效期至 2018-12-31）」, in the order of the standard."""
    return [f"{_name(rule)}{single[rule.indicator].words}" for rule in standard.rules if rule.indicator in single]


def _name(rule: Rule) -> str:
    try:
        return criterion_name(LEVEL, rule)
    except UnknownIndicatorError:
        return rule.label or rule.indicator


@guard("household_verdict_fresh")
def verdict_fresh(cases: Sequence[Case], day: date) -> Reasons:
    """Nothing that may change the verdicts of the case's village waits to be computed."""
    found: dict[int, list[str]] = {}
    for year, group in _by_year(cases).items():
        changing = awaited({case.area for case in group}, year)
        found |= {case.pk: ["本村资料有变动，判定正在重新计算，请稍后再办"] for case in group if case.area in changing}
    return found


@guard("household_still_poor")
def still_poor(cases: Sequence[Case], day: date) -> Reasons:
    """Only a household that is registered as 未脱贫 or 返贫 in the year can exit."""
    found: dict[int, list[str]] = {}
    for year, group in _by_year(cases).items():
        rows = HouseholdYear.all_rows.filter(household__in=[case.subject_id for case in group], year=year)
        status = dict(rows.values_list("household_id", "poverty_status"))
        for case in group:
            if status.get(case.subject_id) not in STILL_POOR:
                registered = status.get(case.subject_id) is not None
                reason = "登记状态已是脱贫，不必再退出" if registered else f"{year} 年度没有登记脱贫状态"
                found[case.pk] = [reason]
    return found


@guard("household_not_newly_poor")
def not_newly_poor(cases: Sequence[Case], day: date) -> Reasons:
    """Who was identified or fell back in the year does not exit in it (DOMAIN 3.2)."""
    found: dict[int, list[str]] = {}
    for year, group in _by_year(cases).items():
        ids = [case.subject_id for case in group]
        new = Household.all_rows.filter(pk__in=ids, first_identified_on__year=year)
        back = HouseholdYear.all_rows.filter(household__in=ids, year=year, relapse_year=year)
        newly, relapsed = set(new.values_list("pk", flat=True)), set(back.values_list("household_id", flat=True))
        for case in group:
            if case.subject_id in newly:
                found[case.pk] = [f"{year} 年识别的户，当年不得退出"]
            elif case.subject_id in relapsed:
                found[case.pk] = [f"{year} 年返贫的户，当年不得退出"]
    return found


@guard("household_not_declined")
def not_declined(cases: Sequence[Case], day: date) -> Reasons:
    """A household whose head did not agree is not listed again in the same year (DOMAIN 3.3: a refusal is recorded)."""
    found: dict[int, list[str]] = {}
    for year, group in _by_year(cases).items():
        ids = [case.subject_id for case in group]
        rows = Case.all_rows.filter(
            subject_type="household", subject_id__in=ids, year=year, state="declined", end="refused",
            code__in={case.code for case in group},
        )  # fmt: skip
        declined = dict(rows.order_by("id").values_list("subject_id", "ended_on"))
        found |= {
            case.pk: [f"户主 {declined[case.subject_id]:%Y-%m-%d} 不认可退出，{year} 年度不再列入，下一年度起可以"]
            for case in group
            if case.subject_id in declined
        }
    return found


@guard("household_not_closed")
def not_closed(cases: Sequence[Case], day: date) -> Reasons:
    """A closed household is no subject any more."""
    rows = Household.all_rows.filter(pk__in=[case.subject_id for case in cases], closed_year__isnull=False)
    closed: dict[int, int] = {pk: year for pk, year in rows.values_list("pk", "closed_year") if year is not None}
    return {
        case.pk: [f"该户已于 {closed[case.subject_id]} 年注销"]
        for case in cases
        if case.subject_id in closed and closed[case.subject_id] <= case.year
    }


def _by_year(cases: Sequence[Case]) -> dict[int, list[Case]]:
    groups: dict[int, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.year, []).append(case)
    return groups
