"""A region's own setting of a rule: on or off, parameters, days; in the trail, and checked again at once."""

from __future__ import annotations

from collections.abc import Mapping

from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.audit.trail import Actor, recorded
from core.findings.models import RuleSetting
from core.findings.registry import SEVERITIES, rule_of
from core.findings.services.exempting import FindingRefusedError
from core.findings.services.sweeping import mark

MOST_DAYS = 365


def setting_save(
    *,
    code: str,
    year: int,
    active: bool,
    parameters: Mapping[str, float],
    days: int | None,
    actor: Actor,
    post: Post,
) -> RuleSetting:
    """Lay down a rule for the post's region from ``year`` on; unknown parameters are refused."""
    rule = rule_of(code)
    if not may(post, Action.FINDING_RULES):
        raise FindingRefusedError("您的岗位不能设置疑点规则")
    if not set(parameters) <= set(rule.parameters):
        raise FindingRefusedError("没有这个参数")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise FindingRefusedError(f"处理天数为 1 到 {MOST_DAYS}")
    with recorded(actor, reason=f"设置疑点规则 {code}"):
        row, _ = RuleSetting.objects.update_or_create(
            rule=code,
            region=post.area,
            first_year=year,
            defaults={"active": active, "parameters": dict(parameters), "days": days},
        )
        mark(post.area, year)
        return row


def severity_save(*, severity: str, year: int, days: int | None, actor: Actor, post: Post) -> RuleSetting:
    """Lay down the days of all rules of a severity for the post's region from ``year`` on; None: as above it.

    Open findings keep their day; those that open from now on have the new one.
    """
    if not may(post, Action.FINDING_RULES):
        raise FindingRefusedError("您的岗位不能设置疑点规则")
    if severity not in SEVERITIES:
        raise FindingRefusedError("没有这个程度")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise FindingRefusedError(f"处理天数为 1 到 {MOST_DAYS}")
    with recorded(actor, reason=f"设置疑点程度 {severity} 的处理天数"):
        row, _ = RuleSetting.objects.update_or_create(
            rule=f"severity:{severity}", region=post.area, first_year=year, defaults={"days": days}
        )
        return row
