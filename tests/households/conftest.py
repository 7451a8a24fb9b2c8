from __future__ import annotations

import pytest

from households.models import Household
from tests.households import cast as made
from tests.households.cast import Cast


@pytest.fixture
def regions(db: None) -> None:
    made.regions()


@pytest.fixture
def people(regions: None) -> Cast:
    return made.cast()


@pytest.fixture
def household(regions: None) -> Household:
    return made.register()
