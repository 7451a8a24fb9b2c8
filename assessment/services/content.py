"""What a standard says, and whether it may be released: the same rules for a file and for a draft made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from assessment.compile import outcome_of
from assessment.indicators import LEVEL_LABELS, UnknownIndicatorError, indicator
from assessment.kleene import NotCompilableError
from assessment.models import Criterion, PovertyLine, Standard
from assessment.selectors import Rule, StandardVersion
from core.regions.codes import COUNTRY

# Two releases that overlap must not pass each other: whoever releases holds this lock to the commit.
_RELEASE_LOCK = 0x7374616E64


class StandardRefusedError(ValueError):
    """A file of standards or a release is refused as a whole; the message says which standard and why."""


@dataclass(frozen=True)
class Content:
    """A standard without its life: equal contents decide equally."""

    code: str
    level: str
    region: int
    first_year: int
    last_year: int
    document: str
    rules: tuple[Rule, ...]

    def overlaps(self, other: Content) -> bool:
        return (
            (self.level, self.region) == (other.level, other.region)
            and self.first_year <= other.last_year
            and other.first_year <= self.last_year
        )


def content_of(row: Standard, version: StandardVersion) -> Content:
    """The content of a stored standard."""
    return Content(row.code, row.level, row.region, row.first_year, row.last_year, row.document, version.rules)


def overlap_words(content: Content, other: Content) -> str:
    """The sentence that refuses two standards of one level, region and year."""
    place = "全国" if content.region == COUNTRY else f"{content.region:012d}"
    return f"标准 {content.code} 与 {other.code} 的年度重叠（{LEVEL_LABELS[content.level]}级，{place}）"


def problems(level: str, rules: Sequence[Rule]) -> list[str]:
    """Every reason against a release that lies in the criteria, each naming its row."""
    found = []
    for number, rule in enumerate(rules, 1):
        try:
            outcome_of(level, rule)
        except (UnknownIndicatorError, NotCompilableError) as error:
            found.append(f"第 {number} 行「{_name(level, rule)}」：{error}")
    if not any(rule.kind == "veto" for rule in rules):
        found.append("没有否决项（veto）：至少要有一条决定达标与否的条目")
    return found


def _name(level: str, rule: Rule) -> str:
    try:
        return rule.label or indicator(level, rule.indicator).label
    except UnknownIndicatorError:
        return rule.label or rule.indicator


def one_release_at_a_time() -> None:
    """Wait for any other release; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RELEASE_LOCK])


def store_rules(standard: Standard, rules: Sequence[Rule]) -> None:
    """The criteria of a standard that has none, in their order."""
    Criterion.objects.bulk_create(
        Criterion(
            standard=standard,
            order=order,
            indicator=rule.indicator,
            kind=rule.kind,
            operator=rule.operator,
            threshold=rule.threshold,
            threshold_from=rule.threshold_from,
            label=rule.label,
        )
        for order, rule in enumerate(rules, 1)
    )


def store_line(region: int, year: int, purpose: str, amount: Decimal, source: str) -> None:
    """Make a line hold from now on; the same values again write nothing."""
    line, created = PovertyLine.objects.get_or_create(
        region=region, year=year, purpose=purpose, defaults={"amount": amount, "source": source}
    )
    if not created and (line.amount, line.source) != (amount, source):
        line.amount, line.source = amount, source
        line.save(update_fields=["amount", "source"])
