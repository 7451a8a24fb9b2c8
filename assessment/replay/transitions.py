"""From images to transitions: what appeared, changed or vanished in a fact table, who did it, by which door, why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.apps import apps
from django.db.models import Model, Q

from core.accounts.selectors import names_of
from core.audit.words import DOORS
from core.dictionaries.selectors import label
from core.web.formats import decimal_text
from households.facts import HOUSEHOLD_BY_NAME, MEMBER_BY_NAME, NOT_FILLED
from households.models import Member, MemberYear
from households.standing import since_words

MOST: Final = 500
_SILENT: Final = frozenset(
    {"id", "household", "member", "region", "version", "updated_by", "updated_at", "created_at", "inserted_at"}
    | {"id_index", "id_kind", "first_identified_precision", "source", "batch", "row", "standard", "year", "checker"}
)
_SOURCES: Final = {"import": "导入", "carry": "上年结转", "api": "接口", "form": "网页"}


@dataclass(frozen=True)
class Transition:
    """One row at one time. ``kind`` is new, changed or gone; ``differences`` are (label, before, after) in words."""

    at: datetime
    subject: str
    kind: str
    who: str
    door: str
    reason: str
    batch: int | None
    year: int | None
    differences: tuple[tuple[str, str, str], ...] = ()

    @property
    def word(self) -> str:
        return {"new": "新增", "changed": "修改", "gone": "删除"}[self.kind]


def transitions(
    model: type[Model], where: Q, subject: Callable[[Any], str], columns: Mapping[str, str] | None = None
) -> list[Transition]:
    """The transitions of the rows of ``model`` for which ``where`` holds now or held in an image, oldest first.

    ``columns`` are those whose change is one, each with the code list of its values ("" : none); None: the facts.
    """
    manager: Any = getattr(model, "all_rows", None) or model._default_manager
    events: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event").objects
    current = {row.pk: row for row in manager.filter(where)[:MOST]}
    known = set(events.filter(where).values_list("pgh_obj_id", flat=True)[:MOST]) | current.keys()
    images: dict[int, list[Any]] = defaultdict(list)
    for event in events.filter(pgh_obj_id__in=known).select_related("pgh_context").order_by("pgh_id"):
        images[event.pgh_obj_id].append(event)
    # A row that has left the place is no deletion.
    current |= {row.pk: row for row in manager.filter(pk__in=known - current.keys())}
    writers = names_of([getattr(states[0], "updated_by", None) for states in images.values()] or [None])
    writers |= names_of([getattr(row, "updated_by", None) for row in current.values()])
    found = []
    for key in known:
        states = [*images[key], *([current[key]] if key in current else [])]
        found.append(_born(states[0], subject, writers))
        for before, after in zip(images[key], [*states[1:], None], strict=False):
            if moved := _moved(model, before, after, subject, columns):
                found.append(moved)
    return sorted((item for item in found if item is not None), key=lambda item: item.at)


def _born(row: Any, subject: Callable[[Any], str], writers: dict[int, str]) -> Transition | None:
    at = row.inserted_at or getattr(row, "created_at", None) or getattr(row, "updated_at", None)
    if at is None:
        return None
    source = getattr(row, "source", "")
    batch = row.batch if source == "import" else None
    who = writers.get(getattr(row, "updated_by", None) or 0, "系统")
    return Transition(at, subject(row), "new", who, _SOURCES.get(source, ""), "", batch, getattr(row, "year", None))


def _moved(
    model: type[Model],
    before: Any,
    after: Any,
    subject: Callable[[Any], str],
    columns: Mapping[str, str] | None,
) -> Transition | None:
    gone = after is None
    differences: tuple[tuple[str, str, str], ...] = ()
    if not gone:
        differences = (
            _differences(model, before, after) if columns is None else _of_columns(model, before, after, columns)
        )
    if not gone and not differences:
        return None
    context = before.pgh_context.metadata if before.pgh_context else {}
    batch = after.batch if not gone and getattr(after, "source", "") == "import" else None
    return Transition(
        before.pgh_created_at,
        subject(before),
        "gone" if gone else "changed",
        context.get("name") or "系统",
        DOORS.get(context.get("door", ""), ""),
        context.get("reason", ""),
        batch,
        getattr(before, "year", None),
        differences,
    )


_OWN_WORDS: Final = {"registered_from": since_words}


def _differences(model: type[Model], before: Any, after: Any) -> tuple[tuple[str, str, str], ...]:
    facts = MEMBER_BY_NAME if model in (Member, MemberYear) else HOUSEHOLD_BY_NAME
    found = []
    for field in model._meta.concrete_fields:
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if field.name in _SILENT or field.name.endswith("_sealed") or old == new:
            continue
        fact = facts.get(field.name)
        words = fact.words if fact is not None else _OWN_WORDS.get(field.name, _words)
        name = fact.label if fact is not None else str(field.verbose_name)
        found.append((name, words(old), words(new)))
    return tuple(found)


def _of_columns(
    model: type[Model], before: Any, after: Any, columns: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """The changes of some columns in the words of their code lists and choices."""
    found = []
    for field in model._meta.concrete_fields:
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if field.name in columns and old != new:
            choices, codes = dict(field.flatchoices), columns[field.name]
            told = [
                label(codes, value) if codes and value else choices.get(value, _words(value)) for value in (old, new)
            ]
            found.append((str(field.verbose_name), told[0], told[1]))
    return tuple(found)


def _words(value: Any) -> str:
    if value is None or value == "":
        return NOT_FILLED
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)
