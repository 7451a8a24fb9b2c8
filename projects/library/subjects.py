"""The project as a subject of its procedure and a bearer of evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from core.accounts.scope import Scope
from core.dictionaries.selectors import labels
from core.evidence.subjects import Published, Subject
from core.regions.selectors import name_of
from core.web.formats import decimal_text
from projects.library.selectors import benefit_counts
from projects.models import Project, ProjectInvestment, ProjectQuantity, ProjectTarget

DECIDED: Final = ("name", "year", "category", "nature", "place", "content", "total", "for_households")


class ProjectKind:
    """Registered in ``projects.apps`` under ``project``: an office acts on the projects of its own area."""

    label = "项目"

    def visible(self, scope: Scope, ids: Collection[int]) -> Mapping[int, Subject]:
        rows = Project.objects.within(scope).filter(pk__in=list(ids))
        return {
            row.pk: Subject(row.pk, row.area, row.code, row.name, reverse("project-card", args=[row.pk]))
            for row in rows
            if scope.covers(row.area)
        }

    def paired(self, helper_id: int, day: date) -> QuerySet[Any, int] | None:
        return None

    def published(self, ids: Collection[int], year: int) -> Mapping[int, Published]:
        """The place, the project's name and how many persons benefit."""
        rows = {row.pk: row for row in Project.all_rows.filter(pk__in=list(ids))}
        counts = benefit_counts(rows.values())
        names = name_of({row.area for row in rows.values()})
        return {pk: Published(names.get(row.area, ""), row.name, counts[pk].persons) for pk, row in rows.items()}

    def facts(self, ids: Collection[int], year: int) -> Mapping[int, Mapping[str, str]]:
        """What the review rests on: the plan as it stood."""
        found: dict[int, dict[str, str]] = {}
        titles = {field.name: str(field.verbose_name) for field in Project._meta.concrete_fields}
        categories, levels = labels("project_category"), labels("fund_level")
        for row in Project.all_rows.filter(pk__in=list(ids)):
            values = {titles[name]: _words(getattr(row, name)) for name in DECIDED}
            values[titles["category"]] = categories.get(row.category or "", "")
            found[row.pk] = values
        for quantity in ProjectQuantity.all_rows.filter(project__in=list(ids)).order_by("area", "item"):
            key = f"任务 {quantity.area:012d} {quantity.item}"
            found[quantity.project_id][key] = f"{decimal_text(quantity.planned, 2)} {quantity.unit}"
        for part in ProjectInvestment.all_rows.filter(project__in=list(ids)).order_by("level", "kind"):
            key = f"资金 {levels.get(part.level, part.level)} {part.kind or ''}".strip()
            found[part.project_id][key] = decimal_text(part.planned, 2)
        for target in ProjectTarget.all_rows.filter(project__in=list(ids)).order_by("group", "name"):
            found[target.project_id][f"绩效 {target.name}"] = f"{target.target} {target.unit}".strip()
        for pk, counts in benefit_counts(Project.all_rows.filter(pk__in=list(ids))).items():
            found[pk]["受益户"] = str(counts.households)
        return found


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
