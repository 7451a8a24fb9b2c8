"""Import kind and ledgers of households and members."""

from households.ledgers import findings, ordinary, rosters, round_trip
from households.ledgers.kind import KIND

__all__ = ["KIND", "findings", "ordinary", "rosters", "round_trip"]
