"""Imports the ledgers of this app's capabilities, where they are declared (core.ledgers.apps looks here)."""

from funds.audits import ledgers as audits
from funds.contributions import ledgers as contributions
from funds.credit import ledgers as credit
from funds.documents import ledgers as documents
from funds.obligations import ledgers as obligations
from funds.pools import ledgers as pools

__all__ = ["audits", "contributions", "credit", "documents", "obligations", "pools"]
