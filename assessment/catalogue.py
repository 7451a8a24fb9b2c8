"""The standards and poverty lines in words, for people who ask which rule applies to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessment.indicators import LEVEL_LABELS, UnknownIndicatorError, indicator
from assessment.models import Criterion, PovertyLine, Standard
from core.regions.codes import ancestors, area_range
from core.regions.selectors import name_of

OPERATOR_WORDS = {">": "＞", ">=": "≥", "<": "＜", "<=": "≤", "=": "＝"}
KIND_WORDS = {"veto": "否决项", "stretch": "参考项"}


@dataclass(frozen=True)
class CriterionWords:
    """「人均纯收入 ＞ 退出线」: one criterion as a sentence's parts."""

    label: str
    rule: str
    kind: str
    unit: str


@dataclass(frozen=True)
class StandardWords:
    """A standard with its criteria; ``applies`` says that it is the nearest one of its level for the asker's place."""

    standard: Standard
    level: str
    place: str
    criteria: list[CriterionWords]
    applies: bool


def plain(amount: Decimal) -> str:
    """A threshold without trailing zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def criterion_words(level: str, row: Criterion) -> CriterionWords:
    """One criterion in words; an indicator that this program no longer has keeps its code."""
    try:
        item = indicator(level, row.indicator)
        label, unit = row.label or item.label, item.unit
    except UnknownIndicatorError:
        label, unit = row.label or row.indicator, ""
    if not row.operator:
        rule = "是"
    else:
        threshold = "退出线" if row.threshold_from else plain(row.threshold or Decimal())
        rule = f"{OPERATOR_WORDS.get(row.operator, row.operator)} {threshold}"
    return CriterionWords(label, rule, KIND_WORDS.get(row.kind, row.kind), "" if row.threshold_from else unit)


def standards_for(area: int, year: int) -> list[StandardWords]:
    """Every standard of the year that concerns ``area`` (of its ancestors, itself and below), the nearest marked."""
    above = ancestors(area)
    rows = list(
        Standard.objects.filter(first_year__lte=year, last_year__gte=year, state=Standard.State.RELEASED)
        .order_by("level", "-region", "id")
        .prefetch_related("criteria")
    )
    nearest: dict[str, int] = {}
    for region in above:
        for row in rows:
            if row.region == region:
                nearest.setdefault(row.level, row.pk)
    low, high = area_range(area)
    concerned = [row for row in rows if row.region in above or low <= row.region < high]
    places = name_of([row.region for row in concerned if row.region])
    order = list(LEVEL_LABELS)
    concerned.sort(key=lambda row: (order.index(row.level), nearest.get(row.level) != row.pk, -row.region))
    return [
        StandardWords(
            row,
            LEVEL_LABELS[row.level],
            places.get(row.region, "全国") if row.region else "全国",
            [criterion_words(row.level, item) for item in sorted(row.criteria.all(), key=lambda c: c.order)],
            nearest.get(row.level) == row.pk,
        )
        for row in concerned
    ]


def lines_for(area: int) -> Sequence[tuple[PovertyLine, str]]:
    """The poverty lines that concern ``area``, newest year first, with the name of their place."""
    rows = list(PovertyLine.objects.filter(region__in=ancestors(area)).order_by("-year", "-region", "purpose"))
    places = name_of([row.region for row in rows if row.region])
    return [(row, places.get(row.region, "全国") if row.region else "全国") for row in rows]
