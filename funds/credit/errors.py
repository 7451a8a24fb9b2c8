"""Why a write of micro-credit was refused; nothing was stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class CreditError(ValueError):
    """Base of the refusals."""


class HiddenCreditError(LookupError):
    """The household, rating, line, loan or entry does not exist for this person."""


@dataclass
class CreditRefusedError(CreditError):
    """``fields``: sentence by field, "" for the whole."""

    fields: Mapping[str, str]

    def __post_init__(self) -> None:
        super().__init__("；".join(self.fields.values()))


@dataclass
class StaleCreditError(CreditError):
    """Somebody saved in between; ``version`` is what is stored now."""

    version: int

    def __post_init__(self) -> None:
        super().__init__("这条记录在您打开之后被别人修改过，没有保存")
