"""Import kinds and ledgers of measures: one of each for plain measures, one of each a sector."""

from projects.measures.ledgers.exports import register_ledgers
from projects.measures.ledgers.kind import MeasuresKind, register_kinds

__all__ = ["MeasuresKind", "register_kinds", "register_ledgers"]
