"""A measure for somebody who is not there (DOMAIN 7.4, 88; ANCHORS 1.11): closed, left, or of another county."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, register
from projects.findings import sources  # noqa: F401  (the rows that these rules ask)

_COUNTY: Final = "1000000"


def _rule(code: str, severity: str, label: str, message: str, where: str, **values: str) -> Rule:
    named = {"head": "s.head_name", "measure": "s.measure", **values}
    return Rule(code, "measure", severity, label, "{head}户的“{measure}”" + message, where, "帮扶措施", "", named)


register(
    _rule(
        "88A",
        "E",
        "已销户却有措施",
        "登记在 {closed} 年，那年户已不在册",
        "s.closed_year <= %(year)s",
        closed="%(year)s",
    ),
    _rule(
        "88B",
        "E",
        "已减少的人却有措施",
        "是给 {person} 的，其 {left} 年已不在户内",
        "s.left_year <= %(year)s",
        person="s.person",
        left="s.left_year",
    ),
    _rule(
        "88C",
        "E",
        "措施给了外县的人",
        "是给 {person} 的，其户籍在另一个县",
        f"s.person_area / {_COUNTY} <> s.area / {_COUNTY}",
        person="s.person",
    ),
    _rule(
        "88D",
        "E",
        "措施用了外县的项目",
        "出自另一个县的项目“{project}”",
        # A project of the city or the province has no county.
        f"s.project_area / {_COUNTY} <> s.area / {_COUNTY} AND s.project_area / {_COUNTY} %% 100 <> 0",
        project="s.project",
    ),
)
