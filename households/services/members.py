"""Members: who belongs to a household, since when, until when, and as what. Never no head and never two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from core.accounts.cipher import blind_index
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.dictionaries import id_number, selectors
from households import rules
from households.models import Household, Member, MemberYear
from households.rules import Finding, Person
from households.services.errors import (
    HeadError,
    LastMemberError,
    PersonExistsError,
    RulesBrokenError,
    StaleRecordError,
    Token,
)
from households.services.numbers import next_member_code
from households.services.records import (
    MEMBER_FACTS,
    as_stored,
    last_change,
    member_at,
    member_values,
    year_values,
)
from households.services.writing import again_if_moved, locked, member_columns, update_if_version


@again_if_moved
def member_add(
    *,
    actor: Actor,
    scope: Scope,
    household: Household,
    year: int,
    reason: str,
    on: date,
    values: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> Member:
    """Add a member from ``on``'s year (CL-24 ``reason``), with the facts of ``year``.

    HeadError when the household would have two heads; PersonExistsError, RulesBrokenError, ClosedHouseholdError.
    """
    with recorded(actor, reason=selectors.label("join_reason", reason)):
        stored = locked(household)
        member = insert_member(
            actor=actor,
            scope=scope,
            household=stored,
            year=year,
            values={**values, "join_reason": reason, "joined_on": on},
            facts=facts,
            joined_year=on.year,
        )
        _demand_one_head(stored, [year])
        _demand_family(stored, year, member.pk)
    return member


def insert_member(
    *,
    actor: Actor,
    scope: Scope,
    household: Household,
    year: int,
    values: Mapping[str, Any],
    facts: Mapping[str, Any],
    joined_year: int | None = None,
) -> Member:
    """One member and its first year, inside the caller's transaction and without the family's rules."""
    parsed = id_number.parse(values["id_number"])
    _demand_member_rules({**facts, "sex": values.get("sex")}, year, parsed.birth_date, parsed.sex)
    code = next_member_code(household)
    columns = member_columns(code, {name: value for name, value in values.items() if name != "sex"})
    try:
        with transaction.atomic():
            member: Member = Member.all_rows.create(
                code=code,
                household=household,
                area=household.area,
                joined_year=joined_year or year,
                updated_by=actor.user_id,
                **columns,
            )
    except IntegrityError as error:
        raise _person_exists(error, scope, values["id_number"]) from error
    MemberYear.all_rows.create(
        member=member,
        household=household,
        area=household.area,
        year=year,
        updated_by=actor.user_id,
        **as_stored(dict(facts), MemberYear),
    )
    return member


@again_if_moved
def member_update(
    *,
    actor: Actor,
    scope: Scope,
    member: Member,
    year: int,
    token: Token,
    values: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> Token:
    """Save what a form changed of a member; returns the new versions. Refusals as ``household_update``, and HeadError.

    The head's new name is the household's name too.
    """
    with recorded(actor):
        household = locked(member.household)
        stored = Member.all_rows.get(pk=member.pk)
        row = MemberYear.all_rows.filter(member=stored, year=year).first()
        if Token(stored.version, row.version if row else 0) != token:
            raise _stale(stored, row, token)
        was, before = member_values(stored), year_values(row, MEMBER_FACTS)
        parsed = id_number.parse(values.get("id_number") or was["id_number"])
        _demand_member_rules({**before, **facts, "sex": values.get("sex")}, year, parsed.birth_date, parsed.sex)
        changed = {name: value for name, value in values.items() if name != "sex" and value != was[name]}
        changed_facts = as_stored({n: v for n, v in facts.items() if row is None or v != before[n]}, MemberYear)
        if changed:
            _write_person(stored, token, changed, actor, scope, row)
        _write_year(household, stored, row, year, changed_facts, token, actor)
        relation = facts.get("relation_to_head", before["relation_to_head"])
        if "relation_to_head" in changed_facts:
            _demand_one_head(household, [year])
            _demand_family(household, year, stored.pk)
        if relation == rules.HEAD and household.head_name != changed.get("name", stored.name):
            _rename_household(household, changed.get("name", stored.name), actor)
    return member_token(member, year)


def _write_person(
    stored: Member, token: Token, changed: dict[str, Any], actor: Actor, scope: Scope, row: MemberYear | None
) -> None:
    try:
        with transaction.atomic():
            done = update_if_version(stored, token.permanent, member_columns(stored.code, changed), actor)
    except IntegrityError as error:
        raise _person_exists(error, scope, changed.get("id_number", "")) from error
    if not done:
        raise _stale(Member.all_rows.get(pk=stored.pk), row, token)


def _write_year(
    household: Household,
    stored: Member,
    row: MemberYear | None,
    year: int,
    facts: dict[str, Any],
    token: Token,
    actor: Actor,
) -> None:
    if row is None:
        MemberYear.all_rows.create(
            member=stored, household=household, area=household.area, year=year, updated_by=actor.user_id, **facts
        )
    elif facts:
        origin = {"source": "form", "batch": None, "row": None}
        if not update_if_version(row, token.yearly, {**facts, **origin}, actor):
            raise _stale(stored, MemberYear.all_rows.get(pk=row.pk), token)


@again_if_moved
def member_remove(
    *, actor: Actor, member: Member, reason: str, on: date, note: str = "", relations: Mapping[int, str] | None = None
) -> None:
    """A member leaves on ``on`` (CL-24 ``reason``) and is no member from that year.

    When the head leaves, ``relations`` gives every remaining member's new relation (one of them the head), for all
    years from then on. HeadError without them; LastMemberError for the last member.
    """
    with recorded(actor, reason=note or selectors.label("leave_reason", reason)):
        household = locked(member.household)
        others = Member.all_rows.filter(household=household, left_year__isnull=True).exclude(pk=member.pk)
        if not others.exists():
            raise LastMemberError("这是最后一名成员。整户不再登记的，请办理「注销」")
        years = _years_from(household, on.year)
        left = Member.all_rows.filter(pk=member.pk, left_year__isnull=True).update(
            left_year=on.year,
            left_on=on,
            leave_reason=reason,
            version=F("version") + 1,
            updated_by=actor.user_id,
            updated_at=Now(),
        )
        if not left:
            raise HeadError("这名成员已经登记减少")
        if relations:
            _reexpress(household, years, relations, actor)
        _demand_one_head(household, years)


@again_if_moved
def head_change(*, actor: Actor, household: Household, year: int, relations: Mapping[int, str], reason: str) -> None:
    """A new head: ``relations`` gives each present member's relation anew, one of them 户主, from ``year`` on."""
    with recorded(actor, reason=reason):
        stored = locked(household)
        years = _years_from(stored, year)
        _reexpress(stored, years, relations, actor)
        _demand_one_head(stored, years)
        _demand_family(stored, year, None)


