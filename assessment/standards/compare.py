"""Two standards side by side: what was added, taken away and changed, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.selectors import Rule
from assessment.standards.selectors import RuleWords, rule_words


@dataclass(frozen=True)
class ComparedRow:
    """One criterion on both sides; None where it is missing. ``changes`` names what differs: 类别, 比较, 名称, 次序."""

    before: RuleWords | None
    after: RuleWords | None
    changes: tuple[str, ...]

    @property
    def kind(self) -> str:
        """added, removed, changed or same."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.changes else "same"


def compared(level: str, before: Sequence[Rule], after: Sequence[Rule]) -> list[ComparedRow]:
    """The rows in the order of ``after``; what was taken away stands where it was.

    The n-th criterion of an indicator on one side is compared with the n-th of the same on the other.
    """
    places: dict[tuple[str, int], int] = {}
    counts: dict[str, int] = defaultdict(int)
    for place, rule in enumerate(before):
        places[rule.indicator, counts[rule.indicator]] = place
        counts[rule.indicator] += 1
    counts.clear()
    pairs: list[tuple[int | None, int]] = []
    for place, rule in enumerate(after):
        pairs.append((places.pop((rule.indicator, counts[rule.indicator]), None), place))
        counts[rule.indicator] += 1
    order = [old for old, _ in pairs if old is not None]
    rows: list[ComparedRow] = []
    gone = sorted(places.values())
    for old, new in pairs:
        while gone and old is not None and gone[0] < old:
            rows.append(ComparedRow(rule_words(level, before[gone.pop(0)]), None, ()))
        one = None if old is None else before[old]
        moved = old is not None and order.index(old) != sorted(order).index(old)
        rows.append(_row(level, one, after[new], moved=moved))
    rows += [ComparedRow(rule_words(level, before[place]), None, ()) for place in gone]
    return rows


def _row(level: str, old: Rule | None, new: Rule, *, moved: bool) -> ComparedRow:
    after = rule_words(level, new)
    if old is None:
        return ComparedRow(None, after, ())
    before = rule_words(level, old)
    parts = [
        ("类别", old.kind != new.kind),
        ("比较", before.how != after.how),
        ("名称", old.label != new.label),
        ("次序", moved),
    ]
    return ComparedRow(before, after, tuple(word for word, differs in parts if differs))
