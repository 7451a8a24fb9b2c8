"""Contributions in the matrix: at each of the four villages a helper and a contribution with a use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.accounts.rights import Action
from core.findings.models import Problem
from core.regions.codes import Level
from funds.models import Audit, Contribution, ContributionUse, FundPool, PoolEntry, SupportUnit
from tests.matrix.lines import WRITTEN, Api, Line, Page, form_of
from tests.matrix.world import PLACES, Subject, World, at_level, nowhere


def _contribution(area: int) -> Contribution:
    found: Contribution = Contribution.all_rows.get_or_create(
        area=area, year=2018, donor="某公司",
        defaults={"donor_kind": "enterprise", "helper_kind": "social", "form": "money", "amount": Decimal(10),
                  "received_on": date(2018, 1, 2), "notice_due_on": date(2018, 2, 2), "recipient": "村委会",
                  "purpose": "修路"},
    )[0]  # fmt: skip
    return found


def at_contributions(world: World) -> list[Subject]:
    return [Subject(label, {"pk": _contribution(area).pk}, area) for label, area in PLACES.items()]


def at_uses(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row = _contribution(area)
        use = ContributionUse.all_rows.filter(contribution=row).first() or ContributionUse.all_rows.create(
            contribution=row, area=area, used_on=date(2018, 1, 3), amount=1, purpose="水泥", by_name="某人"
        )
        found.append(Subject(label, {"pk": use.pk}, area))
    return found


def at_helpers(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row, _ = SupportUnit.all_rows.get_or_create(
            area=area, kind="team", name="某局", defaults={"starts_on": date(2017, 1, 1)}
        )
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_pools(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row, _ = FundPool.all_rows.get_or_create(area=area, name="基金", defaults={"kind": "industry"})
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_pool_entries(world: World) -> list[Subject]:
    found = []
    for item in at_pools(world):
        entry, _ = PoolEntry.all_rows.get_or_create(
            pool_id=item.kwargs["pk"], area=item.area or 0, kind="in", booked_on=date(2018, 1, 2),
            defaults={"amount": Decimal(10), "document": "文号", "by_name": "某人"},
        )  # fmt: skip
        found.append(Subject(item.label, {"pk": entry.pk}, item.area))
    return found


def at_audits(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row, _ = Audit.all_rows.get_or_create(
            area=area, year=2018, title="审计", defaults={"office": "审计局", "started_on": date(2018, 1, 2)}
        )
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_problems(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row, _ = Problem.all_rows.get_or_create(
            area=area, year=2018, source="audit", content="问题",
            defaults={"found_on": date(2018, 1, 2), "unit": "镇政府", "person": "某人", "due_on": date(2018, 2, 2),
                      "opened_by": 999_999},
        )  # fmt: skip
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


CONTRIBUTION_LINES: dict[str, Line | tuple[Line, ...]] = {
    "api:contribution-list": Api(),
    "api:contribution-detail": Api(at_contributions),
    "contribution-list": Page(Action.FUND_VIEW),
    "contribution-new": form_of(Action.CONTRIBUTION_EDIT, nowhere),
    "contribution-page": Page(Action.FUND_VIEW, at_contributions),
    "contribution-edit": form_of(Action.CONTRIBUTION_EDIT, at_contributions),
    "contribution-households": form_of(Action.CONTRIBUTION_EDIT, at_contributions),
    "contribution-use": form_of(Action.CONTRIBUTION_EDIT, at_contributions),
    "contribution-notice": form_of(Action.CONTRIBUTION_EDIT, at_contributions),
    "contribution-reverse": form_of(Action.CONTRIBUTION_EDIT, at_uses),
    "support-list": Page(Action.FUND_VIEW),
    "support-new": form_of(Action.CONTRIBUTION_EDIT, nowhere),
    "support-edit": form_of(Action.CONTRIBUTION_EDIT, at_helpers),
    "obligation-list": Page(Action.FUND_VIEW),
    "fiscal-edit": form_of(Action.FUND_EDIT, at_level(Level.COUNTY)),
    "api:problem-list": Api(),
    "pool-list": Page(Action.FUND_VIEW),
    # pools and audits lie above the village: a village's post has no such place
    "pool-new": form_of(Action.FUND_EDIT, nowhere),
    "pool-page": Page(Action.FUND_VIEW, at_pools),
    "pool-edit": form_of(Action.FUND_EDIT, at_pools),
    "pool-entry": form_of(Action.FUND_EDIT, at_pools),
    "pool-reverse": form_of(Action.FUND_EDIT, at_pool_entries),
    "audit-list": Page(Action.FUND_VIEW),
    "audit-new": form_of(Action.AUDIT_EDIT, nowhere),
    "audit-page": Page(Action.FUND_VIEW, at_audits),
    "audit-edit": form_of(Action.AUDIT_EDIT, at_audits),
    "audit-finish": form_of(Action.AUDIT_EDIT, at_audits),
    "audit-problem": form_of(Action.AUDIT_EDIT, at_audits),
    "problem-list": Page(Action.PROBLEM_VIEW),
    "problem-page": (
        Page(Action.PROBLEM_VIEW, at_problems),
        Page(Action.PROBLEM_VIEW, at_problems, method="post", ok=WRITTEN),
    ),
}
