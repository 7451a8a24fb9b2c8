"""What a survey found: rates with their intervals, and the counts by county that CONTRACT 4's three rates use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from assessment.models import SampleStratum, SampleSurvey, SampleUnit
from assessment.sampling.estimates import Rate, Stratum, rate
from core.accounts.scope import SYSTEM_SCOPE
from core.regions.codes import Level, ancestor

# The figures of villages.CountyYear that each kind of survey measures.
FIELDS: Final = {
    SampleSurvey.Unit.HOUSEHOLD: ("sampled_exited", "wrong_exits", "surveyed_households", "approving_households"),
    SampleSurvey.Unit.VILLAGE: ("sampled_unregistered", "omitted", "surveyed_households", "approving_households"),
}
Pair = tuple[int, int]


def wrong_pair(unit: SampleUnit) -> Pair:
    """(wrongly exited persons, exited persons) of a unit; a unit outside the domain is (0, 0)."""
    if unit.wrong is None:
        return 0, 0
    return (unit.members if unit.wrong else 0), unit.members


def approval_pair(unit: SampleUnit) -> Pair:
    """(approving households, asked households)."""
    if unit.household_id is None:
        return unit.approving_households or 0, unit.surveyed_households or 0
    return int(unit.approves is True), int(unit.approves is not None)


def omission_pair(unit: SampleUnit) -> Pair:
    """(persons left out, unregistered persons asked about)."""
    return unit.omitted_persons or 0, unit.unregistered_persons or 0


def counts(unit: SampleUnit) -> bool:
    """Whether a unit is answered and was reached: only those enter a rate."""
    return unit.answered and unit.reached is not False


@dataclass(frozen=True)
class Measure:
    """One rate of the survey with its words: 错退率, 漏评率, 认可度."""

    code: str
    label: str
    unit: str
    rate: Rate


def measures(survey: SampleSurvey, strata: Iterable[SampleStratum], units: Iterable[SampleUnit]) -> list[Measure]:
    """The rates that this kind of survey gives, over the units reached so far."""
    by_stratum: dict[int, list[SampleUnit]] = {}
    for unit in units:
        if counts(unit):
            by_stratum.setdefault(unit.stratum_id, []).append(unit)
    wanted = (
        [("wrong", "错退率", "人", wrong_pair), ("approval", "认可度", "户", approval_pair)]
        if survey.unit == SampleSurvey.Unit.HOUSEHOLD
        else [("omission", "漏评率", "人", omission_pair), ("approval", "认可度", "户", approval_pair)]
    )
    rows = list(strata)
    return [
        Measure(
            code,
            label,
            word,
            rate([Stratum(row.population, [pair(unit) for unit in by_stratum.get(row.pk, [])]) for row in rows]),
        )
        for code, label, word, pair in wanted
    ]


def figures_by_county(survey: SampleSurvey, units: Iterable[SampleUnit]) -> dict[str, dict[str, int]]:
    """The survey's counts by county code (text, as JSON keys are), of the units that were reached."""
    found: dict[str, dict[str, int]] = {}
    names = FIELDS[SampleSurvey.Unit(survey.unit)]
    first = wrong_pair if survey.unit == SampleSurvey.Unit.HOUSEHOLD else omission_pair
    for unit in units:
        if not counts(unit):
            continue
        row = found.setdefault(str(ancestor(unit.area, Level.COUNTY)), dict.fromkeys(names, 0))
        (bad, whole), (approving, asked) = first(unit), approval_pair(unit)
        for name, value in zip(names, (whole, bad, asked, approving), strict=True):
            row[name] += value
    return found


def written_figures(county: int, year: int) -> dict[str, int]:
    """The sums of a county's figures over every survey written for the year."""
    total: dict[str, int] = {}
    written = SampleSurvey.objects.within(SYSTEM_SCOPE).filter(year=year, state=SampleSurvey.State.WRITTEN)
    for figures in written.values_list("figures", flat=True):
        for name, value in figures.get(str(county), {}).items():
            total[name] = total.get(name, 0) + value
    return total
