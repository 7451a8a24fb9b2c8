"""How a jurisdiction words the six 精准 (A-03, B-02): the items are ours, their names are data."""

from __future__ import annotations

from django.db import models

from core.audit.history import kept


@kept()
class ScorecardLabel(models.Model):
    """The name of one item in a region (0: the country) and what lies below it, unless a nearer one names it."""

    region = models.BigIntegerField("适用区域", default=0)
    item = models.CharField("项目", max_length=12)
    label = models.CharField("名称", max_length=20)
    document = models.CharField("依据", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "六个精准名称"
        constraints = [models.UniqueConstraint(fields=["region", "item"], name="scorecard_label")]

    def __str__(self) -> str:
        return f"{self.region} {self.label}"
