"""A household's verdict explained: criterion by criterion, where each fact comes from, and what would flip it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assessment.explain.members import member_truths
from assessment.explain.timeline import TimelineEntry, household_timeline
from assessment.explain.words import (
    MEMBER_COUNTS,
    MEMBER_FACTS,
    MEMBER_REMEDIES,
    REMEDIES,
    join_names,
    shortfall,
    threshold_words,
    value_words,
)
from assessment.indicators import Indicator, indicator
from assessment.selectors import Rule, StandardVersion, standard_versions
from core.accounts.scope import Scope
from core.accounts.selectors import names_of
from core.audit.models import Sourced
from core.changes.selectors import pending_for
from core.dictionaries.selectors import label
from core.web.formats import thousands, yuan
from households.models import Household, HouseholdVerdict, HouseholdYear, MemberYear
from villages.models import VillageCheck

SOURCE_WORDS = {"form": "表单录入", "import": "导入", "api": "接口", "carry": "上年结转"}
INCOME_FIELDS = (
    "wage_income", "business_income", "property_income", "family_planning_grant", "subsistence_allowance",
    "destitute_allowance", "pension_income", "eco_compensation", "transfer_other", "business_cost",
)  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """Who wrote the fact, when, and where it was taken from (form, or file row)."""

    who: str
    at: datetime | None
    where: str


@dataclass(frozen=True)
class CriterionRow:
    """One line of the table. ``gap`` says what is short or missing; ``fix`` names the form's field or section."""

    label: str
    kind: str
    outcome: bool | None
    value: str
    threshold: str
    gap: str
    origin: Origin | None
    fix: str


@dataclass(frozen=True)
class Remedy:
    """One change that the verdict needs: what, and the arithmetic or the consequence."""

    outcome: bool | None
    title: str
    detail: str
    fix: str


@dataclass(frozen=True)
class Explanation:
    """Everything that the tab 退出评估 shows. ``verdict`` None: no standard, no member, or not computed yet."""

    household: Household
    year: int
    facts: HouseholdYear | None
    verdict: HouseholdVerdict | None
    standard: StandardVersion | None
    checked_at: datetime | None
    pending: bool
    sentence: str
    detail: str
    rows: list[CriterionRow] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    incomes: list[tuple[str, Decimal | None]] = field(default_factory=list)
    timeline: list[TimelineEntry] = field(default_factory=list)


def explain_household(*, scope: Scope, code: str, year: int) -> Explanation | None:
    """The explanation of a household in scope; None when there is no such household."""
    household = Household.objects.within(scope).filter(code=code).first()
    if household is None:
        return None
    facts = HouseholdYear.objects.within(scope).filter(household=household, year=year).first()
    verdict = HouseholdVerdict.objects.within(scope).filter(household=household, year=year).first()
    checked = VillageCheck.objects.filter(area=household.area, year=year).values_list("checked_at", flat=True).first()
    pending = pending_for(household.area, year)
    timeline = household_timeline(household.pk)
    if verdict is None:
        sentence = "计算中" if pending else _no_verdict(household, year)
        return Explanation(
            household,
            year,
            facts,
            None,
            None,
            checked,
            pending,
            sentence,
            "",
            timeline=timeline,
            incomes=_incomes(facts),
        )
    standard = standard_versions([verdict.standard])[verdict.standard]
    writer = _Writer(household, facts, verdict, standard, scope)
    rows = writer.rows()
    sentence, detail = _sentence(verdict.outcome, rows)
    return Explanation(
        household, year, facts, verdict, standard, checked, pending, sentence, detail, rows, writer.remedies,
        _incomes(facts), timeline,
    )  # fmt: skip


def _no_verdict(household: Household, year: int) -> str:
    if household.closed_year is not None and household.closed_year <= year:
        return f"本户已于 {household.closed_year} 年注销，不再判定"
    return f"本户 {year} 年度没有家庭成员，或本地区没有已发布的退出标准，不作判定"


