"""The two clocks: the verdicts of a place computed over the facts known then, or over today's with that day's rules.

The same compiled SQL as the engine's, over ``pg_temp`` tables, so whatever reads verdicts inside a block reads the
replayed ones. Nothing is written to a stored table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from django.db import transaction

from assessment.compute import compute_regions, compute_villages
from assessment.replay.images import facts_at, standards_on, villages_at
from assessment.shadow import shadows

KNOWN, TRUE = "known", "true"
CLOCKS = (KNOWN, TRUE)


@contextmanager
def replayed(clock: str, moment: datetime, areas: Sequence[int], year: int) -> Iterator[None]:
    """For the block: verdicts of ``year`` for ``areas`` (villages or regions, with all villages below them).

    ``clock`` KNOWN: facts, standards, lines and editions as they were stored at ``moment``. TRUE: facts, lines and
    editions as they are stored now, with the standards that applied at ``moment``.
    """
    villages = sorted({village for area in areas for village in villages_at(area, moment)})
    regions = sorted({area for area in areas if area % 1000 == 0})
    facts: AbstractContextManager[None] = (
        facts_at(moment, villages, regions, year) if clock == KNOWN else standards_on(moment, year)
    )
    with transaction.atomic(), facts, shadows():
        if villages:
            compute_villages(villages, year)
        if regions:
            compute_regions(regions, year)
        yield
