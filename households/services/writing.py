"""How every service here writes: locked household, conditional update, one retry when the household moved."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError
from django.db.models import F, Model
from django.db.models.functions import Now

from core.accounts.cipher import blind_index, seal, unseal
from core.audit.trail import Actor
from core.dictionaries import id_number
from households.models import Household
from households.services.errors import ClosedHouseholdError

P = ParamSpec("P")
R = TypeVar("R")

# 23503: the composite key refused a child of a household that has just moved; 40P01, 40001: chosen as victim.
_WORTH_A_RETRY = frozenset({"23503", "40P01", "40001"})


def again_if_moved(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service a second time when the database refused it for a passing reason (DESIGN 3)."""

    @functools.wraps(service)
    def twice(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return service(*args, **kwargs)
        except (IntegrityError, OperationalError) as error:
            if getattr(error.__cause__, "pgcode", None) not in _WORTH_A_RETRY:
                raise
            return service(*args, **kwargs)

    return twice


def locked(household: Household, *, open_only: bool = True) -> Household:
    """The household as stored now, locked until the end of the transaction; its area cannot change meanwhile."""
    row: Household = Household.all_rows.select_for_update(no_key=True).get(pk=household.pk)
    if open_only and row.closed_year is not None:
        raise ClosedHouseholdError(f"该户已于 {row.closed_year} 年注销，不能再修改")
    return row


def update_if_version(row: Model, version: int, changed: dict[str, Any], actor: Actor) -> bool:
    """One conditional UPDATE of the changed columns; False when another version is stored now."""
    model: Any = type(row)
    touched = model.all_rows.filter(pk=row.pk, version=version).update(
        **changed, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now()
    )
    return bool(touched)


def household_columns(household_code: str, values: dict[str, Any]) -> dict[str, Any]:
    """Columns of ``Household`` for plain values: phone and bank account are sealed."""
    columns = dict(values)
    for name in ("phone", "bank_account"):
        if name in columns:
            text = columns.pop(name)
            columns[f"{name}_sealed"] = (
                seal(text, table="household", column=name, code=household_code) if text else None
            )
    return columns


def member_columns(member_code: str, values: dict[str, Any]) -> dict[str, Any]:
    """Columns of ``Member`` for plain values: the ID number gives index, kind, birth date and sex."""
    columns = dict(values)
    if "phone" in columns:
        text = columns.pop("phone")
        columns["phone_sealed"] = seal(text, table="member", column="phone", code=member_code) if text else None
    if "id_number" in columns:
        parsed = id_number.parse(columns.pop("id_number"))
        columns |= {
            "id_sealed": seal(parsed.full, table="member", column="id_number", code=member_code),
            "id_index": blind_index(parsed.number),
            "id_kind": "2" if parsed.disability_kind else "1",
            "birth_date": parsed.birth_date,
            "sex": parsed.sex,
        }
    return columns


def plain_phone(household: Household) -> str:
    return unseal(household.phone_sealed, table="household", column="phone", code=household.code)


def plain_bank_account(household: Household) -> str:
    return unseal(household.bank_account_sealed, table="household", column="bank_account", code=household.code)
