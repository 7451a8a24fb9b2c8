from assessment.models.change import VerdictChange
from assessment.models.scorecard import ScorecardLabel
from assessment.models.standard import Criterion, PovertyLine, Standard
from assessment.models.target import (
    Admonition,
    Milestone,
    PlanPhase,
    ReductionTarget,
    RegionPlan,
    TaskBook,
    TaskBookStep,
)

__all__ = [
    "Admonition",
    "Criterion",
    "Milestone",
    "PlanPhase",
    "PovertyLine",
    "ReductionTarget",
    "RegionPlan",
    "ScorecardLabel",
    "Standard",
    "TaskBook",
    "TaskBookStep",
    "VerdictChange",
]
