"""就医救助 (L16) and 疾病筛查 (B-46)."""

from __future__ import annotations

from typing import Final

from projects.measures.rules import FilledWith, NotBelow, SumOf
from projects.measures.sectors.declaration import Sector, SectorFact, Worked
from projects.models import BillDetail, ScreeningDetail

LAYERS: Final = ("paid_basic", "paid_serious", "paid_aid", "paid_commercial")
BILL: Final = Sector(
    code="bill",
    label="就医救助",
    model=BillDetail,
    kinds=("07",),
    facts=(
        SectorFact("disease_class", list="disease_class"),
        SectorFact("disease", width=14),
        SectorFact("family_doctor"),
        SectorFact("follow_ups", unit="次", total=True),
        SectorFact("hospital", width=18),
        SectorFact("admitted_on"),
        SectorFact("discharged_on"),
        SectorFact("total_cost", unit="元", total=True),
        *(SectorFact(name, unit="元", total=True, group="报销和救助") for name in LAYERS),
        SectorFact("self_paid", unit="元", total=True),
    ),
    ledger="L16",
    ledger_title="健康扶贫台账",
    name="就医救助",
    person=True,
    rules=(
        SumOf("total_cost", (*LAYERS, "self_paid"), "各层支付与自付之和不等于总费用"),
        FilledWith("total_cost", "self_paid", "填了自付，请填总费用"),
        NotBelow("discharged_on", "admitted_on", "出院日期早于入院日期"),
    ),
    worked=(
        Worked(
            "paid_share",
            "实际报销比例",
            "round(100 * (d.total_cost - d.self_paid) / NULLIF(d.total_cost, 0), 2)",
            places=2,
            unit="%",
        ),
    ),
    hint="总费用 = 基本医保 + 大病保险 + 医疗救助 + 商业/兜底 + 自付，分文不差",
)
SCREENING: Final = Sector(
    code="screening",
    label="疾病筛查",
    model=ScreeningDetail,
    kinds=("07",),
    facts=(
        SectorFact("screening_result", list="screening_result"),
        SectorFact("disease", width=14),
        SectorFact("treatment_class", list="treatment_class"),
        SectorFact("family_doctor"),
    ),
    ledger="L16A",
    ledger_title="疾病筛查台账",
    name="疾病筛查",
    person=True,
    universal=True,
    rules=(FilledWith("started_on", "screening_result", "请填筛查日期"),),
    rename={"started_on": "筛查日期", "provider": "筛查机构"},
)
