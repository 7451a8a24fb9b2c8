"""One household's verdict in words: each criterion's value, gap and remedy, from what the caller has loaded in sets.

The card of one household and the list of fifty blocking ones say the same thing because both come from here.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from assessment.explain.case import NO_RECORD, Case, CriterionRow, Origin, Remedy
from assessment.explain.guaranteed import GUARANTEED, guaranteed_remedies, guaranteed_words
from assessment.explain.participation import PARTICIPATION, participation_remedies, participation_words
from assessment.explain.words import (
    MEMBER_COUNTS,
    MEMBER_FACTS,
    MEMBER_QUESTIONS,
    MEMBER_REMEDIES,
    NOBODY,
    REMEDIES,
    criterion_name,
    join_names,
    shortfall,
    threshold_words,
    value_words,
)
from assessment.indicators import Indicator, indicator
from assessment.selectors import Rule
from core.dictionaries.selectors import label
from core.web.formats import thousands, yuan
from households.models import HouseholdYear
from households.rules import INCOME_FIELDS

__all__ = ["Case", "CriterionRow", "Origin", "Remedy", "criterion_rows", "remedies", "sentence"]


def criterion_rows(case: Case) -> list[CriterionRow]:
    """The table, in the order of the standard."""
    return [_row(case, place, rule) for place, rule in enumerate(case.standard.rules)]


def _row(case: Case, place: int, rule: Rule) -> CriterionRow:
    item = indicator("household", rule.indicator)
    outcome, value = case.verdict.outcomes[place], case.verdict.values[place]
    if item.code == GUARANTEED:
        words, gap, fix = *guaranteed_words(case, item, rule, value, outcome), "income"
    elif item.code == PARTICIPATION:
        words, gap, fix = *participation_words(case, outcome), ""
    elif item.is_number:
        words, gap, fix = (
            value_words(item, value, value, case.threshold(rule)),
            _income_gap(case, item, rule, value, outcome),
            "income",
        )
    elif item.code in MEMBER_FACTS:
        words, gap, fix = *_member_words(case, item.code, outcome), "members"
    else:
        words, gap, fix = _fact_words(case, item, outcome)
    name, threshold = criterion_name("household", rule), threshold_words(item, rule, case.verdict.line)
    return CriterionRow(item.code, name, rule.kind, outcome, words, threshold, gap, fix)


def sentence(outcome: bool | None, rows: list[CriterionRow]) -> tuple[str, str]:
    """What is missing and how much, and the rest: the two lines beside the badge."""
    vetoes = [row for row in rows if row.kind == "veto"]
    short = [row for row in vetoes if row.outcome is False]
    blank = [row for row in vetoes if row.outcome is None]
    met = len(vetoes) - len(short) - len(blank)
    rest = f"其余 {met} 项达标。" if met else ""
    unknown = f"{_times(len(blank))}未知：{'；'.join(f'{row.label}（{row.gap}）' for row in blank)}"
    if outcome is None:
        return f"还判不了，{unknown}", rest
    if outcome:
        return f"{met} 项全部达标", ""
    words = "；".join(f"{row.label}{row.gap if row.gap.startswith('还差') else f'：{row.gap}'}" for row in short)
    return f"差{_times(len(short))}：{words}", (f"另有{unknown}。" if blank else "") + rest


def _times(count: int) -> str:
    return "一项" if count == 1 else f" {count} 项"


def _missing_income(facts: HouseholdYear | None) -> list[str]:
    if facts is None:
        return [NO_RECORD]
    return [str(_label(name)) for name in INCOME_FIELDS if getattr(facts, name) is None]


def _label(name: str) -> object:
    return HouseholdYear._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _income_gap(case: Case, item: Indicator, rule: Rule, value: Decimal | None, outcome: bool | None) -> str:
    if outcome is None:
        missing = _missing_income(case.facts)
        if len(missing) == len(INCOME_FIELDS):
            return "缺：年度收入"
        absent = "退出线" if item.reference else "县农村居民人均可支配收入"
        return f"缺：{'、'.join(missing) or absent}"
    if outcome or value is None:
        return ""
    if item.unit == "元":
        least = case.threshold(rule) or Decimal()
        return f"还差 {thousands(shortfall(value, rule.operator, least))} 元"
    return f"还差 {((rule.threshold or Decimal()) - value).quantize(Decimal('0.01'), ROUND_CEILING)} 个百分点"


def _fact_words(case: Case, item: Indicator, outcome: bool | None) -> tuple[str, str, str]:
    """Value, gap and field of a criterion over the household's own record."""
    names = [fact.name for fact in item.facts() if fact.source.model is HouseholdYear]
    fix = names[0] if len(names) == 1 else {"safe_housing": "is_dangerous_house"}.get(item.code, "income")
    if case.facts is None:
        return "未填", f"缺：{NO_RECORD}", fix
    if item.code == "safe_housing":
        if grade := case.facts.danger_level:
            return label("danger_level", grade, case.facts.year) or grade, "" if outcome else "是危房", "danger_level"
        words = {True: "危房", False: "非危房", None: "未填"}[case.facts.is_dangerous_house]
        return words, {True: "", False: "是危房", None: "缺：危房级别或是否危房户"}[outcome], fix
    if item.code == "income_source":
        gap = {True: "", False: "没有收入来源", None: f"缺：{'、'.join(_missing_income(case.facts))}"}
        return {True: "有", False: "没有", None: "未填"}[outcome], gap[outcome], fix
    words = {True: "是", False: "否", None: "未填"}[getattr(case.facts, names[0])]
    return words, {True: "", False: "未解决", None: f"缺：{_label(names[0])}"}[outcome], fix


