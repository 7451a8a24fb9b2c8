"""The verdict of a village, township, county or city in words: each criterion's value, gap and remedy."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from assessment.explain.arithmetic import Interval, least_part
from assessment.explain.criteria import CriterionRow, Origin, Remedy
from assessment.explain.words import REMEDIES, criterion_name, shortfall, threshold_words, value_words
from assessment.indicators import Indicator, indicator
from assessment.selectors import Rule, StandardVersion
from core.web.formats import thousands
from villages.models import CountyYear, RegionVerdict, VillageCheck, VillageYear

INCIDENCES = {"assessed_incidence": "未达标", "official_incidence": "登记未脱贫、返贫"}
# What the parts of the county's three rates are called.
RATE_PARTS = {"wrong_exit_rate": "错退", "omission_rate": "漏评", "recognition_rate": "认可"}
DOCTORS, FOUR_HAVES = "doctors_per_thousand", "four_haves_households"
RATE_UNITS = {"wrong_exit_rate": "人", "omission_rate": "人", "recognition_rate": "户"}


@dataclass(frozen=True)
class RegionCase:
    """A region's verdict with what it was made of; ``origins`` by the table that the facts stand in.

    ``blank_villages`` counts the villages below that exist and have no 农业户籍人口数.
    """

    verdict: RegionVerdict
    standard: StandardVersion
    check: VillageCheck
    village: VillageYear | None = None
    county: CountyYear | None = None
    blank_villages: int = 0
    origins: dict[type, Origin | None] = field(default_factory=dict)

    @property
    def level(self) -> str:
        return self.standard.level

    @property
    def subjects(self) -> int:
        check = self.check
        return check.households_met + check.households_not_met + check.households_unknown


def region_rows(case: RegionCase) -> list[CriterionRow]:
    """The table, in the order of the standard."""
    return [_row(case, place, rule) for place, rule in enumerate(case.standard.rules)]


def _row(case: RegionCase, place: int, rule: Rule) -> CriterionRow:
    item = indicator(case.level, rule.indicator)
    outcome = case.verdict.outcomes[place]
    low, high = case.verdict.lows[place], case.verdict.highs[place]
    value = value_words(item, low, high, rule.threshold) if item.is_number else _fact_value(case, item)
    return CriterionRow(
        item.code,
        criterion_name(case.level, rule),
        rule.kind,
        outcome,
        value,
        threshold_words(item, rule, None),
        gap_words(case, item, rule, outcome),
        item.code,
        origin_for(case, item),
    )


def origin_for(case: RegionCase, item: Indicator) -> Origin | None:
    """The record of the fact; for sums, what they were summed from and when."""
    for model in (VillageYear, CountyYear):
        if model in item.sources():
            return case.origins.get(model)
    if item.code == "poor_villages_met":
        villages = case.check.villages_met + case.check.villages_not_met + case.check.villages_unknown
        return Origin(f"由 {thousands(villages)} 村判定汇总", case.check.checked_at, "系统计算")
    word = "判定" if item.code == "assessed_incidence" else "登记状态"
    return Origin(f"由 {thousands(case.subjects)} 户{word}汇总", case.check.checked_at, "系统计算")


def interval_of(case: RegionCase, rule: Rule) -> Interval | None:
    """The criterion as parts of a whole; None where it is no rate or its denominator is missing."""
    check = case.check
    parts: tuple[int | None, int, int | None]
    if rule.indicator == "assessed_incidence":
        parts = check.persons_not_met, check.persons_unknown, check.rural_population
    elif rule.indicator == "official_incidence":
        parts = check.official_poor, 0, check.rural_population
    elif rule.indicator == "poor_villages_met":
        poor = check.poor_villages_met + check.poor_villages_not_met + check.poor_villages_unknown
        parts = check.poor_villages_met, check.poor_villages_unknown, None if check.villages_unrecorded else poor
    elif rule.indicator in RATE_PARTS and case.county is not None:
        low, over = indicator("county", rule.indicator).facts()
        parts = getattr(case.county, low.name), 0, getattr(case.county, over.name)
    else:
        return None
    sure, open_, whole = parts
    if sure is None or not whole or rule.threshold is None:
        return None
    return Interval(sure, open_, whole, rule.operator, rule.threshold)


def _doctors(case: RegionCase, rule: Rule) -> int:
    """How many doctors are missing: the least number with doctors × 1000 ≥ t × population (or >)."""
    people, has = (getattr(case.village, name, None) or 0 for name in ("rural_population", "doctors"))
    return least_part(people, rule.operator, (rule.threshold or Decimal()) / 10) - has


def _four_words(case: RegionCase, rule: Rule, outcome: bool | None) -> tuple[str, str]:
    """Gap and remedy of 户户四有: registered households from their facts, the others from the village's record."""
    lacking, unknown = case.check.four_lacking, case.check.four_unknown
    others = getattr(case.village, "other_lacking_four_households", None)
    if others is None:
        what = "村年度资料" if case.village is None else "非建档立卡户未达户户四有户数"
        return f"缺：{what}", f"补录{what}"
    if outcome is None:
        return f"{thousands(unknown)} 户未知", f"补录 {thousands(unknown)} 户的饮水、用电、广播电视、增收门路"
    many = shortfall(Decimal(lacking + others), rule.operator, rule.threshold or Decimal())
    also = f"，并且未知 {thousands(unknown)} 户都查实具备" if unknown else ""
    left = f"未齐的：建档立卡 {thousands(lacking)} 户、其他 {thousands(others)} 户"
    return f"多 {thousands(many)} 户", f"再有 {thousands(many)} 户补齐户户四有（{left}）{also}"


