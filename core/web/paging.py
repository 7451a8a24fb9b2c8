"""Keyset paging: the next page starts after the last row's sort key, so deep pages cost as little as the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import BadRequest
from django.db.models import F, Model, Q, QuerySet

PER_PAGE = 50
COUNT_CAP = 10_001
_SALT = "core.web.paging"
_FORWARD, _BACK = "n", "p"

ModelType = TypeVar("ModelType", bound=Model)


@dataclass(frozen=True)
class Page(Generic[ModelType]):
    """One page of rows. ``next`` and ``previous`` are cursors for ``?cursor=``, empty at the ends.

    ``count`` stops at 10,001: more is 10,000 条以上. ``number`` counts from 1 as far as paged through.
    """

    rows: Sequence[ModelType]
    count: int
    next: str
    previous: str
    number: int
    per_page: int = PER_PAGE

    @property
    def count_text(self) -> str:
        return "10,000 条以上" if self.count >= COUNT_CAP else f"共 {self.count:,} 条"

    @property
    def first_index(self) -> int:
        """The running number of the first row (序)."""
        return (self.number - 1) * self.per_page + 1


def _sign(direction: str, number: int, values: list[Any], columns: tuple[str, ...]) -> str:
    return signing.dumps(
        [direction, number, list(columns), [str(v) if v is not None else None for v in values]], salt=_SALT
    )


def _read(cursor: str, columns: tuple[str, ...]) -> tuple[str, int, list[Any]] | None:
    """The cursor's parts; ``None`` when it is of another order (then the first page is shown). BadRequest: not ours."""
    try:
        direction, number, names, values = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadRequest("cursor") from error
    return (direction, int(number), values) if names == list(columns) else None


def _split(column: str) -> tuple[str, bool]:
    return column.lstrip("-"), column.startswith("-")


def _beyond(columns: tuple[str, ...], values: list[Any], *, back: bool) -> Q:
    """Rows after (or before) the key in the order of ``columns``; NULL sorts last, in both directions."""
    condition, equal = Q(), Q()
    for column, value in zip(columns, values, strict=True):
        name, descending = _split(column)
        if value is None:
            step = Q(**{f"{name}__isnull": False}) if back else None
            same = Q(**{f"{name}__isnull": True})
        else:
            operator = "lt" if descending != back else "gt"
            step = Q(**{f"{name}__{operator}": value})
            if not back:
                step |= Q(**{f"{name}__isnull": True})
            same = Q(**{name: value})
        if step is not None:
            condition |= equal & step
        equal &= same
    return condition


def _order(columns: tuple[str, ...], *, back: bool) -> list[Any]:
    ordering = []
    for column in columns:
        name, descending = _split(column)
        expression = F(name)
        if descending != back:
            ordering.append(expression.desc(nulls_first=True) if back else expression.desc(nulls_last=True))
        else:
            ordering.append(expression.asc(nulls_first=True) if back else expression.asc(nulls_last=True))
    return ordering


def _key(row: Model, columns: tuple[str, ...]) -> list[Any]:
    values = []
    for column in columns:
        value: Any = row
        for part in _split(column)[0].split("__"):
            value = getattr(value, part) if value is not None else None
        values.append(value)
    return values


def page_of(
    queryset: QuerySet[ModelType],
    columns: tuple[str, ...],
    cursor: str = "",
    *,
    per_page: int = PER_PAGE,
    count: int | None = None,
) -> Page[ModelType]:
    """The page at ``cursor`` of ``queryset`` ordered by ``columns`` (``-`` descending; the last one unique).

    A column may follow relations (``household__number``); use ``select_related`` for it. ``count`` saves
    the counting query where the caller knows it. A cursor that is not ours is a BadRequest (400).
    """
    columns = tuple(columns)
    parsed = _read(cursor, columns) if cursor else None
    direction, number, values = parsed or (_FORWARD, 1, [])
    back = direction == _BACK
    rows = queryset.order_by(*_order(columns, back=back))
    if values:
        rows = rows.filter(_beyond(columns, values, back=back))
    found = list(rows[: per_page + 1])
    more = len(found) > per_page
    found = found[:per_page]
    if back:
        found.reverse()
        number = number if more else 1
    has_next, has_previous = (True, more) if back else (more, bool(values))
    if count is None:
        count = queryset.order_by()[:COUNT_CAP].count()
    return Page(
        rows=found,
        count=count,
        next=_sign(_FORWARD, number + 1, _key(found[-1], columns), columns) if found and has_next else "",
        previous=_sign(_BACK, max(number - 1, 1), _key(found[0], columns), columns) if found and has_previous else "",
        number=number,
        per_page=per_page,
    )
