"""村村年年有事干 (B-54): a village of a county that keeps projects has one every year."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, Source, register, register_source

# Of counties without any project of the year nothing is known. A project that was refused or withdrawn is none.
_ALIVE: Final = "p.year = %(year)s AND p.state NOT IN ('refused', 'withdrawn')"
_VILLAGES: Final = f"""
SELECT v.area AS id, v.area, NULL::bigint AS household, COALESCE(r.name, v.area::text) AS village,
  EXISTS (SELECT 1 FROM projects_project p WHERE {_ALIVE} AND p.area = v.area)
  OR EXISTS (SELECT 1 FROM projects_projectvillage t JOIN projects_project p ON p.id = t.project_id AND {_ALIVE}
             WHERE t.area = v.area) AS has_project
FROM villages_villageyear v LEFT JOIN regions_region r ON r.code = v.area
WHERE v.area = ANY(%(areas)s::bigint[]) AND v.year = %(year)s AND EXISTS (
  SELECT 1 FROM projects_project p WHERE {_ALIVE} AND p.area >= v.area / 1000000 * 1000000
    AND p.area < (v.area / 1000000 + 1) * 1000000)"""
_PLACES: Final = "SELECT area FROM villages_villageyear WHERE area >= %(low)s AND area < %(high)s AND year = %(year)s"
register_source(Source("village_project", "village", _VILLAGES, _PLACES))

register(
    Rule(
        "107",
        "village_project",
        "W",
        "本年没有项目",
        "{village}本年度没有项目",
        "NOT s.has_project",
        "帮扶措施",
        "",
        {"village": "s.village"},
    )
)
