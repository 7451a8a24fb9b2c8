"""Writing staged rows into a table: what differs, INSERT … SELECT, UPDATE … FROM.

A column of the file that is blank clears; a column the file does not have is left alone (CONTRACT 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, models

from core.ledgers.run import Run, StaleRecordsError


def staged_types(model: type[models.Model], names: Sequence[str]) -> dict[str, str]:
    """The column types under which fields of a model are staged, so that rows compare without a cast."""
    return {name: str(model._meta.get_field(name).db_type(connection)) for name in names}


@dataclass(frozen=True)
class Target:
    """One table filled from one sheet.

    ``plan`` is the plan table (alias p) with ``row`` and ``key``, the stored row's id (NULL: new), and ``version``
    under ``version_key``. ``names`` are columns that the sheet stages under their own name; ``special`` maps
    further columns to (sheet column that must be in the file, SQL over s, p and the stored row t).
    ``constants`` are set on INSERT only.
    """

    model: type[models.Model]
    sheet: int
    plan: str
    key: str
    version_key: str
    names: Sequence[str]
    constants: Mapping[str, str]
    special: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # How a special column is compared, where not by value (ciphertext differs each time).
    compared: Mapping[str, str] = field(default_factory=dict)
    sourced: bool = True

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def _values(self, run: Run, *, all_columns: bool = False) -> dict[str, str]:
        """SQL by column, of the columns that the file has."""
        values = {}
        for name in self.names:
            if all_columns or run.has(self.sheet, name):
                values[name] = self._plain(name)
        for column, (needs, sql) in self.special.items():
            if all_columns or run.has(self.sheet, needs):
                values[column] = sql
        return values

    def _plain(self, name: str) -> str:
        model_field = self.model._meta.get_field(name)
        blank_is_text = isinstance(model_field, models.CharField) and not model_field.null
        return f"COALESCE(s.{name}, '')" if blank_is_text else f"s.{name}"

    def differs(self, run: Run) -> str:
        """SQL: the stored row ``t`` is not what the staged row ``s`` says."""
        values = self._values(run)
        plain = [column for column in values if column not in self.compared]
        parts = [self.compared[column] for column in values if column in self.compared]
        if plain:
            stored = ", ".join(f"t.{column}" for column in plain)
            staged = ", ".join(values[column] for column in plain)
            parts.append(f"({stored}) IS DISTINCT FROM ({staged})")
        return "(" + " OR ".join(dict.fromkeys(parts)) + ")" if parts else "false"

    def column_differs(self, run: Run) -> dict[str, str]:
        """SQL by sheet column of the file: this one differs."""
        needs = {column: needs for column, (needs, _) in self.special.items()}
        result: dict[str, str] = {}
        for column, value in self._values(run).items():
            sql = self.compared.get(column, f"t.{column} IS DISTINCT FROM {value}")
            result.setdefault(needs.get(column, column), sql)
        return result

    def insert(self, run: Run, where: str) -> int:
        """Insert the plan rows (p) for which ``where`` holds, in the order of the file: no sort of a city in memory."""
        values = {**self.constants, **self._values(run)}
        if self.sourced:
            values |= {"source": "'import'", "batch": "%(batch)s", "row": "s.row"}
        values["updated_by"] = "%(user)s"
        stage = run.sheet(self.sheet).table
        return run.sql(
            f"INSERT INTO {self.table} ({', '.join(values)}) SELECT {', '.join(values.values())} "
            f"FROM {stage} s JOIN {self.plan} p USING (row) WHERE {where}"
        )

    def update(self, run: Run, where: str, extra: Mapping[str, str] | None = None) -> int:
        """Update the stored rows of the plan rows (p) for which ``where`` holds.

        StaleRecordsError when one of them is no longer what was compared.
        """
        values = {**self._values(run), **(extra or {})}
        if self.sourced:
            values |= {"source": "'import'", "batch": "%(batch)s", "row": "s.row"}
        values |= {"updated_by": "%(user)s", "updated_at": "now()", "version": "t.version + 1"}
        stage = run.sheet(self.sheet).table
        assignments = ", ".join(f"{column} = {value}" for column, value in values.items())
        touched = run.sql(
            f"UPDATE {self.table} t SET {assignments} FROM {stage} s JOIN {self.plan} p USING (row) "
            f"WHERE t.id = p.{self.key} AND t.version = p.{self.version_key} AND {where}"
        )
        (wanted,) = run.one(f"SELECT count(*) FROM {self.plan} p WHERE {where}")
        if touched != wanted:
            raise StaleRecordsError(f"{self.table}: {wanted - touched} of {wanted} rows changed meanwhile")
        return touched
