"""The demo's measures: given by the facts, the same at every start, with their details."""

from __future__ import annotations

import pytest

from core.audit.trail import SYSTEM
from households.models import HouseholdYear
from projects.measures.demo import load
from projects.measures.sectors import SECTORS
from projects.models import Measure
from tests import factories
from tests.cast import JIACUNGUAN, Cast

pytestmark = pytest.mark.django_db


def test_what_the_facts_call_for(cast: Cast) -> None:
    for _ in range(30):
        factories.household(JIACUNGUAN, head_facts={"labour_skill": "1", "dibao": "1", "health": ["3"]})
    plain = factories.household(JIACUNGUAN, head_facts={"labour_skill": "5"})
    HouseholdYear.all_rows.filter(household=plain).update(is_dangerous_house=False)
    count = load(2018, SYSTEM)
    assert Measure.all_rows.count() == count
    assert Measure.all_rows.filter(name="农村低保").count() == 30
    # everybody is screened, and who has a share in the walnuts goes by the number, not by a fact
    called_for = Measure.all_rows.filter(household=plain).exclude(sector__in=("screening", "assetincome"))
    assert not called_for.filter(kind__in=("01", "02", "04", "07", "10")).exists()
    assert not Measure.all_rows.filter(batch__isnull=False).exists()
    for sector in SECTORS.values():
        rows = Measure.all_rows.filter(sector=sector.code)
        assert rows.count() == sector.model._base_manager.count()
    assert Measure.all_rows.filter(sector="industry").exists()
