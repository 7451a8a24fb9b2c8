"""Skill training (L22) and public posts (L20)."""

from __future__ import annotations

from django.db import models

from core.audit.history import kept
from core.dictionaries.fields import amount, coded, day, whole, yes_no
from projects.models.sectors.base import SectorDetail


@kept()
class TrainingDetail(SectorDetail):
    """技能培训: of a member; the measure's dates are the course's, its amount what the course cost."""

    training_kind = coded("培训类型")
    course = models.CharField("培训项目", max_length=60, blank=True, default="", db_default="")
    institution = models.CharField("培训机构", max_length=60, blank=True, default="", db_default="")
    hours = whole("学时")
    certificate = models.CharField("证书", max_length=60, blank=True, default="", db_default="")
    subsidy = amount("培训补贴", 10)
    employed = yes_no("是否就业")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "技能培训明细"


@kept()
class PostDetail(SectorDetail):
    """公益性岗位: of a member; the measure's dates are the agreement's."""

    post_kind = coded("岗位类型")
    post_name = models.CharField("岗位名称", max_length=30, blank=True, default="", db_default="")
    employer = models.CharField("聘用单位", max_length=60, blank=True, default="", db_default="")
    monthly_wage = amount("月工资", 10)
    months = whole("发放月数")
    paid_until = day("发放至")
    attendance = models.CharField("考勤", max_length=30, blank=True, default="", db_default="")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "公益性岗位明细"
