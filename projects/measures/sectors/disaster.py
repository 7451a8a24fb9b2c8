"""灾后重建 (B-22)."""

from __future__ import annotations

from typing import Final

from projects.disasters.offers import known_disasters
from projects.measures.rules import FilledWith, Known, NotBelow
from projects.measures.sectors.declaration import Sector, SectorFact
from projects.measures.sectors.houses import ACCEPTED, MOVED_IN
from projects.models import DisasterDetail

DISASTER: Final = Sector(
    code="disaster",
    label="灾后重建",
    model=DisasterDetail,
    kinds=("15",),
    facts=(
        SectorFact("event_no", width=22, offers=known_disasters),
        SectorFact("disaster_kind", list="disaster_kind"),
        SectorFact("event", width=16),
        SectorFact("happened_on"),
        SectorFact("damage_grade", list="damage_grade"),
        SectorFact("damaged_rooms", unit="间", total=True),
        SectorFact("loss", unit="元", total=True),
        SectorFact("rebuild_mode", list="rebuild_mode"),
        SectorFact("floor_m2", unit="㎡", total=True),
        SectorFact("own_funds", unit="元", total=True),
        SectorFact("accepted_on"),
        SectorFact("moved_in_on"),
    ),
    ledger="L36",
    ledger_title="灾后重建台账",
    name="灾后重建",
    rules=(
        Known("event_no", "projects_disaster", "code", "没有这个灾害事件编号"),
        FilledWith("happened_on", "disaster_kind", "请填受灾日期"),
        NotBelow("started_on", "happened_on", "开工日期早于受灾日期"),
        ACCEPTED,
        MOVED_IN,
    ),
    rename={"started_on": "开工", "ended_on": "竣工", "amount": "补助金额"},
    hint="先在「灾害事件」登记事件，再选编号；低租房安置的另登记「低租房」",
)
