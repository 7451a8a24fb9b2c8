"""A household's verdict explained: criterion by criterion, where each fact comes from, and what would flip it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from assessment.explain.criteria import Case, CriterionRow, Origin, Remedy, criterion_rows, remedies, sentence
from assessment.explain.members import MemberTruths, member_truths
from assessment.explain.origins import origin_of, writers_of
from assessment.explain.recognised import beside
from assessment.explain.timeline import TimelineEntry, household_timeline
from assessment.explain.words import EVERYDAY, MEMBER_FACTS
from assessment.pending import Waiting, waiting
from assessment.selectors import StandardVersion, standard_versions
from core.accounts.scope import Scope
from core.regions.codes import Level, ancestor
from households.models import Household, HouseholdVerdict, HouseholdYear, MemberYear
from households.rules import INCOME_FIELDS
from villages.models import CountyYear, VillageCheck
from villages.selectors import recognised_household_criteria

# An ordinary household is in the register for monitoring and is no subject (households.standing).
ORDINARY = "一般农户（未建档立卡），不参加退出评估"
LOCAL_AVERAGE = "income_half_local_average"


@dataclass(frozen=True)
class Explanation:
    """Everything that the tab 退出评估 shows. ``verdict`` None: no standard, no member, or not computed yet.

    ``met_words`` are the criteria that are met, as one says them at the door.
    """

    household: Household
    year: int
    facts: HouseholdYear | None
    verdict: HouseholdVerdict | None
    standard: StandardVersion | None
    checked_at: datetime | None
    waiting: Waiting
    sentence: str
    detail: str
    rows: list[CriterionRow] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    incomes: list[tuple[str, Decimal | None]] = field(default_factory=list)
    net_income: Decimal | None = None
    timeline: list[TimelineEntry] = field(default_factory=list)
    met_words: list[str] = field(default_factory=list)

    @property
    def pending(self) -> bool:
        """Whether this household's village will be computed again."""
        return not self.ordinary and self.waiting.concerns_village(self.household.area)

    @property
    def ordinary(self) -> bool:
        """Whether it is 一般农户 in this year: there is nothing to wait for."""
        return not self.household.registered_in(self.year)

    @property
    def vetoes(self) -> list[CriterionRow]:
        return [row for row in self.rows if row.kind == "veto"]

    @property
    def plain_verdict(self) -> str:
        """The verdict in everyday words."""
        if self.verdict is None:
            return self.sentence
        words = {True: "这户已经达标", False: "这户现在还不能算达标", None: "这户还判不了，资料没填全"}
        return words[self.verdict.outcome]


def explain_household(*, scope: Scope, code: str, year: int) -> Explanation | None:
    """The explanation of a household in scope; None when there is no such household."""
    household = Household.objects.within(scope).filter(code=code).first()
    if household is None:
        return None
    facts = HouseholdYear.objects.within(scope).filter(household=household, year=year).first()
    verdict = HouseholdVerdict.objects.within(scope).filter(household=household, year=year).first()
    checked = VillageCheck.objects.filter(area=household.area, year=year).values_list("checked_at", flat=True).first()
    pending = waiting(household.area, year)
    incomes = income_lines(facts)
    bare = Explanation(
        household,
        year,
        facts,
        None,
        None,
        checked,
        pending,
        "计算中" if pending and household.registered_in(year) else _no_verdict(household, year),
        "",
        incomes=incomes,
        net_income=_sum([amount for _, amount in incomes]),
        timeline=household_timeline(household.pk),
    )
    if verdict is None:
        return bare
    standard = standard_versions([verdict.standard])[verdict.standard]
    truths = member_truths([household.pk], year, standard.rules).get(household.pk, MemberTruths())
    case = Case(verdict, standard, facts, truths, _average(household.area, year, standard))
    single = recognised_household_criteria([household.pk], year, timezone.localdate()).get(household.pk, {})
    rows = _with_origins(beside(criterion_rows(case), single), household, facts, scope, year)
    words, detail = sentence(verdict.outcome, rows)
    return replace(
        bare,
        verdict=verdict,
        standard=standard,
        sentence=words,
        detail=detail,
        rows=rows,
        remedies=remedies(case),
        met_words=_met_words(rows),
    )


def _no_verdict(household: Household, year: int) -> str:
    if household.closed_year is not None and household.closed_year <= year:
        return f"本户已于 {household.closed_year} 年注销，不再判定"
    if not household.registered_in(year):
        return ORDINARY
    return f"本户 {year} 年度没有家庭成员，或本地区没有已发布的退出标准，不作判定"


def _average(area: int, year: int, standard: StandardVersion) -> Decimal | None:
    if all(rule.indicator != LOCAL_AVERAGE for rule in standard.rules):
        return None
    county = CountyYear.all_rows.filter(area=ancestor(area, Level.COUNTY), year=year)
    return county.values_list("rural_income_per_head", flat=True).first()


def income_lines(facts: HouseholdYear | None) -> list[tuple[str, Decimal | None]]:
    """The income block as it adds up: wage, business, property, the six transfers together, minus cost."""
    if facts is None:
        return []
    parts: list[Decimal | None] = [getattr(facts, name) for name in INCOME_FIELDS]
    return [
        ("工资性收入", parts[0]),
        ("生产经营性收入", parts[1]),
        ("财产性收入", parts[2]),
        ("转移性收入（6 项）", _sum(parts[3:9])),
        ("减：生产经营性支出", None if parts[9] is None else -parts[9]),
    ]


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) if known and len(known) == len(amounts) else None


def _with_origins(
    rows: list[CriterionRow], household: Household, facts: HouseholdYear | None, scope: Scope, year: int
) -> list[CriterionRow]:
    """Each row with the record that its fact stands in: the household's, or the newest one of its members."""
    members = MemberYear.objects.within(scope).filter(household=household, year=year)
    newest = members.order_by("-updated_at", "-id").first()
    writers = writers_of([facts, newest])
    origins: dict[bool, Origin | None] = {
        False: origin_of(facts, "年度资料", writers, "户"),
        True: origin_of(newest, "成员资料", writers, "人"),
    }
    return [replace(row, origin=origins[row.code in MEMBER_FACTS]) for row in rows]


def _met_words(rows: list[CriterionRow]) -> list[str]:
    """Short words of what is met; pairs that belong together stand together (吃穿不愁, 通电、通广播电视)."""
    met = {row.code: row for row in rows if row.kind == "veto" and row.outcome}
    words: list[str] = []
    if {"food", "clothing"} <= met.keys():
        words.append("吃穿不愁（2 项）")
        met = {code: row for code, row in met.items() if code not in ("food", "clothing")}
    if {"power", "tv"} <= met.keys():
        words.append("通电、通广播电视")
        met = {code: row for code, row in met.items() if code not in ("power", "tv")}
    for code, row in met.items():
        said = EVERYDAY.get(code, row.label)
        words.append(f"{said}（{row.value}）" if code == "safe_housing" else said)
    return words
