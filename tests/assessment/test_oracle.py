"""The engine against the naive oracle, over generated registries and whatever happens to them afterwards."""

from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.changes.models import YearInUse
from tests.assessment.oracle import differences
from tests.assessment.registry import YEARS, build, change
from tests.assessment.scene import drain


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.integers(0, 2**32), st.integers(0, 9), st.integers(0, 6))
def test_every_stored_verdict_equals_the_oracle(seed, households, changes):
    rnd = Random(seed)
    with transaction.atomic():
        build(rnd, households)
        YearInUse.objects.bulk_create([YearInUse(year=year) for year in YEARS])
        drain()
        for year in YEARS:
            assert differences(year) == []
        for _ in range(changes):
            change(rnd)
        drain()
        for year in YEARS:
            assert differences(year) == []
        transaction.set_rollback(True)
