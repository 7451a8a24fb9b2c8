"""Which records of findings the trail lists: exemptions and the settings of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from core.findings.models import Exemption, Finding, Problem, RuleSetting
from core.findings.words import rule_label
from core.regions.selectors import name_of


def _exemptions(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    rules = dict(
        Finding.objects.within(scope).filter(pk__in=[event.finding_id for event in events]).values_list("pk", "rule")
    )
    return {
        event.pgh_id: Subject(
            f"疑点 {rule_label(rules.get(event.finding_id, ''))}", reverse("finding-page", args=[event.finding_id])
        )
        for event in events
    }


def _settings(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    names = name_of({event.region for event in events})
    return {
        event.pgh_id: Subject(f"{names.get(event.region, '')} {rule_label(event.rule)}", reverse("finding-rules"))
        for event in events
    }


def _regions(events: QuerySet[Any], low: int, high: int) -> QuerySet[Any]:
    return events.filter(region__gte=low, region__lt=high)


register(
    RecordKind(
        "exemption",
        "疑点豁免",
        Exemption,
        _exemptions,
        rank=53,
        ignored=frozenset({"finding", "values", "evidence", "proposed_by", "decided_by"}),
    )
)
register(
    RecordKind(
        "finding_rule",
        "疑点规则设置",
        RuleSetting,
        _settings,
        within=_regions,
        rank=54,
        ignored=frozenset({"rule", "region", "first_year"}),
        place=lambda event: int(event.region),
    )
)


def _problems(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    rows = Problem.objects.within(scope).in_bulk([event.pgh_obj_id for event in events])
    return {
        event.pgh_id: Subject(str(row), reverse("problem-page", args=[row.pk]))
        for event in events
        if (row := rows.get(event.pgh_obj_id)) is not None
    }


register(
    RecordKind(
        "problem",
        "问题整改",
        Problem,
        _problems,
        rank=55,
        ignored=frozenset({"origin", "opened_by", "reported_by", "closed_by", "person_id", "subject_id"}),
    )
)
