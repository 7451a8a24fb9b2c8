from assessment.models.change import VerdictChange
from assessment.models.freshness import ComputePass, ConvergenceCheck, Heartbeat
from assessment.models.monitoring import Clue, MonitoredHousehold, MonitorMeasure
from assessment.models.sampling import SampleStratum, SampleSurvey, SampleUnit
from assessment.models.scorecard import ScorecardLabel
from assessment.models.simulation import SimulatedFlip, Simulation
from assessment.models.standard import Criterion, LineDraft, PovertyLine, Reviewed, Standard
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
    "Clue",
    "ComputePass",
    "ConvergenceCheck",
    "Criterion",
    "Heartbeat",
    "LineDraft",
    "Milestone",
    "MonitorMeasure",
    "MonitoredHousehold",
    "PlanPhase",
    "PovertyLine",
    "ReductionTarget",
    "RegionPlan",
    "Reviewed",
    "SampleStratum",
    "SampleSurvey",
    "SampleUnit",
    "ScorecardLabel",
    "SimulatedFlip",
    "Simulation",
    "Standard",
    "TaskBook",
    "TaskBookStep",
    "VerdictChange",
]
