"""Import kind and ledgers of households and members."""

from households.ledgers.kind import KIND

__all__ = ["KIND"]
