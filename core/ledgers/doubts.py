"""The rules of doubtful data (docs/findings.md) asked of an import: over the facts as they would be or have become.

Their statements read unqualified table names, so inside ``shadowed`` they meet the preview's copies. Only rules over
rows that the kind feeds are asked, and of those only the ones that read a column of the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from core.findings.ask import hits
from core.findings.registry import Rule, rule_of, rules
from core.findings.words import sentence
from core.ledgers.run import Run

# Above this many rows the sweep, which follows each import within a minute, says the same in the inbox.
MOST_ROWS: Final = 20_000
LATER: Final = f"超过 {MOST_ROWS:,} 行，疑点规则在导入后排查，结果见疑点清单"
_WORKED: Final = {"per_head": "wage_income"}
_COLUMN: Final = re.compile(r"\bs\.([a-z_0-9]+)")


def ask_rules(run: Run, areas: Sequence[int]) -> None:
    """Each hit of a staged row becomes a doubt at the first column that its rule reads."""
    if not run.kind.doubted or not areas:
        return
    if sum(run.rows) > MOST_ROWS:
        if LATER not in run.notes:
            run.notes.append(LATER)
        return
    with hits(run.year, areas, wanted=lambda rule: _place(run, rule) is not None) as table:
        for source, (sheet, rows) in run.kind.doubted.items():
            found = run.all(
                f"SELECT h.rule, p.row, h.values FROM {table} h JOIN ({rows}) AS p(subject, row) "
                "ON p.subject = h.subject_id WHERE h.rule = ANY(%(rules)s) ORDER BY p.row, h.rule",
                rules=_rules_of(source),
            )
            _stage(run, sheet, found)


def _rules_of(source: str) -> list[str]:
    return [rule.code for rule in rules() if rule.source == source]


def _stage(run: Run, sheet: int, found: list[tuple[str, int, str]]) -> None:
    staged = []
    for code, row, values in found:
        name = _place(run, rule_of(code)) or ""
        heading = run.sheet(sheet).headings.get(name, name) or rule_of(code).label
        staged.append(
            (sheet, row, run.columns[sheet].get(name, ""), heading, sentence(code, json.loads(values), run.year), code)
        )
    run.add_doubts(staged)


def _place(run: Run, rule: Rule) -> str | None:
    """The first column of the file that the rule reads; None: the file says nothing of it, so it is not asked."""
    if rule.source not in run.kind.doubted:
        return None
    columns = run.columns[run.kind.doubted[rule.source][0]]
    named = _COLUMN.findall(rule.where)
    # Net income a head is worked out of the income cells, which are all in the file or none.
    return next((name for name in (_WORKED.get(name, name) for name in named) if name in columns), None)
