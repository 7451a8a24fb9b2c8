"""The Celery doors: a message works off what is pending, the nightly check reports and repairs nothing."""

import pytest

from assessment.tasks import compute_pending, verify_nightly
from core.changes.models import Change
from households.models import HouseholdVerdict
from tests.assessment.scene import edit, good_household, household_outcomes, release
from tests.cast import JIACUNGUAN

pytestmark = pytest.mark.django_db


def test_a_message_works_off_what_is_pending_and_twice_is_once(places):
    release("household", ["food"])
    row = good_household(JIACUNGUAN)
    compute_pending()
    assert household_outcomes(row) == {"": True, "food": True}
    edit(row, no_worry_food=False)
    compute_pending()
    compute_pending()
    assert household_outcomes(row)[""] is False
    assert not Change.objects.exists()


def test_the_nightly_check_reports_a_difference_with_its_ids(places, caplog):
    caplog.set_level("INFO")
    release("household", ["food"])
    row = good_household(JIACUNGUAN)
    compute_pending()
    verify_nightly()
    assert "1 verdicts of 2018 verified" in caplog.text
    HouseholdVerdict.all_rows.update(outcome=None)
    verify_nightly()
    assert f"'id': {row.pk}" in caplog.text
    assert HouseholdVerdict.all_rows.get().outcome is None
