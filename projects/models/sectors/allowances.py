"""Subsistence allowance (L17), support of the destitute (L18), disabled persons (L19), farm subsidies (L26)."""

from __future__ import annotations

from core.audit.history import kept
from core.dictionaries.fields import amount, coded, day, whole, yes_no
from projects.models.sectors.base import SectorDetail, text


@kept()
class DibaoDetail(SectorDetail):
    """低保: the measure begins in the first and ends in the last month of the allowance."""

    dibao_class = coded("保障类别")
    rescue_group = coded("对象类别")
    covered_persons = whole("保障人口")
    monthly_allowance = amount("月保障金", 10)
    yearly_allowance = amount("年保障金", 10)
    account_holder = text("发放账户户名", 30)

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "农村低保明细"


@kept()
class DestituteDetail(SectorDetail):
    """特困供养 of a person."""

    support_mode = coded("供养方式")
    rescue_group = coded("对象类别")
    care_grade = coded("护理等级")
    institution = text("供养机构")
    monthly_allowance = amount("月标准", 10)

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "特困供养明细"


@kept()
class DisabilityDetail(SectorDetail):
    """残疾人保障: both allowances in yuan a month; kind and grade are facts of the member."""

    certified_on = day("办证日期")
    living_allowance = amount("生活补贴", 8)
    care_allowance = amount("护理补贴", 8)
    premium_aid = coded("医保参保资助")
    aids = text("辅具", 40)
    rehabilitation = text("康复", 40)
    barrier_free = yes_no("无障碍改造")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "残疾人保障明细"


@kept()
class FarmSubsidyDetail(SectorDetail):
    """惠农补贴: the measure's amount is the money, ``rate`` yuan a mu."""

    farm_subsidy = coded("补贴类型")
    subsidy_mu = amount("补贴面积", 10)
    rate = amount("补贴标准", 8)
    payment_state = coded("发放状态")
    paid_on = day("发放日期")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "惠农补贴明细"
