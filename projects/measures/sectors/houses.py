"""危房改造 (L13), 巴山新居 (B-27 to B-29) and 低租房 (B-22)."""

from __future__ import annotations

from typing import Final

from projects.measures.rules import FilledWith, NotBelow
from projects.measures.sectors.declaration import Sector, SectorFact
from projects.models import LowRentDetail, NewHomeDetail, RepairDetail

ACCEPTED: Final = NotBelow("accepted_on", "ended_on", "验收日期早于竣工日期")
MOVED_IN: Final = NotBelow("moved_in_on", "accepted_on", "入住时间早于验收日期")
REPAIR: Final = Sector(
    code="repair",
    label="危房改造",
    model=RepairDetail,
    kinds=("05",),
    facts=(
        SectorFact("appraisal_grade", list="repair_grade"),
        SectorFact("appraised_on"),
        SectorFact("repair_mode", list="repair_mode"),
        SectorFact("accepted_on"),
        SectorFact("moved_in_on"),
        SectorFact("floor_m2", unit="㎡", total=True),
        SectorFact("own_funds", unit="元", total=True, synonyms=("自筹",)),
        SectorFact("paid_on"),
    ),
    ledger="L13",
    ledger_title="危房改造台账",
    name="危房改造",
    rules=(
        NotBelow("started_on", "appraised_on", "开工日期早于鉴定日期"),
        FilledWith("appraisal_grade", "repair_mode", "请填鉴定等级"),
        ACCEPTED,
        MOVED_IN,
        NotBelow("paid_on", "started_on", "拨付日期早于开工日期"),
    ),
    rename={"started_on": "开工", "ended_on": "竣工", "amount": "补助金额"},
)
NEW_HOME: Final = Sector(
    code="newhome",
    label="巴山新居",
    model=NewHomeDetail,
    kinds=("05",),
    facts=(
        SectorFact("build_kind", list="home_build"),
        SectorFact("home_origin", list="home_origin", width=14),
        SectorFact("home_mode", list="home_mode"),
        SectorFact("phase_year"),
        SectorFact("point", width=16),
        SectorFact("concentrated"),
        SectorFact("central_village"),
        SectorFact("floor_m2", unit="㎡", total=True),
        SectorFact("own_funds", unit="元", total=True),
        SectorFact("accepted_on"),
        SectorFact("moved_in_on"),
    ),
    ledger="L13A",
    ledger_title="巴山新居台账",
    name="巴山新居",
    rules=(FilledWith("point", "concentrated", "集中居住的请填聚居点", value="true"), ACCEPTED, MOVED_IN),
    rename={"started_on": "开工", "ended_on": "竣工", "amount": "补助金额"},
)
LOW_RENT: Final = Sector(
    code="lowrent",
    label="低租房",
    model=LowRentDetail,
    kinds=("05", "15"),
    facts=(
        SectorFact("estate", width=18),
        SectorFact("flat"),
        SectorFact("floor_m2", unit="㎡", total=True),
        SectorFact("monthly_rent", unit="元", total=True),
        SectorFact("moved_in_on"),
    ),
    ledger="L13B",
    ledger_title="低租房安置台账",
    name="低租房安置",
    rules=(NotBelow("moved_in_on", "started_on", "入住时间早于租期开始"),),
    rename={"started_on": "租期开始", "ended_on": "租期结束"},
)
