"""Why money did not move, in the words of the person who enters it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class HiddenFundError(LookupError):
    """The document, allocation, contract or order does not exist for this person."""


@dataclass
class FundRefusedError(ValueError):
    """``fields``: sentence by field, "" for the whole; nothing was written."""

    fields: Mapping[str, str]

    def __post_init__(self) -> None:
        super().__init__("；".join(self.fields.values()))


@dataclass
class StaleFundError(ValueError):
    """Somebody saved in between; ``version`` is the one stored now. Nothing was written."""

    version: int

    def __post_init__(self) -> None:
        super().__init__("这份文件在您打开之后被别人修改过，没有保存；请核对最新内容后再改")
