"""产业到户 (L23)."""

from __future__ import annotations

from typing import Final

from projects.measures.rules import FilledWith
from projects.measures.sectors.declaration import Sector, SectorFact
from projects.models import IndustryDetail

INDUSTRY: Final = Sector(
    code="industry",
    label="产业到户",
    model=IndustryDetail,
    kinds=("01",),
    facts=(
        SectorFact("industry_kind", list="household_industry"),
        SectorFact("operator", width=18),
        SectorFact("lead_mode", list="lead_mode"),
        SectorFact("shares", unit="元", total=True),
        SectorFact("dividend", unit="元", total=True),
        SectorFact("land_mu", unit="亩", total=True, group="土地流转", synonyms=("流转面积",)),
        SectorFact("land_income", unit="元", total=True, group="土地流转", synonyms=("流转收入",)),
        SectorFact("award", unit="元", total=True),
        SectorFact("yearly_income", unit="元", total=True),
    ),
    ledger="L23",
    ledger_title="产业扶贫（到户）台账",
    name="产业发展",
    rules=(FilledWith("shares", "lead_mode", "带动方式是入股分红，请填入股金额", value="6"),),
    rename={"quantity": "规模", "unit": "规模单位"},
    hint="规模如 3 亩、12 头",
)
