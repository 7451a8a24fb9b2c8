"""The sectors, in the order of the forms and import sheets. A new one is a module here and a line below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from projects.measures.sectors.allowances import DESTITUTE, DIBAO, DISABILITY, FARM_SUBSIDY
from projects.measures.sectors.declaration import BoundFact, Sector, SectorFact, Worked
from projects.measures.sectors.disaster import DISASTER
from projects.measures.sectors.health import BILL, SCREENING
from projects.measures.sectors.houses import LOW_RENT, NEW_HOME, REPAIR
from projects.measures.sectors.industry import INDUSTRY
from projects.measures.sectors.jobs import POST, TRAINING
from projects.measures.sectors.livelihood import ASSET_INCOME, ECOLOGY, SOCIAL, WORK
from projects.measures.sectors.relocation import RELOCATION
from projects.measures.sectors.school import DROPOUT, SCHOOL_AID, YULU

__all__ = ["SECTORS", "UNIVERSAL", "BoundFact", "Sector", "SectorFact", "Worked", "sector_of", "sectors_of_kind"]

SECTORS: Final[Mapping[str, Sector]] = {
    sector.code: sector
    for sector in (
        INDUSTRY,
        ASSET_INCOME,
        WORK,
        TRAINING,
        POST,
        RELOCATION,
        REPAIR,
        NEW_HOME,
        LOW_RENT,
        BILL,
        SCREENING,
        SCHOOL_AID,
        YULU,
        DROPOUT,
        DIBAO,
        DESTITUTE,
        DISABILITY,
        FARM_SUBSIDY,
        ECOLOGY,
        SOCIAL,
        DISASTER,
    )
}

# Their measures stand on no pathway by their kind alone.
UNIVERSAL: Final = tuple(sector.code for sector in SECTORS.values() if sector.universal)


def sector_of(code: str) -> Sector | None:
    """The sector of a measure; None for "" and for a code that is no sector."""
    return SECTORS.get(code)


def sectors_of_kind(kind: str) -> list[Sector]:
    """The sectors a measure of this kind may have."""
    return [sector for sector in SECTORS.values() if kind in sector.kinds]
