"""Demo: a township's household standard in review with its trial, and a line on its way, both by a county officer."""

from __future__ import annotations

from decimal import Decimal

from assessment.models import Standard
from assessment.selectors import Rule, nearest, released
from assessment.services import (
    Heading,
    LineContent,
    line_draft,
    simulation_start,
    standard_copy,
    standard_edit,
    standard_step,
)
from core.accounts.scope import Scope
from core.audit.trail import Actor
from core.regions.codes import area_range

# What the plan of the township adds to the province's criteria.
DOCUMENT = "杨柏镇精准脱贫规划修订稿（演示）"
FURTHER = (
    Rule("income_half_local_average", "veto", ">=", Decimal(30)),
    Rule("guaranteed_income", "stretch", ">", None, "poverty_line"),
    Rule("able_skill", "stretch"),
)


def load(area: int, county: int, year: int, actor: Actor) -> None:
    """A draft for the township ``area`` that a second person may review, tried out; and a draft line of the county."""
    standing = nearest(area, released(year, ["household"])["household"])
    if standing is None:
        return
    scope = Scope(*area_range(county))
    stored = Standard.objects.get(pk=standing.id)
    row = standard_copy(actor=actor, scope=scope, source=stored, region=area)
    known = {rule.indicator for rule in standing.rules}
    row = standard_edit(
        actor=actor,
        scope=scope,
        pk=row.pk,
        revision=row.revision,
        heading=Heading("household", area, stored.first_year, stored.last_year, DOCUMENT),
        rules=(*standing.rules, *(rule for rule in FURTHER if rule.indicator not in known)),
    )
    simulation_start(actor=actor, post=None, scope=scope, draft=row, year=year)
    standard_step(actor=actor, scope=scope, pk=row.pk, step="submit")
    line_draft(
        actor=actor,
        scope=scope,
        content=LineContent(county, year, "exit", Decimal(3500), "演示草稿：省定退出线，待确认"),
    )
