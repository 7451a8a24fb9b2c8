"""Contributions as workbooks: L28, the import format both ways."""

from funds.contributions.ledgers import l28, round_trip
from funds.contributions.ledgers.kind import KIND

__all__ = ["KIND", "l28", "round_trip"]
