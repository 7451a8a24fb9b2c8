"""A household from its first registration to its closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import Level, level_of
from core.regions.models import Region
from households import rules
from households.models import Household, HouseholdYear, Member, Pairing
from households.services.errors import (
    NotAVillageError,
    OutsideScopeError,
    RulesBrokenError,
    StaleRecordError,
    Token,
)
from households.services.members import insert_member
from households.services.numbers import next_household_code
from households.services.records import (
    as_stored,
    household_at,
    household_values,
    household_year_columns,
    household_year_values,
    last_change,
)
from households.services.writing import again_if_moved, household_columns, locked, update_if_version

WRONG_IDENTIFICATION = "1"
LEFT_WITH_HOUSEHOLD = {"1": "09", "2": "01", "3": "03"}
LEFT_OTHERWISE = "99"


@again_if_moved
def household_register(
    *,
    actor: Actor,
    scope: Scope,
    area: int,
    year: int,
    values: Mapping[str, Any],
    facts: Mapping[str, Any],
    head: Mapping[str, Any],
    head_facts: Mapping[str, Any],
    ordinary: bool = False,
) -> Household:
    """Register a household with its head; number and head's number are made here.

    ``ordinary``: it stands in the register (for monitoring) without being registered as poor, and is never judged.
    ``values`` and ``facts`` are the household's (records.HOUSEHOLD_FIELDS, HOUSEHOLD_FACTS), ``head`` and
    ``head_facts`` those of its first member. Raises OutsideScopeError, NotAVillageError, RulesBrokenError,
    PersonExistsError; then nothing is stored.
    """
    _demand_village(scope, area)
    _demand_rules(facts, year, ordinary=ordinary)
    with recorded(actor, reason="登记一般农户" if ordinary else "新增户"):
        code = next_household_code(area)
        household = Household.all_rows.create(
            code=code,
            area=area,
            head_name=head["name"],
            registered_from=None if ordinary else 0,
            updated_by=actor.user_id,
            **as_stored(household_columns(code, dict(values)), Household),
        )
        HouseholdYear.all_rows.create(
            household=household,
            area=area,
            year=year,
            updated_by=actor.user_id,
            **household_year_columns(code, dict(facts)),
        )
        insert_member(
            actor=actor,
            scope=scope,
            household=household,
            year=year,
            values=head,
            facts={**head_facts, "relation_to_head": rules.HEAD},
        )
    return household


@again_if_moved
def household_update(
    *,
    actor: Actor,
    household: Household,
    year: int,
    token: Token,
    values: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> Token:
    """Save what a form changed; returns the new versions.

    Only the given fields are compared and only those that differ are written. StaleRecordError when either record
    has another version than ``token``, RulesBrokenError, ClosedHouseholdError; then nothing is stored.
    """
    with recorded(actor):
        stored = locked(household)
        row = HouseholdYear.all_rows.filter(household=stored, year=year).first()
        if Token(stored.version, row.version if row else 0) != token:
            raise _stale(stored, row, token)
        before = household_year_values(row, stored.code)
        _demand_rules({**before, **facts}, year, ordinary=not stored.registered_in(year))
        was = household_values(stored)
        changed = {name: value for name, value in values.items() if value != was[name]}
        changed_facts = household_year_columns(
            stored.code, {n: v for n, v in facts.items() if row is None or v != before[n]}
        )
        if changed and not update_if_version(
            stored, token.permanent, as_stored(household_columns(stored.code, changed), Household), actor
        ):
            raise _stale(stored, row, token)
        if row is None:
            _insert_year(stored, year, changed_facts, actor, token)
        elif changed_facts:
            origin = {"source": "form", "batch": None, "row": None}
            if not update_if_version(row, token.yearly, {**changed_facts, **origin}, actor):
                raise _stale(stored, HouseholdYear.all_rows.get(pk=row.pk), token)
    return household_token(household, year)


def _insert_year(household: Household, year: int, facts: dict[str, Any], actor: Actor, token: Token) -> None:
    try:
        with transaction.atomic():
            HouseholdYear.all_rows.create(
                household=household, area=household.area, year=year, updated_by=actor.user_id, **facts
            )
    except IntegrityError as error:
        row = HouseholdYear.all_rows.filter(household=household, year=year).first()
        if row is None:
            raise
        raise _stale(household, row, token) from error


@again_if_moved
def household_close(*, actor: Actor, household: Household, reason: str, on: date, note: str) -> None:
    """Close a household (CL 户注销原因): from ``on``'s year it is no subject, and its members have left with it.

    Past years stay as they are; pairings end on the day. ClosedHouseholdError when it is closed already.
    """
    with recorded(actor, reason=note):
        stored = locked(household)
        Household.all_rows.filter(pk=stored.pk).update(
            closed_year=on.year,
            closed_on=on,
            closed_reason=reason,
            version=stored.version + 1,
            updated_by=actor.user_id,
            updated_at=Now(),
        )
        present = Member.all_rows.filter(household=stored, left_year__isnull=True)
        present.update(
            left_year=on.year,
            left_on=on,
            leave_reason=LEFT_WITH_HOUSEHOLD.get(reason, LEFT_OTHERWISE),
            version=F("version") + 1,
            updated_by=actor.user_id,
            updated_at=Now(),
        )
        Pairing.all_rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), household=stored).update(ends_on=on)


@again_if_moved
def household_move(
    *, actor: Actor, scope: Scope, household: Household, area: int, group_name: str, reason: str
) -> Household:
    """Move a household with everything that hangs on it to another village: one UPDATE, the keys cascade."""
    _demand_village(scope, area)
    with recorded(actor, reason=reason):
        stored = locked(household)
        Household.all_rows.filter(pk=stored.pk).update(
            area=area,
            group_name=group_name,
            version=stored.version + 1,
            updated_by=actor.user_id,
            updated_at=Now(),
        )
    stored.area, stored.group_name = area, group_name
    return stored


def household_token(household: Household, year: int) -> Token:
    """The versions stored now, for a form that is about to be opened."""
    version = Household.all_rows.values_list("version", flat=True).get(pk=household.pk)
    yearly = HouseholdYear.all_rows.filter(household=household, year=year).values_list("version", flat=True).first()
    return Token(version, yearly or 0)


def _demand_village(scope: Scope, area: int) -> None:
    if not scope.covers(area):
        raise OutsideScopeError("不在您的辖区")
    known = Region.objects.filter(code=area, retired_on__isnull=True).exists()
    if level_of(area) != Level.VILLAGE or not known:
        raise NotAVillageError("请选择一个现有的行政村")


def _demand_rules(facts: Mapping[str, Any], year: int, *, ordinary: bool) -> None:
    broken = rules.errors(rules.household_findings(facts, year, ordinary=ordinary))
    if broken:
        raise RulesBrokenError(broken)


def _stale(household: Household, row: HouseholdYear | None, token: Token) -> StaleRecordError:
    """The refusal of a second writer, with what the form was opened with and what is stored now."""
    changes = [last_change(found) for found in (household, row) if found is not None]
    newest = max(changes, key=lambda change: change[1].timestamp() if change[1] else 0.0)
    return StaleRecordError(
        base=household_at(household, row.year if row else 0, token),
        fresh=household_values(household) | household_year_values(row, household.code),
        token=Token(household.version, row.version if row else 0),
        changed_by=newest[0],
        changed_at=newest[1],
    )
