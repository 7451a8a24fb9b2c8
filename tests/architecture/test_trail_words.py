"""Every action that the program writes into the trail has its Chinese word on the trail's page, and a group."""

from __future__ import annotations

import ast
import re

from core.audit.selectors import GROUPS
from core.audit.words import ACTIONS
from tests.architecture.code import name_of, sources, tree_of

# app.entity.verb in the past (core.audit.trail.look)
ACTION = re.compile(
    r"(?:accounts|core|households|projects|funds|assessment|ledgers|villages)\.[a-z]+\.[a-z_]*(?:ed|read|plain|hidden)"
)


def actions() -> set[str]:
    """The string constants of the program that are actions; those of the table itself left out."""
    return {
        node.value
        for path in sources()
        if name_of(path) != "core/audit/words.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.fullmatch(node.value)
    }


def test_every_action_has_a_word() -> None:
    found = actions()
    assert {"core.trail.read", "ledgers.ledger.exported", "core.evidence.read"} <= found
    assert sorted(found - set(ACTIONS)) == []


def test_every_word_is_in_a_group() -> None:
    prefixes = tuple(prefix for group in GROUPS.values() for prefix in group)
    assert [action for action in ACTIONS if not action.startswith(prefixes)] == []
