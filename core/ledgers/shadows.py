"""Temporary tables that stand before the real ones: a preview writes into them what an import would write.

pg_temp comes first in the search path, so the very statements of the import and the very SQL of the verdicts run on
them, and neither triggers nor rows of the real tables are touched (DESIGN 4.7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from core.ledgers.run import Run

# Ids of rows that exist in a preview only: above every real one.
FIRST_ID = 10**15


@contextmanager
def shadowed(run: Run, areas: Sequence[int]) -> Iterator[None]:
    """Inside, the kind's tables hold the present rows of these places; afterwards nothing is left."""
    with transaction.atomic():
        run.sql(f"CREATE TEMP SEQUENCE shadow_id START {FIRST_ID} MINVALUE {FIRST_ID}")
        for table in run.kind.tables:
            run.sql(f"CREATE TEMP TABLE {table} (LIKE public.{table} INCLUDING DEFAULTS) ON COMMIT DROP")
            run.sql(f"ALTER TABLE pg_temp.{table} ALTER id SET DEFAULT nextval('shadow_id')")
            run.sql(
                f"INSERT INTO pg_temp.{table} SELECT * FROM public.{table} WHERE area = ANY(%(areas)s)",
                areas=list(areas),
            )
            run.sql(f"ALTER TABLE pg_temp.{table} ADD PRIMARY KEY (id)")
            run.sql(f"ANALYZE pg_temp.{table}")
        run.shadow = True
        try:
            yield
        finally:
            run.shadow = False
            transaction.set_rollback(True)
