"""Columns that are fields of a model: the heading is the field's label, the cell follows its type.

One place decides which cell a kind of field has, so a sheet's declaration is a list of names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.dictionaries.selectors import spellings
from core.ledgers import cells
from core.ledgers.columns import LedgerField

# Lengths of the official codes from province to village.
ANY_LEVEL = "2,4,6,9,12"


def model_field(
    model: type[models.Model],
    name: str,
    heading: str = "",
    *,
    codes: str = "",
    widget: cells.CellWidget | None = None,
    synonyms: Sequence[str] = (),
    units: Mapping[str, cells.CellWidget] | None = None,
    **options: Any,
) -> LedgerField:
    """A column for ``model.name``. ``codes`` names its code list; ``widget`` overrides the cell of its type."""
    field = model._meta.get_field(name)
    if isinstance(field, models.CharField) and not field.null:
        # Text that may not be NULL: a blank cell is the empty text, in both engines.
        options.setdefault("default", "")
    label = heading or str(field.verbose_name)  # type: ignore[union-attr]
    return LedgerField(name, label, widget or _cell(field, label, codes), synonyms=synonyms, units=units, **options)


def _cell(field: Any, label: str, codes: str) -> cells.CellWidget:
    if isinstance(field, ArrayField):
        return cells.MultiCode(choices=partial(spellings, codes))
    if codes:
        return cells.Code(choices=partial(spellings, codes))
    if isinstance(field, models.BooleanField):
        return cells.YesNo("有", "无") if label.startswith("有无") else cells.YesNo()
    if isinstance(field, models.DecimalField):
        return cells.Number(places=field.decimal_places, high=_highest(field))
    if isinstance(field, models.SmallIntegerField):
        return cells.Year()
    if isinstance(field, models.BigIntegerField):
        return cells.AreaCode(lengths=ANY_LEVEL)
    if isinstance(field, models.IntegerField):
        return cells.Whole()
    if isinstance(field, models.DateField):
        return cells.Date()
    if isinstance(field, models.CharField):
        return cells.Text(max_length=field.max_length or 0)
    raise TypeError(f"no cell for {field}")


def _highest(field: Any) -> str:
    """The largest number that the column holds, or ten digits before the point where it holds more."""
    whole = min(field.max_digits - field.decimal_places, 10)
    return str(Decimal(10**whole) - Decimal(1).scaleb(-field.decimal_places))
