"""What may hang on a row that an import created, beside foreign keys: told by the apps that own it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pghistory.models
from django.db import models

from core.ledgers.kinds import Written


@dataclass(frozen=True)
class Referrer:
    """Rows called ``label``; ``sql`` yields the ids of the rows of the other table that they hang on.

    ``table`` and ``id`` are set for a foreign key: the referring row may itself be one that goes.
    """

    label: str
    sql: str
    table: str = ""


_told: dict[str, list[Referrer]] = {}
_derived: set[str] = set()
# What was found while the household stood is closed by the next sweep; a decision on it stays.
_EXEMPTED = (
    "SELECT f.household_id FROM findings_exemption x JOIN findings_finding f ON f.id = x.finding_id "
    "WHERE f.household_id IS NOT NULL"
)


def refers(to: str, label: str, sql: str) -> None:
    """An app tells that its rows hang on rows of the table ``to`` without a foreign key; NULLs do not matter."""
    _told.setdefault(to, []).append(Referrer(label, sql))


def derived(table: str) -> None:
    """Rows of this table are computed from what they refer to and hold nothing back."""
    _derived.add(table)


def referrers_of(written: Written) -> Iterator[Referrer]:
    """Everything that may hang on a row of the table: foreign keys of all apps, evidence and cases, what apps told."""
    for relation in written.model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.concrete:
            continue
        model: type[models.Model] = relation.related_model
        if issubclass(model, pghistory.models.Event) or model._meta.db_table in _derived:
            continue
        table, column = model._meta.db_table, relation.field.attname
        yield Referrer(str(model._meta.verbose_name), f"SELECT {column}, id FROM {table}", table)
    if written.known_as:
        for label, table in (("佐证材料", "evidence_attachment"), ("办理事项", "procedures_case")):
            yield Referrer(label, f"SELECT subject_id FROM {table} WHERE subject_type = '{written.known_as}'")
    yield from _told.get(written.table, ())


refers("households_household", "疑点豁免", _EXEMPTED)
