"""Import kinds and ledgers of villages and counties."""

from villages.ledgers import round_trip
from villages.ledgers.kinds import COUNTIES, VILLAGES

__all__ = ["COUNTIES", "VILLAGES", "round_trip"]
