"""Computed verdicts of villages and of every region above; only assessment writes here."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RegionVerdict(models.Model):
    """One region in one year: outcome True met, False not met, NULL unknown.

    ``outcomes``, ``lows`` and ``highs`` are in the order of the standard's criteria; a point has low = high, an
    undefined number NULL. The counts below are of registered households and their members by their verdict;
    they are what the incidence is made of, and what pages show without counting again.
    """

    area = models.BigIntegerField("代码")
    year = models.SmallIntegerField("年度")
    level = models.SmallIntegerField("级别")
    standard = models.BigIntegerField("标准")
    outcome = models.BooleanField("判定", null=True)
    outcomes = ArrayField(models.BooleanField(null=True))
    lows = ArrayField(models.DecimalField(max_digits=38, decimal_places=12, null=True))
    highs = ArrayField(models.DecimalField(max_digits=38, decimal_places=12, null=True))
    households_met = models.IntegerField(default=0)
    households_not_met = models.IntegerField(default=0)
    households_unknown = models.IntegerField(default=0)
    persons_met = models.IntegerField(default=0)
    persons_not_met = models.IntegerField(default=0)
    persons_unknown = models.IntegerField(default=0)
    villages_met = models.IntegerField(default=0)
    villages_not_met = models.IntegerField(default=0)
    villages_unknown = models.IntegerField(default=0)
    changed_at = models.DateTimeField("变化时间")

    class Meta:
        verbose_name = verbose_name_plural = "区域判定"
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="region_verdict")]
        indexes = [models.Index(fields=["level", "year", "outcome", "area"], name="region_verdict_level")]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.outcome}"


class VillageCheck(models.Model):
    """When the verdicts of a village and year were last computed, and from which households' standard.

    A replay writes no verdict, so freshness has a row of its own. ``area`` may be any region.
    """

    area = models.BigIntegerField("代码")
    year = models.SmallIntegerField("年度")
    checked_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = verbose_name_plural = "计算时间"
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="village_check")]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.checked_at}"
