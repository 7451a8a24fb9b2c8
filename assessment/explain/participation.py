"""Whether a household takes part in an income project, in words."""

from __future__ import annotations

from typing import Final

from assessment.explain.case import NO_RECORD, Case, Remedy
from assessment.explain.words import join_names

PARTICIPATION: Final = "income_project"
_WHICH: Final = "产业、就业（技能培训除外）、公益岗位措施实施中或已完成，或列为已签合同的产业、就业项目的受益户"


def participation_words(case: Case, outcome: bool | None) -> tuple[str, str]:
    """Value and gap: 「有」, 「没有」; nobody is asked where nobody is able to work."""
    if outcome:
        asked = case.members.names(PARTICIPATION, False) or case.members.names(PARTICIPATION, None)
        return ("有" if asked else "有增收项目或无有劳动能力的成员"), ""
    if outcome is False:
        return "没有", "没有增收项目"
    return "未知", f"缺：{NO_RECORD if case.facts is None else _missing(case)}"


def _missing(case: Case) -> str:
    blank = case.members.names(PARTICIPATION, None)
    if blank and not case.members.names(PARTICIPATION, False):
        return f"{join_names(blank)} 劳动技能，或本年度帮扶措施"
    return "本年度帮扶措施"


def participation_remedies(outcome: bool | None) -> list[Remedy]:
    """One project to join, or the measures to write down."""
    if outcome is None:
        detail = f"有增收项目即达标：{_WHICH}；登记了措施而没有增收项目，则再差一项。"
        return [Remedy(None, "登记本年度帮扶措施", detail, "", "登记帮扶措施", "问清参加了什么增收项目")]
    return [Remedy(False, "参加一个增收项目，并登记为帮扶措施", _WHICH, "", "参加 1 个增收项目")]