def _incomes(facts: HouseholdYear | None) -> list[tuple[str, Decimal | None]]:
    """The income block as it adds up: wage, business, property, the six transfers together, minus cost."""
    if facts is None:
        return []
    parts = [getattr(facts, name) for name in INCOME_FIELDS]
    transfers = None if None in parts[3:9] else sum(parts[3:9], Decimal())
    return [
        ("工资性收入", parts[0]),
        ("生产经营性收入", parts[1]),
        ("财产性收入", parts[2]),
        ("转移性收入（6 项）", transfers),
        ("减：生产经营性支出", None if parts[9] is None else -parts[9]),
    ]


def _sentence(outcome: bool | None, rows: list[CriterionRow]) -> tuple[str, str]:
    vetoes = [row for row in rows if row.kind == "veto"]
    short = [row for row in vetoes if row.outcome is False]
    blank = [row for row in vetoes if row.outcome is None]
    met = len(vetoes) - len(short) - len(blank)
    unknown = f"{len(blank)} 项未知：{'；'.join(f'{row.label}（{row.gap}）' for row in blank)}"
    if outcome is None:
        return f"还判不了，{unknown}", f"其余 {met} 项达标。"
    if outcome:
        return f"{met} 项全部达标", ""
    count = "差一项" if len(short) == 1 else f"差 {len(short)} 项"
    words = f"{count}：{'；'.join(f'{row.label}{row.gap}' for row in short)}"
    return words, (f"另有 {unknown}。" if blank else "") + f"其余 {met} 项达标。"


