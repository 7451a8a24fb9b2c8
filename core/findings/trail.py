"""Which records of findings the trail lists: exemptions and the settings of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from core.findings.models import Exemption, Finding, RuleSetting
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
