"""Reads of surveys in scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from assessment.models import SampleStratum, SampleSurvey, SampleUnit
from assessment.sampling.draw import digest_of, picked
from assessment.sampling.results import counts, written_figures
from assessment.survey_figures import standing_words
from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.regions.codes import Level, ancestor, area_range
from core.regions.selectors import name_of
from households.models import Household
from villages.selectors import county_facts


def surveys(*, scope: Scope, area: int, year: int) -> QuerySet[SampleSurvey]:
    """The surveys of a year at or below a region."""
    low, high = area_range(area)
    found: QuerySet[SampleSurvey] = SampleSurvey.objects.within(scope).filter(area__gte=low, area__lt=high, year=year)
    return found.order_by("-id")


def survey_of(*, scope: Scope, pk: int) -> SampleSurvey | None:
    found: SampleSurvey | None = SampleSurvey.objects.within(scope).filter(pk=pk).first()
    return found


def strata_of(survey: SampleSurvey) -> list[SampleStratum]:
    """The strata without their frames."""
    return list(SampleStratum.objects.filter(survey=survey).defer("frame").order_by("order"))


def units_of(*, scope: Scope, survey: SampleSurvey) -> QuerySet[SampleUnit]:
    """The drawn units that lie in the scope, in the order of their numbers."""
    found: QuerySet[SampleUnit] = SampleUnit.objects.within(scope).filter(survey=survey)
    return found.order_by("number")


def unit_of(*, scope: Scope, pk: int) -> SampleUnit | None:
    found: SampleUnit | None = SampleUnit.objects.within(scope).select_related("survey").filter(pk=pk).first()
    return found


@dataclass(frozen=True)
class Identity:
    """Only what is needed to find a unit: where it is and whose it is. No fact, no verdict, no status."""

    unit: SampleUnit
    county: str
    town: str
    village: str
    group: str = ""
    head: str = ""
    address: str = ""


def identities(*, scope: Scope, units: list[SampleUnit]) -> list[Identity]:
    """The places and heads of units; a household outside the scope by now is named by its place alone."""
    places = {unit.area for unit in units}
    above = {ancestor(area, level) for area in places for level in (Level.COUNTY, Level.TOWNSHIP)}
    names = name_of(places | above)
    wanted = [unit.household_id for unit in units if unit.household_id]
    rows = Household.objects.within(scope).filter(pk__in=wanted)
    heads = {pk: rest for pk, *rest in rows.values_list("pk", "group_name", "head_name", "address")}
    return [
        Identity(
            unit,
            names.get(ancestor(unit.area, Level.COUNTY), ""),
            names.get(ancestor(unit.area, Level.TOWNSHIP), ""),
            names.get(unit.area, ""),
            *heads.get(unit.household_id or 0, ["", "", ""]),
        )
        for unit in units
    ]


@dataclass(frozen=True)
class Proof:
    """Whether the stored population still has its digest, and gives the stored sample with the stored seed."""

    frames: bool
    sample: bool
    population: int

    @property
    def holds(self) -> bool:
        return self.frames and self.sample


def proof(survey: SampleSurvey) -> Proof:
    """Draw again from what is stored, by the algorithm in assessment.sampling.draw, and compare."""
    strata = list(SampleStratum.objects.filter(survey=survey).order_by("order"))
    drawn = {code for row in strata for code in picked(survey.seed, row.frame, row.size)}
    stored = set(SampleUnit.objects.within(SYSTEM_SCOPE).filter(survey=survey).values_list("code", flat=True))
    frames = all(digest_of(row.frame) == row.digest and len(row.frame) == row.population for row in strata)
    return Proof(frames, drawn == stored, sum(row.population for row in strata))


def progress(units: list[SampleUnit]) -> tuple[int, int, int]:
    """(answered, reached among them, all)."""
    return sum(unit.answered for unit in units), sum(counts(unit) for unit in units), len(units)


def figures_of(survey: SampleSurvey) -> list[tuple[str, dict[str, int]]]:
    """The proposed or written counts by county name."""
    names = name_of(int(code) for code in survey.figures)
    return [(names.get(int(code), code), row) for code, row in sorted(survey.figures.items())]


def next_open(*, scope: Scope, unit: SampleUnit) -> int | None:
    """The next unit of the survey after this one that is not complete, from the start again at the end."""
    units = list(SampleUnit.objects.within(scope).filter(survey=unit.survey_id).order_by("number"))
    waiting = [row for row in units if not row.answered and row.pk != unit.pk]
    later = [row for row in waiting if row.number > unit.number]
    return (later or waiting)[0].pk if waiting else None


def survey_lines(rows: list[SampleSurvey]) -> list[tuple[SampleSurvey, str, int]]:
    """Each survey with the name of its region and the number of its units."""
    names = name_of(row.area for row in rows)
    drawn = SampleStratum.objects.filter(survey__in=[row.pk for row in rows]).values_list("survey_id", "size")
    sizes: dict[int, int] = {}
    for survey, size in drawn:
        sizes[survey] = sizes.get(survey, 0) + size
    return [(row, names.get(row.area, str(row.area)), sizes.get(row.pk, 0)) for row in rows]


@dataclass(frozen=True)
class WaitingSurveys:
    """Surveys that wait for a step of a certain person: the words, how many, since when the oldest."""

    words: str
    count: int
    since: datetime | None


def waiting_surveys(post: Post, scope: Scope) -> list[WaitingSurveys]:
    """What the holder of a post may do next: never the second step of what was their own first one. One query."""
    state = SampleSurvey.State
    lines = (
        (Action.SURVEY_DRAW, "抽样待确认", state.DRAWN, "drawn_by", "drawn_at"),
        (Action.SURVEY_ENTER, "抽样调查待录入", state.OPEN, "", "confirmed_at"),
        (Action.SURVEY_APPROVE, "抽样结果待提请", state.CLOSED, "", "closed_at"),
        (Action.SURVEY_APPROVE, "抽样结果待批准写入", state.PROPOSED, "proposed_by", "proposed_at"),
    )
    offered = [line for line in lines if may(post, line[0])]
    if not offered:
        return []
    totals: dict[str, Count | Min] = {}
    for at, (_, _, wanted, own, since) in enumerate(offered):
        case = Q(state=wanted) & (~Q(**{own: post.user_id}) if own else Q())
        totals |= {f"count{at}": Count("pk", filter=case), f"since{at}": Min(since, filter=case)}
    found = SampleSurvey.objects.within(scope).aggregate(**totals)
    return [
        WaitingSurveys(words, found[f"count{at}"], found[f"since{at}"]) for at, (_, words, *_) in enumerate(offered)
    ]


def differing(scope: Scope, survey: SampleSurvey) -> list[str]:
    """Of a proposed survey: which figures of each county stand and would be replaced, and where they come from."""
    if survey.state != SampleSurvey.State.PROPOSED:
        return []
    found = []
    for code, figures in sorted(survey.figures.items()):
        before = written_figures(int(code), survey.year)
        after = {name: before.get(name, 0) + value for name, value in figures.items()}
        row = county_facts(scope=scope, area=int(code), year=survey.year)
        if words := standing_words(row, after, before):
            found.append(words)
    return found
