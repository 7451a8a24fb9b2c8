"""Every read of the register for its pages, always inside a scope."""

from households.selectors.card import Card, MemberRow, card_for_page, household_detail, member_detail, neighbours
from households.selectors.history import HistoryEntry, household_history
from households.selectors.register import RegisterFilter, RegisterPage, RegisterRow, Summary, register_page, summary

__all__ = [
    "Card",
    "HistoryEntry",
    "MemberRow",
    "RegisterFilter",
    "RegisterPage",
    "RegisterRow",
    "Summary",
    "card_for_page",
    "household_detail",
    "household_history",
    "member_detail",
    "neighbours",
    "register_page",
    "summary",
]
