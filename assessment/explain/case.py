"""What the explanations of a household are made of: the case, its rows, and the changes that it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assessment.explain.members import MemberTruths
from assessment.selectors import Rule, StandardVersion
from households.models import HouseholdVerdict, HouseholdYear
from villages.models import Recognition

NO_RECORD = "年度资料"


@dataclass(frozen=True)
class Origin:
    """Who wrote the fact, when, and where it was taken from (form, or file row)."""

    who: str
    at: datetime | None
    where: str


@dataclass(frozen=True)
class CriterionRow:
    """One line of the table. ``gap`` says what is short or missing; ``fix`` names the form's field or section.

    ``recognised`` is the human decision about this very criterion that counts; ``outcome`` stays what is computed.
    """

    code: str
    label: str
    kind: str
    outcome: bool | None
    value: str
    threshold: str
    gap: str
    fix: str
    origin: Origin | None = None
    recognised: Recognition | None = None

    @property
    def stands(self) -> bool | None:
        """What counts in an exit: the human decision where there is one, else what is computed."""
        return self.outcome if self.recognised is None else not self.recognised.against


@dataclass(frozen=True)
class Remedy:
    """One change that the verdict needs: what, the arithmetic or the consequence, and the same in a few words.

    ``plain`` is how one says it at the door; ``amount`` the yuan that the household's income must grow by.
    """

    outcome: bool | None
    title: str
    detail: str
    fix: str
    short: str
    plain: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True)
class Case:
    """A verdict with the facts behind it. ``average`` is the county's, where the standard compares with it."""

    verdict: HouseholdVerdict
    standard: StandardVersion
    facts: HouseholdYear | None
    members: MemberTruths = field(default_factory=MemberTruths)
    average: Decimal | None = None

    def vetoes(self) -> list[tuple[Rule, bool | None]]:
        """The deciding criteria with their outcomes."""
        pairs = zip(self.standard.rules, self.verdict.outcomes, strict=True)
        return [(rule, outcome) for rule, outcome in pairs if rule.kind == "veto"]

    def threshold(self, rule: Rule) -> Decimal | None:
        """The number that a rule compares with."""
        return self.verdict.line if rule.threshold_from else rule.threshold
