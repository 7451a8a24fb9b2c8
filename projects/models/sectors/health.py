"""Medical bills (L16) and the screening of every registered person (B-46)."""

from __future__ import annotations

from core.audit.history import kept
from core.dictionaries.fields import amount, coded, day, whole, yes_no
from projects.models.sectors.base import SectorDetail, text


@kept()
class BillDetail(SectorDetail):
    """就医救助: one bill of a person. ``total_cost`` is what the layers and the person paid together, to the fen."""

    disease_class = coded("病种类别")
    disease = text("病种")
    family_doctor = yes_no("是否签约家庭医生")
    follow_ups = whole("随访次数")
    hospital = text("就诊医院")
    admitted_on = day("入院日期")
    discharged_on = day("出院日期")
    total_cost = amount("总费用", 12)
    paid_basic = amount("基本医保", 12)
    paid_serious = amount("大病保险", 12)
    paid_aid = amount("医疗救助", 12)
    paid_commercial = amount("商业/兜底", 12)
    self_paid = amount("自付", 12)

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "就医救助明细"


@kept()
class ScreeningDetail(SectorDetail):
    """疾病筛查: the measure begins on the day of the screening, its provider is who screened."""

    screening_result = coded("筛查结果")
    disease = text("病种")
    treatment_class = coded("治疗分类")
    family_doctor = yes_no("是否签约家庭医生")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "疾病筛查明细"
