"""``simulate_city`` and ``release_city``: what a stricter standard of the city would flip, and its release.

Peer of both: judging every household in Python and comparing with the stored verdicts (a sample, scaled), and the
same with ``update_or_create`` for the release. Limit: the compute-only SELECT of the new standard.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

from django.db import transaction

from assessment.claims import Worker
from assessment.models import SimulatedFlip, Simulation, Standard
from assessment.selectors import Rule, standard_versions
from assessment.services import Heading, standard_draft, standard_step
from assessment.simulate import simulate
from benchmarks import recompute, registry
from benchmarks.measure import RUNS, Row, row, seconds
from benchmarks.naive import judge
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from households.models import Household, HouseholdVerdict

SAMPLE = 1000


def _draft(number: int) -> Standard:
    """The city's standard with one criterion more or less, under its own code: every verdict is judged anew."""
    standing, _ = recompute.standard_and_line()
    stored = Standard.objects.get(pk=standing.id)
    rules = [rule for rule in standing.rules if rule.indicator != "income_path"]
    if number % 2 == 0:
        rules.append(Rule("income_path", "veto"))
    heading = Heading("household", registry.CITY, stored.first_year, stored.last_year, stored.document)
    code = stored.code if stored.region == registry.CITY else ""
    return standard_draft(actor=SYSTEM, scope=SYSTEM_SCOPE, heading=heading, rules=rules, code=code)


def _simulation(draft: Standard) -> float:
    trial = Simulation.objects.create(
        standard=draft, revision=draft.revision, area=registry.CITY, year=registry.YEAR, state="waiting"
    )
    return seconds(lambda: simulate(draft, registry.YEAR, trial.pk))


def _release(draft: Standard) -> float:
    """From the click to the last verdict."""
    standard_step(actor=SYSTEM, scope=SYSTEM_SCOPE, pk=draft.pk, step="submit")
    standard_step(actor=SYSTEM, scope=SYSTEM_SCOPE, pk=draft.pk, step="approve")

    def run() -> None:
        standard_step(actor=SYSTEM, scope=SYSTEM_SCOPE, pk=draft.pk, step="release")
        Worker().work(seconds=3600)

    return seconds(run)


def _compared_in_python(draft: Standard, households: int) -> float:
    """The usual way: each household's records by the ORM, rules in Python, compared with its verdict; scaled."""
    version = standard_versions([draft.pk])[draft.pk]
    _, line = recompute.standard_and_line()

    def run() -> None:
        rows = list(Household.objects.within(SYSTEM_SCOPE).order_by("id")[:SAMPLE])
        stored = dict(
            HouseholdVerdict.all_rows.filter(household__in=rows, year=registry.YEAR).values_list(
                "household_id", "outcome"
            )
        )
        sum(judge(item, registry.YEAR, version, line)["outcome"] is not stored.get(item.pk) for item in rows)

    return seconds(run) * households / SAMPLE


def run(households: int) -> list[Row]:
    """Two rows; each round takes the trial, the peers, the limit and the release of one draft."""
    registry.mark_everything()
    Worker().work(seconds=3600)
    found: dict[str, list[float]] = {name: [] for name in ("simulate", "release", "compare", "loop", "limit")}
    flips = 0
    for number in range(RUNS):
        draft = _draft(number)
        steps: list[tuple[str, Callable[[], float]]] = [
            ("simulate", lambda draft=draft: _simulation(draft)),  # type: ignore[misc]
            ("compare", lambda draft=draft: _compared_in_python(draft, households)),  # type: ignore[misc]
            ("limit", recompute.compute_only),
            ("loop", lambda: _undone(households)),
            ("release", lambda draft=draft: _release(draft)),  # type: ignore[misc]
        ]
        for name, step in steps:
            found[name].append(step())
        flips = SimulatedFlip.objects.filter(simulation__standard=draft).count()
    print(f"simulate_city: {flips:,} flips in the last round", flush=True)
    median = {name: statistics.median(values) for name, values in found.items()}
    return [
        row("simulate_city", median["simulate"], median["compare"], median["limit"]),
        row("release_city", median["release"], median["loop"], median["limit"]),
    ]


def _undone(households: int) -> float:
    """The ORM loop writes real verdicts; they are taken back, so that the release finds what was there."""
    with transaction.atomic():
        taken = recompute.orm_loop(households)
        transaction.set_rollback(True)
    return taken
