"""What evidence and procedures can hang on, told by the apps that own it: a household, a village, a notice.

Evidence and procedures know only a kind and a number. The kind answers who may see which, what it is called,
where it lies and what of it may be published; it registers from its app's ``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from core.accounts.scope import Scope


@dataclass(frozen=True)
class Subject:
    """One thing: its number, village or region, official code, name, and the address of its page ("" without)."""

    id: int
    area: int
    code: str
    name: str
    url: str = ""


@dataclass(frozen=True)
class Published:
    """What a public list may say of a household, and nothing else (DOMAIN 3: 户主姓名, 村民小组, 家庭人口数)."""

    group: str
    name: str
    persons: int | None


class SubjectKind(Protocol):
    """A kind of subject; ``label`` is its Chinese word."""

    label: str

    def visible(self, scope: Scope, ids: Collection[int]) -> Mapping[int, Subject]:
        """Those of ``ids`` that ``scope`` may see, in a fixed number of queries."""

    def paired(self, helper_id: int, day: date) -> QuerySet[Any, int] | None:
        """The ids that a helper looks after on ``day``, as a subquery; None: helpers have none of this kind."""

    def published(self, ids: Collection[int], year: int) -> Mapping[int, Published]:
        """What a public list says of each."""

    def facts(self, ids: Collection[int], year: int) -> Mapping[int, Mapping[str, str]]:
        """What a decision about each rests on: Chinese label → stored value as text, without personal numbers."""


_kinds: dict[str, SubjectKind] = {}


class UnknownSubjectError(LookupError):
    """No app registered this kind of subject."""


def register(code: str, kind: SubjectKind) -> None:
    """An app tells a kind of subject (at start; the same code again replaces)."""
    _kinds[code] = kind


def kind_of(code: str) -> SubjectKind:
    """The registered kind; UnknownSubjectError."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownSubjectError(f"没有对象类型「{code}」") from None


def known() -> frozenset[str]:
    """The codes of the registered kinds."""
    return frozenset(_kinds)


def paired_with(helper_id: int, day: date, *, besides: Collection[str] = ()) -> Q:
    """Rows whose ``subject_type`` and ``subject_id`` a helper looks after on ``day``; not the kinds ``besides``."""
    condition = Q(pk__in=[])
    for code, kind in _kinds.items():
        ids = None if code in besides else kind.paired(helper_id, day)
        if ids is not None:
            condition |= Q(subject_type=code, subject_id__in=ids)
    return condition
