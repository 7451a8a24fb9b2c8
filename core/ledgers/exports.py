"""Ledgers out: what an app declares, and the one way from a choice of region and year to a workbook.

A ledger has no table of its own: its sheets are selects over the facts, streamed through a server-side cursor in the
asker's scope and written with constant memory. Personal numbers are masked unless ``plain``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any, Final

from django.db import connection, transaction
from django.utils import timezone

from core.accounts.cipher import unseal
from core.accounts.masking import mask_account, mask_id_number, mask_phone
from core.accounts.scope import Scope
from core.audit.trail import Actor, look, recorded
from core.ledgers.columns import LedgerResource, ledger_columns
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet, write_ledger
from core.regions.codes import COUNTRY, Level, ancestor, area_range, level_of
from core.regions.selectors import COUNTRY_NAME, full_name

FETCH: Final = 2_000
MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "id_number": mask_id_number,
    "phone": mask_phone,
    "bank_card": mask_account,
}


@dataclass(frozen=True)
class ExportQuery:
    """``area`` and ``year`` as chosen, ``scope`` of who asks; ``plain`` shows personal numbers in full."""

    area: int
    year: int
    scope: Scope
    plain: bool = False

    @property
    def range(self) -> tuple[int, int]:
        """What of the chosen area lies in the scope; (0, 0) when nothing does."""
        return self.scope.meets(*area_range(self.area))

    def parameters(self) -> dict[str, Any]:
        low, high = self.range
        return {"low": low, "high": high, "year": self.year}


@dataclass(frozen=True)
class Ledger:
    """``code`` is DOMAIN's number (L1) or ``…-import`` for an import format; ``sheets`` makes them for a query."""

    code: str
    title: str
    sheets: Callable[[ExportQuery], Sequence[LedgerSheet]]
    # SQL that counts the rows in %(low)s, %(high)s, %(year)s: more than 2,000 is a job.
    count: str
    help: str = ""
    personal: bool = True


_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> None:
    """Make a ledger known; called when an app's ``ledgers`` module is imported. ValueError: its code is taken."""
    if _ledgers.setdefault(ledger.code, ledger) is not ledger:
        raise ValueError(f"ledger code {ledger.code} belongs to {_ledgers[ledger.code].title} already")


def ledgers() -> dict[str, Ledger]:
    """All ledgers by code, in the order of their codes (L1, L2, L34, then the import formats)."""
    return dict(sorted(_ledgers.items(), key=lambda item: (not item[0].startswith("L"), len(item[0]), item[0])))


@dataclass(frozen=True)
class Sealed:
    """How a personal column is read: its place in the row, that of the code it is bound to, table and column."""

    place: int
    code: int
    table: str
    column: str
    mask: str


def stream(
    select: str, parameters: Mapping[str, Any], sealed: Sequence[Sealed] = (), plain: bool = False
) -> Iterable[Sequence[Any]]:
    """The rows of ``select`` through a server-side cursor, sealed columns opened and masked unless ``plain``."""
    return _Rows(select, parameters, sealed, plain)


class _Rows:
    """An iterable of rows; each iteration opens its own cursor."""

    def __init__(self, select: str, parameters: Mapping[str, Any], sealed: Sequence[Sealed], plain: bool) -> None:
        self.select = select
        self.parameters = parameters
        self.sealed = sealed
        self.plain = plain

    def __iter__(self) -> Iterator[Sequence[Any]]:
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(self.select, self.parameters)
            while rows := cursor.fetchmany(FETCH):
                yield from map(self._opened, rows) if self.sealed else rows

    def _opened(self, row: tuple[Any, ...]) -> Sequence[Any]:
        opened = list(row)
        for part in self.sealed:
            text = unseal(row[part.place], table=part.table, column=part.column, code=row[part.code] or "")
            opened[part.place] = text if self.plain or not text else MASKS[part.mask](text)
        return opened


def import_sheet(resource: type[LedgerResource], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> LedgerSheet:
    """A sheet in an import format: the headings of the template, no sums and no notes below the data."""
    columns = [_writable(column) for column in ledger_columns(resource, names)]
    return LedgerSheet(title=resource.title, columns=columns, rows=rows, name=resource.sheet)


def _writable(column: LedgerColumn) -> LedgerColumn:
    return replace(column, total=False, group="")


def place_of(query: ExportQuery) -> str:
    """通江县杨柏镇: the names below the city, as titles have them."""
    if query.area == COUNTRY:
        return COUNTRY_NAME
    below = ancestor(query.area, Level.CITY) if level_of(query.area) > Level.CITY else COUNTRY
    return full_name(query.area, below)


def title_of(ledger_title: str, query: ExportQuery) -> str:
    """××县××镇2018年…花名册."""
    return f"{place_of(query)}{query.year}年{ledger_title}"


def reporter_of(query: ExportQuery) -> str:
    """What stands behind 填报单位：."""
    return f"{place_of(query)}（盖章）　　填报时间：{timezone.localdate():%Y年%m月%d日}"


def row_count(ledger: Ledger, query: ExportQuery) -> int:
    """About how many rows the export will have."""
    with connection.cursor() as cursor:
        cursor.execute(ledger.count, query.parameters())
        return int(cursor.fetchone()[0])


def export_recorded(ledger: Ledger, query: ExportQuery, actor: Actor, reason: str = "") -> None:
    """That a ledger is taken out is committed before its first row is read."""
    with recorded(actor, reason=reason):
        look(
            actor,
            "ledgers.ledger.exported_plain" if query.plain else "ledgers.ledger.exported",
            subject_type="ledger",
            subject_id=ledger.code,
            area=query.area,
            reason=reason[:200],
            detail={"year": query.year, "plain": query.plain},
        )


def export_write(ledger: Ledger, query: ExportQuery, out: str | os.PathLike[str] | IO[bytes]) -> int:
    """Write a recorded export; the number of rows."""
    return write_ledger(out, list(ledger.sheets(query)))
