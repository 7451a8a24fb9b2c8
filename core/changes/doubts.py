"""Statement-level triggers that mark a place for the sweep of doubtful data alone, in the writer's own transaction.

For tables that rules read and no verdict does (a table that verdicts read has ``core.changes.marks.marks``, whose
marks the sweep gets as well). A mark names a place and a year (NULL: every year in use).
"""

from __future__ import annotations

import pgtrigger

_TABLE = "findings_doubtmark"


def doubt_marks(columns: str, *, name: str, watched: str = "*") -> list[pgtrigger.Trigger]:
    """The three triggers of one table; ``columns`` is SQL over a row that yields (area bigint, year int).

    An UPDATE marks only rows that differ in ``watched`` (columns of the table, with those that ``columns`` reads), at
    the old and at the new place.
    """

    def marked(source: str) -> str:
        return (
            f"INSERT INTO {_TABLE} (area, year) SELECT DISTINCT q.area, q.year "
            f"FROM (SELECT {columns} FROM {source}) AS q(area, year) WHERE q.area IS NOT NULL; RETURN NULL;"
        )

    changed = (
        f"((SELECT {watched} FROM old_values EXCEPT ALL SELECT {watched} FROM new_values) UNION ALL "
        f"(SELECT {watched} FROM new_values EXCEPT ALL SELECT {watched} FROM old_values)) AS changed"
    )
    statement = {"level": pgtrigger.Statement, "when": pgtrigger.After}
    return [
        pgtrigger.Composer(
            name=f"{name}_doubt_ins", operation=pgtrigger.Insert, func=marked("new_values"), **statement
        ),
        pgtrigger.Composer(name=f"{name}_doubt_upd", operation=pgtrigger.Update, func=marked(changed), **statement),
        pgtrigger.Composer(
            name=f"{name}_doubt_del", operation=pgtrigger.Delete, func=marked("old_values"), **statement
        ),
    ]