class _Writer:
    """Builds the rows and the remedies of one verdict; asks the members once."""

    def __init__(
        self,
        household: Household,
        facts: HouseholdYear | None,
        verdict: HouseholdVerdict,
        standard: StandardVersion,
        scope: Scope,
    ) -> None:
        self.household, self.facts, self.verdict, self.standard = household, facts, verdict, standard
        self.remedies: list[Remedy] = []
        self.members = member_truths(household.pk, verdict.year, standard.rules)
        records = MemberYear.objects.within(scope).filter(household=household, year=verdict.year)
        newest = records.order_by("-updated_at", "-id").first()
        self._names = names_of([item.updated_by for item in (facts, newest) if item])
        self._household_origin = self._origin(facts, "年度资料")
        self._member_origin = self._origin(newest, "成员资料")

    def _origin(self, record: Sourced | None, what: str) -> Origin | None:
        if record is None:
            return None
        who = self._names.get(record.updated_by or 0, "系统")
        where = SOURCE_WORDS.get(record.source, record.source)
        if record.source == "import" and record.batch:
            where = f"导入批次 {record.batch}" + (f" 第 {record.row} 行" if record.row else "")
        return Origin(f"{what} · {who}", record.updated_at, where)

    def rows(self) -> list[CriterionRow]:
        return [self._row(place, rule) for place, rule in enumerate(self.standard.rules)]

    def _row(self, place: int, rule: Rule) -> CriterionRow:
        item = indicator("household", rule.indicator)
        outcome, value = self.verdict.outcomes[place], self.verdict.values[place]
        name = rule.label or item.label
        threshold = threshold_words(item, rule, self.verdict.line)
        if item.is_number:
            words, gap, fix = value_words(item, value, value), self._income_gap(item, rule, value, outcome), "income"
            origin = self._household_origin
        elif rule.indicator in MEMBER_FACTS:
            words, gap = self._member_words(rule.indicator, outcome)
            origin, fix = self._member_origin, "members"
            threshold = threshold_words(item, rule, None)
        else:
            words, gap, fix = self._fact_words(item, outcome)
            origin = self._household_origin
        if rule.kind == "veto" and outcome is not True:
            self._remedy(item, rule, outcome, name, value, fix)
        return CriterionRow(name, rule.kind, outcome, words, threshold, gap, origin, fix)

    def _missing_income(self) -> list[str]:
        if self.facts is None:
            return ["年度资料"]
        meta = HouseholdYear._meta
        return [str(meta.get_field(n).verbose_name) for n in INCOME_FIELDS if getattr(self.facts, n) is None]  # type: ignore[union-attr]

    def _income_gap(self, item: Indicator, rule: Rule, value: Decimal | None, outcome: bool | None) -> str:
        if outcome is None:
            missing = self._missing_income()
            if len(missing) == len(INCOME_FIELDS):
                return "缺：年度收入"
            return f"缺：{'、'.join(missing) or '标准线或当地平均收入'}"
        if outcome or value is None:
            return ""
        if item.unit == "元" and self.verdict.line is not None:
            return f"还差 {thousands(shortfall(value, rule.operator, self.verdict.line))} 元"
        return f"还差 {(rule.threshold or Decimal()) - value:.2f} 个百分点"

    def _fact_words(self, item: Indicator, outcome: bool | None) -> tuple[str, str, str]:
        names = [fact.name for fact in item.facts() if fact.source.model is HouseholdYear]
        fix = names[0] if len(names) == 1 else {"safe_housing": "is_dangerous_house"}.get(item.code, "income")
        if self.facts is None:
            return "未填", "缺：年度资料", fix
        if item.code == "safe_housing":
            if self.facts.danger_level:
                return label("danger_level", self.facts.danger_level), "" if outcome else "是危房", fix
            words = {True: "危房", False: "非危房", None: "未填"}[self.facts.is_dangerous_house]
            return words, {True: "", False: "是危房", None: "缺：是否危房户或危房级别"}[outcome], fix
        if item.code == "income_source":
            return (
                {True: "有", False: "没有", None: "未填"}[outcome],
                {None: "缺：收入", False: "没有收入"}.get(outcome, ""),
                fix,
            )
        words = {True: "是", False: "否", None: "未填"}[getattr(self.facts, names[0])]
        return words, {True: "", False: "未解决", None: "缺：" + item.label}[outcome], fix

    def _member_words(self, code: str, outcome: bool | None) -> tuple[str, str]:
        truths = self.members.of(code)
        done, open_, blank = MEMBER_COUNTS[code]
        concerned = [item for item in truths if item.concerned]
        if not concerned:
            return ("无适龄人口" if code == "compulsory_education" else "无应保人口"), ""
        parts = [
            f"{len(found)} 人{word}"
            for wanted, word in ((True, done), (False, open_), (None, blank))
            if (found := [item for item in concerned if item.truth is wanted])
        ]
        names = join_names([item.name for item in concerned if item.truth is outcome])
        gap = {True: "", False: f"：{names} {open_}", None: f"缺：{names} {MEMBER_FACTS[code]}"}[outcome]
        if outcome is None and self.facts is None:
            gap = "缺：年度资料"
        return "，".join(parts), gap

    def _remedy(
        self, item: Indicator, rule: Rule, outcome: bool | None, name: str, value: Decimal | None, fix: str
    ) -> None:
        if item.code == "income_above_line" and outcome is False and self.verdict.line is not None:
            income, members, line = self.verdict.income or Decimal(), self.verdict.members, self.verdict.line
            more = shortfall(income, rule.operator, line * members)
            detail = (
                f"现 {yuan(income)} 元 ÷ {members} 人＝{yuan(value)} 元；须超过 {thousands(line)} 元，"
                f"即全家至少 {thousands((income + more).to_integral_value())} 元"
            )
            self.remedies.append(Remedy(False, f"全家纯收入再增 {thousands(more)} 元", detail, fix))
        elif outcome is None:
            what = self._row_gap(item, rule)
            self.remedies.append(Remedy(None, f"补录{what}", "补录后自动重新判定。", fix))
        elif item.code in MEMBER_REMEDIES:
            names = join_names([m.name for m in self.members.of(item.code) if m.truth is False])
            self.remedies.append(Remedy(False, MEMBER_REMEDIES[item.code].format(names=names), "", fix))
        else:
            self.remedies.append(Remedy(False, REMEDIES.get(item.code, f"解决{name}"), "", fix))

    def _row_gap(self, item: Indicator, rule: Rule) -> str:
        if item.is_number:
            return self._income_gap(item, rule, None, None).removeprefix("缺：")
        if rule.indicator in MEMBER_FACTS:
            return self._member_words(rule.indicator, None)[1].removeprefix("缺：")
        return self._fact_words(item, None)[1].removeprefix("缺：")


__all__ = ["CriterionRow", "Explanation", "Origin", "Remedy", "explain_household"]
