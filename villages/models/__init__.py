from villages.models.exits import RegionCertificate, RegionExit
from villages.models.facts import CountyYear, VillageYear
from villages.models.verdicts import RegionVerdict, VillageCheck

__all__ = ["CountyYear", "RegionCertificate", "RegionExit", "RegionVerdict", "VillageCheck", "VillageYear"]
