"""Household industry (L23)."""

from __future__ import annotations

from django.db import models

from core.audit.history import kept
from core.dictionaries.fields import amount, coded
from projects.models.sectors.base import SectorDetail


@kept()
class IndustryDetail(SectorDetail):
    """产业到户: the measure's quantity and unit are the scale (亩, 头, 只, 箱); money in yuan a year."""

    industry_kind = coded("产业类型")
    operator = models.CharField("经营主体", max_length=60, blank=True, default="", db_default="")
    lead_mode = coded("带动方式")
    shares = amount("入股金额", 12)
    dividend = amount("分红", 12)
    land_mu = amount("土地流转面积", 10)
    land_income = amount("土地流转收入", 12)
    award = amount("奖补金额", 12)
    yearly_income = amount("年收益", 12)

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "产业到户明细"
