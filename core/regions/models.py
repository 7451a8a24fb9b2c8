"""The region tree with its editions: what is valid when, under which name, and what became of it."""

from __future__ import annotations

from django.db import models

from core.audit.history import kept
from core.audit.models import Dated
from core.changes.marks import marks


class Region(models.Model):
    """A code that some edition has named; never deleted.

    ``name`` is the short name (without 村民委员会 and the like), ``official_name`` that of the latest edition.
    ``retired_on`` is the date of the edition in which the code first was missing for good, else NULL.
    """

    code = models.BigIntegerField("代码", primary_key=True)
    level = models.SmallIntegerField("级别", help_text="1 省 2 市 3 县 4 乡镇 5 村")
    parent_code = models.BigIntegerField("上级", null=True, db_index=True)
    name = models.CharField("名称", max_length=60)
    official_name = models.CharField("全称", max_length=80)
    pinyin = models.CharField(max_length=200, blank=True)
    initials = models.CharField(max_length=40, blank=True)
    retired_on = models.DateField("停用日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        indexes = [
            models.Index(fields=["level", "code"], name="region_level_code"),
            models.Index(fields=["initials"], name="region_initials", opclasses=["varchar_pattern_ops"]),
        ]
        triggers = marks("code / 1000000 * 1000000, NULL::int", name="region")

    def __str__(self) -> str:
        return self.official_name


class EditionEntry(models.Model):
    """One line of an edition file: in the edition of ``edition``, ``code`` existed under ``official_name``.

    The spans are derived from all entries of a county-level unit, so the order of loading never matters.
    """

    unit = models.IntegerField("县级单元", help_text="first six digits of the code")
    edition = models.DateField("版本日期")
    code = models.BigIntegerField("代码")
    official_name = models.CharField("全称", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "区划版本条目"
        constraints = [models.UniqueConstraint(fields=["unit", "edition", "code"], name="edition_entry")]

    def __str__(self) -> str:
        return f"{self.edition} {self.code} {self.official_name}"


@kept()
class RegionSpan(Dated):
    """The days [valid_from, valid_to) on which a code is valid under one name; NULL is open on that side."""

    code = models.BigIntegerField("代码", db_index=True)
    valid_from = models.DateField("启用", null=True)
    valid_to = models.DateField("停用", null=True)
    official_name = models.CharField("全称", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "区划有效期"
        triggers = marks("code / 1000000 * 1000000, NULL::int", name="region_span")

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}–{self.valid_to}"


class Succession(models.Model):
    """A region that went into another (merge, split or rename) on a date."""

    from_code = models.BigIntegerField("原代码", db_index=True)
    to_code = models.BigIntegerField("新代码", db_index=True)
    kind = models.CharField("方式", max_length=10, choices=[("merge", "合并"), ("split", "拆分"), ("rename", "更名")])
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "区划沿革"
        constraints = [models.UniqueConstraint(fields=["from_code", "to_code", "on"], name="succession")]

    def __str__(self) -> str:
        return f"{self.from_code}→{self.to_code}"
