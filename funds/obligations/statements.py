"""The one statement that says how each obligation of a year stands: pages, exports and findings ask the same.

Exact arithmetic throughout. A blank figure, and goods without a value, leave the state unknown unless what is known
decides it. States: ``met``; ``on_track`` (the year is not over, not behind in proportion); ``at_risk`` (not over,
behind); ``shortfall`` (the year is over); ``unknown``. Parameters: %(year)s, %(on)s (the day as of which).
"""

from __future__ import annotations

from typing import Final

# One row an obligation. rate/previous/current/basis are a growth's, unvalued (goods) and elapsed a helper's.
_GROWTH: Final = """
SELECT r.id AS rule_id, r.kind, r.region AS area, NULL::bigint AS helper_id, '' AS name, '' AS helper_kind, r.rate,
       r.basis, p.revenue AS previous, c.revenue AS current, c.special_budget AS budget,
       p.special_budget AS budget_before,
       CASE WHEN c.revenue <= p.revenue THEN 0 ELSE r.rate * (c.revenue - p.revenue) / 100 END AS required,
       CASE r.basis WHEN 'increase' THEN c.special_budget - p.special_budget ELSE c.special_budget END AS actual,
       0::bigint AS unvalued, NULL::numeric AS expected
FROM funds_obligationrule r
LEFT JOIN funds_fiscalyear c ON c.area = r.region AND c.year = %(year)s
LEFT JOIN funds_fiscalyear p ON p.area = r.region AND p.year = %(year)s - 1
WHERE r.kind = 'growth' AND {in_force}"""

# A helper who came in the year is behind only from the day he came; the year's minimum is not reduced.
_HELPER: Final = """
SELECT DISTINCT ON (h.id) r.id, r.kind, h.area, h.id, h.name, h.kind, NULL::numeric, '', NULL::numeric,
       NULL::numeric, NULL::numeric, NULL::numeric, r.minimum, COALESCE(g.given, 0), COALESCE(g.unvalued, 0),
       r.minimum * GREATEST(LEAST(%(on)s::date, make_date(%(year)s, 12, 31))
                            - GREATEST(h.starts_on, make_date(%(year)s, 1, 1)) + 1, 0)
         / (make_date(%(year)s, 12, 31) - GREATEST(h.starts_on, make_date(%(year)s, 1, 1)) + 1)
FROM funds_supportunit h
JOIN funds_obligationrule r ON r.kind = 'minimum' AND r.helper_kind = h.kind AND h.area >= r.region
  AND h.area < r.high AND {in_force}
LEFT JOIN LATERAL (
  SELECT sum(c.amount) AS given, count(*) FILTER (WHERE c.amount IS NULL) AS unvalued
  FROM funds_contribution c WHERE c.helper_id = h.id AND c.year = %(year)s AND c.received_on <= %(on)s::date
) g ON true
WHERE h.starts_on <= make_date(%(year)s, 12, 31) AND (h.ends_on IS NULL OR h.ends_on >= make_date(%(year)s, 1, 1))
ORDER BY h.id, r.high - r.region, r.first_year DESC, r.id"""

_AUDIT: Final = """
SELECT r.id, r.kind, r.region, NULL::bigint, '', '', NULL::numeric, '', NULL::numeric, NULL::numeric, NULL::numeric,
       NULL::numeric, 1::numeric, LEAST(count(a.id), 1)::numeric, 0::bigint, NULL::numeric
FROM funds_obligationrule r
LEFT JOIN funds_audit a ON a.area = r.region AND a.year = %(year)s AND a.finished_on <= %(on)s::date
WHERE r.kind = 'audit' AND {in_force} GROUP BY r.id"""

_IN_FORCE: Final = "r.first_year <= %(year)s AND (r.last_year IS NULL OR r.last_year >= %(year)s)"

_PARTS: Final = " UNION ALL ".join(f"({part.format(in_force=_IN_FORCE)})" for part in (_GROWTH, _HELPER, _AUDIT))

STATEMENT: Final = f"""
SELECT o.*,
  CASE WHEN o.actual >= o.required THEN 'met'
       WHEN o.required IS NULL OR o.actual IS NULL OR o.unvalued > 0 THEN 'unknown'
       WHEN %(on)s::date > make_date(%(year)s, 12, 31) THEN 'shortfall'
       WHEN o.kind IN ('growth', 'audit') OR o.actual < o.expected THEN 'at_risk'
       ELSE 'on_track' END AS state,
  CASE WHEN o.kind <> 'audit' AND o.actual < o.required AND o.unvalued = 0
       THEN ceil((o.required - o.actual) * 100) / 100 END AS missing
FROM ({_PARTS}) o"""
