"""The subsistence line (低保标准) of a region and year: the second of the two lines beside the poverty line (A-19)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.audit.history import kept
from core.audit.models import Sourced


@kept()
class AllowanceLine(Sourced):
    """Yuan a head and year below which a household is to have the allowance; the nearest region's holds.

    Public, as the poverty line is: no row concerns a person.
    """

    region = models.BigIntegerField("地区")
    year = models.SmallIntegerField("年度")
    line = models.DecimalField("低保标准", max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "低保标准"
        constraints = [
            models.UniqueConstraint(fields=["region", "year"], name="allowance_line"),
            models.CheckConstraint(condition=Q(line__gt=0), name="allowance_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year}"
