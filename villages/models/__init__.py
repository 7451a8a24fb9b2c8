from villages.models.facts import CountyYear, VillageYear
from villages.models.verdicts import RegionVerdict, VillageCheck

__all__ = ["CountyYear", "RegionVerdict", "VillageCheck", "VillageYear"]
