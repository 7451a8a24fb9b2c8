"""Writes of standards and poverty lines: loaded from a file, or drafted, reviewed, released and retired by hand."""

from assessment.services.content import Content, StandardRefusedError
from assessment.services.drafts import Heading, obstacles, standard_copy, standard_draft, standard_edit, standard_step
from assessment.services.lines import LineContent, line_draft, line_edit, line_step
from assessment.services.load import Loaded, standards_load
from assessment.services.simulations import simulation_run, simulation_start
from assessment.services.steps import STEPS, OutsideScopeError, StaleDraftError, Step, StepRefusedError, refusal

__all__ = [
    "STEPS",
    "Content",
    "Heading",
    "LineContent",
    "Loaded",
    "OutsideScopeError",
    "StaleDraftError",
    "StandardRefusedError",
    "Step",
    "StepRefusedError",
    "line_draft",
    "line_edit",
    "line_step",
    "obstacles",
    "refusal",
    "simulation_run",
    "simulation_start",
    "standard_copy",
    "standard_draft",
    "standard_edit",
    "standard_step",
    "standards_load",
]
