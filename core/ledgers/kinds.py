"""Import kinds: which sheets a workbook has, and what an app does with their staged rows.

An app declares its sheets as ledger resources and subclasses ``ImportKind``; the engine reads, cleans, seals and
stages (core.ledgers.staging), then calls the steps below in order, each a handful of set-based statements.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from core.accounts.rights import Action
from core.ledgers.columns import LedgerResource, sheet_spec
from core.ledgers.specs import SheetSpec

if TYPE_CHECKING:
    from core.ledgers.run import Run

# Fields of a line of COPY text in the order of the sheet's columns → the same with sealed values, and the extras.
Transform = Callable[[list[str]], list[str]]


@dataclass(frozen=True)
class ImportSheet:
    """One sheet and the temporary table its rows are staged in.

    ``types``: SQL type of each declared column (text where not named); ``extra``: further columns that
    ``transform`` appends to each line. What is personal leaves ``transform`` sealed.
    """

    resource: type[LedgerResource]
    table: str
    types: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    transform: Callable[[SheetSpec], Transform] | None = None

    def spec(self) -> SheetSpec:
        return sheet_spec(self.resource)

    @property
    def name(self) -> str:
        return self.resource.sheet

    @cached_property
    def headings(self) -> dict[str, str]:
        """Heading by name of every declared column."""
        return {column.name: column.heading for column in self.spec().columns}


@dataclass(frozen=True)
class FieldCount:
    """How many rows of a sheet change a field, with an example (old and new as text)."""

    sheet: str
    heading: str
    rows: int
    example: str = ""


class ImportKind(ABC):
    """One kind of import workbook; a subclass per app. All steps run in the same database session."""

    code: ClassVar[str]
    title: ClassVar[str]
    sheets: ClassVar[tuple[ImportSheet, ...]]
    # Tables in the order in which a preview fills their temporary shadows.
    tables: ClassVar[tuple[str, ...]]
    # What importing it needs beside the right to import; None: core.ledgers.forms.NEEDS says so.
    needs: ClassVar[Action | None] = None

    @abstractmethod
    def match(self, run: Run) -> None:
        """Find places and stored records; leaves plan tables behind."""

    @abstractmethod
    def check(self, run: Run) -> None:
        """Refuse and doubt what the rows say together (run.refuse, run.doubt)."""

    @abstractmethod
    def compare(self, run: Run) -> None:
        """Fill stage_state with new, changed or same for every row, and the plan tables with what differs."""

    @abstractmethod
    def apply(self, run: Run) -> None:
        """Write what is new or changed, and nothing else; table names unqualified, so that shadows receive it too."""

    @abstractmethod
    def fields(self, run: Run) -> list[FieldCount]:
        """What the changed rows change, by field."""

    @abstractmethod
    def areas(self, run: Run) -> list[int]:
        """The places whose verdicts the import may change, old and new ones."""

    def after_shadow(self, run: Run) -> None:  # noqa: B027
        """Bring copies in shadow tables in step that foreign keys keep true in the real ones."""


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Make a kind known; called when an app's ``ledgers`` module is imported. ValueError: its code is taken."""
    if _kinds.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"import kind {kind.code} is known already")


def kinds() -> dict[str, ImportKind]:
    """All kinds by code, in the order of registration."""
    return dict(_kinds)