def _member_words(case: Case, code: str, outcome: bool | None) -> tuple[str, str]:
    """「3 人已参保，1 人未填」 and 「缺：李秀兰 医疗保险」."""
    concerned = [item for item in case.members.of(code) if item.concerned]
    parts = [
        f"{len(found)} 人{word}"
        for wanted, word in zip((True, False, None), MEMBER_COUNTS[code], strict=True)
        if (found := [item for item in concerned if item.truth is wanted])
    ]
    value = "，".join(parts) or NOBODY[code]
    if outcome is None and case.facts is None:
        return value, f"缺：{NO_RECORD}"
    if outcome is None:
        return value, f"缺：{join_names(case.members.names(code, None))} {MEMBER_FACTS[code]}"
    return value, "" if outcome else f"{join_names(case.members.names(code, False))} {MEMBER_COUNTS[code][1]}"


def remedies(case: Case) -> list[Remedy]:
    """The fewest changes after which every deciding criterion is met, in the order of the standard.

    Two criteria over the income need one sum: the larger. Missing cells of one record are filled once.
    """
    found: list[Remedy] = []
    for place, rule in enumerate(case.standard.rules):
        outcome, value = case.verdict.outcomes[place], case.verdict.values[place]
        if rule.kind == "veto" and outcome is not True:
            found += _remedies(case, rule, outcome, value)
    grow = [item for item in found if item.amount is not None]
    largest = max(grow, key=lambda item: item.amount or Decimal(), default=None)
    kept: list[Remedy] = []
    for item in found:
        if (item.amount is None or item is largest) and item.title not in {other.title for other in kept}:
            kept.append(item)
    return kept


