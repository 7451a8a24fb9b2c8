"""Relocation of a household (L12)."""

from __future__ import annotations

from core.audit.history import kept
from core.dictionaries.fields import amount, coded, codes, day, whole, yes_no
from projects.models.sectors.base import SectorDetail, text


@kept()
class RelocationDetail(SectorDetail):
    """易地搬迁: the measure runs from the start to the finish of building.

    Its amount is what the eight funds (B-16) give in sum; ``floor_m2`` is the whole dwelling's.
    """

    zone = coded("搬迁原因")
    mode = coded("安置方式")
    site = text("安置点")
    moved_persons = whole("搬迁人口")
    floor_m2 = amount("住房面积", 8)
    own_funds = amount("自筹资金", 10)
    fund_new_home = amount("巴山新居资金", 10)
    fund_repair = amount("危房改造资金", 10)
    fund_special = amount("财政专项资金", 10)
    fund_relocation = amount("易地扶贫搬迁资金", 10)
    fund_eco = amount("生态移民资金", 10)
    fund_works = amount("工程移民资金", 10)
    fund_geology = amount("地灾避让资金", 10)
    fund_land_swap = amount("增减挂钩资金", 10)
    accepted_on = day("验收日期")
    moved_in_on = day("入住时间")
    old_house_gone = yes_no("旧房是否拆除")
    land_restored = yes_no("宅基地是否复垦")
    after_care = codes("后续措施")
    after_care_note = text("后续措施说明", 100)

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "易地搬迁明细"
