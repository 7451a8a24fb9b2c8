"""The few kinds of fact columns; every one of them may be not filled."""

from __future__ import annotations

from decimal import Decimal

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


def coded(label: str) -> models.CharField[str | None, str | None]:
    """The code of a list in core.dictionaries. NULL, not "": SQL's unknown is what the verdicts need."""
    return models.CharField(label, max_length=8, null=True, blank=True)
