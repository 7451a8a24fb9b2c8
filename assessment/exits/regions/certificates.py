"""What departments certify of a region's indicators: which sector which one, what is there, and what contradicts.

A certificate is about the value that its department saw; when the value changes, the department is asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessment.exits.regions.readiness import Readiness, county_readiness, village_readiness
from assessment.explain.criteria import CriterionRow
from core.accounts.models import Post
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.dictionaries.selectors import labels
from core.procedures.models import Case, Entry
from core.procedures.selectors import definition_of, open_cases
from core.regions.codes import area_range
from villages.models import RegionCertificate

CODES = ("village_exit", "county_exit")
GUARD = "region_certified"
# Who certifies what the policy leaves open: the poverty office itself.
OWN_SECTOR = "poverty"
# Who says what no department can certify.
ASSESSMENT = "专项评估检查"
VALUE_LENGTH = 120
WORDS = {True: "达标", False: "未达标", None: "未知"}


@dataclass(frozen=True)
class Line:
    """One deciding criterion of a case beside what its department certified (None: nothing yet).

    ``sector`` is "" for what no department certifies: the figures that the special assessment finds out.
    """

    row: CriterionRow
    sector: str
    department: str
    certificate: RegionCertificate | None

    @property
    def contradiction(self) -> str:
        """「危房户数：系统判定未达标，县住建局认定达标」; "" where both say the same or one says nothing."""
        paper = self.certificate
        if paper is None or self.row.stands is None or paper.certified == self.row.stands:
            return ""
        told = self.row.recognised.words if self.row.recognised else f"系统判定{WORDS[self.row.outcome]}"
        return f"{self.row.label}：{told}，{paper.office}认定{WORDS[paper.certified]}"

    @property
    def stale(self) -> str:
        """「危房户数：县住建局认定后由 0 户变为 2 户，须重新认定」; "" while the value is what the department saw."""
        paper = self.certificate
        if paper is None or paper.value in ("", self.row.value[:VALUE_LENGTH]):
            return ""
        return f"{self.row.label}：{paper.office}认定后由 {paper.value} 变为 {self.row.value}，须重新认定"

    @property
    def lack(self) -> str:
        """Why this line holds the case up, "" when it does not."""
        if not self.sector:
            return ""
        if self.certificate is None:
            return f"{self.row.label}：{self.department}还没有认定"
        if self.contradiction or self.stale:
            return self.contradiction or self.stale
        return "" if self.certificate.certified else f"{self.row.label}：{self.certificate.office}认定未达标"


def readiness_of(cases: Iterable[Case]) -> dict[int, Readiness]:
    """Case id → readiness of its region; cases of one year and kind together."""
    groups: dict[tuple[str, int], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.subject_type, case.year), []).append(case)
    found: dict[int, Readiness] = {}
    for (kind, year), group in groups.items():
        read = village_readiness if kind == "village" else county_readiness
        ready = read([case.subject_id for case in group], year)
        found |= {case.pk: ready[case.subject_id] for case in group}
    return found


def sectors_of(case: Case) -> Mapping[str, str]:
    """Indicator → sector, as the case's own policy has it (``certificates`` in data/procedures/*_exit.json)."""
    found: Mapping[str, str] = case.round.policy.definition.get("certificates", {})
    return found


def states_of(case: Case) -> set[str]:
    """The states in which departments certify: those from which a step leads that asks for it."""
    definition = definition_of(case.round.policy_id)
    return {state for step in definition.steps if GUARD in step.guards for state in step.source}


def lines_of(cases: Sequence[Case], ready: Mapping[int, Readiness] | None = None) -> dict[int, list[Line]]:
    """Case id → its deciding criteria in the order of the standard, with their valid certificates."""
    known = readiness_of(cases) if ready is None else ready
    papers = valid_papers([case.pk for case in cases])
    names = dict(labels("sector"))
    found: dict[int, list[Line]] = {}
    for case in cases:
        sectors = sectors_of(case)
        found[case.pk] = [
            Line(row, sector, names.get(sector, sector) or ASSESSMENT, papers.get((case.pk, row.code)))
            for row in known[case.pk].vetoes
            for sector in (sectors.get(row.code, OWN_SECTOR),)
        ]
    return found


def valid_papers(case_ids: Collection[int]) -> dict[tuple[int, str], RegionCertificate]:
    """(case, indicator) → the certificate that counts: not withdrawn, and given after the case was last sent back."""
    back: dict[int, datetime] = {}
    for case_id, at in Entry.objects.filter(case__in=list(case_ids), decision="back").values_list("case_id", "at"):
        back[case_id] = max(at, back.get(case_id, at))
    rows = RegionCertificate.objects.within(SYSTEM_SCOPE).filter(case__in=list(case_ids), withdrawn_at=None)
    return {(row.case_id, row.indicator): row for row in rows if row.case_id not in back or row.at > back[row.case_id]}


def papers_of(scope: Scope, case: Case) -> list[RegionCertificate]:
    """Every certificate of a case, withdrawn ones too, newest first."""
    return list(RegionCertificate.objects.within(scope).filter(case=case).order_by("-id"))


def sector_of(post: Post | None) -> str:
    """Which sector a post certifies for; "" for none. The county's poverty office certifies its own indicators."""
    if post is None:
        return ""
    if post.role == Role.COUNTY:
        return OWN_SECTOR
    return post.sector if post.role == Role.DEPARTMENT else ""


def cases_to_certify(scope: Scope, area: int, year: int) -> list[Case]:
    """The running cases of a place that stand where departments certify, by region."""
    low, high = area_range(area)
    rows = open_cases(scope).filter(code__in=CODES, year=year, area__gte=low, area__lt=high)
    return [case for case in rows.order_by("area", "id") if case.state in states_of(case)]
