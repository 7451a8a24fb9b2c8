"""Measures and projects as causes: what decides whether a household takes part in an income project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.apps import apps
from django.db.models import Q

from assessment.indicators.participation import CATEGORIES
from assessment.models import Criterion, VerdictChange
from assessment.replay.transitions import Transition, transitions
from core.accounts.scope import Scope
from core.dictionaries.selectors import label
from projects.models import Measure, Project, ProjectBeneficiary

INDICATOR: Final = "income_project"
# What of a measure and of a project the indicator reads; other columns change no verdict.
_OF_MEASURE: Final = {"year": "", "kind": "measure_kind", "sector": "", "status": ""}
_OF_PROJECT: Final = {"year": "", "category": "project_category", "state": ""}
_UNNAMED: Final = "受益项目"
# A link carries no writer; who made it stands in the trail of its project.
_NOBODY: Final = "未记录"


@dataclass(frozen=True)
class TakingPart:
    """The causes, and the standards that ask for an income project: under another one they turn nothing."""

    standards: frozenset[int] = frozenset()
    causes: Sequence[Transition] = field(default_factory=list)

    def of(self, change: VerdictChange) -> Sequence[Transition]:
        """What may have turned this change."""
        return self.causes if {change.old_standard, change.new_standard} & self.standards else ()


def taking_part(scope: Scope, own: Q, changes: Iterable[VerdictChange]) -> TakingPart:
    """Measures, links and projects of the household that ``own`` selects; nothing is read where no standard asks.

    A project that the reader may not see is a cause without its name.
    """
    standards = {pk for change in changes for pk in (change.old_standard, change.new_standard) if pk is not None}
    asking = Criterion.objects.filter(standard_id__in=standards, indicator=INDICATOR)
    asked = frozenset(asking.values_list("standard_id", flat=True))
    if not asked:
        return TakingPart()
    measures = transitions(
        Measure, own, lambda row: f"帮扶措施：{row.name}（{label('measure_kind', row.kind)}）", columns=_OF_MEASURE
    )
    return TakingPart(asked, [*(_both_years(item) for item in measures), *_projects(scope, own)])


def _both_years(item: Transition) -> Transition:
    """What went from one year into another concerns both."""
    return replace(item, year=None) if any(label == "年度" for label, _, _ in item.differences) else item


def _projects(scope: Scope, own: Q) -> list[Transition]:
    links = transitions(ProjectBeneficiary, own, lambda row: str(row.project_id))
    events: Any = apps.get_model("projects", "ProjectBeneficiaryEvent").objects
    ids = {*ProjectBeneficiary.all_rows.filter(own).values_list("project_id", flat=True)}
    ids |= {*events.filter(own).values_list("project_id", flat=True)}
    rows = {row.pk: row for row in Project.all_rows.filter(pk__in=ids)}
    seen = set(Project.objects.within(scope).filter(pk__in=ids).values_list("pk", flat=True))
    found = []
    for item in links:
        row = rows.get(int(item.subject))
        # A project of another kind never decided; if it was one once, its own change below says so.
        if row is None or row.category in CATEGORIES:
            name = f"受益项目：{row.name}" if row is not None and row.pk in seen else _UNNAMED
            who = _NOBODY if item.kind == "new" else item.who
            found.append(replace(item, subject=name, who=who, year=row.year if row is not None else None))
    for item in transitions(Project, Q(id__in=ids), lambda row: str(row.id), columns=_OF_PROJECT):
        if item.kind != "new":
            row = rows.get(int(item.subject))
            named = row is not None and row.pk in seen
            found.append(
                _both_years(replace(item, subject=f"受益项目：{row.name}"))
                if named and row is not None
                else replace(_both_years(item), subject=_UNNAMED, differences=(), who=_NOBODY, reason="")
            )
    return found
