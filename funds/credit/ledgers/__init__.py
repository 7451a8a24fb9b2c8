"""Micro-credit as workbooks: L11, who is missing, the claim sheets, and four import formats both ways."""

from funds.credit.ledgers import kinds, l11, lists, round_trip

__all__ = ["kinds", "l11", "lists", "round_trip"]
