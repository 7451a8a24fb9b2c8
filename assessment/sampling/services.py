"""The life of a survey: drawn, confirmed, entered, handed in, proposed, written; two persons where it matters."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from assessment.models import SampleStratum, SampleSurvey, SampleUnit
from assessment.sampling.draw import digest_of, fixed, proportional
from assessment.sampling.frame import BASES, DRAW, Group, strata_of
from assessment.sampling.results import figures_by_county, written_figures
from assessment.survey_figures import standing_words
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import Level, area_range, level_of
from villages.selectors import county_facts
from villages.services import StaleFactsError, county_facts_save

State = SampleSurvey.State
MOST: Final = 20_000


class SurveyRefusedError(ValueError):
    """The rules of the survey do not allow this; the sentence says why, nothing was written."""


class OutsideScopeError(LookupError):
    """The survey or place is not in the person's scope."""


@dataclass(frozen=True)
class Plan:
    """What is to be drawn."""

    area: int
    year: int
    title: str
    unit: str
    purpose: str
    method: str
    size: int
    by_township: bool = True
    by_poor: bool = True
    by_status: bool = True
    seed: str = ""

    def strata(self) -> list[Group]:
        return strata_of(
            unit=self.unit,
            area=self.area,
            year=self.year,
            by_township=self.by_township,
            by_poor=self.by_poor,
            by_status=self.by_status,
        )

    def sizes(self, groups: list[Group]) -> list[int]:
        populations = [group.population for group in groups]
        divide = proportional if self.method == SampleSurvey.Method.PROPORTIONAL else fixed
        return divide(populations, self.size)


def survey_draw(*, actor: Actor, scope: Scope, plan: Plan) -> SampleSurvey:
    """Freeze the population in strata, divide the size, draw. Without a seed one is made and recorded.

    Raises OutsideScopeError, SurveyRefusedError for an empty population or more than ``MOST`` units.
    """
    if not scope.covers(plan.area):
        raise OutsideScopeError(plan.area)
    seed = plan.seed.strip() or secrets.token_hex(8)
    with recorded(actor, reason=f"抽样：{plan.title}"):
        groups = plan.strata()
        sizes = plan.sizes(groups)
        if not groups or not sum(sizes):
            raise SurveyRefusedError("没有可抽的对象：本年度还没有资料，或样本量为 0")
        if sum(sizes) > MOST:
            raise SurveyRefusedError(f"样本量 {sum(sizes):,} 太大，一次最多 {MOST:,}")
        survey = SampleSurvey.objects.create(
            area=plan.area,
            year=plan.year,
            title=plan.title,
            unit=plan.unit,
            purpose=plan.purpose,
            method=plan.method,
            size=plan.size,
            seed=seed,
            by_township=plan.by_township,
            by_poor=plan.by_poor,
            by_status=plan.by_status,
            drawn_by=actor.user_id,
        )
        SampleStratum.objects.bulk_create(
            SampleStratum(
                survey=survey,
                order=order,
                label=group.label,
                population=group.population,
                persons=group.persons,
                size=size,
                frame=group.frame,
                digest=digest_of(group.frame),
            )
            for order, (group, size) in enumerate(zip(groups, sizes, strict=True), start=1)
        )
        _draw(survey, actor)
    return survey


def _draw(survey: SampleSurvey, actor: Actor) -> None:
    low, high = area_range(survey.area)
    with connection.cursor() as cursor:
        cursor.execute(
            DRAW.format(base=BASES[survey.unit]),
            {
                "survey": survey.pk,
                "seed": survey.seed,
                "user": actor.user_id,
                "low": low,
                "high": high,
                "year": survey.year,
            },
        )


def _locked(scope: Scope, pk: int, *needs: str) -> SampleSurvey:
    """The survey in scope with its row locked. OutsideScopeError; SurveyRefusedError in another state."""
    survey = SampleSurvey.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
    if survey is None:
        raise OutsideScopeError(pk)
    if survey.state not in needs:
        raise SurveyRefusedError(f"调查「{survey.get_state_display()}」，不能办理这一步")
    return survey


def survey_confirm(*, actor: Actor, scope: Scope, pk: int) -> SampleSurvey:
    """A second person confirms the draw; only then anything is entered."""
    with recorded(actor):
        survey = _locked(scope, pk, State.DRAWN)
        if actor.user_id is None or actor.user_id == survey.drawn_by:
            raise SurveyRefusedError("抽样须由抽取人以外的人确认")
        return _moved(survey, State.OPEN, confirmed_by=actor.user_id, confirmed_at=timezone.now())


def _moved(survey: SampleSurvey, state: str, **fields: Any) -> SampleSurvey:
    survey.state = state
    for name, value in fields.items():
        setattr(survey, name, value)
    survey.save()
    return survey


