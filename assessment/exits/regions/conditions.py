"""The guards and effects that the policies of village and county exit name (data/procedures/*_exit.json)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assessment.exits.regions.certificates import GUARD, lines_of, readiness_of
from assessment.exits.regions.readiness import candidate_words
from assessment.models import RegionPlan
from assessment.survey_figures import standing_words
from assessment.targets.services import plan_save
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor
from core.procedures.models import Case
from core.procedures.registry import effect, guard
from core.procedures.services import FormError
from villages.models import CountyYear, RegionExit
from villages.services import ExitPaper, county_survey_record, region_exit_record

Reasons = dict[int, list[str]]
# part → whole: what was found may not be more than what was looked at.
FIGURES = {
    "wrong_exits": "sampled_exited",
    "omitted": "sampled_unregistered",
    "approving_households": "surveyed_households",
}


@guard("village_exit_candidate")
def village_exit_candidate(cases: Sequence[Case], day: date) -> Reasons:
    """Only a poor village that has not left yet."""
    return {pk: words for pk, item in readiness_of(cases).items() if (words := candidate_words(item))}


@guard("village_exit_ready")
def village_exit_ready(cases: Sequence[Case], day: date) -> Reasons:
    """A poor village whose verdict is met and not about to change."""
    found: Reasons = {}
    for pk, item in readiness_of(cases).items():
        words = [word for word in candidate_words(item) if word != item.exited] + item.reasons()
        if words:
            found[pk] = words
    return found


@guard("county_exit_candidate")
def county_exit_candidate(cases: Sequence[Case], day: date) -> Reasons:
    """A county that has not left yet."""
    return {pk: [item.exited] for pk, item in readiness_of(cases).items() if item.exited}


@guard("county_exit_ready")
def county_exit_ready(cases: Sequence[Case], day: date) -> Reasons:
    """Everything met but what only the special assessment can find out."""
    return _told({pk: item.reasons(unsurveyed=True) for pk, item in readiness_of(cases).items()})


@guard("county_exit_met")
def county_exit_met(cases: Sequence[Case], day: date) -> Reasons:
    """Everything met, the assessment's figures too."""
    return _told({pk: item.reasons() for pk, item in readiness_of(cases).items()})


@guard(GUARD)
def region_certified(cases: Sequence[Case], day: date) -> Reasons:
    """Every deciding criterion certified by its department, and none against what is computed."""
    return _told({pk: [line.lack for line in lines if line.lack] for pk, lines in lines_of(cases).items()})


def _told(found: Mapping[int, list[str]]) -> Reasons:
    return {pk: words for pk, words in found.items() if words}


@effect("village_exit")
def village_exit(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    """出列: the record of the exit, and the village's own yearly fact."""
    for case in cases:
        region_exit_record(
            actor=actor,
            kind=RegionExit.Kind.VILLAGE,
            area=case.subject_id,
            year=case.year,
            paper=ExitPaper(day, str(values["document"]), case.pk),
        )


@effect("county_survey")
def county_survey(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    """The figures of the special assessment become the county's facts of the year, which its verdict reads.

    Other figures that stand are named and replaced only with a reason (``differs``).
    """
    figures = {}
    for name in [*FIGURES, *FIGURES.values()]:
        text = str(values[name])
        if not text.isascii() or not text.isdigit():
            raise FormError({name: "应为整数"})
        figures[name] = int(text)
    wrong = {part: "不能多于抽样或调查的总数" for part, whole in FIGURES.items() if figures[part] > figures[whole]}
    if wrong:
        raise FormError(wrong)
    standing = CountyYear.objects.within(SYSTEM_SCOPE).filter(area__in=[case.subject_id for case in cases])
    rows = {(row.area, row.year): row for row in standing}
    for case in cases:
        told = standing_words(rows.get((case.subject_id, case.year)), figures)
        if told and not str(values.get("differs", "")).strip():
            raise FormError({"differs": told})
        county_survey_record(actor=actor, area=case.subject_id, year=case.year, figures=figures)


@effect("county_exit")
def county_exit(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    """摘帽: the record of the exit with the county's type, and the year of it in its plan."""
    for case in cases:
        plan = RegionPlan.objects.within(SYSTEM_SCOPE).filter(area=case.subject_id).first()
        region_exit_record(
            actor=actor,
            kind=RegionExit.Kind.COUNTY,
            area=case.subject_id,
            year=case.year,
            paper=ExitPaper(day, str(values["document"]), case.pk, plan.county_type if plan else None),
        )
        plan_save(actor=actor, scope=SYSTEM_SCOPE, area=case.subject_id, values={"left_year": day.year})
