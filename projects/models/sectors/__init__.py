"""Typed details of measures, one model a sector (DOMAIN 5.5; how to add one: docs/measures.md)."""

from projects.models.sectors.allowances import DestituteDetail, DibaoDetail, DisabilityDetail, FarmSubsidyDetail
from projects.models.sectors.base import SectorDetail
from projects.models.sectors.disaster import DisasterDetail
from projects.models.sectors.health import BillDetail, ScreeningDetail
from projects.models.sectors.houses import LowRentDetail, NewHomeDetail, RepairDetail
from projects.models.sectors.industry import IndustryDetail
from projects.models.sectors.jobs import PostDetail, TrainingDetail
from projects.models.sectors.livelihood import AssetIncomeDetail, EcologyDetail, SocialDetail, WorkDetail
from projects.models.sectors.relocation import RelocationDetail
from projects.models.sectors.school import DropoutDetail, SchoolAidDetail, YuluDetail

__all__ = [
    "AssetIncomeDetail",
    "BillDetail",
    "DestituteDetail",
    "DibaoDetail",
    "DisabilityDetail",
    "DisasterDetail",
    "DropoutDetail",
    "EcologyDetail",
    "FarmSubsidyDetail",
    "IndustryDetail",
    "LowRentDetail",
    "NewHomeDetail",
    "PostDetail",
    "RelocationDetail",
    "RepairDetail",
    "SchoolAidDetail",
    "ScreeningDetail",
    "SectorDetail",
    "SocialDetail",
    "TrainingDetail",
    "WorkDetail",
    "YuluDetail",
]
