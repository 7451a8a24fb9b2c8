"""The queue of marks: which places and years have facts newer than their verdicts."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Func, Q


class ClockTimestamp(Func):
    """The wall clock, not the transaction's start: a long import must not look old at its commit."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class Change(models.Model):
    """One mark. Append-only and without a unique key: with one, marks get lost (PROTOTYPE 3).

    ``area`` is a village or any region above it (0: the country), which the worker expands to villages;
    ``year`` NULL is every year in use; ``bulk`` marks come from imports and yield to single edits. ``alone`` is set
    by the engine on a region whose sums have changed: only the region itself is computed, nothing below it.
    """

    area = models.BigIntegerField()
    year = models.SmallIntegerField(null=True)
    bulk = models.BooleanField(default=False, db_default=False)
    alone = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = verbose_name_plural = "待重算"
        indexes = [
            models.Index(fields=["area"], name="change_area"),
            # Single edits are found at once behind any backlog.
            models.Index(fields=["id"], name="change_interactive", condition=Q(bulk=False)),
        ]
        triggers = [
            # What a fact's trigger marks is marked for the doubtful-data sweep too, in the same transaction; what the
            # engine itself writes here (expansion, sums) is not, so computing verdicts costs nothing more.
            pgtrigger.Composer(
                name="doubt_mark",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=(
                    "IF pg_trigger_depth() > 1 THEN INSERT INTO findings_doubtmark (area, year) "
                    "SELECT DISTINCT area, year FROM new_values; END IF; RETURN NULL;"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year or '*'}"


class YearInUse(models.Model):
    """A year for which facts exist; verdicts are kept for these years and no others.

    The worker adds a year when it meets the first mark of it, and then marks the whole country for it.
    """

    year = models.SmallIntegerField("年度", primary_key=True)

    class Meta:
        verbose_name = verbose_name_plural = "启用年度"

    def __str__(self) -> str:
        return str(self.year)
