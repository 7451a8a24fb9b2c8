"""From hits to findings: new ones open, vanished ones close, changed ones say so; a replay writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

CORRECTED, SWITCHED_OFF = "资料已更正", "规则已停用"


@dataclass
class Swept:
    """What sweeps did: places and hits asked, findings opened (again), closed, and changed in values."""

    places: int = 0
    hits: int = 0
    opened: int = 0
    closed: int = 0
    changed: int = 0

    def add(self, other: Swept) -> None:
        for name in ("places", "hits", "opened", "closed", "changed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


# New hits and hits of closed findings open; the values of one that is open or exempt follow the data. A finding that
# was exempt stays so here: whether its exemption still holds is asked afterwards.
_OPEN = """
WITH before AS (
  SELECT f.id, f.rule, f.subject_id, f.state, f.values FROM findings_finding f
  JOIN doubt_hit h ON h.rule = f.rule AND h.subject_id = f.subject_id WHERE f.year = %(year)s
), written AS (
  INSERT INTO findings_finding AS f (rule, level, subject_id, household_id, area, year, severity, values, state,
                                     opened_on, due_on, closed_reason)
  SELECT h.rule, h.level, h.subject_id, h.household_id, h.area, %(year)s, h.severity, h.values, 'open',
         %(today)s::date, %(today)s::date + h.days, ''
  FROM doubt_hit h ORDER BY h.rule, h.subject_id
  ON CONFLICT (year, rule, subject_id) DO UPDATE SET
    area = excluded.area, household_id = excluded.household_id, severity = excluded.severity,
    values = excluded.values,
    state = CASE f.state WHEN 'closed' THEN 'open' ELSE f.state END,
    opened_on = CASE f.state WHEN 'closed' THEN excluded.opened_on ELSE f.opened_on END,
    due_on = CASE f.state WHEN 'closed' THEN excluded.due_on ELSE f.due_on END,
    closed_on = NULL, closed_reason = ''
  WHERE f.state = 'closed' OR (f.area, f.household_id, f.severity, f.values)
    IS DISTINCT FROM (excluded.area, excluded.household_id, excluded.severity, excluded.values)
  RETURNING f.id, f.values
), told AS (
  INSERT INTO findings_findinglog (finding_id, what)
  SELECT w.id, CASE WHEN b.id IS NULL THEN 'opened' WHEN b.state = 'closed' THEN 'reopened' ELSE 'changed' END
  FROM written w LEFT JOIN before b ON b.id = w.id
  WHERE b.id IS NULL OR b.state = 'closed' OR b.values <> w.values
  RETURNING what
)
SELECT count(*) FILTER (WHERE what <> 'changed'), count(*) FILTER (WHERE what = 'changed') FROM told"""

_CLOSE = """
WITH gone AS (
  UPDATE findings_finding f SET state = 'closed', closed_on = %(today)s::date,
    closed_reason = CASE WHEN f.rule = ANY(%(asked)s) THEN %(corrected)s ELSE %(off)s END
  WHERE f.year = %(year)s AND f.area = ANY(%(areas)s::bigint[]) AND f.state <> 'closed'
    AND NOT EXISTS (SELECT 1 FROM doubt_hit h WHERE h.rule = f.rule AND h.subject_id = f.subject_id)
  RETURNING f.id, f.closed_reason
), told AS (
  INSERT INTO findings_findinglog (finding_id, what, note) SELECT id, 'closed', closed_reason FROM gone RETURNING 1
)
SELECT count(*) FROM told"""

# An exemption holds while it is approved, not expired, and the confirmed values are still the data.
_END = """
WITH ended AS (
  UPDATE findings_exemption e SET state = CASE WHEN e.values <> f.values THEN 'changed' ELSE 'expired' END
  FROM findings_finding f
  WHERE e.finding_id = f.id AND f.year = %(year)s AND f.area = ANY(%(areas)s::bigint[])
    AND e.state IN ('proposed', 'approved') AND f.state <> 'closed'
    AND (e.values <> f.values OR e.state = 'approved' AND e.expires_on < %(today)s::date)
  RETURNING e.finding_id, e.state
), told AS (
  INSERT INTO findings_findinglog (finding_id, what, note)
  SELECT finding_id, CASE state WHEN 'expired' THEN 'expired' ELSE 'withdrawn' END,
         CASE state WHEN 'expired' THEN '' ELSE '核实的数值已变' END FROM ended
)
UPDATE findings_finding f SET state = 'open', due_on = GREATEST(f.due_on, %(today)s::date + 7)
FROM ended WHERE ended.finding_id = f.id AND f.state = 'exempt'"""


def upsert(year: int, areas: Sequence[int], today: date, asked: Sequence[str]) -> Swept:
    """Bring the findings of ``areas`` in step with the table of hits; ``asked`` are the rules that were switched on."""
    parameters: dict[str, Any] = {
        "year": year,
        "areas": list(areas),
        "today": today,
        "asked": list(asked),
        "corrected": CORRECTED,
        "off": SWITCHED_OFF,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM doubt_hit")
        hits = int(cursor.fetchone()[0])
        cursor.execute("ANALYZE doubt_hit")
        cursor.execute(_OPEN, parameters)
        opened, changed = cursor.fetchone()
        cursor.execute(_CLOSE, parameters)
        closed = int(cursor.fetchone()[0])
        cursor.execute(_END, parameters)
    return Swept(len(areas), hits, opened, closed, changed)
