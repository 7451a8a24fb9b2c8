"""Import kind and ledgers of households and members."""

from households.ledgers import rosters, round_trip
from households.ledgers.kind import KIND

__all__ = ["KIND", "rosters", "round_trip"]
