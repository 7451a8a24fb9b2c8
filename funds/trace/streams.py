"""Every way in which money reaches a household: one declaration a stream, read by the pages of ``funds.trace``.

An app or package that hands out money registers a ``Stream`` here; nothing else adds up what a household got.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.accounts.scope import Scope

# What every row of a stream answers to; ``money`` in yuan, ``money_on`` NULL where the day is not filled.
COLUMNS = ("household_id", "area", "money_year", "money_on", "money", "money_title", "money_from", "money_key")


@dataclass(frozen=True)
class Stream:
    """One kind of money to households.

    ``rows`` gives, inside a scope, a queryset annotated with ``COLUMNS`` and with nothing in it that another stream
    counts too. ``page`` names the address of one row (by its key), "" for none. ``lent``: a loan, shown and never
    added to what was given.
    """

    code: str
    label: str
    rows: Callable[[Scope], QuerySet[Any]]
    page: str = ""
    lent: bool = False


_streams: dict[str, Stream] = {}


def register(stream: Stream) -> None:
    """Called from ``AppConfig.ready``. ValueError: the code is taken."""
    if _streams.get(stream.code, stream) is not stream:
        raise ValueError(stream.code)
    _streams[stream.code] = stream


def streams() -> Mapping[str, Stream]:
    """By code, in the order of registration: the columns of every table."""
    return _streams
