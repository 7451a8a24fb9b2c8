"""A second implementation of CONTRACT 4, deliberately naive: plain loops over plain rows, exact fractions.

It shares no code with the engine beyond the models. Unknown is None. ``expected(year)`` reads the whole database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from assessment.models import Criterion, PovertyLine, Standard
from core.regions.models import Region, RegionSpan
from households.models import Household, HouseholdVerdict, HouseholdYear, Member, MemberYear
from projects.models import Measure, Project, ProjectBeneficiary
from tests.assessment.oracle_parts import (
    all_of,
    compare,
    compare_interval,
    education_of,
    fraction,
    guaranteed,
    insured,
    money,
    nearest,
    negate,
    pension_of,
    regions_above,
    skill_of,
    takes_part,
    training_of,
)
from villages.models import CountyYear, RegionVerdict, VillageCheck, VillageYear

TALLY = ("met", "not_met", "unknown", "poor", "blank", "h", "four_no", "four_blank")
LEVELS = {5: "village", 4: "township", 3: "county", 2: "city"}


@dataclass
class Verdict:
    standard: int
    outcome: bool | None
    outcomes: list[bool | None]
    bounds: list[tuple[Fraction | None, Fraction | None]]


@dataclass
class Expected:
    households: dict[int, Verdict] = field(default_factory=dict)
    regions: dict[int, Verdict] = field(default_factory=dict)
    counts: dict[int, tuple[int, ...]] = field(default_factory=dict)
    members: dict[int, int] = field(default_factory=dict)
    areas: dict[int, int] = field(default_factory=dict)


class World:
    def __init__(self, year):
        self.year = year
        self.people: dict[int, list[Member]] = {}
        for person in Member.all_rows.all():
            self.people.setdefault(person.household_id, []).append(person)
        self.member_years = {row.member_id: row for row in MemberYear.all_rows.filter(year=year)}
        self.records = {row.household_id: row for row in HouseholdYear.all_rows.filter(year=year)}
        self.measures: dict[int, list[Measure]] = {}
        for measure in Measure.all_rows.filter(year=year):
            self.measures.setdefault(measure.household_id, []).append(measure)
        self.projects: dict[int, list[Project]] = {}
        for link in ProjectBeneficiary.all_rows.filter(project__year=year).select_related("project"):
            self.projects.setdefault(link.household_id, []).append(link.project)
        self.villages = {row.area: row for row in VillageYear.all_rows.filter(year=year)}
        self.surveys = {row.area: row for row in CountyYear.all_rows.filter(year=year)}
        self.lines = {row.region: row.amount for row in PovertyLine.objects.filter(year=year, purpose="exit")}
        self.criteria: dict[int, list[Criterion]] = {}
        self.standards: dict[str, dict[int, Standard]] = {}
        for row in Standard.objects.filter(state="released").order_by("id"):
            if row.first_year <= year <= row.last_year:
                self.standards.setdefault(row.level, {})[row.region] = row

    def standard(self, level, area):
        return nearest(area, self.standards.get(level, {}))

    def criteria_of(self, standard):
        if standard.pk not in self.criteria:
            self.criteria[standard.pk] = list(standard.criteria.order_by("order"))
        return self.criteria[standard.pk]

    def members_of(self, household):
        return [
            person
            for person in self.people.get(household.pk, [])
            if person.joined_year <= self.year and (person.left_year is None or person.left_year > self.year)
        ]


def four_haves(record):
    if record is None:
        return None
    return all_of([record.safe_water_solved, record.has_power, record.has_tv, record.has_income_path])


def household_criterion(world, household, people, criterion):
    """(outcome, value) of one criterion."""
    record = world.records.get(household.pk)
    if record is None:
        return None, None
    code = criterion.indicator
    facts = {
        "food": record.no_worry_food,
        "clothing": record.no_worry_clothing,
        "safe_water": record.safe_water_solved,
        "power": record.has_power,
        "tv": record.has_tv,
        "income_path": record.has_income_path,
    }
    if code in facts:
        return facts[code], None
    income, source = money(record)
    if code == "income_source":
        return source, None
    if code == "income_above_line":
        head = None if income is None else income / len(people)
        return compare(head, criterion.operator, fraction(nearest(household.area, world.lines))), head
    if code == "income_half_local_average":
        survey = world.surveys.get(household.area - household.area % 10**6)
        average = None if survey is None else survey.rural_income_per_head
        share = None
        if income is not None and average is not None and average > 0:
            share = income / len(people) / Fraction(average) * 100
        return compare(share, criterion.operator, fraction(criterion.threshold)), share
    if code == "safe_housing":
        if record.danger_level is not None:
            return record.danger_level in ("A", "B"), None
        return negate(record.is_dangerous_house), None
    if code == "compulsory_education":
        return all_of(education_of(world, person) for person in people), None
    if code == "basic_medical":
        return all_of(insured(world, p, "ins_resident_medical", "ins_employee_medical") for p in people), None
    if code == "able_skill":
        return all_of(skill_of(world, person) for person in people), None
    if code == "young_training":
        return all_of(training_of(world, person) for person in people), None
    if code == "income_project":
        return takes_part(world, household, people), None
    if code == "guaranteed_income":
        return guaranteed(world, household, record, people, criterion)
    assert code == "pension"
    return all_of(pension_of(world, person) for person in people), None


def verdict(standard, criteria, results):
    vetoes = [result[0] for criterion, result in zip(criteria, results, strict=True) if criterion.kind == "veto"]
    return Verdict(
        standard.pk, all_of(vetoes), [result[0] for result in results], [(result[1], result[2]) for result in results]
    )


def exists(world, region, spans):
    day = date(world.year, 12, 31)
    valid = any(
        (span.valid_from is None or span.valid_from <= day) and (span.valid_to is None or span.valid_to > day)
        for span in spans.get(region.code, [])
    )
    committee = region.level == 5 and 1 <= region.code % 1000 <= 199
    return valid and (not committee or region.code in world.villages)


def share(part, whole):
    return None if part is None or whole is None or whole <= 0 else Fraction(part) * 100 / Fraction(whole)


def region_criterion(world, region, criterion, own_villages, tallies, village_verdicts):
    """(outcome, low, high) of one criterion."""
    code, operator, threshold = criterion.indicator, criterion.operator, fraction(criterion.threshold)
    village = world.villages.get(region.code)
    survey = world.surveys.get(region.code)
    if code in ("assessed_incidence", "official_incidence"):
        populations = [getattr(world.villages.get(item.code), "rural_population", None) for item in own_villages]
        rural = None if None in populations else sum(count for count in populations if count is not None)
        sums = [tallies[item.code] for item in own_villages]
        if code == "assessed_incidence":
            low, high = sum(t["not_met"] for t in sums), sum(t["not_met"] + t["unknown"] for t in sums)
        else:
            low = high = None if any(t["blank"] for t in sums) else sum(t["poor"] for t in sums)
        low, high = share(low, rural), share(high, rural)
        return compare_interval(low, high, operator, threshold), low, high
    if code == "poor_villages_met":
        known = [getattr(world.villages.get(item.code), "is_poor", None) for item in own_villages]
        if None in known:
            return None, None, None
        poor = [item.code for item, flag in zip(own_villages, known, strict=True) if flag]
        if not poor:
            low = high = Fraction(100)
        else:
            outcomes = [village_verdicts[area].outcome if area in village_verdicts else None for area in poor]
            low = Fraction(outcomes.count(True) * 100, len(poor))
            high = Fraction((outcomes.count(True) + outcomes.count(None)) * 100, len(poor))
        return compare_interval(low, high, operator, threshold), low, high
    rates = {
        "wrong_exit_rate": ("wrong_exits", "sampled_exited"),
        "omission_rate": ("omitted", "sampled_unregistered"),
        "recognition_rate": ("approving_households", "surveyed_households"),
    }
    if code in rates:
        part, whole = rates[code]
        value = None if survey is None else share(getattr(survey, part), getattr(survey, whole))
        return compare(value, operator, threshold), value, value
    amounts = {
        "dangerous_houses": "dangerous_households",
        "unsafe_water_households": "unsafe_water_households",
        "collective_income": "collective_income",
        "income_per_head": "income_per_head",
        "well_off_households": "below_well_off_households",
    }
    if code in amounts:
        value = None if village is None else fraction(getattr(village, amounts[code]))
        return compare(value, operator, threshold), value, value
    if code == "four_haves_households":
        others = None if village is None else village.other_lacking_four_households
        if others is None:
            return None, None, None
        tally = tallies[region.code]
        low, high = others + tally["four_no"], others + tally["four_no"] + tally["four_blank"]
        return compare_interval(low, high, operator, threshold), low, high
    if village is None:
        return None, None, None
    if code == "doctors_per_thousand":
        value = share(village.doctors, village.rural_population)
        value = None if value is None else value * 10
        return compare(value, operator, threshold), value, value
    if code == "clinic":
        return compare(village.clinics, ">=", 1), None, None
    if code == "clinic_with_doctor":
        return all_of([compare(village.clinics, ">=", 1), compare(village.doctors, ">=", 1)]), None, None
    if code == "culture_facility":
        return compare(village.culture_rooms, ">=", 1), None, None
    field_name = {"industry": "has_industry"}.get(code, code)
    assert field_name in ("hard_road", "power", "tv", "broadband", "bus", "has_industry")
    return getattr(village, field_name), None, None


def expected(year) -> Expected:
    world, found = World(year), Expected()
    tallies: dict[int, dict[str, int]] = {}
    for household in Household.all_rows.all():
        people = world.members_of(household)
        if (household.closed_year is not None and household.closed_year <= year) or not people:
            continue
        if household.registered_from is None or household.registered_from > year:
            continue
        standard = world.standard("household", household.area)
        outcome = None
        if standard is not None:
            criteria = world.criteria_of(standard)
            results = [household_criterion(world, household, people, item) for item in criteria]
            result = verdict(standard, criteria, [(o, v, v) for o, v in results])
            found.households[household.pk], outcome = result, result.outcome
            found.members[household.pk], found.areas[household.pk] = len(people), household.area
        tally = tallies.setdefault(household.area, dict.fromkeys(TALLY, 0))
        tally["h"] += 1
        tally[{True: "met", False: "not_met", None: "unknown"}[outcome]] += len(people)
        record = world.records.get(household.pk)
        status = None if record is None else record.poverty_status
        tally["blank"] += status is None
        four = four_haves(record)
        tally["four_no"] += four is False
        tally["four_blank"] += four is None
        tally["poor"] += len(people) if status in ("0", "3") else 0
    spans: dict[int, list[RegionSpan]] = {}
    for span in RegionSpan.objects.all():
        spans.setdefault(span.code, []).append(span)
    regions = [region for region in Region.objects.order_by("-level", "code") if exists(world, region, spans)]
    villages = [region for region in regions if region.level == 5]
    for village in villages:
        tallies.setdefault(village.code, dict.fromkeys(TALLY, 0))
    for region in regions:
        below = [item for item in villages if region.code in regions_above(item.code)]
        found.counts[region.code] = tuple(
            sum(tallies[item.code][key] for item in below) for key in ("h", "met", "not_met", "unknown")
        )
        level = LEVELS.get(region.level)
        standard = level and world.standard(level, region.code)
        if standard:
            criteria = list(standard.criteria.order_by("order"))
            results = [region_criterion(world, region, item, below, tallies, found.regions) for item in criteria]
            found.regions[region.code] = verdict(standard, criteria, results)
    return found


def same_bound(stored, exact):
    if stored is None or exact is None:
        return stored is None and exact is None
    return abs(Fraction(stored) - exact) <= Fraction(1, 10**12)


def differences(year) -> list[Any]:
    """Everything in which the stored verdicts and counts of a year differ from the oracle."""
    oracle = expected(year)
    found: list[Any] = []
    stored = {row.household_id: row for row in HouseholdVerdict.all_rows.filter(year=year)}
    for key in sorted(stored.keys() | oracle.households.keys()):
        row, wanted = stored.get(key), oracle.households.get(key)
        if row is None or wanted is None:
            found.append(("household", key, "missing" if row is None else "surplus"))
            continue
        bounds = [(value, value) for value in row.values]
        place = (row.area, row.members) == (oracle.areas[key], oracle.members[key])
        if not place or not _same(row, bounds, wanted):
            found.append(("household", key, row.area, row.outcome, row.outcomes, bounds, wanted))
    regions = {row.area: row for row in RegionVerdict.objects.filter(year=year)}
    for key in sorted(regions.keys() | oracle.regions.keys()):
        region, wanted = regions.get(key), oracle.regions.get(key)
        if region is None or wanted is None:
            found.append(("region", key, "missing" if region is None else "surplus"))
            continue
        bounds = list(zip(region.lows, region.highs, strict=True))
        if not _same(region, bounds, wanted):
            found.append(("region", key, region.outcome, region.outcomes, bounds, wanted))
    counts = {
        row.area: (
            row.households_met + row.households_not_met + row.households_unknown,
            row.persons_met,
            row.persons_not_met,
            row.persons_unknown,
        )
        for row in VillageCheck.objects.filter(year=year, exists_in_year=True)
    }
    if counts != oracle.counts:
        found.append(("counts", {key for key in counts | oracle.counts if counts.get(key) != oracle.counts.get(key)}))
    return found


def _same(row, bounds, wanted):
    return (
        (row.standard, row.outcome, list(row.outcomes)) == (wanted.standard, wanted.outcome, wanted.outcomes)
        and len(bounds) == len(wanted.bounds)
        and all(
            same_bound(stored, exact)
            for pair, exacts in zip(bounds, wanted.bounds, strict=True)
            for stored, exact in zip(pair, exacts, strict=True)
        )
    )
