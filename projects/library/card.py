"""What the card of a project shows: where it stands, what is missing now and for whom, its rows and reports."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core.accounts.rights import Role
from core.dictionaries.selectors import labels
from core.procedures.blockers import blockers
from core.procedures.models import Case
from core.procedures.selectors import definition_of, entries_of, notices_of
from core.regions.selectors import name_of
from core.web.requests import OfficeRequest
from projects.library import selectors
from projects.library.negative import hits
from projects.library.states import BEFORE_LIBRARY, BENEFICIARIES_OPEN, STAGES, stage_of
from projects.models import Project


def card_of(row: Project, request: OfficeRequest) -> dict[str, Any]:
    """The context of the card, apart from households and rights. The procedure only for who sees its case."""
    rows = selectors.rows_of(row)
    names = name_of({row.area, *(item.area for item in rows.villages), *(item.area for item in rows.quantities)})
    at = stage_of(row.state)
    levels, kinds = labels("fund_level"), labels("fund_kind")
    inside = row.case is not None and request.scope.covers(row.area)
    return {
        "row": row,
        "place": names.get(row.area, ""),
        "category": labels("project_category").get(row.category or "", ""),
        "stages": [(words, number < at, number == at) for number, (words, _) in enumerate(STAGES)],
        "left": at < 0,
        "benefit": selectors.benefit_counts([row])[row.pk],
        "villages": [names.get(item.area, str(item.area)) for item in rows.villages],
        "quantities": [(item, names.get(item.area, "")) for item in rows.quantities],
        "investments": [
            (item, levels.get(item.level, item.level), kinds.get(item.kind or "", "")) for item in rows.investments
        ],
        "money": sum(item.planned for item in rows.investments),
        "targets": rows.targets,
        "reports": list(selectors.reports_of(row)[:20]),
        "hits": hits([row.name, row.place, row.content]),
        "plan_open": row.state in BEFORE_LIBRARY,
        "households_open": row.state in BENEFICIARIES_OPEN,
        "reportable": row.state in (Project.State.BUILDING, Project.State.ACCEPTED, Project.State.SETTLED),
        "assets": selectors.assets_of(row),
        "twins": selectors.twins(row.name, row.year, [item.area for item in rows.villages], besides=row.pk),
        "case": row.case if inside else None,
        "waiting": waiting(row.case) if inside and row.case and not row.case.end else [],
        "entries": list(entries_of(row.case)) if inside and row.case else [],
        "notices": [item for item in notices_of(request.scope, row.case.round_id) if row.case_id in item.case_ids]
        if inside and row.case
        else [],
    }


def waiting(case: Case) -> list[dict[str, Any]]:
    """The steps onward from here: whose they are and what is in the way of each."""
    definition = definition_of(case.round.policy_id)
    today = timezone.localdate()
    return [
        {
            "step": step,
            "who": "、".join(Role(role).label for role in step.roles),
            "reasons": blockers(definition, step, [case], day=today).get(case.pk, []),
        }
        for step in definition.onward(case.state)
    ]
