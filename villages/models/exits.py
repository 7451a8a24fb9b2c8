"""The recorded exit of a village or county, and what departments certify on the way to it (DOMAIN 3.4, 3.5)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.accounts.scope import OfficeOnly
from core.audit.history import kept, refuse_truncate
from core.dictionaries.fields import coded
from core.procedures.models import Case


class RegionPaper(OfficeOnly):
    """Base of what is decided about a region in a procedure."""

    area = models.BigIntegerField("代码")
    year = models.SmallIntegerField("年度")

    class Meta(OfficeOnly.Meta):
        abstract = True


@kept()
class RegionExit(RegionPaper):
    """A region that has left the list, once: the class and day of the exit, the document, the case that led to it.

    What the rules compute later never touches it: a region that fails again is flagged, not changed. ``county_type``
    is a county's type on that day.
    """

    class Kind(models.TextChoices):
        VILLAGE = "village", "出列"
        COUNTY = "county", "摘帽"

    kind = models.CharField("退出类别", max_length=10, choices=Kind)
    exited_on = models.DateField("退出日期")
    document = models.CharField("批准文号", max_length=120)
    county_type = coded("贫困县类型")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.BigIntegerField("登记人", null=True)
    recorded_name = models.CharField("登记人姓名", max_length=60)
    recorded_at = models.DateTimeField("登记时间", db_default=Now())

    class Meta(RegionPaper.Meta):
        verbose_name = verbose_name_plural = "区域退出"
        constraints = [models.UniqueConstraint(fields=["area"], name="region_exit")]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete), refuse_truncate()]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.get_kind_display()}"


@kept()
class RegionCertificate(RegionPaper):
    """What a department certifies of one indicator of a case: reached or not, with its finding and document.

    ``indicator`` is a code of the standard, ``label`` its words on that day, ``sector`` a code of the list ``sector``.
    ``value`` is the computed value that the department saw, in words; once it differs the certificate counts no more.
    At most one valid a case and indicator; a newer one voids the older, which stays readable.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField("指标", max_length=40)
    label = models.CharField("指标名称", max_length=60)
    sector = models.CharField("行业", max_length=20)
    office = models.CharField("认定部门", max_length=60)
    certified = models.BooleanField("认定达标")
    finding = models.CharField("认定情况", max_length=300, blank=True)
    document = models.CharField("认定书文号", max_length=120, blank=True)
    value = models.CharField("认定时的实际值", max_length=120, blank=True, default="")
    by_id = models.BigIntegerField("认定人", null=True)
    by_name = models.CharField("认定人姓名", max_length=60)
    by_post = models.BigIntegerField("岗位", null=True)
    at = models.DateTimeField("认定时间", db_default=Now())
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_name = models.CharField("撤回人", max_length=60, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta(RegionPaper.Meta):
        verbose_name = verbose_name_plural = "部门认定"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "indicator"], condition=Q(withdrawn_at=None), name="region_certificate_valid"
            )
        ]
        indexes = [models.Index(fields=["area", "year"], name="region_certificate_area")]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete), refuse_truncate()]

    def __str__(self) -> str:
        return f"{self.case_id} {self.indicator} {self.certified}"
