"""What an import would change, for people: rows by field with an example."""

from __future__ import annotations

from typing import Any

from core.ledgers.columns import LedgerField, ledger_fields
from core.ledgers.kinds import FieldCount
from core.ledgers.run import Run
from core.ledgers.targets import Target

BLANK = "（空）"


def changed_fields(run: Run, target: Target, label: str, where: str = "true") -> list[FieldCount]:
    """The fields in which changed rows of a sheet differ; ``label`` is SQL over s and p that names an example's row."""
    differs = target.column_differs(run)
    if not differs:
        return []
    sheet = run.sheet(target.sheet)
    source = (
        f"FROM {sheet.table} s JOIN {target.plan} p USING (row) JOIN {target.table} t ON t.id = p.{target.key} "
        f"JOIN stage_state x ON x.sheet = {target.sheet} AND x.row = s.row AND x.state = 'c' WHERE {where}"
    )
    parts = ", ".join(f"count(*) FILTER (WHERE {sql}), min(s.row) FILTER (WHERE {sql})" for sql in differs.values())
    found = run.one(f"SELECT {parts} {source}")
    fields = ledger_fields(sheet.resource)
    counts = []
    for place, name in enumerate(differs):
        rows, first = found[2 * place], found[2 * place + 1]
        if rows:
            example = _example(run, target, name, fields[name], label, source, first)
            counts.append(FieldCount(sheet.name, fields[name].column_name, rows, example))
    return sorted(counts, key=lambda count: -count.rows)


def _example(run: Run, target: Target, name: str, field: LedgerField, label: str, source: str, row: int) -> str:
    # Ciphertext is no example, and a plain number may not be one.
    if name not in target.names:
        return ""
    who, old, new = run.one(f"SELECT {label}, t.{name}, s.{name} {source} AND s.row = %(row)s", row=row)
    return f"{who} {_shown(field, old)} → {_shown(field, new)}"


def _shown(field: LedgerField, value: Any) -> str:
    return str(field.widget.bound().render(value)) or BLANK


def cleared_cells(run: Run, target: Target) -> int:
    """How many filled fields become blank."""
    names = [name for name in target.names if run.has(target.sheet, name)]
    if not names:
        return 0
    sheet = run.sheet(target.sheet)
    blanks = " + ".join(f"(s.{name} IS NULL AND t.{name} IS NOT NULL AND t.{name}::text <> '')::int" for name in names)
    (cells,) = run.one(
        f"SELECT COALESCE(sum({blanks}), 0) FROM {sheet.table} s JOIN {target.plan} p USING (row) "
        f"JOIN {target.table} t ON t.id = p.{target.key} "
        f"JOIN stage_state x ON x.sheet = {target.sheet} AND x.row = s.row AND x.state = 'c'"
    )
    return int(cells)
