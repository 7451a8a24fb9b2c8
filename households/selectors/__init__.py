"""Every read of the register for its pages, always inside a scope."""

from households.selectors.card import (
    Card,
    MemberRow,
    card_for_page,
    helper_by_id,
    helper_choices,
    household_detail,
    households_by_code,
    member_detail,
    neighbours,
    pairing_detail,
    present_members,
)
from households.selectors.history import HistoryEntry, household_history, household_looks, last_editor
from households.selectors.ordinary import OrdinaryPage, OrdinaryRow, ordinary_below, ordinary_page
from households.selectors.register import (
    RegisterFilter,
    RegisterPage,
    RegisterRow,
    Summary,
    heads_of,
    household_counts,
    register_page,
    summary,
)

__all__ = [
    "Card",
    "HistoryEntry",
    "MemberRow",
    "OrdinaryPage",
    "OrdinaryRow",
    "RegisterFilter",
    "RegisterPage",
    "RegisterRow",
    "Summary",
    "card_for_page",
    "heads_of",
    "helper_by_id",
    "helper_choices",
    "household_counts",
    "household_detail",
    "household_history",
    "household_looks",
    "households_by_code",
    "last_editor",
    "member_detail",
    "neighbours",
    "ordinary_below",
    "ordinary_page",
    "pairing_detail",
    "present_members",
    "register_page",
    "summary",
]
