"""The base of every sector's details: one row beside a measure, at the same place."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from core.accounts.scope import ScopedManager
from core.audit.models import Dated
from households.models import Pairing
from projects.models.measures import Measure


class SectorDetail(Dated):
    """Details of one measure. ``area`` follows the measure's by a composite key (``area_key`` in a migration).

    Source, author and version are the measure's: both are always written together.
    """

    measure = models.OneToOneField(Measure, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    area = models.BigIntegerField("行政村")

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "all_rows"
        default_manager_name = "objects"

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.measure_id}"

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Any], helper_id: int, day: date) -> models.QuerySet[Any]:
        return rows.filter(measure__household_id__in=Pairing.households_of(helper_id, day))


def text(label: str, longest: int = 60) -> models.CharField[str, str]:
    """A short text; "" is not filled."""
    return models.CharField(label, max_length=longest, blank=True, default="", db_default="")


def area_key(table: str) -> tuple[str, str]:
    """SQL that gives a sector's table its composite key, and SQL that takes it away: ``RunSQL(*area_key(table))``."""
    name = f"{table.removeprefix('projects_')}_measure_area"
    key = "FOREIGN KEY (measure_id, area) REFERENCES projects_measure (id, area) ON UPDATE CASCADE ON DELETE CASCADE"
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {key}",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
