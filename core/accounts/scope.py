"""Who may see this household: the one place. Everything a person sees passes through a ``Scope``.

Closed by default: no post, no rows. A personal table's manager refuses to run until ``within(scope)`` was
called, so a forgotten scope is an error in the first test, not a leak.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.utils import timezone

from core.accounts.models import Post
from core.accounts.rights import Role
from core.regions.codes import area_range

ModelType = TypeVar("ModelType", bound=models.Model)


class UnscopedQueryError(RuntimeError):
    """A personal table was about to be read without a scope."""


@dataclass(frozen=True)
class Scope:
    """The area range [low, high) of the active post, or for a helper the households paired with ``helper_id``.

    An empty range sees nothing. ``groups`` are the field groups that may be read in plain text after a reveal.
    """

    low: int = 0
    high: int = 0
    helper_id: int | None = None
    day: date | None = None
    groups: frozenset[str] = field(default_factory=frozenset)

    def covers(self, area: int) -> bool:
        """Whether a place (not a household) lies inside; a helper covers no place."""
        return self.helper_id is None and self.low <= area < self.high

    def meets(self, low: int, high: int) -> tuple[int, int]:
        """The part of [low, high) inside this scope; empty as (0, 0)."""
        start, stop = max(self.low, low), min(self.high, high)
        return (start, stop) if start < stop else (0, 0)


NO_SCOPE = Scope()
# The engine's and the commands' scope: explicit and greppable, never reachable from a request.
SYSTEM_SCOPE = Scope(low=0, high=10**12)


def scope_of(post: Post | None) -> Scope:
    """The scope of an active post; an administrator and a missing post see no personal data."""
    if post is None or post.role == Role.ADMIN:
        return NO_SCOPE
    low, high = area_range(post.area)
    if post.role == Role.HELPER:
        return Scope(low, high, helper_id=post.user_id, day=timezone.localdate())
    return Scope(low, high)


class ScopedQuerySet(models.QuerySet[ModelType]):
    """A queryset that runs only after ``within``. The model says with ``paired_to`` how a helper reaches its rows."""

    _scope: Scope | None = None

    def within(self, scope: Scope) -> Self:
        """The rows that ``scope`` may see."""
        inside = self.filter(area__gte=scope.low, area__lt=scope.high)
        if scope.helper_id is not None:
            inside = self.model.paired_to(  # type: ignore[attr-defined]
                inside, scope.helper_id, scope.day or timezone.localdate()
            )
        inside._scope = scope
        return inside

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scope = self._scope
        return clone

    def _demand_scope(self) -> None:
        if self._scope is None:
            raise UnscopedQueryError(f"{self.model.__name__}: call .within(scope) first")

    # A scoped set may not be widened by one that was not scoped.
    def _merge_sanity_check(self, other: models.QuerySet[Any]) -> None:
        self._demand_scope()
        if isinstance(other, ScopedQuerySet):
            other._demand_scope()
        super()._merge_sanity_check(other)  # type: ignore[misc]

    def _combinator_query(self, combinator: str, *others: models.QuerySet[Any], all: bool = False) -> Self:
        for part in (self, *others):
            if isinstance(part, ScopedQuerySet):
                part._demand_scope()
        combined: Self = super()._combinator_query(combinator, *others, all=all)  # type: ignore[misc]
        return combined

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise UnscopedQueryError(f"{self.model.__name__}: raw SQL knows no scope")

    def _fetch_all(self) -> None:
        self._demand_scope()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[ModelType]:
        self._demand_scope()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._demand_scope()
        return super().count()

    def exists(self) -> bool:
        self._demand_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._demand_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_scope()
        return super().delete()


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)


class OfficeOnly(models.Model):
    """Base of what belongs to a place and concerns offices alone: read ``within`` a scope, nothing for a helper.

    The model has an ``area`` of its own.
    """

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "all_rows"
        default_manager_name = "objects"

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Any], helper_id: int, day: date) -> models.QuerySet[Any]:
        return rows.none()
