"""Exit standards and poverty lines as data: jurisdiction × years × legal document, versioned, released by a person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.audit.history import kept
from core.audit.models import Dated
from core.changes.marks import marks

# A change of a standard concerns its whole jurisdiction in each of its years. Only a released one decides anything:
# work on a draft marks nothing; whatever becomes, was or stays released does.
_STANDARD = "region, NULL::int"
_RELEASED = "state = 'released'"
_OF_A_RELEASED = "NOT EXISTS (SELECT 1 FROM assessment_standard s WHERE s.id = standard_id AND s.state <> 'released')"
_CRITERION = "COALESCE((SELECT s.region FROM assessment_standard s WHERE s.id = standard_id), 0), NULL::int"


class Reviewed(models.Model):
    """Base of what one person drafts and another reviews before it is released.

    ``maker`` is who wrote last and ``makers`` everybody who wrote, as user ids; ``checker`` is none of them.
    ``revision`` counts the edits (the optimistic lock of a draft); ``note`` says why it came back or was retired.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        IN_REVIEW = "in_review", "审核中"
        REVIEWED = "reviewed", "待发布"
        RELEASED = "released", "已发布"
        RETIRED = "retired", "已停用"

    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    maker = models.BigIntegerField("制定人", null=True, blank=True)
    makers = ArrayField(models.BigIntegerField(), verbose_name="经手人", default=list, db_default=[], blank=True)
    checker = models.BigIntegerField("审核人", null=True, blank=True)
    revision = models.IntegerField("修改次数", default=1, db_default=1)
    note = models.CharField("意见", max_length=200, blank=True, default="", db_default="")
    created_at = models.DateTimeField("制定时间", db_default=Now())
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        abstract = True


@kept()
class Standard(Dated, Reviewed):
    """The standard of a ``level`` (household, village, township, county, city) in a region (0: the country).

    It applies to ``first_year``–``last_year`` where no nearer ancestor has one of its level. ``version`` counts the
    drafts and releases under one ``code``.
    """

    code = models.CharField("编码", max_length=60)
    version = models.SmallIntegerField("版本", default=1)
    level = models.CharField(
        "级别",
        max_length=10,
        choices=[
            ("household", "户"),
            ("village", "村"),
            ("township", "乡镇"),
            ("county", "县"),
            ("city", "市"),
        ],
    )
    region = models.BigIntegerField("适用区域", default=0)
    first_year = models.SmallIntegerField("起始年度")
    last_year = models.SmallIntegerField("终止年度")
    document = models.CharField("依据文件", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "退出标准"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="standard_version"),
            models.CheckConstraint(condition=Q(first_year__lte=F("last_year")), name="standard_years"),
        ]
        triggers = marks(_STANDARD, name="standard", where=_RELEASED)

    def __str__(self) -> str:
        return f"{self.document} 第 {self.version} 版"


@kept()
class Criterion(Dated):
    """One line of a standard: an indicator, how it is compared, and whether it decides (veto) or is shown (stretch).

    Yes/no indicators have no operator. ``threshold_from`` names a reference (``poverty_line``) instead of a number.
    """

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="criteria")
    order = models.SmallIntegerField("顺序")
    indicator = models.CharField("指标", max_length=40)
    kind = models.CharField("类别", max_length=8, choices=[("veto", "否决项"), ("stretch", "参考项")])
    operator = models.CharField("比较", max_length=2, blank=True)
    threshold = models.DecimalField("阈值", max_digits=16, decimal_places=4, null=True, blank=True)
    threshold_from = models.CharField("阈值来源", max_length=30, blank=True)
    label = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "标准条目"
        ordering = ["standard", "order"]
        constraints = [models.UniqueConstraint(fields=["standard", "order"], name="criterion_order")]
        triggers = marks(_CRITERION, name="criterion", where=_OF_A_RELEASED)

    def __str__(self) -> str:
        return f"{self.standard_id}.{self.order} {self.indicator}"


@kept()
class PovertyLine(Dated):
    """The line of a region (0: the country) and year for a purpose, in yuan per head and year."""

    region = models.BigIntegerField("区域", default=0)
    year = models.SmallIntegerField("年度")
    purpose = models.CharField(
        "用途", max_length=10, choices=[("identify", "识别"), ("exit", "退出"), ("monitor", "监测")]
    )
    amount = models.DecimalField("金额", max_digits=10, decimal_places=2)
    source = models.CharField("出处", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "扶贫标准线"
        constraints = [models.UniqueConstraint(fields=["region", "year", "purpose"], name="poverty_line")]
        triggers = marks("region, year::int", name="poverty_line")

    def __str__(self) -> str:
        return f"{self.region} {self.year} {self.amount}"


@kept()
class LineDraft(Reviewed):
    """A poverty line on its way to release. Released, its amount is written to ``PovertyLine``, which alone feeds
    verdicts; so a draft cannot reach one.
    """

    region = models.BigIntegerField("区域")
    year = models.SmallIntegerField("年度")
    purpose = models.CharField(
        "用途", max_length=10, choices=[("identify", "识别"), ("exit", "退出"), ("monitor", "监测")]
    )
    amount = models.DecimalField("金额", max_digits=10, decimal_places=2)
    source = models.CharField("出处", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "标准线草稿"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year", "purpose"], condition=Q(state="released"), name="line_draft_released"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_purpose_display()}线 {self.amount} 元"
