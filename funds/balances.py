"""The formulas of money over the one view ``funds_flow``: balances from entries, and the proof that all agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection

from funds.sql import BUCKETS

# (what, balance table, its key, prefix of the view's columns)
_TABLES: Final = (
    ("document", "funds_documentbalance", "document_id", "d"),
    ("allocation", "funds_allocationbalance", "allocation_id", "a"),
    ("contract", "funds_contractbalance", "contract_id", "c"),
)
SHOWN: Final = 20


@dataclass(frozen=True)
class Proof:
    """How many balances were compared with the sums of their entries, and which differ: ``what id``."""

    checked: int
    different: int
    examples: list[str]


def verify() -> Proof:
    """Compare every balance with its entries, and the documents with one another, in one snapshot.

    Also: what was handed down arrived, what projects have was allocated, and nothing is below zero.
    """
    checked, wrong = 0, []
    with connection.cursor() as cursor:
        for what, table, key, prefix in _TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            checked += cursor.fetchone()[0]
            cursor.execute(_differences(table, key, prefix, BUCKETS[what]))
            wrong += [f"{what} {pk}" for (pk,) in cursor.fetchall()]
        cursor.execute(_CONSERVED)
        wrong += [f"sum {name}" for name, held in zip(_SUMS, cursor.fetchone(), strict=True) if not held]
    return Proof(checked, len(wrong), wrong[:SHOWN])


def _differences(table: str, key: str, prefix: str, buckets: tuple[str, ...]) -> str:
    sums = ", ".join(f"sum({prefix}_{name}) AS {name}" for name in buckets)
    stored = ", ".join(f"b.{name}" for name in buckets)
    summed = ", ".join(f"COALESCE(s.{name}, 0)" for name in buckets)
    return (
        f"SELECT COALESCE(b.{key}, s.{key}) FROM {table} b FULL JOIN "
        f"(SELECT {key}, {sums} FROM funds_flow WHERE {key} IS NOT NULL GROUP BY {key}) s ON s.{key} = b.{key} "
        f"WHERE ({stored}) IS DISTINCT FROM ({summed}) ORDER BY 1"
    )


# What leaves one side arrives on the other.
_SUMS: Final = ("distributed", "allocated", "spent", "paid")
_CONSERVED: Final = """
SELECT
    (SELECT COALESCE(sum(distributed), 0) FROM funds_documentbalance)
        = (SELECT COALESCE(sum(b.received - b.returned), 0) FROM funds_documentbalance b
           JOIN funds_funddocument d ON d.id = b.document_id WHERE d.parent_id IS NOT NULL)
        + (SELECT COALESCE(sum(amount), 0) FROM funds_fundentry e JOIN funds_funddocument d ON d.id = e.document_id
           WHERE e.kind = 'return' AND e.to_document_id IS NULL AND d.parent_id IS NOT NULL)
        - (SELECT COALESCE(sum(amount), 0) FROM funds_fundentry e JOIN funds_funddocument d ON d.id = e.document_id
           WHERE e.kind = 'issue' AND d.parent_id IS NOT NULL),
    (SELECT COALESCE(sum(allocated), 0) FROM funds_documentbalance)
        = (SELECT COALESCE(sum(amount), 0) FROM funds_allocationbalance),
    (SELECT COALESCE(sum(spent), 0) FROM funds_documentbalance)
        = (SELECT COALESCE(sum(spent), 0) FROM funds_allocationbalance),
    (SELECT COALESCE(sum(paid), 0) FROM funds_contractbalance)
        <= (SELECT COALESCE(sum(spent), 0) FROM funds_allocationbalance)
"""
