from projects.models.assets import Asset, AssetDistribution, AssetIncome
from projects.models.library import (
    Project,
    ProjectBeneficiary,
    ProjectInvestment,
    ProjectQuantity,
    ProjectReport,
    ProjectTarget,
    ProjectVillage,
)
from projects.models.measures import Measure
from projects.models.pathways import Pathway, PathwayScheme, PathwayTarget
from projects.models.plans import Plan, PlanItem, PlanQuantity, VillageRecord, Workstream
from projects.models.sectors import IndustryDetail, PostDetail, TrainingDetail

__all__ = [
    "Asset",
    "AssetDistribution",
    "AssetIncome",
    "IndustryDetail",
    "Measure",
    "Pathway",
    "PathwayScheme",
    "PathwayTarget",
    "Plan",
    "PlanItem",
    "PlanQuantity",
    "PostDetail",
    "Project",
    "ProjectBeneficiary",
    "ProjectInvestment",
    "ProjectQuantity",
    "ProjectReport",
    "ProjectTarget",
    "ProjectVillage",
    "TrainingDetail",
    "VillageRecord",
    "Workstream",
]
