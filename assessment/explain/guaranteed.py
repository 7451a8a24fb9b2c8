"""The guaranteed income of households with 低保 or 特困 in words: who enjoys it, what is paid, what is short."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from assessment.explain.case import NO_RECORD, Case, Remedy
from assessment.explain.words import join_names, shortfall, value_words
from assessment.indicators import Indicator
from assessment.selectors import Rule
from core.web.formats import thousands, yuan
from households.models import HouseholdYear

GUARANTEED = "guaranteed_income"
_CELLS = ("subsistence_allowance", "destitute_allowance", "pension_income")
_STATUS = "享受低保、特困情况"
_AGAIN = "补录后自动重新判定。"


def guaranteed_words(
    case: Case, item: Indicator, rule: Rule, value: Decimal | None, outcome: bool | None
) -> tuple[str, str]:
    """Value and gap: 「1,520 元」 and 「还差 1,476 元」; nobody is asked where nobody enjoys an allowance."""
    if outcome and value is None:
        return "无人享受低保、特困", ""
    words = value_words(item, value, value, case.threshold(rule))
    if outcome is None:
        return words, f"缺：{'、'.join(_missing(case))}"
    if outcome or value is None:
        return words, ""
    return words, f"还差 {thousands(shortfall(value, rule.operator, case.threshold(rule) or Decimal()))} 元"


def _blank_cells(case: Case) -> list[str]:
    if case.facts is None:
        return [NO_RECORD]
    return [
        str(HouseholdYear._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in _CELLS
        if getattr(case.facts, name) is None
    ]


def _missing(case: Case) -> list[str]:
    blank = _blank_cells(case)
    if names := case.members.names(GUARANTEED, None):
        blank.append(f"{join_names(names)} {_STATUS}")
    return blank or ["退出线"]


def _total(case: Case) -> Decimal | None:
    amounts = [getattr(case.facts, name, None) for name in _CELLS]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) if len(known) == len(_CELLS) else None


def guaranteed_remedies(case: Case, item: Indicator, rule: Rule, outcome: bool | None) -> list[Remedy]:
    """What to enter, or by how much the three payments must grow together."""
    total, line = _total(case), case.threshold(rule)
    if outcome is None:
        return _fillings(case)
    assert total is not None  # noqa: S101  (a criterion that is not met has its number)
    members = case.verdict.members
    more = shortfall(total, rule.operator, (line or Decimal()) * members)
    least = (total + more).to_integral_value(ROUND_CEILING)
    word = "须超过" if rule.operator == ">" else "须达到"
    detail = (
        f"低保金、特困供养金、养老保险金共 {yuan(total)} 元 ÷ {members} 人；{word} {thousands(line or Decimal())} 元，"
        f"即全家至少 {thousands(least)} 元"
    )
    title = f"保障性收入再增 {thousands(more)} 元"
    return [Remedy(False, title, detail, "income", title)]


def _fillings(case: Case) -> list[Remedy]:
    found = []
    if cells := _blank_cells(case):
        found.append(Remedy(None, f"补录{'、'.join(cells)}", _AGAIN, "income", f"填 {len(cells)} 格", "问清低保金"))
    if names := case.members.names(GUARANTEED, None):
        joined = join_names(names)
        detail = "都不享受即达标；有人享受则比对保障性收入。"
        found.append(
            Remedy(
                None,
                f"补录 {joined} 的{_STATUS}",
                detail,
                "members",
                f"补 {len(names)} 人低保",
                f"问清{joined}吃没吃低保",
            )
        )
    return found or [Remedy(None, "请主管部门公布退出线", "不是本户的资料。", "", "等退出线")]
