"""Members come, change and go; a household never has no head or two."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError

from core.accounts.scope import NO_SCOPE, SYSTEM_SCOPE
from core.audit.models import AccessEvent
from households.models import Household, Member, MemberYear, Pairing
from households.services import (
    HeadError,
    LastMemberError,
    PairingError,
    PersonExistsError,
    RevealError,
    RulesBrokenError,
    StaleRecordError,
    Token,
    head_change,
    member_add,
    member_remove,
    member_update,
    pairing_end,
    pairing_start,
    person_reveal,
)
from tests.households.cast import ACTOR, OTHER_VILLAGE, VILLAGE, YEAR, next_transaction, number, register
from tests.households.test_household_services import everything

pytestmark = pytest.mark.django_db
MemberEvent = apps.get_model("households", "MemberEvent")


def add(household, relation="02", born="19690428", order=42, name="李秀兰", on=date(2018, 3, 1), **facts):
    member = member_add(
        actor=ACTOR,
        scope=SYSTEM_SCOPE,
        household=household,
        year=YEAR,
        reason="2",
        on=on,
        values={"name": name, "id_number": number(born, order)},
        facts={"relation_to_head": relation, **facts},
    )
    next_transaction()
    return member


def test_a_member_joins_with_reason_and_date(household):
    member = add(household)
    assert member.code == "511921119200000102"
    stored = Member.all_rows.get(pk=member.pk)
    assert (stored.joined_year, stored.joined_on, stored.join_reason) == (2018, date(2018, 3, 1), "2")
    assert MemberYear.all_rows.get(member=stored).relation_to_head == "02"


@pytest.mark.parametrize(
    ("relation", "order", "error", "_case"),
    [
        ("01", 42, HeadError, "a second head"),
        ("03", 42, RulesBrokenError, "a woman is no son"),
        (None, 42, RulesBrokenError, "no relation"),
    ],
)
def test_a_refused_member_leaves_nothing(household, relation, order, error, _case):
    before = everything()
    with pytest.raises(error):
        add(household, relation, order=order)
    assert everything() == before


def test_a_second_spouse_is_refused(household):
    add(household)
    with pytest.raises(RulesBrokenError, match="配偶"):
        add(household, order=44, name="王芳")


def test_the_same_person_twice_is_refused_even_as_certificate(household):
    before = everything()
    with pytest.raises(PersonExistsError):
        member_add(
            actor=ACTOR,
            scope=NO_SCOPE,
            household=household,
            year=YEAR,
            reason="6",
            on=date(2018, 3, 1),
            values={"name": "李国富", "id_number": number("19670317", 31) + "41"},
            facts={"relation_to_head": "99"},
        )
    assert everything() == before


def test_a_member_leaves_and_the_number_is_free_again(household):
    member = add(household)
    member_remove(actor=ACTOR, member=member, reason="02", on=date(2018, 9, 1), note="改嫁外省")
    stored = Member.all_rows.get(pk=member.pk)
    assert (stored.left_year, stored.left_on, stored.leave_reason, stored.version) == (2018, date(2018, 9, 1), "02", 2)
    assert MemberEvent.objects.get().pgh_context.metadata["reason"] == "改嫁外省"
    assert register(name="李秀兰", born="19690428", order=42, area=OTHER_VILLAGE).code == "5119211002000001"
    with pytest.raises(HeadError, match="已经登记减少"):
        member_remove(actor=ACTOR, member=member, reason="02", on=date(2018, 9, 1))


def test_the_head_does_not_leave_without_a_successor(household):
    spouse = add(household)
    head = Member.all_rows.exclude(pk=spouse.pk).get()
    before = everything()
    with pytest.raises(HeadError, match="没有户主"):
        member_remove(actor=ACTOR, member=head, reason="01", on=date(2018, 9, 1))
    assert everything() == before
    member_remove(actor=ACTOR, member=head, reason="01", on=date(2018, 9, 1), relations={spouse.pk: "01"})
    assert MemberYear.all_rows.get(member=spouse).relation_to_head == "01"
    assert Household.all_rows.get().head_name == "李秀兰"


def test_the_last_member_is_not_removed(household):
    with pytest.raises(LastMemberError):
        member_remove(actor=ACTOR, member=Member.all_rows.get(), reason="01", on=date(2018, 9, 1))


def test_the_head_changes_and_the_relations_with_it(household):
    spouse = add(household)
    head = Member.all_rows.exclude(pk=spouse.pk).get()
    with pytest.raises(HeadError, match="2 个户主"):
        head_change(actor=ACTOR, household=household, year=YEAR, relations={spouse.pk: "01"}, reason="户主外出")
    head_change(
        actor=ACTOR, household=household, year=YEAR, relations={spouse.pk: "01", head.pk: "02"}, reason="户主外出"
    )
    relations = dict(MemberYear.all_rows.values_list("member_id", "relation_to_head"))
    assert relations == {spouse.pk: "01", head.pk: "02"}
    assert Household.all_rows.get().head_name == "李秀兰"


def change(member, token=None, values=None, facts=None):
    return member_update(
        actor=ACTOR,
        scope=SYSTEM_SCOPE,
        member=member,
        year=YEAR,
        token=token or Token(1, 1),
        values=values or {},
        facts=facts or {},
    )


def test_a_member_is_corrected_and_the_head_renames_the_household(household):
    head = Member.all_rows.get()
    assert change(head, values={"name": "李国福"}, facts={"ins_resident_medical": True}) == Token(2, 2)
    assert Household.all_rows.get().head_name == "李国福"
    assert MemberYear.all_rows.get().ins_resident_medical is True


def test_a_corrected_number_corrects_birth_date_and_sex(household):
    change(Member.all_rows.get(), values={"id_number": number("19680317", 32)})
    stored = Member.all_rows.get()
    assert (stored.birth_date, stored.sex, stored.id_kind) == (date(1968, 3, 17), "2", "1")


def test_a_number_of_somebody_else_is_refused(household):
    member = add(household)
    before = everything()
    with pytest.raises(PersonExistsError):
        change(member, values={"id_number": number("19670317", 31)})
    assert everything() == before


def test_the_head_cannot_simply_become_a_son(household):
    before = everything()
    with pytest.raises(HeadError):
        change(Member.all_rows.get(), facts={"relation_to_head": "03"})
    assert everything() == before


def test_a_second_writer_of_a_member_is_refused(household):
    head = Member.all_rows.get()
    change(head, facts={"ins_resident_medical": True})
    with pytest.raises(StaleRecordError) as refused:
        change(head, facts={"ins_resident_medical": False})
    assert refused.value.theirs == {"ins_resident_medical"}
    assert MemberYear.all_rows.get().ins_resident_medical is True


def test_a_helper_is_paired_by_period(people, household):
    pairing = pairing_start(actor=ACTOR, household=household, helper=people.helper, starts_on=date(2016, 3, 1))
    assert (pairing.area, pairing.ends_on) == (VILLAGE, None)
    with pytest.raises(PairingError, match="不能重叠"):
        pairing_start(actor=ACTOR, household=household, helper=people.helper, starts_on=date(2018, 1, 1))
    with pytest.raises(PairingError, match="不能早于"):
        pairing_end(actor=ACTOR, pairing=pairing, ends_on=date(2015, 1, 1))
    pairing_end(actor=ACTOR, pairing=pairing, ends_on=date(2017, 12, 31))
    assert Pairing.all_rows.get().ends_on == date(2017, 12, 31)
    pairing_start(actor=ACTOR, household=household, helper=people.helper, starts_on=date(2018, 1, 1))


def test_who_is_no_helper_is_not_paired(people, household):
    with pytest.raises(PairingError, match="岗位"):
        pairing_start(actor=ACTOR, household=household, helper=people.village, starts_on=date(2018, 1, 1))
    assert not Pairing.all_rows.exists()


def test_a_reveal_is_on_record_before_the_number_is_given(household):
    head = Member.all_rows.get()
    assert person_reveal(actor=ACTOR, subject=head, field="id_number", reason="办理医保核对") == number("19670317", 31)
    event = AccessEvent.objects.get()
    assert (event.action, event.subject_id, event.area) == ("households.person.revealed", head.code, VILLAGE)
    assert (event.reason, event.detail, event.actor_id) == ("办理医保核对", {"field": "id_number"}, 77)


def test_a_reveal_without_reason_or_number_is_refused(household):
    for subject, field, reason in ((Member.all_rows.get(), "id_number", " 看 "), (household, "phone", "联系户主")):
        with pytest.raises(RevealError):
            person_reveal(actor=ACTOR, subject=subject, field=field, reason=reason)
    assert not AccessEvent.objects.exists()


def test_reveals_have_a_budget(household):
    head = Member.all_rows.get()
    for _ in range(30):
        person_reveal(actor=ACTOR, subject=head, field="id_number", reason="办理医保核对")
    with pytest.raises(RevealError, match="一小时"):
        person_reveal(actor=ACTOR, subject=head, field="id_number", reason="办理医保核对")
    assert AccessEvent.objects.count() == 30


def test_a_child_is_never_written_for_a_place_the_household_has_left(household):
    with pytest.raises(IntegrityError):
        Pairing.all_rows.create(household=household, area=OTHER_VILLAGE, helper_id=1, starts_on=date(2018, 1, 1))
