"""The columns of a resource, declared once: the query, the answer and the OpenAPI schema are made of them.

Rows are read with ``values_list`` and rendered by orjson; DRF's per-row serializers are four times slower
(PERFORMANCE 5), so they describe the answer and never build it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

FIELDS: dict[str, type[serializers.Field[Any, Any, Any, Any]]] = {
    "string": serializers.CharField,
    "integer": serializers.IntegerField,
    "decimal": serializers.CharField,
    "boolean": serializers.BooleanField,
    "date": serializers.DateField,
    "datetime": serializers.DateTimeField,
    "list": serializers.ListField,
}


@dataclass(frozen=True)
class Column:
    """One field of an answer.

    ``name`` in the answer, ``path`` of the ORM, ``kind`` of FIELDS, ``label`` in Chinese. ``render`` turns the value
    of ``path`` (with ``also`` further paths as arguments) into what is sent. ``group`` nests it one level down.
    """

    name: str
    path: str
    kind: str = "string"
    label: str = ""
    group: str = ""
    also: tuple[str, ...] = ()
    render: Callable[..., Any] | None = field(default=None, compare=False)


def plain_decimal(value: Decimal | None) -> str | None:
    """A decimal as text, so that no reader loses a digit."""
    return None if value is None else format(value, "f")


def _code(value: int) -> str:
    return f"{value:012d}"


def _optional_code(value: int | None) -> str | None:
    return None if value is None else _code(value)


def area(name: str, path: str, label: str) -> Column:
    """A 12-digit code as text."""
    return Column(name, path, "string", label, render=_code)


def of_facts(model: type[Model], path: str, *, group: str, skip: Iterable[str] = ()) -> list[Column]:
    """A column for every fact of a yearly model, under ``group``; labels are the model's."""
    kinds = {
        "BooleanField": "boolean",
        "IntegerField": "integer",
        "SmallIntegerField": "integer",
        "DecimalField": "decimal",
        "DateTimeField": "datetime",
        "DateField": "date",
        "ArrayField": "list",
    }
    renders: dict[str, Callable[..., Any]] = {"DecimalField": plain_decimal, "BigIntegerField": _optional_code}
    hidden = {
        "id",
        "inserted_at",
        "area",
        "year",
        "household",
        "member",
        "batch",
        "row",
        "updated_by",
        "version",
        *skip,
    }
    columns = []
    for item in model._meta.concrete_fields:
        if item.name in hidden:
            continue
        kind = kinds.get(item.get_internal_type(), "string")
        columns.append(
            Column(
                item.name,
                f"{path}{item.name}",
                kind,
                str(item.verbose_name),
                group=group,
                render=renders.get(item.get_internal_type()),
            )
        )
    return columns


def rows(queryset: QuerySet[Any], columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The page's rows as dictionaries, nested by group, in one query."""
    paths: list[str] = []
    plan = []
    for column in columns:
        wanted = (column.path, *column.also)
        plan.append((column, len(paths), len(paths) + len(wanted)))
        paths += wanted
    answer = []
    for values in queryset.values_list(*paths):
        row: dict[str, Any] = {}
        for column, start, stop in plan:
            value = values[start] if column.render is None else column.render(*values[start:stop])
            if column.group:
                row.setdefault(column.group, {})[column.name] = value
            else:
                row[column.name] = value
        answer.append(row)
    return answer


def serializer(name: str, columns: Sequence[Column]) -> type[serializers.Serializer[Any]]:
    """The serializer class that describes these columns in the OpenAPI schema."""
    groups: dict[str, list[Column]] = {}
    flat: dict[str, Any] = {}
    for column in columns:
        if column.group:
            groups.setdefault(column.group, []).append(column)
        else:
            flat[column.name] = FIELDS[column.kind](help_text=column.label, allow_null=True)
    for group, members in groups.items():
        inner = serializer(f"{name}{group.title()}", [Column(c.name, c.path, c.kind, c.label) for c in members])
        flat[group] = inner()
    return type(f"{name}Serializer", (serializers.Serializer,), flat)


def body(name: str, columns: Sequence[Column], needed: Iterable[str] = ()) -> type[serializers.Serializer[Any]]:
    """The serializer class of what may be sent: every field may be left out but those ``needed``."""
    wanted = set(needed)
    fields = {
        column.name: FIELDS[column.kind](
            help_text=column.label, required=column.name in wanted, allow_null=column.name not in wanted
        )
        for column in columns
    }
    return type(f"{name}Serializer", (serializers.Serializer,), dict(fields))


__all__ = ["FIELDS", "Column", "area", "body", "of_facts", "plain_decimal", "rows", "serializer"]
