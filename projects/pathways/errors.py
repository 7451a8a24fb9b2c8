"""Why pathways or their targets were refused; each carries the sentence that the page or command shows."""

from __future__ import annotations


class PathwayRefusedError(ValueError):
    """The file or the input does not fit; nothing was written."""


class StaleTargetError(PathwayRefusedError):
    """Somebody else saved in between."""


class OutsideScopeError(LookupError):
    """The place is not in the person's scope."""