def gap_words(case: RegionCase, item: Indicator, rule: Rule, outcome: bool | None) -> str:
    """「多 11 人」, 「缺：卫生室个数」, 「还差 2 村」; "" where it is met."""
    if outcome:
        return ""
    if item.code == FOUR_HAVES:
        return _four_words(case, rule, outcome)[0]
    interval = interval_of(case, rule)
    if interval is not None:
        unit = _unit(rule.indicator)
        if outcome is None:
            return f"{thousands(interval.open)} {unit}未知"
        return f"{'多' if interval.ceiling else '还差'} {thousands(interval.excess)} {unit}"
    if outcome is None:
        return f"缺：{'、'.join(_missing(case, item))}"
    if item.code == DOCTORS:
        return f"还差 {_doctors(case, rule)} 人"
    if item.is_number:
        gap = _amount_gap(case, item, rule)
        return f"{'多' if rule.operator in ('<', '<=') else '还差'} {thousands(gap)} {item.unit}"
    return {"clinic_with_doctor": "没有卫生室或村医", "clinic": "没有卫生室", "culture_facility": "没有文化室"}.get(
        item.code, "未解决"
    )


def _unit(code: str) -> str:
    return {"poor_villages_met": "村"}.get(code, RATE_UNITS.get(code, "人"))


def _amount_gap(case: RegionCase, item: Indicator, rule: Rule) -> Decimal:
    value = Decimal(getattr(case.village, item.facts()[0].name, None) or 0)
    return shortfall(value, rule.operator, rule.threshold or Decimal())


def _fact_value(case: RegionCase, item: Indicator) -> str:
    """「是」, 「1 个」, 「卫生室 1 个、村医未填」."""
    if case.village is None:
        return "未填"
    parts = []
    facts = item.facts()
    for fact in facts:
        value = getattr(case.village, fact.name)
        words = {True: "是", False: "否", None: "未填"}[value] if value is None or isinstance(value, bool) else ""
        unit = "人" if fact.name == "doctors" else "个"
        words = words or f"{value} {unit}"
        parts.append(f"{fact.label.removesuffix('个数').removesuffix('人数')} {words}" if len(facts) > 1 else words)
    return "、".join(parts)


def _missing(case: RegionCase, item: Indicator) -> list[str]:
    """What keeps a criterion unknown, by name."""
    if item.code in INCIDENCES:
        found = []
        if case.check.rural_population is None:
            blank = case.blank_villages
            found.append("农业户籍人口数" if case.level == "village" else f"{blank} 个村的农业户籍人口数")
        elif case.check.rural_population == 0:
            found.append("农业户籍人口数（现为 0）")
        if item.code == "official_incidence" and case.check.official_poor is None:
            found.append("有户没填脱贫状态")
        return found
    if item.code == "poor_villages_met":
        return [f"{case.check.villages_unrecorded} 个村的年度资料"]
    record = case.county if CountyYear in item.sources() else case.village
    if record is None:
        return ["县年度资料" if CountyYear in item.sources() else "村年度资料"]
    blank_facts = [fact.label for fact in item.facts() if getattr(record, fact.name) is None]
    return blank_facts or [f"{fact.label}（现为 0）" for fact in item.facts() if getattr(record, fact.name) == 0]