def _remedies(case: Case, rule: Rule, outcome: bool | None, value: Decimal | None) -> list[Remedy]:
    item = indicator("household", rule.indicator)
    if case.facts is None:
        return [Remedy(None, "补录年度资料", "本年度还没有任何资料；补录后自动重新判定。", "", "填年度资料")]
    if item.code in MEMBER_FACTS:
        return _member_remedies(case, item.code)
    if item.code == PARTICIPATION:
        return participation_remedies(outcome)
    if item.code == GUARANTEED:
        return guaranteed_remedies(case, item, rule, outcome)
    if outcome is None:
        return [_filling(case, item)]
    if item.is_number and case.verdict.income is not None:
        return [_growth(case, item, rule, case.verdict.income, value or Decimal())]
    fix = _fact_words(case, item, outcome)[2]
    title = REMEDIES.get(item.code, f"解决{criterion_name('household', rule)}")
    return [Remedy(False, title, "", fix, title.split("，")[0])]


def _filling(case: Case, item: Indicator) -> Remedy:
    """What to enter where a fact of the household is blank."""
    again = "补录后自动重新判定。"
    if item.is_number or item.code == "income_source":
        missing = _missing_income(case.facts)
        if not missing:
            what = "退出线" if item.reference else "县农村居民人均可支配收入"
            return Remedy(None, f"请主管部门公布{what}", "不是本户的资料。", "", f"等{what}")
        if len(missing) == len(INCOME_FIELDS):
            return Remedy(None, "补录年度收入（10 格）", again, "income", "填收入表", "问清全年收入")
        return Remedy(None, f"补录{'、'.join(missing)}", again, "income", f"填 {len(missing)} 格", "问清收入")
    _, gap, fix = _fact_words(case, item, None)
    what = gap.removeprefix("缺：")
    if item.code == "safe_housing":
        return Remedy(None, f"补录{what}", "A、B 级或非危房即达标；否则再差一项。", fix, "填 1 格", "问清是不是危房")
    asked = f"问清{what.removeprefix('是否').removeprefix('有无')}"
    return Remedy(None, f"补录{what}", "填“是”即达标；填“否”则再差一项。", fix, "填 1 格", asked)


def _growth(case: Case, item: Indicator, rule: Rule, income: Decimal, value: Decimal) -> Remedy:
    """By how many whole yuan the household's income must grow: from its total, not from the rounded head."""
    members = case.verdict.members
    if item.reference or rule.threshold_from:
        least, per_head = (case.verdict.line or Decimal()) * members, case.verdict.line or Decimal()
        more = shortfall(income, rule.operator, least)
        word, small = ("须超过", "要超过") if rule.operator == ">" else ("须达到", "要达到")
        detail = (
            f"现 {yuan(income)} 元 ÷ {members} 人＝{yuan(value)} 元；{word} {thousands(per_head)} 元，"
            f"即全家至少 {thousands((income + more).to_integral_value(ROUND_CEILING))} 元"
        )
        said = f"现在每人 {thousands(value)} 元，{small} {thousands(per_head)} 元"
    else:
        average = case.average or Decimal()
        least = (rule.threshold or Decimal()) * members * average / 100
        more = shortfall(income, rule.operator, least)
        detail = said = f"须达到当地人均可支配收入 {yuan(average)} 元的 {rule.threshold:f}%"
    amount = thousands(more)
    return Remedy(False, f"全家纯收入再增 {amount} 元", detail, "income", f"全家再增 {amount} 元", said, more)


def _member_remedies(case: Case, code: str) -> list[Remedy]:
    """Whoever is out of it and whoever is not known: both are needed."""
    found = []
    if names := case.members.names(code, False):
        title = MEMBER_REMEDIES[code].format(names=join_names(names))
        done = {"compulsory_education": "返校"}.get(code, "参保")
        found.append(Remedy(False, title, "", "members", f"{len(names)} 人{done}"))
    if names := case.members.names(code, None):
        joined, what = join_names(names), MEMBER_FACTS[code]
        asked = MEMBER_QUESTIONS[code].format(names=joined)
        short = f"补 {len(names)} 人{what.removesuffix('保险').removesuffix('情况')}"
        found.append(
            Remedy(None, f"补录 {joined} 的{what}", "填“是”即达标；填“否”则再差一项。", "members", short, asked)
        )
    return found
