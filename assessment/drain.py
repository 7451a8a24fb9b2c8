"""Working off what is pending on demand, and computing a whole year whether marked or not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import IntegrityError, OperationalError, connection, transaction

from assessment.claims import LOCKS, Worker, is_passing, use_year
from assessment.compute import Computed, compute_regions, compute_villages
from assessment.selectors import places_within
from core.regions.codes import ancestors

RECOMPUTED_AT_ONCE = 2500
RETRIES = 5


def drain(*, progress: Callable[[str], None] = lambda _text: None) -> tuple[Computed, list[int]]:
    """Return when what is pending now, and what that causes, is worked off, by this process or another.

    A mark causes marks at most a few steps deep (new year → country → villages → another village → regions), so it
    is enough to wait, that many times, for everything up to the newest mark; writers that never stop cannot keep us.
    The second result is the places that cannot be computed.
    """
    worker = Worker()
    for _ in range(8):
        newest = _newest_mark()
        if newest is None:
            break
        while (left := _pending_up_to(newest, worker.bad)) > 0:
            progress(f"{left} marks pending")
            worker.work(seconds=1.0)
            if _pending_up_to(newest, worker.bad) == left:
                time.sleep(0.02)
    return worker.done, sorted(worker.bad)


def _newest_mark() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM changes_change")
        newest: int | None = cursor.fetchone()[0]
        return newest


def _pending_up_to(newest: int, bad: Iterable[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM changes_change WHERE id <= %s AND area <> ALL(%s::bigint[])", [newest, list(bad)]
        )
        return int(cursor.fetchone()[0])


def recompute(year: int, area: int, *, progress: Callable[[str], None] = lambda _text: None) -> Computed:
    """Compute everything at or below an area for a year, and the regions above it; brings the year into use.

    Places are locked in code order and waited for. Marks of every year (NULL) stay: they speak of other years too.
    """
    use_year(year)
    places = places_within([area])
    done = Computed()
    for villages in _pieces([place for place in places if place % 1000]):
        done.add(_recomputed(villages, year, lambda piece, year: compute_villages(piece, year, bulk=True)))
        progress(f"{done.villages} villages, {done.households} households")
    regions = {place for place in places if place % 1000 == 0} | set(ancestors(area))
    for piece in _pieces(sorted(regions - {0})):
        done.add(_recomputed(piece, year, compute_regions))
    return done


def _recomputed(places: list[int], year: int, compute: Callable[[list[int], int], Computed]) -> Computed:
    """Lock, forget the year's marks, compute; again after a deadlock with a household that moves meanwhile."""
    for _ in range(RETRIES):
        try:
            with transaction.atomic():
                _lock(places)
                _forget_year(places, year)
                return compute(places, year)
        except (OperationalError, IntegrityError) as error:
            if not is_passing(error):
                raise
    raise RuntimeError(f"{places[:5]} 反复与其他写入冲突")


def _pieces(places: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(places), RECOMPUTED_AT_ONCE):
        yield list(places[start : start + RECOMPUTED_AT_ONCE])


def _lock(areas: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s + a.area) FROM unnest(%s::bigint[]) AS a(area)", [LOCKS, list(areas)]
        )


def _forget_year(areas: Sequence[int], year: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM changes_change WHERE area = ANY(%s::bigint[]) AND year = %s AND (alone OR area %% 1000 <> 0)",
            [list(areas), year],
        )
