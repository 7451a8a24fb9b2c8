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
from projects.models.sectors import IndustryDetail, PostDetail, TrainingDetail

__all__ = [
    "IndustryDetail",
    "Measure",
    "Pathway",
    "PathwayScheme",
    "PathwayTarget",
    "PostDetail",
    "Project",
    "ProjectBeneficiary",
    "ProjectInvestment",
    "ProjectQuantity",
    "ProjectReport",
    "ProjectTarget",
    "ProjectVillage",
    "TrainingDetail",
]
