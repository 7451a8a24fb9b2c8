"""Why a measure was refused; each carries sentences in the words of the person who enters it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class MeasureError(ValueError):
    """Base of the refusals; nothing was written."""


class OutsideScopeError(LookupError):
    """The household or measure does not exist for this person."""


@dataclass
class MeasureRefusedError(MeasureError):
    """``findings``: sentence by field."""

    findings: Mapping[str, str]

    def __post_init__(self) -> None:
        super().__init__("；".join(self.findings.values()))


@dataclass
class StaleMeasureError(MeasureError):
    """Somebody saved in between. ``theirs`` are the fields that differ now from what the form was opened with."""

    version: int
    changed_by: str = ""
    changed_at: datetime | None = None
    fresh: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__("这条措施在您打开之后被别人修改过，没有保存")
