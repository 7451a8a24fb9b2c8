"""Changes of records region by region, from the history tables: which kinds there are, and what a change says.

An app registers its kinds in its ``AppConfig.ready``; this package knows no app. An event holds the row before the
change; what came after is the next event of the same row, or the row as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.apps import apps
from django.db.models import Field, Model, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from core.audit.selectors import midnight, midnight_after

NOT_FILLED: Final = "未填"
CHANGED: Final = "已更改"
# Bookkeeping of every record; a change of these alone is none.
BOOKKEEPING: Final = frozenset(
    {"id", "year", "version", "updated_by", "updated_at", "created_at", "inserted_at"} | {"source", "batch", "row"}
)


@dataclass(frozen=True)
class Difference:
    """One value before and after, in words; what is personal says only that it changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Subject:
    """Whose record it is, and where it is read."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class RecordKind:
    """One kind of records with a history.

    ``within`` narrows events to an area range. ``subjects`` names the subjects of one page's events by ``pgh_id``;
    ``words`` gives the words of a value (None: the plain ones) and ``label`` a column's name ("" : the model's).
    ``ignored`` columns are bookkeeping, ``hidden`` ones personal besides the sealed. ``moves``: a change of ``area``
    is told; child rows only follow theirs.
    """

    code: str
    label: str
    model: type[Model]
    subjects: Callable[[Sequence[Any], Any], Mapping[int, Subject]]
    within: Callable[[QuerySet[Any], int, int], QuerySet[Any]] | None = None
    words: Callable[[str, Any], str | None] = lambda name, value: None
    name_of: Callable[[str], str] = lambda name: ""
    ignored: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    moves: bool = False
    # Its place in the page's list; the lowest is shown first.
    rank: int = 50
    place: Callable[[Any], int] = field(default=lambda event: int(event.area))

    @property
    def events(self) -> Any:
        return apps.get_model(self.model._meta.app_label, f"{self.model.__name__}Event")


_kinds: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> None:
    """Make a kind known."""
    _kinds[kind.code] = kind


def kinds() -> dict[str, RecordKind]:
    """All kinds by code, by their rank."""
    return dict(sorted(_kinds.items(), key=lambda item: item[1].rank))


@dataclass(frozen=True)
class RecordChange:
    """One change in words. ``differences`` is empty for a record that was removed."""

    at: datetime
    who: str
    door: str
    reason: str
    area: int
    subject: Subject
    removed: bool
    differences: Sequence[Difference]


def change_events(
    kind: RecordKind,
    low: int,
    high: int,
    *,
    actor: str = "",
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[Any]:
    """The events of a kind in the area range [low, high), by part of the person's name and by days.

    Newest first by ``-pgh_id``, which is the primary key: the first page stops after its rows.
    """
    rows: QuerySet[Any] = kind.events.objects.select_related("pgh_context")
    rows = kind.within(rows, low, high) if kind.within else rows.filter(area__gte=low, area__lt=high)
    if actor:
        rows = rows.alias(who=KeyTextTransform("name", "pgh_context__metadata")).filter(who__contains=actor)
    if first:
        rows = rows.filter(pgh_created_at__gte=midnight(first))
    if last:
        rows = rows.filter(pgh_created_at__lt=midnight_after(last))
    # Along the index of the object: what the same row was before its next change.
    later = kind.events.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__gt=OuterRef("pgh_id"))
    found: QuerySet[Any] = rows.annotate(next_id=Subquery(later.order_by("pgh_id").values("pgh_id")[:1]))
    return found


def told(kind: RecordKind, events: Sequence[Any], scope: Any) -> list[RecordChange]:
    """A page of events in words: three queries and those of the kind's subjects."""
    after = kind.events.objects.in_bulk([event.next_id for event in events if event.next_id])
    newest = [event.pgh_obj_id for event in events if not event.next_id and event.pgh_label != "delete"]
    manager: Any = kind.model._base_manager
    stored = manager.in_bulk(newest)
    subjects = kind.subjects(events, scope)
    found = []
    for event in events:
        removed = event.pgh_label == "delete"
        came = None if removed else after.get(event.next_id) or stored.get(event.pgh_obj_id)
        context = event.pgh_context.metadata if event.pgh_context else {}
        found.append(
            RecordChange(
                at=event.pgh_created_at,
                who=context.get("name") or "系统",
                door=context.get("door", ""),
                reason=context.get("reason", ""),
                area=kind.place(event),
                subject=subjects.get(event.pgh_id, Subject("（不在本辖区）")),
                removed=removed,
                differences=[] if came is None else differences(kind, event, came),
            )
        )
    return found


def differences(kind: RecordKind, before: Any, after: Any) -> list[Difference]:
    """What differs between two states of a record, in the order of its columns."""
    found = []
    for column in _columns(kind.model, before):
        if column.name in BOOKKEEPING or column.name in kind.ignored or (column.name == "area" and not kind.moves):
            continue
        old, new = _plain(getattr(before, column.attname)), _plain(getattr(after, column.attname))
        if old == new:
            continue
        label = kind.name_of(column.name) or str(column.verbose_name)
        if column.name.endswith("_sealed") or column.name in kind.hidden:
            found.append(Difference(label, _secret(old), _secret(new)))
        else:
            found.append(Difference(label, _words(kind, column, old), _words(kind, column, new)))
    return found


def _columns(model: type[Model], event: Any) -> Iterable[Field[Any, Any]]:
    """The columns of the record that its history keeps."""
    kept = {item.attname for item in event._meta.concrete_fields}
    return [item for item in model._meta.concrete_fields if item.attname in kept]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _secret(value: Any) -> str:
    return NOT_FILLED if value is None or value == "" else CHANGED


def _words(kind: RecordKind, column: Field[Any, Any], value: Any) -> str:
    told = kind.words(column.name, value)
    return plain_words(column, value) if told is None else told


def plain_words(column: Field[Any, Any], value: Any) -> str:
    """A stored value as a person reads it, by the column's type and choices."""
    if value is None or value == "":
        return NOT_FILLED
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (list, tuple)):
        return "、".join(str(item) for item in value)
    return str(value)
