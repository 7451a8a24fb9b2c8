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

from django.apps import apps
from django.db import models

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
class Written:
    """A table that imports of a kind write, as undoing one sees it (core.ledgers.undoing); it has a history.

    ``key`` is the column that rows of one file row share, ``sheet`` the place of its sheet (None: no file row of its
    own). Rows with one ``subject`` are undone or kept together. ``known_as``: its kind of subject for evidence.
    ``part``: it only says more of the file row, which is not new because this is.
    """

    model: type[models.Model]
    sheet: int | None = 0
    key: str = "id"
    subject: str = "id"
    known_as: str = ""
    part: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def events(self) -> type[models.Model]:
        return apps.get_model(self.model._meta.app_label, f"{self.model.__name__}Event")


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
    # All tables that ``apply`` writes, parents first. It inserts and updates; nothing of it may delete. A batch of a
    # kind that does not say so cannot be undone.
    written: ClassVar[tuple[Written, ...]] = ()
    # Rows that rules of doubtful data ask (sources of core.findings) → (sheet, SQL yielding (subject, row) of them).
    doubted: ClassVar[Mapping[str, tuple[int, str]]] = {}
    # Whether ``tables`` decide verdicts, so that the preview of an undoing computes them.
    judged: ClassVar[bool] = True
    # SQL yielding (subject, what it is called).
    naming: ClassVar[str] = "SELECT NULL::bigint, NULL::text"
    # SQL yielding (subject, why it may not be undone any more), over undo_row; "" where nothing forbids it.
    frozen: ClassVar[str] = ""

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
