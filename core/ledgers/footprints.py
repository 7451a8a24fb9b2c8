"""What an import wrote, kept with its batch while its transaction still stands: the ground of undoing it.

Changed rows are known by the events of this transaction's context, created ones by their id and their transaction.
"""

from __future__ import annotations

from typing import Final

from core.ledgers.kinds import Written
from core.ledgers.run import Run

# A row's 32-bit transaction number beside this transaction's full one; subtransactions have numbers of their own.
_FULL: Final = "c.id + (((t.xmin::text::bigint - c.id + 2147483648) & 4294967295) - 2147483648)"
_RANGES: Final = (
    "SELECT COALESCE(array_agg(lower(r) ORDER BY lower(r)), '{{}}'), COALESCE(array_agg(upper(r) ORDER BY lower(r)), "
    "'{{}}') FROM unnest((SELECT range_agg(int8range(id, id + 1)) FROM ({ids}) q(id))) r"
)


Before = dict[str, tuple[int, int]]
"""By table: the last id, and the last id of an event, before the import began."""


def begin(run: Run) -> Before:
    """Where the kind's tables stand; call it before the first statement of the pass."""
    found: Before = {}
    for written in run.kind.written:
        events = written.events._meta.db_table
        row, event = run.one(
            "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(%(table)s, 'id')::regclass), 0), "
            "COALESCE(pg_sequence_last_value(pg_get_serial_sequence(%(events)s, 'pgh_id')::regclass), 0)",
            table=written.table,
            events=events,
        )
        found[written.table] = (row, event)
    return found


def keep(run: Run, before: Before) -> None:
    """Store what this transaction wrote since ``before`` as the batch's."""
    for written in run.kind.written:
        row, event = before[written.table]
        run.sql(
            'INSERT INTO ledgers_batchwrite (batch_id, "table", created_from, created_to, images_from, images_to) '
            f"SELECT %(batch)s, %(table)s, * FROM ({_RANGES.format(ids=_created(written))}) created, "
            f"({_RANGES.format(ids=_changed(written))}) changed",
            table=written.table,
            row=row,
            event=event,
        )


def _created(written: Written) -> str:
    return (
        f"SELECT t.id FROM {written.table} t, (SELECT pg_current_xact_id()::text::bigint AS id) c "
        f"WHERE t.id > %(row)s AND pg_xact_status(({_FULL})::text::xid8) = 'in progress'"
    )


def _changed(written: Written) -> str:
    return (
        f"SELECT pgh_id FROM {written.events._meta.db_table} WHERE pgh_id > %(event)s "
        "AND pgh_context_id = current_setting('pghistory.context_id')::uuid"
    )
