"""Imports the ledgers of this app's capabilities, where they are declared (core.ledgers.apps looks here)."""

from projects.measures import ledgers as measures

measures.register_kinds()
measures.register_ledgers()
