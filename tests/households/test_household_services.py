"""Registering, updating, closing and moving: the exact end state, the trail, the mark; on refusal nothing of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps

from core.accounts.cipher import unseal
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.changes.models import Change
from households.models import Household, HouseholdYear, Member, MemberYear, Pairing
from households.services import (
    ClosedHouseholdError,
    NotAVillageError,
    OutsideScopeError,
    PersonExistsError,
    RulesBrokenError,
    StaleRecordError,
    Token,
    household_close,
    household_move,
    household_register,
    household_update,
)
from tests.households.cast import (
    ACTOR,
    FACTS,
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    YEAR,
    number,
    register,
    user,
)

pytestmark = pytest.mark.django_db
HouseholdEvent = apps.get_model("households", "HouseholdEvent")
HouseholdYearEvent = apps.get_model("households", "HouseholdYearEvent")


def everything():
    return [list(m.all_rows.order_by("pk").values()) for m in (Household, HouseholdYear, Member, MemberYear, Pairing)]


def update(household, token=None, values=None, facts=None):
    return household_update(
        actor=ACTOR,
        household=household,
        year=YEAR,
        token=token or Token(1, 1),
        values=values or {},
        facts=facts or {},
    )


def test_a_household_is_registered_with_its_head_and_numbers(regions):
    household = register(values={"phone": "13800002746", "bank_account": "6217000010001234567"})
    assert household.code == "5119211192000001"
    assert household.head_name == "李国富"
    assert unseal(household.phone_sealed, table="household", column="phone", code=household.code) == "13800002746"
    year = HouseholdYear.all_rows.get(household=household)
    assert (year.year, year.wage_income, year.source, year.version) == (YEAR, Decimal("6400.00"), "form", 1)
    head = Member.all_rows.get(household=household)
    assert (head.code, head.sex, head.birth_date) == ("511921119200000101", "1", date(1967, 3, 17))
    assert (head.joined_year, head.left_year, head.area) == (YEAR, None, VILLAGE)
    assert MemberYear.all_rows.get(member=head).relation_to_head == "01"
    assert Change.objects.filter(area=VILLAGE).exists()


def test_the_next_household_gets_the_next_number(regions):
    register()
    assert register(name="张三", order=33).code == "5119211192000002"
    assert register(NEXT_VILLAGE, name="王五", order=35).code == "5119211192010001"


def test_nothing_is_registered_when_the_person_is_registered_already(household):
    before = everything()
    with pytest.raises(PersonExistsError, match=household.code):
        register(NEXT_VILLAGE)
    assert everything() == before


def test_a_person_registered_elsewhere_is_not_named(household):
    scope = Scope(OTHER_VILLAGE, OTHER_VILLAGE + 1)
    with pytest.raises(PersonExistsError, match="已在其他地区登记") as refused:
        household_register(
            actor=ACTOR,
            scope=scope,
            area=OTHER_VILLAGE,
            year=YEAR,
            values={},
            facts=FACTS,
            head={"name": "李国富", "id_number": number("19670317", 31)},
            head_facts={},
        )
    assert refused.value.household_code == ""


@pytest.mark.parametrize(("area", "error"), [(TOWN, NotAVillageError), (511921119999, NotAVillageError)])
def test_only_villages_take_households(regions, area, error):
    with pytest.raises(error):
        register(area)
    assert not Household.all_rows.exists()


def test_a_village_outside_the_scope_takes_none(regions):
    with pytest.raises(OutsideScopeError):
        household_register(
            actor=ACTOR,
            scope=Scope(VILLAGE, VILLAGE + 1),
            area=NEXT_VILLAGE,
            year=YEAR,
            values={},
            facts=FACTS,
            head={"name": "甲", "id_number": number("19670317", 31)},
            head_facts={},
        )


def test_broken_rules_store_nothing(regions):
    with pytest.raises(RulesBrokenError) as refused:
        register(facts={"property_income": None})
    assert [finding.field for finding in refused.value.findings] == ["property_income"]
    assert not Household.all_rows.exists()


def test_an_update_writes_what_differs_and_leaves_a_trail(household):
    marks = Change.objects.count()
    token = update(household, values={"group_name": "4 组"}, facts={"wage_income": Decimal("6900"), "cause_main": "1"})
    assert token == Token(2, 2)
    household.refresh_from_db()
    assert (household.group_name, household.version, household.updated_by) == ("4 组", 2, 77)
    assert HouseholdYear.all_rows.get(household=household).wage_income == Decimal("6900.00")
    (event,) = HouseholdYearEvent.objects.all()
    assert (event.wage_income, event.version) == (Decimal("6400.00"), 1)
    assert event.pgh_context.metadata["name"] == "周敏"
    assert HouseholdEvent.objects.get().group_name == "3 组"
    assert Change.objects.count() > marks


def test_saving_without_a_change_writes_nothing(household):
    before, marks = everything(), Change.objects.count()
    assert update(household, values={"group_name": "3 组"}, facts={"wage_income": Decimal("6400.00")}) == Token(1, 1)
    assert everything() == before
    assert Change.objects.count() == marks


def test_a_phone_that_did_not_change_is_not_sealed_anew(regions):
    household = register(values={"phone": "13800002746"})
    update(household, values={"phone": "13800002746"})
    assert Household.all_rows.get().version == 1
    update(household, values={"phone": ""})
    assert Household.all_rows.get().phone_sealed is None


def test_the_second_writer_is_shown_both_and_loses_nothing(household):
    update(household, facts={"wage_income": Decimal("7200"), "orchard_mu": Decimal("3.5")})
    before = everything()
    with pytest.raises(StaleRecordError) as refused:
        update(household, facts={"wage_income": Decimal("6900")})
    stale = refused.value
    assert stale.token == Token(1, 2)
    assert stale.theirs == {"wage_income", "orchard_mu"}
    assert (stale.base["wage_income"], stale.fresh["wage_income"]) == (Decimal("6400.00"), Decimal("7200.00"))
    assert stale.changed_by == "周敏"
    assert everything() == before


def test_an_old_permanent_record_is_stale_too(household):
    update(household, values={"group_name": "4 组"})
    with pytest.raises(StaleRecordError) as refused:
        update(household, facts={"wage_income": Decimal("6900")})
    assert refused.value.theirs == {"group_name"}
    assert refused.value.base["group_name"] == "3 组"
    assert HouseholdYear.all_rows.get().wage_income == Decimal("6400.00")


def test_the_first_save_of_a_year_makes_its_record_and_the_second_is_stale(household):
    facts = {"household_attr": "01", "poverty_status": "0", "cause_main": "2"}
    arguments = {"actor": ACTOR, "household": household, "year": 2019, "token": Token(1, 0), "values": {}}
    assert household_update(**arguments, facts=facts) == Token(1, 1)
    with pytest.raises(StaleRecordError):
        household_update(**arguments, facts=facts)
    assert HouseholdYear.all_rows.filter(year=2019).count() == 1


def test_closing_ends_membership_and_pairing_and_keeps_the_past(people, household):
    Pairing.all_rows.create(household=household, area=VILLAGE, helper=people.helper, starts_on=date(2016, 3, 1))
    household_close(actor=ACTOR, household=household, reason="2", on=date(2018, 6, 1), note="全部成员已去世")
    stored = Household.all_rows.get()
    assert (stored.closed_year, stored.closed_reason, stored.closed_on) == (2018, "2", date(2018, 6, 1))
    member = Member.all_rows.get()
    assert (member.left_year, member.leave_reason) == (2018, "01")
    assert Pairing.all_rows.get().ends_on == date(2018, 6, 1)
    assert HouseholdYear.all_rows.filter(year=YEAR).exists()
    assert HouseholdEvent.objects.get().pgh_context.metadata["reason"] == "全部成员已去世"


def test_a_closed_household_is_not_changed(household):
    household_close(actor=ACTOR, household=household, reason="1", on=date(2018, 6, 1), note="评议清退")
    before = everything()
    with pytest.raises(ClosedHouseholdError):
        update(household, Token(2, 1), facts={"wage_income": Decimal("1")})
    with pytest.raises(ClosedHouseholdError):
        household_close(actor=ACTOR, household=household, reason="1", on=date(2018, 6, 1), note="再次清退")
    assert everything() == before


def test_a_person_of_a_closed_household_can_be_registered_again(household):
    household_close(actor=ACTOR, household=household, reason="1", on=date(2018, 6, 1), note="评议清退")
    assert register().code == "5119211192000002"


def test_a_move_takes_everything_along_and_marks_both_villages(people, household):
    Pairing.all_rows.create(household=household, area=VILLAGE, helper=people.helper, starts_on=date(2016, 3, 1))
    Change.objects.all().delete()
    household_move(
        actor=ACTOR, scope=SYSTEM_SCOPE, household=household, area=OTHER_VILLAGE, group_name="1 组", reason="易地搬迁"
    )
    for model in (Household, HouseholdYear, Member, MemberYear, Pairing):
        assert set(model.all_rows.values_list("area", flat=True)) == {OTHER_VILLAGE}
    assert {VILLAGE, OTHER_VILLAGE} <= set(Change.objects.values_list("area", flat=True))
    assert Household.all_rows.get().code == "5119211192000001"


def test_a_move_out_of_the_scope_is_refused(household):
    before = everything()
    with pytest.raises(OutsideScopeError):
        household_move(
            actor=ACTOR,
            scope=Scope(TOWN, TOWN + 1000),
            household=household,
            area=OTHER_VILLAGE,
            group_name="",
            reason="搬迁",
        )
    assert everything() == before


def test_users_of_the_cast_have_a_post(regions):
    assert user("甲", Role.VILLAGE, VILLAGE).posts.count() == 1
