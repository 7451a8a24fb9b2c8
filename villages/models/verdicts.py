"""Computed verdicts of villages and of every region above; only assessment writes here."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class RegionVerdict(models.Model):
    """One region in one year: outcome True met, False not met, NULL unknown.

    ``outcomes``, ``lows`` and ``highs`` are in the order of the standard's criteria; a point has low = high, a
    yes/no criterion and an undefined number NULL. A region without a released standard has no row here; its counts
    are in ``VillageCheck`` all the same.
    """

    area = models.BigIntegerField("代码")
    year = models.SmallIntegerField("年度")
    level = models.SmallIntegerField("级别")
    standard = models.BigIntegerField("标准")
    outcome = models.BooleanField("判定", null=True)
    outcomes = ArrayField(models.BooleanField(null=True))
    lows = ArrayField(models.DecimalField(max_digits=38, decimal_places=12, null=True))
    highs = ArrayField(models.DecimalField(max_digits=38, decimal_places=12, null=True))
    changed_at = models.DateTimeField("变化时间")

    class Meta:
        verbose_name = verbose_name_plural = "区域判定"
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="region_verdict")]
        indexes = [models.Index(fields=["level", "year", "outcome", "area"], name="region_verdict_level")]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.outcome}"


class VillageCheck(models.Model):
    """A region (of any level) and year: when it was last computed, and the counts its verdict is made of.

    A replay writes no verdict, so freshness (``checked_at``) has a row of its own. Households and persons are
    those registered with members in the year, by their verdict; without a verdict they are unknown.
    ``rural_population`` is the 农业户籍人口数 of the village or the sum over all villages that exist in the year
    (NULL as soon as one has none); ``official_poor`` the persons whose 脱贫状态 is 未脱贫 or 返贫 (NULL as soon as
    one household's is blank). A region that does not exist in the year has ``exists_in_year`` False and enters no
    sum. ``is_poor`` is a village's 是否贫困村 (NULL: no record or blank); the ``villages_`` and ``poor_`` counts are
    filled above the village only; ``four_lacking`` and ``four_unknown`` (registered households that lack one of the
    户户四有, or of which it is not known) for a village only.
    ``changed_at`` is when anything but ``checked_at`` last changed.
    """

    area = models.BigIntegerField("代码")
    year = models.SmallIntegerField("年度")
    level = models.SmallIntegerField("级别", default=5, db_default=5)
    exists_in_year = models.BooleanField("存在", default=True, db_default=True)
    households_met = models.IntegerField("达标户", default=0, db_default=0)
    households_not_met = models.IntegerField("未达标户", default=0, db_default=0)
    households_unknown = models.IntegerField("未知户", default=0, db_default=0)
    persons_met = models.BigIntegerField("达标人口", default=0, db_default=0)
    persons_not_met = models.BigIntegerField("未达标人口", default=0, db_default=0)
    persons_unknown = models.BigIntegerField("未知人口", default=0, db_default=0)
    rural_population = models.BigIntegerField("农业户籍人口数", null=True)
    official_poor = models.BigIntegerField("登记贫困人口", null=True)
    is_poor = models.BooleanField("是否贫困村", null=True)
    villages_met = models.IntegerField("达标村", default=0, db_default=0)
    villages_not_met = models.IntegerField("未达标村", default=0, db_default=0)
    villages_unknown = models.IntegerField("未知村", default=0, db_default=0)
    poor_villages_met = models.IntegerField("达标贫困村", default=0, db_default=0)
    poor_villages_not_met = models.IntegerField("未达标贫困村", default=0, db_default=0)
    poor_villages_unknown = models.IntegerField("未知贫困村", default=0, db_default=0)
    villages_unrecorded = models.IntegerField("无资料村", default=0, db_default=0)
    four_lacking = models.IntegerField("四有不全户", default=0, db_default=0)
    four_unknown = models.IntegerField("四有未知户", default=0, db_default=0)
    changed_at = models.DateTimeField("变化时间", db_default=Now())
    checked_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = verbose_name_plural = "计算时间"
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="village_check")]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.checked_at}"
