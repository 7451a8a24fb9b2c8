"""Why a change of targets or task books was refused; each carries the sentence that the page shows."""

from __future__ import annotations


class TargetRefusedError(ValueError):
    """The rules of the roadmap or of the task book do not allow this; nothing was written."""


class OutsideScopeError(LookupError):
    """The place is not in the person's scope."""


class StaleTargetsError(TargetRefusedError):
    """Somebody else saved in between."""
