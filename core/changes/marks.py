"""Statement-level triggers that mark what a write touched, in the writer's own transaction.

COPY, ``bulk_create``, the admin and a repair in psql cannot forget them. A mark names a place and a year
(NULL: every year), never a household: the unit of recomputation is the village (DESIGN 4.1).
"""

from __future__ import annotations

import pgtrigger

TABLE = "changes_change"
# Imports set the GUC so that an office's single edit overtakes their backlog.
BULK = "COALESCE(current_setting('zhaimao.bulk', true), '') = 'on'"


def marks(columns: str, *, name: str, where: str = "") -> list[pgtrigger.Trigger]:
    """The four triggers of one table.

    ``columns`` is SQL over a row of the table that yields (area bigint, year int); ``where`` says which rows can
    decide anything at all. An UPDATE marks only rows that differ, at the old and at the new place; TRUNCATE marks
    everything that the table held.
    """
    only = f" WHERE {where}" if where else ""

    def insert(source: str) -> str:
        return (
            f"INSERT INTO {TABLE} (area, year, bulk) SELECT DISTINCT q.area, q.year, {BULK} "
            f"FROM (SELECT {columns} FROM {source}{only}) AS q(area, year);"
        )

    difference = (
        "(SELECT * FROM old_values EXCEPT ALL SELECT * FROM new_values) AS gone",
        "(SELECT * FROM new_values EXCEPT ALL SELECT * FROM old_values) AS come",
    )
    both = " UNION ".join(f"SELECT {columns} FROM {part}{only}" for part in difference)
    update = f"INSERT INTO {TABLE} (area, year, bulk) SELECT q.area, q.year, {BULK} FROM ({both}) AS q(area, year);"
    statement = {"level": pgtrigger.Statement, "when": pgtrigger.After}
    return [
        pgtrigger.Composer(
            name=f"{name}_mark_ins",
            operation=pgtrigger.Insert,
            func=insert("new_values") + " RETURN NULL;",
            **statement,
        ),
        pgtrigger.Composer(
            name=f"{name}_mark_upd", operation=pgtrigger.Update, func=update + " RETURN NULL;", **statement
        ),
        pgtrigger.Composer(
            name=f"{name}_mark_del",
            operation=pgtrigger.Delete,
            func=insert("old_values") + " RETURN NULL;",
            **statement,
        ),
        pgtrigger.Trigger(
            name=f"{name}_mark_trunc",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=pgtrigger.Func(insert("{meta.db_table}") + " RETURN NULL;"),  # type: ignore[no-untyped-call]
        ),
    ]
