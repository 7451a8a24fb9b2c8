"""技能培训 (L22) and 公益性岗位 (L20)."""

from __future__ import annotations

from typing import Final

from projects.measures.rules import Between, NotBelow
from projects.measures.sectors.declaration import Sector, SectorFact
from projects.models import PostDetail, TrainingDetail

TRAINING: Final = Sector(
    code="training",
    label="技能培训",
    model=TrainingDetail,
    kinds=("02",),
    facts=(
        SectorFact("training_kind", list="training_kind"),
        SectorFact("course", width=16, synonyms=("项目",)),
        SectorFact("institution", width=18, synonyms=("机构",)),
        SectorFact("hours", unit="学时", total=True),
        SectorFact("certificate", width=14),
        SectorFact("subsidy", unit="元", total=True, synonyms=("补贴",)),
        SectorFact("employed"),
    ),
    ledger="L22",
    ledger_title="技能培训台账",
    name="技能培训",
    person=True,
    rules=(Between("hours", 1, 2000, "学时应在 1 到 2000 之间"),),
    rename={"started_on": "培训开始", "ended_on": "培训结束"},
)
POST: Final = Sector(
    code="post",
    label="公益性岗位",
    model=PostDetail,
    kinds=("04",),
    facts=(
        SectorFact("post_kind", list="public_post"),
        SectorFact("post_name", width=14),
        SectorFact("employer", width=18),
        SectorFact("monthly_wage", unit="元", total=True),
        SectorFact("months", unit="月"),
        SectorFact("paid_until"),
        SectorFact("attendance", width=14),
    ),
    ledger="L20",
    ledger_title="公益性岗位台账",
    name="公益性岗位",
    person=True,
    rules=(
        Between("months", 0, 12, "发放月数应在 0 到 12 之间"),
        NotBelow("paid_until", "started_on", "发放至不能早于协议开始"),
    ),
    rename={"started_on": "协议开始", "ended_on": "协议结束"},
)
