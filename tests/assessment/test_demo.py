"""The demo as the first start loads it: real size, every role, every outcome, once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from assessment import demo
from assessment.models import MonitoredHousehold, Simulation
from assessment.verify import verify
from core.accounts.models import Post, User
from core.accounts.scope import SYSTEM_SCOPE, scope_of
from core.changes.models import Change
from core.procedures.models import Case, Objection
from households.models import Household, HouseholdVerdict, Member, Pairing
from villages.models import RegionVerdict, VillageYear

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def prepared(settings, tmp_path: Path, capsys):
    settings.VAR = tmp_path
    call_command("prepare")
    return capsys.readouterr().out


def test_the_first_start_shows_a_township_and_another_county(prepared, capsys):
    town = {"area__gte": demo.YANGBAI, "area__lt": demo.YANGBAI + 1000}
    households = Household.objects.within(SYSTEM_SCOPE)
    assert households.filter(**town, registered_from=0).count() == 915
    assert Member.objects.within(SYSTEM_SCOPE).filter(**town, household__registered_from=0).count() == 3071
    # Beside them three ordinary ones without a verdict, of which one is monitored.
    assert households.filter(**town, registered_from__isnull=True).count() == 3
    fringe = MonitoredHousehold.objects.within(SYSTEM_SCOPE).get(household__registered_from__isnull=True)
    assert (fringe.category, fringe.eliminated_on) == ("2", None)
    assert households.filter(area__gte=demo.BAOKANG, area__lt=demo.BAOKANG + 10**6).count() > 200
    assert VillageYear.objects.within(SYSTEM_SCOPE).filter(**town).count() == 16
    assert VillageYear.objects.within(SYSTEM_SCOPE).filter(**town, is_poor=True).count() == 4

    outcomes = Counter(
        HouseholdVerdict.objects.within(SYSTEM_SCOPE).filter(**town, year=demo.YEAR).values_list("outcome", flat=True)
    )
    assert sum(outcomes.values()) == 915
    assert min(outcomes[True], outcomes[False], outcomes[None]) > 30
    villages = Counter(RegionVerdict.objects.filter(level=5, year=demo.YEAR, **town).values_list("outcome", flat=True))
    assert min(villages[True], villages[False], villages[None]) >= 1
    assert not Change.objects.exists()
    found = verify(demo.YEAR, demo.YANGBAI)
    assert (found.different, found.pending) == (0, 0)

    # One standard waits for its review, and its trial has something to show.
    trial = Simulation.objects.get()
    assert trial.standard is not None
    assert (trial.standard.state, trial.standard.region) == ("in_review", demo.YANGBAI)
    assert 10 < sum(trial.totals["household"].values()) < 500

    # Every account that is printed signs in, and the helper sees the paired households alone.
    for line in prepared.splitlines():
        if line.startswith("账号 "):
            _, name, _, password = line.split()[:4]
            assert User.objects.get(username=name).check_password(password)
    cadre = scope_of(Post.objects.get(user__username="cadre"))
    assert Household.objects.within(cadre).count() == demo.CADRE_HOUSEHOLDS
    assert Pairing.objects.within(SYSTEM_SCOPE).count() < 915  # somebody is left without a helper

    # One village's list hangs with an objection open, another's is struck off.
    ends = Counter(Case.all_rows.filter(code="household_exit").values_list("area", "end"))
    here = {end: count for (area, end), count in ends.items() if area == demo.JIAGUAN}
    assert here.get("refused") == 1
    assert here[""] >= 2
    assert sum(count for (area, end), count in ends.items() if end == "done") >= 2
    assert Objection.all_rows.filter(area=demo.JIAGUAN, answered_on__isnull=True).count() == 1

    # The second start changes nothing and prints the same.
    call_command("prepare")
    assert capsys.readouterr().out == prepared
    assert households.filter(**town).count() == 918
