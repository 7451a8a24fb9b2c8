"""The freshness page: pending by county, latency by hand, checks with examples in scope only, who is alive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.freshness import selectors
from assessment.freshness.measure import pass_record, seen
from assessment.freshness.services import prune
from assessment.models import ComputePass, ConvergenceCheck, Heartbeat
from assessment.models.freshness import EDGES
from assessment.tasks import compute_pending, verify_nightly
from core.accounts.scope import NO_SCOPE
from core.changes.models import Change
from households.models import HouseholdVerdict
from tests.assessment.scene import drain, edit, good_household, release
from tests.cast import BAOKANG, CHENGGUAN_VILLAGE, JIACUNGUAN, TONGJIANG, Cast, signed_in

pytestmark = pytest.mark.django_db


def test_quantiles_by_hand() -> None:
    counts = [0] * (len(EDGES) + 1)
    assert selectors.quantile(counts, 0.5) is None
    counts[2], counts[3] = 50, 50  # fifty between 0.5 and 1 s, fifty between 1 and 2 s
    assert selectors.quantile(counts, 0.5) == 1.0
    assert selectors.quantile(counts, 0.25) == 0.75
    assert selectors.quantile(counts, 0.95) == pytest.approx(1.9)
    counts[-1] = 1000
    assert selectors.quantile(counts, 0.95) == 3600.0


def test_a_pass_records_the_ages_of_its_marks_edits_and_bulk_apart() -> None:
    now = timezone.now()
    four = (now - timedelta(seconds=4), False)
    pass_record([four, four, (now - timedelta(days=1), True)])
    row = ComputePass.objects.get()
    assert (sum(row.edits), sum(row.bulk)) == (2, 1)
    assert row.edits[EDGES.index(5)] == 2
    assert row.bulk[-1] == 1
    assert row.oldest == pytest.approx(86400, abs=5)
    found = selectors.latency()
    assert found.marks == 2
    assert found.p50 is not None
    assert 3 <= found.p50 <= 5
    pass_record([])
    assert ComputePass.objects.count() == 1


def test_a_change_is_measured_once_a_pass_and_a_region_is_not(cast: Cast) -> None:
    release("household", ["food"])
    row = good_household(JIACUNGUAN)
    drain()
    ComputePass.objects.all().delete()
    edit(row, no_worry_food=False)
    Change.objects.update(at=timezone.now() - timedelta(seconds=40))
    drain()
    (measured,) = ComputePass.objects.all()
    # a release before it in this transaction has left the writer's setting at bulk
    ages = [one + other for one, other in zip(measured.edits, measured.bulk, strict=True)]
    assert (sum(ages), ages[EDGES.index(60)]) == (1, 1)
    assert measured.oldest == pytest.approx(40, abs=10)


def test_old_measurements_are_forgotten(cast: Cast) -> None:
    pass_record([(timezone.now(), False)])
    pass_record([(timezone.now(), False)])
    first = ComputePass.objects.order_by("id")[0]
    ComputePass.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=9))
    prune()
    assert list(ComputePass.objects.values_list("pk", flat=True)) == [first.pk + 1]


def test_the_oldest_mark_of_each_county_waits_first(cast: Cast) -> None:
    drain()
    now = timezone.now()
    for area, minutes in ((JIACUNGUAN, 5), (JIACUNGUAN + 1, 9), (CHENGGUAN_VILLAGE, 30)):
        Change.objects.create(area=area, year=2018, at=now - timedelta(minutes=minutes))
    assert [(row.area, row.places) for row in selectors.counties_pending(0)] == [(BAOKANG, 1), (TONGJIANG, 2)]
    assert selectors.counties_pending(TONGJIANG)[0].oldest == now - timedelta(minutes=9)


def test_the_nightly_check_is_kept_and_names_only_what_one_may_see(cast: Cast) -> None:
    release("household", ["food"])
    row = good_household(JIACUNGUAN, head="贾不同")
    drain()
    verify_nightly()
    HouseholdVerdict.all_rows.update(outcome=None)
    verify_nightly()
    kept = ConvergenceCheck.objects.filter(year=2018).order_by("id").values_list("checked", "different")
    assert [different for _, different in kept] == [0, 1]
    shown = signed_in(cast.county_officer).get(reverse("freshness")).content.decode()
    assert row.code in shown
    for person in (cast.admin, cast.stranger):
        foreign = signed_in(person).get(reverse("freshness")).content.decode()
        assert row.code not in foreign
        assert "贾不同" not in foreign
        assert "另有 1 个不列" in foreign
    assert selectors.checks(scope=NO_SCOPE)[0].hidden == 1


def test_who_is_alive_and_who_is_not(cast: Cast) -> None:
    assert [item.late for item in selectors.heartbeats()] == [True, True]
    compute_pending(sweep=True)
    assert [item.late for item in selectors.heartbeats()] == [False, False]
    Heartbeat.objects.filter(name="beat").update(at=timezone.now() - timedelta(minutes=5))
    compute_pending()
    assert {item.name: item.late for item in selectors.heartbeats()} == {"计算进程": False, "定时进程": True}


def test_a_heartbeat_is_written_once_in_a_few_seconds(cast: Cast) -> None:
    seen("worker")
    before = Heartbeat.objects.get().at
    seen("worker")
    assert Heartbeat.objects.get().at == before


def test_a_standard_that_is_on_its_way_is_shown_until_it_is_complete(cast: Cast) -> None:
    good_household(JIACUNGUAN)
    drain()
    standard = release("household", ["food"])
    assert [item.standard for item in selectors.rollouts(TONGJIANG)] == [standard]
    drain()
    assert selectors.rollouts(TONGJIANG) == []


def test_the_page_says_when_nothing_waits(cast: Cast) -> None:
    drain()
    shown = signed_in(cast.auditor).get(reverse("freshness")).content.decode()
    for words in ("没有等待计算的", "还没有核对过", "没有响应", "24 小时内没有"):
        assert words in shown
    assert signed_in(cast.township_clerk).get(reverse("freshness")).status_code == 403


def test_the_page_asks_a_fixed_number_of_times(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = signed_in(cast.county_officer)
    client.get(reverse("freshness"))
    with django_assert_max_num_queries(30):
        client.get(reverse("freshness"))