def member_token(member: Member, year: int) -> Token:
    """The versions stored now, for a form that is about to be opened."""
    version = Member.all_rows.values_list("version", flat=True).get(pk=member.pk)
    yearly = MemberYear.all_rows.filter(member=member, year=year).values_list("version", flat=True).first()
    return Token(version, yearly or 0)


def relation_rules() -> dict[str, dict[str, Any]]:
    """The relations with label and attributes, as ``rules.family_findings`` wants them."""
    return {value.code: {"label": value.label, **value.attributes} for value in selectors.values("relation")}


def _reexpress(household: Household, years: list[int], relations: Mapping[int, str], actor: Actor) -> None:
    for member_id, relation in relations.items():
        MemberYear.all_rows.filter(household=household, member_id=member_id, year__in=years).exclude(
            relation_to_head=relation
        ).update(relation_to_head=relation, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now())
        if relation == rules.HEAD:
            name = Member.all_rows.values_list("name", flat=True).get(pk=member_id, household=household)
            _rename_household(household, name, actor)


def _rename_household(household: Household, name: str, actor: Actor) -> None:
    Household.all_rows.filter(pk=household.pk).exclude(head_name=name).update(
        head_name=name, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now()
    )


def _years_from(household: Household, year: int) -> list[int]:
    """The years from ``year`` on for which members of the household have records."""
    rows = MemberYear.all_rows.filter(household=household, year__gte=year)
    return sorted(set(rows.values_list("year", flat=True)))


def _present(household: Household, year: int) -> list[MemberYear]:
    rows = MemberYear.all_rows.filter(
        Q(member__left_year__isnull=True) | Q(member__left_year__gt=year),
        household=household,
        year=year,
        member__joined_year__lte=year,
    )
    return list(rows.select_related("member").order_by("member__code"))


def _demand_one_head(household: Household, years: Iterable[int]) -> None:
    for year in years:
        present = _present(household, year)
        heads = sum(row.relation_to_head == rules.HEAD for row in present)
        if present and heads != 1:
            said = "没有户主" if not heads else f"有 {heads} 个户主"
            raise HeadError(f"这样 {year} 年度这一户{said}，请先办理「变更户主」或同时指定新户主")


def _demand_family(household: Household, year: int, about: int | None) -> None:
    """RulesBrokenError for what refuses about one member (None: about anybody) in the family as written."""
    people = [
        Person(row.member_id, row.member.name, row.relation_to_head, row.member.sex, row.member.birth_date)
        for row in _present(household, year)
    ]
    found = rules.family_findings(people, relation_rules())
    broken = [finding for key, finding in found if not finding.doubt and (about is None or key == about)]
    if broken:
        raise RulesBrokenError(broken)


def _demand_member_rules(facts: Mapping[str, Any], year: int, born: date | None, sex: str | None) -> None:
    broken: list[Finding] = rules.errors(rules.member_findings(facts, year, born, sex))
    if broken:
        raise RulesBrokenError(broken)


def _person_exists(error: IntegrityError, scope: Scope, number: str) -> Exception:
    """The refusal of a second registration; the other household is named only inside the scope."""
    if "member_id_present" not in str(error):
        return error
    index = blind_index(id_number.parse(number).number)
    found = Member.objects.within(scope).filter(id_index=index, left_year__isnull=True).select_related("household")
    member = found.first()
    return PersonExistsError(member.household.code if member else "")


def _stale(member: Member, row: MemberYear | None, token: Token) -> StaleRecordError:
    changes = [last_change(found) for found in (member, row) if found is not None]
    newest = max(changes, key=lambda change: change[1].timestamp() if change[1] else 0.0)
    return StaleRecordError(
        base=member_at(member, row.year if row else 0, token),
        fresh=member_values(member) | year_values(row, MEMBER_FACTS),
        token=Token(member.version, row.version if row else 0),
        changed_by=newest[0],
        changed_at=newest[1],
    )
