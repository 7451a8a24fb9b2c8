"""A trial lists exactly what the release then does, and writes nothing that the engine or a page of verdicts reads."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from assessment.indicators import INDICATORS
from assessment.models import PovertyLine, SimulatedFlip, Simulation, Standard
from assessment.selectors import Rule
from assessment.services import (
    Heading,
    LineContent,
    OutsideScopeError,
    StepRefusedError,
    line_draft,
    line_step,
    simulation_run,
    simulation_start,
    standard_draft,
    standard_step,
)
from assessment.services.simulations import AT_ONCE
from assessment.simulate import jurisdiction
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM
from core.changes.models import Change, YearInUse
from core.jobs.models import Job
from core.regions.codes import area_range
from households.models import HouseholdVerdict
from tests.assessment.registry import YEARS, build, change
from tests.assessment.scene import NUMBERS, drain, edit, good_household, line, release
from tests.cast import BAOKANG, BAZHONG, JIACUNGUAN, SICHUAN, TONGJIANG, XIANRENQIAN, YANGBAI
from villages.models import RegionVerdict

pytestmark = pytest.mark.django_db
ROUNDS = 200
REGIONS = (SICHUAN, BAZHONG, TONGJIANG, TONGJIANG, YANGBAI, YANGBAI, JIACUNGUAN, BAOKANG)
WATCHED = (
    "households_householdverdict", "villages_regionverdict", "villages_villagecheck", "changes_change",
    "assessment_verdictchange", "assessment_standard", "assessment_criterion", "assessment_povertyline",
)  # fmt: skip


def watched() -> list[tuple[int, str]]:
    """Count and fingerprint of every table that a trial must leave alone."""
    found = []
    with connection.cursor() as cursor:
        for table in WATCHED:
            rows = "COALESCE(string_agg(t::text, '|' ORDER BY t::text), '')"
            cursor.execute(f"SELECT count(*), md5({rows}) FROM {table} t")
            found.append(cursor.fetchone())
    return found


def outcomes(year: int, ranges: list[tuple[int, int]]) -> dict[tuple[str, int], bool | None]:
    """The stored outcomes in some ranges: (kind, id) → outcome."""
    found: dict[tuple[str, int], bool | None] = {}
    for low, high in ranges:
        rows = HouseholdVerdict.all_rows.filter(year=year, area__gte=low, area__lt=high)
        found |= {("household", pk): outcome for pk, outcome in rows.values_list("household_id", "outcome")}
        regions = RegionVerdict.objects.filter(year=year, area__gte=low, area__lt=high)
        found |= {("region", area): outcome for area, outcome in regions.values_list("area", "outcome")}
    return found


WORD = {True: "met", False: "not_met", None: "unknown"}


def really_flipped(before: dict, after: dict) -> dict:
    """What turned between two readings: (kind, id) → (before, after)."""
    found = {}
    for key in before.keys() | after.keys():
        old = WORD[before[key]] if key in before else "new"
        new = WORD[after[key]] if key in after else "gone"
        if old != new:
            found[key] = (old, new)
    return found


def listed(simulation: Simulation) -> dict:
    rows = SimulatedFlip.objects.filter(simulation=simulation)
    return {
        ("household", row.household_id) if row.household_id else ("region", row.area): (row.before, row.after)
        for row in rows
    }


def random_rules(rnd: Random, level: str) -> list[Rule]:
    codes = [code for at, code in INDICATORS if at == level]
    rules = []
    for code in rnd.sample(codes, rnd.randint(1, min(len(codes), 5))):
        operator, threshold = NUMBERS.get(code, ("", None))
        reference = "poverty_line" if code in NUMBERS and threshold is None else ""
        number = None if threshold is None else Decimal(rnd.choice([threshold, 0, 3, 40, 101]))
        rules.append(Rule(code, rnd.choice(["veto", "veto", "stretch"]), operator, number, reference))
    return [Rule(rules[0].indicator, "veto", *_rest(rules[0])), *rules[1:]]


def _rest(rule: Rule) -> tuple[Any, ...]:
    return rule.operator, rule.threshold, rule.threshold_from, rule.label


def random_draft(rnd: Random) -> Any:
    """A draft that may be released: it takes the code of whatever it would overlap with."""
    region = rnd.choice(REGIONS)
    if rnd.random() < 0.15:
        content = LineContent(region, rnd.choice(YEARS), "exit", Decimal(rnd.choice([1, 2995, 9000, 30000])), "文件")
        return line_draft(actor=SYSTEM, scope=SYSTEM_SCOPE, content=content)
    level = rnd.choice(["household"] * 4 + ["village"] * 3 + ["township", "county", "city"])
    first, last = rnd.choice([(2014, 2020), (2018, 2018), (2017, 2018)])
    standing = Standard.objects.filter(level=level, region=region, state="released").first()
    if standing is None and rnd.random() < 0.2:
        standing = Standard.objects.filter(level=level, state="released").exclude(region=0).first()
    heading = Heading(level, region, first, last, "文件")
    code = standing.code if standing else ""
    rules = random_rules(rnd, level)
    return standard_draft(actor=SYSTEM, scope=SYSTEM_SCOPE, heading=heading, rules=rules, code=code)


def put_into_force(draft: Any) -> None:
    take = standard_step if isinstance(draft, Standard) else line_step
    for step in ("submit", "approve", "release"):
        take(actor=SYSTEM, scope=SYSTEM_SCOPE, pk=draft.pk, step=step)


def one_round(rnd: Random) -> int:
    """One random draft; the number of flips."""
    for _ in range(rnd.choice([0, 0, 0, 1, 3])):
        change(rnd)  # left pending: what it causes is in the list too
    draft = random_draft(rnd)
    year = draft.year if hasattr(draft, "year") else rnd.choice([y for y in YEARS if draft.first_year <= y])
    ranges = [area_range(area) for area in jurisdiction(draft)]
    before, tables = outcomes(year, ranges), watched()
    trial = simulation_start(actor=SYSTEM, post=None, scope=SYSTEM_SCOPE, draft=draft, year=year)
    assert trial.state == "done"
    assert watched() == tables
    put_into_force(draft)
    drain()
    flips = really_flipped(before, outcomes(year, ranges))
    assert listed(trial) == flips
    assert sum(sum(kinds.values()) for kinds in trial.totals.values()) == len(flips)
    return len(flips)


def test_the_list_is_what_the_release_then_does():
    rnd = Random(20181)
    build(rnd, 9)
    YearInUse.objects.bulk_create([YearInUse(year=year) for year in YEARS], ignore_conflicts=True)
    drain()
    flips = []
    for number in range(ROUNDS):
        with transaction.atomic():
            try:
                flips.append(one_round(Random(number)))
            except AssertionError as error:
                raise AssertionError(f"round {number}: {error}") from error
            transaction.set_rollback(True)
    # The rounds are worth something: most of them flip something.
    assert sum(bool(count) for count in flips) > ROUNDS // 2


# By hand


@pytest.fixture
def two_villages(places):
    release("household", ["food"])
    release("village", ["assessed_incidence"])
    line()
    rows = [
        good_household(JIACUNGUAN),
        good_household(JIACUNGUAN, facts={"safe_water_solved": False}),
        good_household(XIANRENQIAN, facts={"safe_water_solved": None}),
    ]
    drain()
    return rows


def water(region=YANGBAI, **more):
    heading = Heading("household", region, 2018, 2018, "镇文件")
    rules = (Rule("food", "veto"), Rule("safe_water", "veto"))
    return standard_draft(actor=SYSTEM, scope=SYSTEM_SCOPE, heading=heading, rules=rules, **more)


def start(draft, year=2018, scope=SYSTEM_SCOPE):
    return simulation_start(actor=SYSTEM, post=None, scope=scope, draft=draft, year=year)


def test_the_sums_of_a_township_by_hand(two_villages):
    trial = start(water())
    assert trial.totals == {"household": {"met_to_not_met": 1, "met_to_unknown": 1}}
    assert (trial.area, trial.pending) == (YANGBAI, 0)
    assert listed(trial) == {
        ("household", two_villages[1].pk): ("met", "not_met"),
        ("household", two_villages[2].pk): ("met", "unknown"),
    }


def test_a_pending_change_is_said_and_listed(two_villages):
    edit(two_villages[0], no_worry_food=False)
    trial = start(water(JIACUNGUAN))
    assert trial.pending == 1
    assert listed(trial)["household", two_villages[0].pk] == ("met", "not_met")
    assert Change.objects.exists()


def test_a_second_trial_replaces_the_first(two_villages):
    draft = water()
    start(draft)
    again = start(draft)
    assert list(Simulation.objects.all()) == [again]
    assert SimulatedFlip.objects.count() == 2


def test_a_done_trial_is_not_done_again(two_villages):
    trial = start(water())
    assert simulation_run(trial.pk) is None


@pytest.mark.parametrize(("year", "words"), [(2017, "适用"), (2020, "适用")])
def test_a_year_outside_the_draft_s_is_refused(year, words, two_villages):
    with pytest.raises(StepRefusedError, match=words):
        start(water(), year)
    assert not Simulation.objects.exists()


def test_what_cannot_be_computed_or_is_out_already_is_refused(two_villages):
    heading = Heading("household", YANGBAI, 2018, 2018, "镇文件")
    broken = standard_draft(
        actor=SYSTEM, scope=SYSTEM_SCOPE, heading=heading, rules=(Rule("income_above_line", "veto"),)
    )
    with pytest.raises(StepRefusedError, match="第 1 行"):
        start(broken)
    draft = water()
    put_into_force(draft)
    draft.refresh_from_db()
    with pytest.raises(StepRefusedError, match="已发布"):
        start(draft)
    with pytest.raises(OutsideScopeError):
        start(water(), scope=Scope(*area_range(BAOKANG)))
    assert not Simulation.objects.exists()


def test_a_draft_line_is_tried_over_its_own_year(two_villages):
    release("household", ["income_above_line"], region=TONGJIANG)
    drain()
    content = LineContent(TONGJIANG, 2018, "exit", Decimal(25000), "县文件")
    draft = line_draft(actor=SYSTEM, scope=SYSTEM_SCOPE, content=content)
    trial = start(draft)
    assert trial.totals["household"] == {"met_to_not_met": 3}
    assert PovertyLine.objects.count() == 1
    with pytest.raises(StepRefusedError, match="2018"):
        start(draft, 2017)


def test_a_large_jurisdiction_is_a_job(two_villages, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("assessment.services.simulations.AT_ONCE", 0)
    assert AT_ONCE == 60
    trial = start(water())
    assert trial.state == "waiting"
    job = Job.objects.get(pk=trial.job)
    assert (job.kind, job.total, job.arguments) == ("assessment.simulate", 2, {"simulation": trial.pk})
    from core.jobs.kinds import work_of

    result = work_of(job.kind)(job, lambda done, total: None)
    assert (result.state, result.result) == (Job.State.DONE, {"flips": 2})
    assert Simulation.objects.get().state == "done"
