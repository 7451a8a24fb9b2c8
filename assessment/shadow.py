"""The same SQL over ``pg_temp`` copies: what verdicts would be, without touching the stored ones (DESIGN 4.7).

A table of ``pg_temp`` goes before the real one of the same name. While the copies exist, triggers that write an
unqualified table would write the copy; so they live inside one ``shadows`` block and no longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

# What the engine writes. The marks are among it: a preview must leave no mark behind.
WRITTEN = (
    "households_householdverdict",
    "villages_regionverdict",
    "villages_villagecheck",
    "changes_change",
)
# What a preview may have laid over the facts.
FACTS = (
    "households_household",
    "households_householdyear",
    "households_member",
    "households_memberyear",
    "villages_villageyear",
    "villages_countyyear",
    "projects_measure",
    "projects_project",
    "projects_projectbeneficiary",
    "assessment_standard",
    "assessment_criterion",
    "assessment_povertyline",
)


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction of its own with one snapshot; inside a caller's transaction, that one's."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def real_schema() -> str:
    """The schema of the stored tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


@contextmanager
def shadows(tables: Sequence[str] = WRITTEN) -> Iterator[str]:
    """Empty copies of ``tables`` for the block, inside the caller's transaction; yields the stored tables' schema."""
    schema = real_schema()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'CREATE TEMP TABLE "{table}" (LIKE "{schema}"."{table}" INCLUDING ALL) ON COMMIT DROP')
            # Rows that are borrowed from the stored table keep their ids; new ones stay clear of them.
            cursor.execute(f'ALTER TABLE pg_temp."{table}" ALTER COLUMN id RESTART WITH {2**62}')
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relname = ANY(%s)", [list(FACTS)]
        )
        # Without statistics the planner would join a city by nested loops.
        for (table,) in cursor.fetchall():
            cursor.execute(f'ANALYZE pg_temp."{table}"')
    try:
        yield schema
    finally:
        # After an error the transaction is lost anyway, and the copies with it.
        if not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                for table in tables:
                    cursor.execute(f'DROP TABLE IF EXISTS pg_temp."{table}"')
