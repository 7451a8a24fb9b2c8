"""Why a write of a plan or a village's records was refused; each carries the sentence that the page shows."""

from __future__ import annotations


class PlanRefusedError(ValueError):
    """The content does not allow this; nothing was written."""


class OutsideScopeError(LookupError):
    """The place is not in the person's scope."""


class StalePlanError(PlanRefusedError):
    """Somebody else saved in between."""
