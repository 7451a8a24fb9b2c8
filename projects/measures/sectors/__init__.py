"""The sectors, in the order of the forms and import sheets. A new one is a module here and a line below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from projects.measures.sectors.declaration import BoundFact, Sector, SectorFact
from projects.measures.sectors.industry import INDUSTRY
from projects.measures.sectors.jobs import POST, TRAINING

__all__ = ["SECTORS", "BoundFact", "Sector", "SectorFact", "sector_of", "sectors_of_kind"]

SECTORS: Final[Mapping[str, Sector]] = {sector.code: sector for sector in (INDUSTRY, TRAINING, POST)}


def sector_of(code: str) -> Sector | None:
    """The sector of a measure; None for "" and for a code that is no sector."""
    return SECTORS.get(code)


def sectors_of_kind(kind: str) -> list[Sector]:
    """The sectors a measure of this kind may have."""
    return [sector for sector in SECTORS.values() if kind in sector.kinds]
