"""Reading the code lists: choices for a form, labels for a page, spellings for an import.

All lists together are some 350 short rows that hardly ever change; each process keeps them for at most a minute
and forgets them at once when it changes them itself. Results are fresh copies, free to be changed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Final

from core.dictionaries.models import CodeItem

KEPT_SECONDS: Final = 60.0


class UnknownListError(LookupError):
    """No code list has this code."""


@dataclass(frozen=True)
class Value:
    """One value of a list. ``valid_from`` and ``valid_to`` are years, inclusive; None is open."""

    code: str
    label: str
    valid_from: int | None = None
    valid_to: int | None = None
    synonyms: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)

    def valid_in(self, year: int | None) -> bool:
        return year is None or (
            (self.valid_from is None or self.valid_from <= year) and (self.valid_to is None or year <= self.valid_to)
        )


@dataclass
class _Kept:
    at: float = 0.0
    lists: dict[str, tuple[Value, ...]] | None = None


_kept = _Kept()


def forget() -> None:
    """Read the lists anew at the next use; called by whatever changes them in this process."""
    _kept.lists = None


def values(list_code: str, year: int | None = None) -> list[Value]:
    """The values of a list in its order, those valid in ``year`` (None: of all years). UnknownListError."""
    lists = _kept.lists
    if lists is None or time.monotonic() - _kept.at > KEPT_SECONDS:
        lists = _read()
        _kept.lists, _kept.at = lists, time.monotonic()
    if list_code not in lists:
        raise UnknownListError(list_code)
    return [value for value in lists[list_code] if value.valid_in(year)]


def choices(list_code: str, year: int | None = None, keep: str | None = None) -> list[tuple[str, str]]:
    """(code, label) of the values valid in ``year``, and of ``keep``, a code already stored, if it is not."""
    found = {value.code: value.label for value in values(list_code, year)}
    if keep and keep not in found:
        found[keep] = label(list_code, keep)
    return list(found.items())


def labels(list_code: str, year: int | None = None) -> dict[str, str]:
    """Label by code for every code that ever was valid, as worded in ``year`` (None: the newest wording)."""
    found = {value.code: value.label for value in values(list_code)}
    if year is not None:
        found |= {value.code: value.label for value in values(list_code, year)}
    return found


def label(list_code: str, code: str | None, year: int | None = None) -> str:
    """The label of one code; "" for not filled, the code itself when the list does not know it."""
    return "" if code is None or code == "" else labels(list_code, year).get(code, code)


def spellings(list_code: str) -> dict[str, str]:
    """Code by label, then by synonym, of all years: what an import accepts. The first label of a code is shown."""
    found: dict[str, str] = {}
    for value in values(list_code):
        found.setdefault(value.label, value.code)
    for value in values(list_code):
        for synonym in value.synonyms:
            found.setdefault(synonym, value.code)
    return found


def attributes(list_code: str, code: str) -> dict[str, Any]:
    """What rules need to know of a value (a relation's sex, generation, at_most); {} when there is nothing."""
    return next((dict(value.attributes) for value in values(list_code) if value.code == code), {})


def _read() -> dict[str, tuple[Value, ...]]:
    found: dict[str, list[Value]] = {}
    rows = CodeItem.objects.order_by("code_list_id", "order", "pk")
    for row in rows:
        found.setdefault(row.code_list_id, []).append(
            Value(row.code, row.label, row.valid_from, row.valid_to, tuple(row.synonyms), row.attributes)
        )
    return {code: tuple(items) for code, items in found.items()}