def unit_save(*, actor: Actor, scope: Scope, pk: int, values: Mapping[str, Any], version: int | None) -> SampleUnit:
    """The answers of one unit. OutsideScopeError; SurveyRefusedError when entry is not open or somebody was first."""
    with recorded(actor):
        unit = SampleUnit.objects.within(scope).filter(pk=pk).first()
        if unit is None:
            raise OutsideScopeError(pk)
        survey = SampleSurvey.objects.within(SYSTEM_SCOPE).select_for_update(no_key=True).get(pk=unit.survey_id)
        if survey.state != State.OPEN:
            raise SurveyRefusedError(f"调查「{survey.get_state_display()}」，不能录入")
        changed = {name: value for name, value in values.items() if getattr(unit, name) != value}
        if not changed:
            return unit
        if version != unit.version:
            raise SurveyRefusedError("这一份刚被他人录入，请核对后重新填写")
        for name, value in changed.items():
            setattr(unit, name, value)
        unit.source, unit.batch, unit.row = "form", None, None
        unit.updated_by, unit.updated_at, unit.version = actor.user_id, timezone.now(), unit.version + 1
        unit.save()
        return unit


def survey_close(*, actor: Actor, scope: Scope, pk: int) -> SampleSurvey:
    """Hand the results in. Refused while a unit is neither answered nor, with a note, not reached."""
    with recorded(actor):
        survey = _locked(scope, pk, State.OPEN)
        open_units = [unit.sample_no for unit in _units(survey) if not unit.answered]
        if open_units:
            listed = "、".join(open_units[:5])
            raise SurveyRefusedError(f"还有 {len(open_units)} 份没有录完（{listed}…）；没有入户的请写明原因")
        return _moved(survey, State.CLOSED, closed_by=actor.user_id, closed_at=timezone.now())


def _units(survey: SampleSurvey) -> list[SampleUnit]:
    return list(SampleUnit.objects.within(SYSTEM_SCOPE).filter(survey=survey).order_by("number"))


def survey_propose(*, actor: Actor, scope: Scope, pk: int) -> SampleSurvey:
    """Propose the counts for the counties' figures. Only a survey that covers whole counties has them."""
    with recorded(actor):
        survey = _locked(scope, pk, State.CLOSED)
        if level_of(survey.area) > Level.COUNTY:
            raise SurveyRefusedError("只有覆盖全县的抽样可以写入县指标")
        figures = figures_by_county(survey, _units(survey))
        return _moved(
            survey, State.PROPOSED, figures=figures, proposed_by=actor.user_id, proposed_at=timezone.now()
        )  # fmt: skip


def survey_write(*, actor: Actor, scope: Scope, pk: int, reason: str = "") -> SampleSurvey:
    """A second person writes the proposed counts into villages.CountyYear; the verdicts follow.

    A county's figure is the sum over all surveys written for that year, so writing a households' and a villages'
    survey gives both sets, and a figure that no survey measured stays as it was. Raises SurveyRefusedError for the
    proposer, when others' figures stand and no ``reason`` says why they are replaced, and when a county's record was
    changed meanwhile (then nothing is written).
    """
    with recorded(actor, reason=reason.strip() or "抽样调查结果写入县指标"):
        survey = _locked(scope, pk, State.PROPOSED)
        if actor.user_id is None or actor.user_id == survey.proposed_by:
            raise SurveyRefusedError("写入县指标须由提请人以外的人批准")
        if not survey.figures:
            raise SurveyRefusedError("没有可写入的结果")
        counties = sorted(int(code) for code in survey.figures)
        before = {county: written_figures(county, survey.year) for county in counties}
        _moved(survey, State.WRITTEN, written_by=actor.user_id, written_at=timezone.now())
        for county in counties:
            facts = written_figures(county, survey.year)
            current = county_facts(scope=scope, area=county, year=survey.year)
            told = standing_words(current, facts, before[county])
            if told and not reason.strip():
                raise SurveyRefusedError(told)
            version = current.version if current else None
            try:
                county_facts_save(actor=actor, scope=scope, area=county, year=survey.year, facts=facts, version=version)
            except StaleFactsError as error:
                raise SurveyRefusedError("县年度资料刚被他人修改，请重试") from error
    return survey


def survey_withdraw(*, actor: Actor, scope: Scope, pk: int) -> SampleSurvey:
    """Back from proposed to handed in, by anybody who may approve."""
    with recorded(actor):
        survey = _locked(scope, pk, State.PROPOSED)
        return _moved(survey, State.CLOSED, figures={}, proposed_by=None, proposed_at=None)
