"""易地搬迁 (L12): zones, modes, eight fund sources, after-care."""

from __future__ import annotations

from typing import Final

from projects.measures.rules import NotBelow, SumOf
from projects.measures.sectors.declaration import Sector, SectorFact
from projects.models import RelocationDetail

FUNDS: Final = (
    "fund_new_home",
    "fund_repair",
    "fund_special",
    "fund_relocation",
    "fund_eco",
    "fund_works",
    "fund_geology",
    "fund_land_swap",
)
RELOCATION: Final = Sector(
    code="relocation",
    label="易地搬迁",
    model=RelocationDetail,
    kinds=("12",),
    facts=(
        SectorFact("moved_persons", unit="人", total=True),
        SectorFact("zone", list="relocation_zone", width=16),
        SectorFact("mode", list="relocation_mode", synonyms=("搬迁方式",)),
        SectorFact("site", width=18, synonyms=("安置地",)),
        SectorFact("floor_m2", unit="㎡", total=True),
        SectorFact("own_funds", unit="元", total=True),
        *(SectorFact(name, unit="元", total=True, group="补助资金构成") for name in FUNDS),
        SectorFact("accepted_on"),
        SectorFact("moved_in_on"),
        SectorFact("old_house_gone", synonyms=("旧房拆除",)),
        SectorFact("land_restored", synonyms=("宅基地复垦",)),
        SectorFact("after_care", list="after_care", width=18),
        SectorFact("after_care_note", width=20),
    ),
    ledger="L12",
    ledger_title="易地搬迁台账",
    name="易地搬迁",
    rules=(
        SumOf("amount", FUNDS, "补助资金不等于各项资金之和"),
        NotBelow("accepted_on", "ended_on", "验收日期早于竣工日期"),
        NotBelow("moved_in_on", "accepted_on", "入住时间早于验收日期"),
    ),
    rename={"started_on": "开工", "ended_on": "竣工", "amount": "补助资金"},
    hint="补助资金按来源分填，合计与「补助资金」一致；安置房照片作为佐证上传",
)
