"""What one sector says of itself; form, card panel, import sheet, ledger and REST fields are made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.dictionaries import selectors as dictionaries
from core.web import formats
from projects.measures.rules import Rule
from projects.models import Measure
from projects.models.sectors import SectorDetail

NOT_FILLED: Final = "未填"
Kind = Literal["code", "codes", "yes", "amount", "whole", "year", "day", "text"]


@dataclass(frozen=True)
class SectorFact:
    """One field of a sector's model: ``name`` of the column, its code list and unit; ``total`` sums it in the ledger.

    Label and kind are the model's own (core.dictionaries.fields). ``synonyms`` are further headings of an import;
    ``group`` is the upper heading of the ledger, ``width`` the column's. ``offers`` (area → (value, words)) lets a form
    choose a text that names a record.
    """

    name: str
    list: str = ""
    unit: str = ""
    total: bool = False
    synonyms: tuple[str, ...] = ()
    group: str = ""
    width: float = 12
    offers: Callable[[int], Sequence[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class BoundFact:
    """A fact together with its model column."""

    fact: SectorFact
    column: models.Field[Any, Any]

    @property
    def name(self) -> str:
        return self.fact.name

    @property
    def label(self) -> str:
        return str(self.column.verbose_name)

    @property
    def kind(self) -> Kind:
        column = self.column
        if isinstance(column, ArrayField):
            return "codes"
        if self.fact.list:
            return "code"
        kinds: tuple[tuple[type[models.Field[Any, Any]], Kind], ...] = (
            (models.BooleanField, "yes"),
            (models.DecimalField, "amount"),
            (models.SmallIntegerField, "year"),
            (models.IntegerField, "whole"),
            (models.DateField, "day"),
            (models.CharField, "text"),
        )
        found = next((kind for type_, kind in kinds if isinstance(column, type_)), None)
        if found is None:
            raise TypeError(f"{column} is no kind of fact a sector may have")
        return found

    def words(self, value: Any) -> str:
        """The value as a person reads it, with its unit; 未填 for a blank."""
        if value is None or value in ("", []):
            return NOT_FILLED
        if self.kind == "code":
            return dictionaries.label(self.fact.list, value)
        if self.kind == "codes":
            return "、".join(dictionaries.label(self.fact.list, code) for code in value)
        if self.kind == "yes":
            return "是" if value else "否"
        if self.kind == "day":
            return formats.full_date(value)
        text = formats.decimal_text(value) if self.kind == "amount" else str(value)
        return f"{text} {self.fact.unit}" if self.fact.unit else text


@dataclass(frozen=True)
class Worked:
    """A column of the ledger that nobody fills: ``sql`` over the measure t, its details d and its member p.

    ``list``: the code list that words it; ``places``: the decimals of a number (None: text or code).
    """

    name: str
    label: str
    sql: str
    list: str = ""
    places: int | None = None
    unit: str = ""
    width: float = 10


@dataclass(frozen=True)
class Sector:
    """A sector: typed details that measures of ``kinds`` may have.

    ``code`` is stored in ``Measure.sector`` (at most 12 characters), ``sheet`` names the import's sheet. ``person``:
    the measure must name a member. ``name`` is what such a measure is called by default. ``rules`` look at the
    sector's own fields and at the measure's. ``ledger`` is DOMAIN's number (L22) with its title; ``rename`` words
    columns of the measure as that ledger does (started_on → 培训开始). ``worked`` are further columns of the ledger;
    ``defaults`` gives what a new form begins with. ``universal``: offered to everybody in need or not (a screening), so
    it counts towards a pathway only where one was chosen by hand.
    """

    code: str
    label: str
    model: type[SectorDetail]
    kinds: tuple[str, ...]
    facts: tuple[SectorFact, ...]
    ledger: str
    ledger_title: str
    name: str
    person: bool = False
    universal: bool = False
    rules: tuple[Rule, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    worked: tuple[Worked, ...] = ()
    defaults: Callable[[], Mapping[str, Any]] = dict

    def __post_init__(self) -> None:
        longest = Measure._meta.get_field("sector").max_length or 0
        if not 0 < len(self.code) <= longest:
            raise ValueError(f"the code of sector {self.label} must have 1 to {longest} characters")
        known = {item.name for item in self.model._meta.concrete_fields}
        if unknown := [item.name for item in self.facts if item.name not in known]:
            raise ValueError(f"{self.model.__name__} has no {unknown}")

    @property
    def bound(self) -> list[BoundFact]:
        """The facts with their columns, in form order."""
        return [BoundFact(item, self.model._meta.get_field(item.name)) for item in self.facts]  # type: ignore[arg-type]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.facts)

    @property
    def table(self) -> str:
        return self.model._meta.db_table
