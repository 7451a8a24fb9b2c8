"""Dangerous houses (L13), 巴山新居 and low-rent flats (B-22, B-27 to B-29)."""

from __future__ import annotations

from django.db import models

from core.audit.history import kept
from core.dictionaries.fields import amount, coded, day, yes_no
from projects.models.sectors.base import SectorDetail, text


@kept()
class RepairDetail(SectorDetail):
    """危房改造: the measure runs from the start to the finish of building, its amount is the subsidy."""

    appraisal_grade = coded("鉴定等级")
    appraised_on = day("鉴定日期")
    repair_mode = coded("改造方式")
    accepted_on = day("验收日期")
    moved_in_on = day("入住时间")
    floor_m2 = amount("建筑面积", 8)
    own_funds = amount("自筹资金", 10)
    paid_on = day("拨付日期")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "危房改造明细"


@kept()
class NewHomeDetail(SectorDetail):
    """巴山新居: one house, newly built or renovated, of a poor household or in place of an old earth house."""

    build_kind = coded("建设类型")
    home_origin = coded("对象类型")
    home_mode = coded("取得方式")
    phase_year = models.SmallIntegerField("计划年度", null=True, blank=True)
    point = text("聚居点")
    concentrated = yes_no("是否集中居住")
    central_village = yes_no("是否中心村")
    floor_m2 = amount("建筑面积", 8)
    own_funds = amount("自筹资金", 10)
    accepted_on = day("验收日期")
    moved_in_on = day("入住时间")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "巴山新居明细"


@kept()
class LowRentDetail(SectorDetail):
    """农村低租房: the measure's dates are the lease's."""

    estate = text("房源地点")
    flat = text("房号", 30)
    floor_m2 = amount("建筑面积", 8)
    monthly_rent = amount("月租金", 8)
    moved_in_on = day("入住时间")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "低租房明细"
