"""What a form edits: the plain values of a record, now and at an earlier version (from the history tables)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model

from core.accounts.cipher import seal, unseal
from core.audit.models import Sourced
from households.models import Household, HouseholdYear, Member, MemberYear
from households.services.errors import Token

_NO_FACTS = {"id", "household", "member", "area", "year"} | {field.name for field in Sourced._meta.get_fields()}


def fact_names(model: type[Model]) -> tuple[str, ...]:
    """The yearly facts of ``HouseholdYear`` or ``MemberYear``: all columns but keys and origin."""
    return tuple(field.name for field in model._meta.concrete_fields if field.name not in _NO_FACTS)


HOUSEHOLD_FIELDS = (
    "group_name",
    "address",
    "phone",
    "bank_name",
    "bank_account",
    "first_identified_on",
    "first_identified_precision",
)
_FILLER = "filled_phone"
HOUSEHOLD_FACTS = (*(name for name in fact_names(HouseholdYear) if name != f"{_FILLER}_sealed"), _FILLER)
MEMBER_FIELDS = (
    "name",
    "id_number",
    "ethnicity",
    "phone",
    "identified_on",
    "identified_precision",
    "joined_on",
    "join_reason",
)
MEMBER_FACTS = fact_names(MemberYear)


def household_values(row: Any) -> dict[str, Any]:
    """The editable permanent values of a household (or of its event row), numbers in clear."""
    values = {name: getattr(row, name) for name in HOUSEHOLD_FIELDS if hasattr(row, name)}
    for name in ("phone", "bank_account"):
        values[name] = unseal(getattr(row, f"{name}_sealed"), table="household", column=name, code=row.code)
    return values


def member_values(row: Any) -> dict[str, Any]:
    """The editable permanent values of a member (or of its event row), numbers in clear."""
    values = {name: getattr(row, name) for name in MEMBER_FIELDS if hasattr(row, name)}
    values["id_number"] = unseal(row.id_sealed, table="member", column="id_number", code=row.code)
    values["phone"] = unseal(row.phone_sealed, table="member", column="phone", code=row.code)
    return values


def year_values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """The facts of a year; those of a year without a record are all None (texts "")."""
    if row is None:
        return dict.fromkeys(names)
    return {name: getattr(row, name) for name in names}


def household_year_values(row: Any, household_code: str) -> dict[str, Any]:
    """The facts of a household's year (or of its event row), the filler's phone in clear."""
    plain = year_values(row, HOUSEHOLD_FACTS[:-1])
    sealed = None if row is None else row.filled_phone_sealed
    return plain | {_FILLER: unseal(sealed, table="household_year", column=_FILLER, code=household_code)}


def household_year_columns(household_code: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Columns of ``HouseholdYear`` for plain facts: the filler's phone is sealed."""
    columns = dict(facts)
    if _FILLER in columns:
        text = columns.pop(_FILLER)
        sealed = seal(text, table="household_year", column=_FILLER, code=household_code) if text else None
        columns["filled_phone_sealed"] = sealed
    return as_stored(columns, HouseholdYear)


def at_version(row: Any, version: int) -> Any:
    """The record as it was at ``version``: itself, or its event row; None when there is none."""
    if row is None or row.version == version:
        return row
    event: Any = apps.get_model(row._meta.app_label, f"{type(row).__name__}Event")
    return event.objects.filter(pgh_obj_id=row.pk, version=version).order_by("-pgh_id").first()


def last_change(row: Any) -> tuple[str, datetime | None]:
    """Who made the stored version of a record, and when: the context of the event that replaced its forerunner."""
    event: Any = apps.get_model(row._meta.app_label, f"{type(row).__name__}Event")
    found = event.objects.filter(pgh_obj_id=row.pk).select_related("pgh_context").order_by("-pgh_id").first()
    if found is None or found.pgh_context is None:
        return "", row.updated_at
    return found.pgh_context.metadata.get("name", ""), row.updated_at


def as_stored(values: dict[str, Any], model: type[Model]) -> dict[str, Any]:
    """Facts ready for the columns: a text column holds "" and never NULL."""
    texts = {field.name for field in model._meta.concrete_fields if field.get_internal_type() == "CharField"}
    nullable = {field.name for field in model._meta.concrete_fields if field.null}
    return {name: "" if value is None and name in texts - nullable else value for name, value in values.items()}


def household_stored(household: Household, year: int) -> dict[str, Any]:
    """Everything a household's form shows, as stored now."""
    row = HouseholdYear.all_rows.filter(household=household, year=year).first()
    return household_values(household) | household_year_values(row, household.code)


def household_at(household: Household, year: int, token: Token) -> dict[str, Any]:
    """The same as it was at the versions a form was opened with."""
    row = HouseholdYear.all_rows.filter(household=household, year=year).first()
    opened = at_version(household, token.permanent) or household
    return household_values(opened) | household_year_values(
        at_version(row, token.yearly) if token.yearly else None, household.code
    )


def member_stored(member: Member, year: int) -> dict[str, Any]:
    """Everything a member's form shows, as stored now."""
    row = MemberYear.all_rows.filter(member=member, year=year).first()
    return member_values(member) | year_values(row, MEMBER_FACTS)


def member_at(member: Member, year: int, token: Token) -> dict[str, Any]:
    """The same as it was at the versions a form was opened with."""
    row = MemberYear.all_rows.filter(member=member, year=year).first()
    opened = at_version(member, token.permanent) or member
    opened_row = at_version(row, token.yearly) if token.yearly else None
    return member_values(opened) | year_values(opened_row, MEMBER_FACTS)
