"""The subsistence line (低保标准) of a region and year (A-19), and the limits of relocation (DOMAIN 5.5)."""

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


@kept()
class SectorLimit(Sourced):
    """The most of something that a household may have, from ``from_year`` on until the region's next; public.

    The nearest region's holds, of those that have begun the latest. More than the limit is a doubt, not a refusal.
    """

    class Code(models.TextChoices):
        RELOCATION_M2 = "relocation_m2", "搬迁住房人均面积上限（㎡）"
        RELOCATION_OWN = "relocation_own", "搬迁每户自筹资金上限（元）"

    code = models.CharField("限额", max_length=20, choices=Code)
    region = models.BigIntegerField("地区")
    from_year = models.SmallIntegerField("起始年度")
    most = models.DecimalField("上限", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "专项限额"
        constraints = [
            models.UniqueConstraint(fields=["code", "region", "from_year"], name="sector_limit"),
            models.CheckConstraint(condition=Q(most__gt=0), name="sector_limit_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.region} {self.from_year}"
