"""Connects the register's pages with the assessment above them (households.hooks)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.explain.household import explain_household
from assessment.explain.words import criterion_name
from assessment.indicators import UnknownIndicatorError
from assessment.models import Standard
from assessment.selectors import Rule, StandardVersion, nearest, released, standard_versions
from core.accounts.scope import Scope
from households.hooks import CriterionLine, ToldVerdict
from households.models import HouseholdVerdict
from households.selectors.distance import distance_of

LEVEL = "household"
INCOME = "income_above_line"


class Words:
    """``households.hooks.VerdictWords`` by the stored standards."""

    def criteria(self, area: int, year: int) -> list[tuple[str, str]]:
        standard = nearest(area, released(year, [LEVEL]).get(LEVEL, {}))
        return [(rule.indicator, label_of(rule)) for rule in standard.rules] if standard else []

    def positions(self, indicator: str) -> Mapping[int, int]:
        ids = Standard.objects.filter(level=LEVEL, criteria__indicator=indicator).values_list("pk", flat=True)
        return {
            version.id: place
            for version in standard_versions(ids).values()
            for place, rule in enumerate(version.rules)
            if rule.indicator == indicator
        }

    def reasons(self, verdicts: Sequence[HouseholdVerdict]) -> Mapping[int, str]:
        versions = standard_versions({verdict.standard for verdict in verdicts})
        return {v.household_id: _reason(v, versions[v.standard]) for v in verdicts if v.standard in versions}

    def told(self, scope: Scope, code: str, year: int) -> ToldVerdict | None:
        found = explain_household(scope=scope, code=code, year=year)
        if found is None or found.verdict is None:
            return None
        return ToldVerdict(
            sentence=found.sentence,
            detail=found.detail,
            lines=[CriterionLine(row.label, row.value, row.threshold, row.outcome) for row in found.rows],
            remedies=[item.plain or item.title for item in found.remedies],
            standard=f"{found.standard.document} 第 {found.standard.version} 版" if found.standard else "",
        )


def label_of(rule: Rule) -> str:
    try:
        return criterion_name(LEVEL, rule)
    except UnknownIndicatorError:
        return rule.indicator


def _reason(verdict: HouseholdVerdict, standard: StandardVersion) -> str:
    """「收入差 412 元；缺：基本医疗」: the vetoes that are not met, then those that are not known."""
    vetoes = [
        (rule, outcome)
        for rule, outcome in zip(standard.rules, verdict.outcomes, strict=False)
        if rule.kind == "veto" and outcome is not True
    ]
    short = [_gap(rule, verdict) for rule, outcome in vetoes if outcome is False]
    blank = [label_of(rule) for rule, outcome in vetoes if outcome is None]
    return "；".join([*short, *(["缺：" + "、".join(blank)] if blank else [])])


def _gap(rule: Rule, verdict: HouseholdVerdict) -> str:
    gap = distance_of(verdict).to_line
    if rule.indicator == INCOME and gap is not None:
        return f"收入差 {-gap:,} 元"
    return f"{label_of(rule)}未达标"
