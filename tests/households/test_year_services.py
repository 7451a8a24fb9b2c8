"""A new year copies forward what stays true, in two statements, and never overwrites."""

from datetime import date

import pytest

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM
from core.changes.models import Change
from households.models import HouseholdYear, Member, MemberYear
from households.services import (
    Carried,
    OutsideScopeError,
    YearError,
    household_close,
    member_remove,
    member_update,
    year_open,
)
from households.services.errors import Token
from tests.households.cast import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, YEAR, next_transaction, register
from tests.households.test_member_services import add

pytestmark = pytest.mark.django_db


def opened(area=COUNTY, year=YEAR + 1, scope=SYSTEM_SCOPE):
    return year_open(actor=SYSTEM, scope=scope, area=area, year=year)


def test_a_new_year_copies_what_stays_and_asks_the_rest_anew(household):
    head = Member.all_rows.get()
    member_update(
        actor=SYSTEM,
        scope=SYSTEM_SCOPE,
        member=head,
        year=YEAR,
        token=Token(1, 1),
        values={},
        facts={"ins_resident_medical": True, "work_months": 6},
    )
    next_transaction()
    HouseholdYear.all_rows.update(safe_water_solved=True, members_end=1, batch=5, row=9, source="import")
    Change.objects.all().delete()
    assert opened() == Carried(1, 1)
    year = HouseholdYear.all_rows.get(year=YEAR + 1)
    assert (year.cause_main, year.safe_water_solved, year.members_start) == ("1", True, 1)
    assert (year.wage_income, year.members_end, year.source, year.batch, year.version) == (None, None, "carry", None, 1)
    member = MemberYear.all_rows.get(year=YEAR + 1)
    assert (member.relation_to_head, member.education, member.health) == ("01", "3", ["1"])
    assert (member.ins_resident_medical, member.work_months, member.source) == (None, None, "carry")
    assert set(Change.objects.values_list("area", "year", "bulk")) == {(VILLAGE, YEAR + 1, True)}


def test_opening_again_adds_only_what_is_missing(household):
    opened()
    HouseholdYear.all_rows.filter(year=YEAR + 1).update(cause_main="2")
    register(name="张三", order=33)
    assert opened() == Carried(1, 1)
    assert HouseholdYear.all_rows.get(household=household, year=YEAR + 1).cause_main == "2"
    assert opened() == Carried(0, 0)


def test_the_closed_and_the_gone_are_not_carried(household):
    spouse = add(household)
    member_remove(actor=SYSTEM, member=spouse, reason="02", on=date(YEAR + 1, 1, 5))
    closed = register(OTHER_VILLAGE, name="张三", order=33)
    household_close(actor=SYSTEM, household=closed, reason="1", on=date(YEAR + 1, 1, 5), note="评议清退")
    assert opened() == Carried(1, 1)


def test_a_year_without_a_year_before_is_refused(household):
    with pytest.raises(YearError):
        opened(year=YEAR + 2)


def test_a_year_is_opened_only_inside_the_scope(household):
    with pytest.raises(OutsideScopeError):
        opened(scope=Scope(TOWN, TOWN + 1000))
    assert not HouseholdYear.all_rows.filter(year=YEAR + 1).exists()