def region_sentence(outcome: bool | None, rows: list[CriterionRow]) -> tuple[str, str]:
    """What is missing and how much, and the rest."""
    vetoes = [row for row in rows if row.kind == "veto"]
    short = [row for row in vetoes if row.outcome is False]
    blank = [row for row in vetoes if row.outcome is None]
    met = len(vetoes) - len(short) - len(blank)
    rest = f"其余 {met} 项达标。" if met else ""
    if outcome:
        return f"{len(vetoes)} 项全部达标", ""
    doubt = "；".join(f"{row.label}{_span(row)}" for row in blank)
    if outcome is None:
        return f"还判不了：{doubt}", rest
    words = "；".join(f"{row.label}：{row.gap}" for row in short)
    count = "差一项" if len(short) == 1 else f"差 {len(short)} 项"
    return f"{count}：{words}", (f"另有未知：{doubt}。" if blank else "") + rest


def lack_words(row: CriterionRow) -> str:
    """A deciding criterion that is not met, or not known, in one phrase: 「未达标：危房户数（多 2 户）」."""
    if row.outcome is False:
        return f"未达标：{row.label}（{row.gap}）"
    return f"未知：{row.label}{_span(row)}"


def _span(row: CriterionRow) -> str:
    """An interval that lies across its threshold is said as such; what is blank as missing."""
    if "–" in row.value:
        return f"在 {row.value.replace(' ', '')} 之间，跨过 {''.join(row.threshold.split(' ')[1:])} 的线（{row.gap}）"
    return f"（{row.gap}）"


def region_remedies(case: RegionCase) -> list[Remedy]:
    """What would decide or flip each deciding criterion that is not met."""
    found = []
    for place, rule in enumerate(case.standard.rules):
        outcome = case.verdict.outcomes[place]
        if rule.kind == "veto" and outcome is not True:
            found.append(_remedy(case, indicator(case.level, rule.indicator), rule, outcome))
    return found


def _remedy(case: RegionCase, item: Indicator, rule: Rule, outcome: bool | None) -> Remedy:
    name = criterion_name(case.level, rule)
    if item.code == FOUR_HAVES:
        return Remedy(outcome, _four_words(case, rule, outcome)[1], "", item.code, "")
    interval = interval_of(case, rule)
    if interval is not None:
        return _interval_remedy(interval, rule, name)
    if outcome is None:
        what = "、".join(_missing(case, item))
        return Remedy(
            None, f"补录{' ' if what[:1].isdigit() else ''}{what}", f"{name}：补录后自动重新判定。", item.code, "补录"
        )
    if item.code == DOCTORS:
        return Remedy(False, f"再配备 {_doctors(case, rule)} 名村医", "", item.code, "")
    if item.is_number:
        gap = thousands(_amount_gap(case, item, rule))
        less = rule.operator in ("<", "<=")
        return Remedy(False, f"{item.label}再{'减少' if less else '增加'} {gap} {item.unit}", "", item.code, "")
    return Remedy(False, REMEDIES.get(item.code, f"解决{name}"), "", item.code, "")


def _interval_remedy(interval: Interval, rule: Rule, name: str) -> Remedy:
    unit = _unit(rule.indicator)
    limit, rate = thousands(max(interval.limit, 0)), f"{interval.limit_rate:.2f}"
    side = (
        f"{'最多' if interval.ceiling else '至少'} {limit} {unit}（{limit} ÷ {thousands(interval.whole)} ＝ {rate}%）"
    )
    if interval.outcome is None:
        good, bad = thousands(interval.good), thousands(interval.bad)
        return Remedy(
            None,
            f"未知 {thousands(interval.open)} {unit}中查实达标 ≥ {good} {unit}，本项达标；查实未达标 ≥ {bad} {unit}，"
            "本项未达标",
            f"{name}达标线：{side}。",
            rule.indicator,
            "",
        )
    also = f"，并且未知 {thousands(interval.open)} {unit}都查实达标" if interval.open else ""
    excess = thousands(interval.excess)
    if rule.indicator in RATE_PARTS:
        word = RATE_PARTS[rule.indicator]
        title = f"{word}再{'减少' if interval.ceiling else '增加'} {excess} {unit}"
    elif rule.indicator == "official_incidence":
        title = f"登记状态再有 {excess} 人脱贫"
    else:
        title = f"未达标的再有 {excess} {unit}达标{also}"
    return Remedy(False, title, f"{name}达标线：{side}。", rule.indicator, "")
