"""The papers of an exit, filled from the facts: 脱贫验收表, 人均纯收入统计表, 户主确认书."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils import timezone

from assessment.explain.blocking import averages_of
from assessment.explain.criteria import Case as Judged
from assessment.explain.criteria import CriterionRow, criterion_rows
from assessment.explain.members import MemberTruths, member_truths
from assessment.explain.recognised import beside
from assessment.selectors import StandardVersion, standard_versions
from core.accounts.scope import Scope
from core.procedures.models import Case
from core.regions.codes import Level, ancestor
from core.regions.selectors import full_name
from households.facts import HOUSEHOLD_BY_NAME
from households.models import Household, HouseholdVerdict, HouseholdYear
from households.rules import INCOME_FIELDS, net_income
from villages.selectors import recognised_household_criteria

NUMBERED: Final = ("一", "二", "三", "四")
COST: Final = INCOME_FIELDS[-1]
# The four kinds of income as the statistics sheet numbers them.
GROUPS: Final = (
    ("工资性收入", INCOME_FIELDS[:1]),
    ("生产经营性收入", INCOME_FIELDS[1:2]),
    ("财产性收入", INCOME_FIELDS[2:3]),
    ("转移性收入", INCOME_FIELDS[3:9]),
)


@dataclass(frozen=True)
class IncomeLine:
    """A line of the statistics sheet; ``whole`` is a sum of the lines below it."""

    number: str
    label: str
    amount: Decimal | None
    whole: bool = True


@dataclass(frozen=True)
class Sheet:
    """Everything that one household's papers say; what is not known stays None and is printed as a blank."""

    case: Case
    household: Household
    facts: HouseholdYear | None
    place: str
    members: int | None
    verdict: HouseholdVerdict | None
    standard: StandardVersion | None
    rows: list[CriterionRow] = field(default_factory=list)
    incomes: list[IncomeLine] = field(default_factory=list)
    net: Decimal | None = None

    @property
    def per_head(self) -> Decimal | None:
        return self.net / self.members if self.net is not None and self.members else None

    @property
    def line(self) -> Decimal | None:
        return self.verdict.line if self.verdict else None

    @property
    def judged_at(self) -> datetime | None:
        return self.verdict.changed_at if self.verdict else None


def sheets_of(*, scope: Scope, cases: Sequence[Case]) -> list[Sheet]:
    """The papers of cases of one year, in the order of the cases, read in sets."""
    if not cases:
        return []
    year, ids = cases[0].year, [case.subject_id for case in cases]
    households = {row.pk: row for row in Household.objects.within(scope).filter(pk__in=ids)}
    facts = {row.household_id: row for row in HouseholdYear.objects.within(scope).filter(household__in=ids, year=year)}
    verdicts = {
        row.household_id: row for row in HouseholdVerdict.objects.within(scope).filter(household__in=ids, year=year)
    }
    standards = standard_versions({row.standard for row in verdicts.values()})
    truths: dict[int, MemberTruths] = {}
    for number, standard in standards.items():
        of_it = [pk for pk, row in verdicts.items() if row.standard == number]
        truths |= member_truths(of_it, year, standard.rules)
    single = recognised_household_criteria(ids, year, timezone.localdate())
    averages = averages_of(verdicts.values(), year)
    places = {area: full_name(area, ancestor(area, Level.CITY)) for area in {row.area for row in households.values()}}
    found = []
    for case in cases:
        household, verdict = households.get(case.subject_id), verdicts.get(case.subject_id)
        if household is None:
            continue
        record = facts.get(household.pk)
        version = standards.get(verdict.standard) if verdict else None
        rows: list[CriterionRow] = []
        if verdict and version:
            average = averages.get(ancestor(household.area, Level.COUNTY))
            judged = Judged(verdict, version, record, truths.get(household.pk, MemberTruths()), average)
            rows = beside(criterion_rows(judged), single.get(household.pk, {}))
        found.append(
            Sheet(
                case,
                household,
                record,
                places[household.area],
                verdict.members if verdict else None,
                verdict,
                version,
                rows,
                income_lines(record),
                net_income({name: getattr(record, name, None) for name in INCOME_FIELDS}),
            )
        )
    return found


def income_lines(facts: HouseholdYear | None) -> list[IncomeLine]:
    """The statistics sheet: four kinds of income with their parts, then the cost that is subtracted."""
    found = []
    for number, (label, names) in zip(NUMBERED, GROUPS, strict=True):
        amounts = [getattr(facts, name, None) for name in names]
        known = [amount for amount in amounts if amount is not None]
        found.append(
            IncomeLine(number, label, sum(known, Decimal(0)) if known and len(known) == len(amounts) else None)
        )
        if len(names) > 1:
            found += [
                IncomeLine(str(place), HOUSEHOLD_BY_NAME[name].label, amount, whole=False)
                for place, (name, amount) in enumerate(zip(names, amounts, strict=True), 1)
            ]
    found.append(IncomeLine("五", "减：生产经营性支出", getattr(facts, COST, None)))
    return found
