"""Ledger, import format and import of disasters."""

from projects.disasters.ledgers import exports, kind

__all__ = ["exports", "kind"]
