"""The pathways of help (五个一批) as data: which ones a region has in which years, and their targets (DOMAIN 1.C)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.accounts.scope import OfficeOnly
from core.audit.history import kept
from core.audit.models import Sourced
from core.dictionaries.fields import whole


@kept()
class PathwayScheme(models.Model):
    """The pathways that hold in ``region`` and below it from ``first_year`` to ``last_year`` (both inclusive).

    The scheme of the nearest region above applies. Schemes of one region do not share a year.
    """

    region = models.BigIntegerField("地区")
    first_year = models.SmallIntegerField("起始年度")
    last_year = models.SmallIntegerField("终止年度")
    name = models.CharField("名称", max_length=60)
    document = models.CharField("依据文件", max_length=120, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "帮扶路径方案"
        constraints = [
            models.UniqueConstraint(fields=["region", "first_year"], name="pathway_scheme"),
            models.CheckConstraint(condition=Q(first_year__lte=F("last_year")), name="pathway_scheme_years"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first_year}–{self.last_year}"


@kept()
class Pathway(models.Model):
    """One pathway of a scheme. ``kinds`` are the codes of ``measure_kind`` that count towards it by themselves."""

    scheme = models.ForeignKey(PathwayScheme, on_delete=models.CASCADE, related_name="pathways")
    code = models.CharField("代码", max_length=8)
    label = models.CharField("名称", max_length=30)
    order = models.SmallIntegerField("顺序")
    kinds = ArrayField(models.CharField(max_length=8), verbose_name="计入的措施大类", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶路径"
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="pathway_code")]

    def __str__(self) -> str:
        return self.label


@kept()
class PathwayTarget(OfficeOnly, Sourced):
    """How many a region is to reach on a pathway in ``year``, or in the scheme's whole period (NULL).

    ``number`` NULL: the plan leaves the figure open, an office is to enter it. ``set_from`` is the region whose
    office set it: nobody below may change it.
    """

    class Unit(models.TextChoices):
        PERSONS = "persons", "人"
        HOUSEHOLDS = "houses", "户"

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="targets")
    area = models.BigIntegerField("地区")
    year = models.SmallIntegerField("年度", null=True, blank=True)
    unit = models.CharField("单位", max_length=8, choices=Unit, default=Unit.PERSONS)
    number = whole("目标数")
    set_from = models.BigIntegerField("下达单位", default=0, db_default=0)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "帮扶路径目标"
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "area", "year", "unit"], name="pathway_target", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(number__gte=0), name="pathway_target_count"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["area", "year"], name="pathway_target_area")]

    def __str__(self) -> str:
        return f"{self.pathway_id} {self.area} {self.year or '全期'}"
