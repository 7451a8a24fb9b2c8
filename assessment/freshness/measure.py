"""What the engine measures of itself while it works: the ages of the marks of a pass, and that it is alive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from assessment.models.freshness import EDGES

# A worker under load takes many messages a second; one row a few seconds is enough.
_BEAT = """
INSERT INTO assessment_heartbeat AS h (name, at) VALUES (%s, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE h.at < excluded.at - interval '3 seconds'"""

# One class more than edges: the open one.
_RECORD = """
INSERT INTO assessment_computepass (at, edits, bulk, oldest)
SELECT clock_timestamp(),
  ARRAY(SELECT count(a.place) FILTER (WHERE NOT a.bulk)::int FROM generate_series(0, %(last)s) AS c(place)
    LEFT JOIN aged a USING (place) GROUP BY c.place ORDER BY c.place),
  ARRAY(SELECT count(a.place) FILTER (WHERE a.bulk)::int FROM generate_series(0, %(last)s) AS c(place)
    LEFT JOIN aged a USING (place) GROUP BY c.place ORDER BY c.place),
  (SELECT max(age) FROM aged)"""
_AGED = """
WITH aged AS (
  SELECT bulk, age, width_bucket(age, %(edges)s::float[]) AS place FROM (
    SELECT m.bulk, GREATEST(EXTRACT(EPOCH FROM clock_timestamp() - m.at), 0)::float AS age
    FROM unnest(%(ats)s::timestamptz[], %(bulks)s::boolean[]) AS m(at, bulk)) AS q
)"""


def pass_record(marks: Sequence[tuple[datetime, bool]]) -> None:
    """One row about the marks (written at, bulk) that the current transaction has just worked off."""
    if not marks:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _AGED + _RECORD,
            {
                "ats": [at for at, _ in marks],
                "bulks": [bulk for _, bulk in marks],
                "edges": list(EDGES),
                "last": len(EDGES),
            },
        )


def seen(name: str) -> None:
    """Note that a process is alive."""
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, [name])
