"""Import kind and ledgers of households and members."""

from households.ledgers import ordinary, rosters, round_trip
from households.ledgers.kind import KIND

__all__ = ["KIND", "ordinary", "rosters", "round_trip"]
