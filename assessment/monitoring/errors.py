"""Why a write of monitoring was refused; each carries the sentence that the page shows."""

from __future__ import annotations


class ClueRefusedError(ValueError):
    """The rules do not allow this; nothing was written. ``field``: the form's field it is about, or ""."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class HiddenError(LookupError):
    """The household, clue or record does not exist for this person."""
