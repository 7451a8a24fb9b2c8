"""Imports the ledgers of this app's capabilities, where they are declared (core.ledgers.apps looks here)."""

from projects.assets import ledgers as assets
from projects.assets import solar_ledger as solar
from projects.disasters import ledgers as disasters
from projects.gaps import ledgers as gaps
from projects.library import ledgers as library
from projects.measures import ledgers as measures

__all__ = ["assets", "disasters", "library", "solar"]
measures.register_kinds()
measures.register_ledgers()
gaps.register_ledgers()
