"""The project library as workbooks: L9, the import format both ways."""

from projects.library.ledgers import l9, round_trip
from projects.library.ledgers.kind import KIND

__all__ = ["KIND", "l9", "round_trip"]
