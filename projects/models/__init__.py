from projects.models.library import (
    Project,
    ProjectBeneficiary,
    ProjectInvestment,
    ProjectQuantity,
    ProjectReport,
    ProjectTarget,
    ProjectVillage,
)

__all__ = [
    "Project",
    "ProjectBeneficiary",
    "ProjectInvestment",
    "ProjectQuantity",
    "ProjectReport",
    "ProjectTarget",
    "ProjectVillage",
]
