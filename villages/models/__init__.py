from villages.models.exits import RegionCertificate, RegionExit
from villages.models.facts import CountyYear, VillageYear
from villages.models.recognition import HOUSEHOLD_LEVEL, Recognition
from villages.models.verdicts import RegionVerdict, VillageCheck

__all__ = [
    "HOUSEHOLD_LEVEL",
    "CountyYear",
    "Recognition",
    "RegionCertificate",
    "RegionExit",
    "RegionVerdict",
    "VillageCheck",
    "VillageYear",
]
