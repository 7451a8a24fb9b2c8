"""Who is a subject of a year (CONTRACT 4): one rule, as SQL over an alias ``h`` and as a condition of a query.

A household of the register is either registered as poor since a year, or an ordinary one (一般农户), which may be
monitored and is never judged, counted or listed among the registered. A member of the year is asked for beside it.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q

# registered_from: 0 since ever, NULL an ordinary household (NULL <= year is not true).
OPEN: Final = "(h.closed_year IS NULL OR h.closed_year > %(year)s)"
REGISTERED: Final = f"h.registered_from <= %(year)s AND {OPEN}"


ORDINARY: Final = f"(h.registered_from <= %(year)s) IS NOT TRUE AND {OPEN}"


def is_open(year: int) -> Q:
    """In the register in ``year``, registered as poor or not."""
    return Q(closed_year__isnull=True) | Q(closed_year__gt=year)


def is_registered(year: int) -> Q:
    """Registered as poor in ``year`` and not closed."""
    return Q(is_open(year), registered_from__lte=year)


def is_ordinary(year: int) -> Q:
    """An ordinary household of ``year`` (not registered, or only from a later year) that is not closed."""
    return Q(is_open(year), Q(registered_from__isnull=True) | Q(registered_from__gt=year))


def since_words(registered_from: int | None) -> str:
    """The column ``registered_from`` as a person reads it."""
    if registered_from is None:
        return "一般农户"
    return f"{registered_from} 年" if registered_from else "历年"
