"""What changed in the verdicts, when: the timeline of a household, a village, a county."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class VerdictChange(models.Model):
    """A verdict appeared, vanished (``new_outcomes`` NULL) or changed its outcome or a criterion's.

    ``household_id`` is NULL for a region; ``area`` is the village or the region. Written by the statement that
    writes the verdict, so there is none without the other.
    """

    household_id = models.BigIntegerField("户", null=True)
    area = models.BigIntegerField("代码")
    year = models.SmallIntegerField("年度")
    old_standard = models.BigIntegerField(null=True)
    new_standard = models.BigIntegerField(null=True)
    old_outcome = models.BooleanField(null=True)
    new_outcome = models.BooleanField(null=True)
    old_outcomes = ArrayField(models.BooleanField(null=True), null=True)
    new_outcomes = ArrayField(models.BooleanField(null=True), null=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "判定变化"
        indexes = [
            models.Index(fields=["household_id", "-id"], name="change_household"),
            models.Index(fields=["area", "-id"], name="change_area_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.old_outcome}→{self.new_outcome}"
