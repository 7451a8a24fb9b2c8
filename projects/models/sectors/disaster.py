"""Damage by a disaster and what is rebuilt (B-22)."""

from __future__ import annotations

from django.db import models

from core.audit.history import kept
from core.dictionaries.fields import amount, coded, day, whole
from projects.models.sectors.base import SectorDetail, text


@kept()
class DisasterDetail(SectorDetail):
    """灾后重建: one household hit by one event; ``event`` names one that is not registered.

    The measure runs from the start to the finish of rebuilding.
    """

    disaster_kind = coded("灾害种类")
    # The number of the registered event; a key of the database's own (disaster_event_no).
    event_no = models.CharField("灾害事件编号", max_length=30, null=True, blank=True)  # noqa: DJ001  (NULL: no key)
    event = text("灾害事件", 40)
    happened_on = day("受灾日期")
    damage_grade = coded("住房受损程度")
    damaged_rooms = whole("受损间数")
    loss = amount("损失金额", 12)
    rebuild_mode = coded("安置方式")
    floor_m2 = amount("重建面积", 8)
    own_funds = amount("自筹资金", 10)
    accepted_on = day("验收日期")
    moved_in_on = day("入住时间")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "灾后重建明细"
