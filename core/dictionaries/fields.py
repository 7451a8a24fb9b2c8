"""The few kinds of fact columns; every one of them may be not filled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models


def yes_no(label: str) -> models.BooleanField[bool | None, bool | None]:
    """True, False or NULL (未填)."""
    return models.BooleanField(label, null=True, blank=True)


def whole(label: str) -> models.IntegerField[int | None, int | None]:
    """A count."""
    return models.IntegerField(label, null=True, blank=True)


def amount(label: str, digits: int = 14, places: int = 2) -> models.DecimalField[Decimal | None, Decimal | None]:
    """Money in yuan or another measure, exact."""
    return models.DecimalField(label, max_digits=digits, decimal_places=places, null=True, blank=True)


def day(label: str) -> models.DateField[date | None, date | None]:
    """A whole day."""
    return models.DateField(label, null=True, blank=True)


def area_code(label: str) -> models.BigIntegerField[int | None, int | None]:
    """An official code of any level, filled up to 12 digits."""
    return models.BigIntegerField(label, null=True, blank=True)


def codes(label: str) -> ArrayField[list[str] | None, list[str] | None]:
    """Several codes of a list."""
    return ArrayField(models.CharField(max_length=8), verbose_name=label, null=True, blank=True)


def coded(label: str) -> models.CharField[str | None, str | None]:
    """The code of a list in core.dictionaries. NULL, not "": SQL's unknown is what the verdicts need."""
    return models.CharField(label, max_length=8, null=True, blank=True)
