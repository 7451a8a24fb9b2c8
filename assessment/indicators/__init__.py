"""The registry of indicators: ``indicator(level, code)`` and nothing else computes a criterion."""

from __future__ import annotations

from assessment.indicators import household, participation, region
from assessment.indicators.base import LEVEL_LABELS, Indicator, Measure, UnknownIndicatorError

__all__ = ["INDICATORS", "LEVEL_LABELS", "Indicator", "Measure", "UnknownIndicatorError", "indicator"]

INDICATORS: dict[tuple[str, str], Indicator] = {
    (item.level, item.code): item for item in [*household.INDICATORS, *participation.INDICATORS, *region.INDICATORS]
}


def indicator(level: str, code: str) -> Indicator:
    """The indicator of a level; UnknownIndicatorError where there is none."""
    try:
        return INDICATORS[level, code]
    except KeyError:
        raise UnknownIndicatorError(level, code) from None
