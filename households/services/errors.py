"""Why a change of the register is refused. ``str()`` is a sentence a clerk can act on; nothing was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from households.rules import Finding


class RegistryError(Exception):
    """Base of all refusals."""


class RulesBrokenError(RegistryError):
    """Facts that may not stand together; ``findings`` name the fields."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("；".join(finding.message for finding in findings))
        self.findings = list(findings)


class PersonExistsError(RegistryError):
    """The ID number belongs to a present member already. ``household_code`` is "" outside the actor's scope."""

    def __init__(self, household_code: str) -> None:
        where = f"（户编号 {household_code}）" if household_code else ""
        super().__init__(
            f"这个证件号码已在本辖区登记{where}，不能重复登记" if where else "这个证件号码已在其他地区登记，请申请迁移"
        )
        self.household_code = household_code


class HeadError(RegistryError):
    """The change would leave a household with no head or with two."""


class LastMemberError(RegistryError):
    """The last member cannot be removed; the household is closed instead."""


class ClosedHouseholdError(RegistryError):
    """A closed household is not changed any more."""


class RegisteredError(RegistryError):
    """The household is registered as poor already; taking it in again would rewrite since when."""


class NotAVillageError(RegistryError):
    """The area is no village that is valid today."""


class OutsideScopeError(RegistryError):
    """The target lies outside the actor's scope; doors answer 404."""


class NumbersUsedUpError(RegistryError):
    """No free number is left in the village or household."""


class PairingError(RegistryError):
    """The period of a pairing is impossible, or the person is no helper there."""


class YearError(RegistryError):
    """There is nothing to carry forward, or the year is out of reach."""


@dataclass(frozen=True)
class Token:
    """The versions a form was opened with: of the permanent record, and of the year's (0: there was none)."""

    permanent: int
    yearly: int

    def __str__(self) -> str:
        return f"{self.permanent}.{self.yearly}"

    @classmethod
    def read(cls, text: str) -> Token:
        """The token of a form; ValueError when it is not one of ours."""
        permanent, _, yearly = text.partition(".")
        return cls(int(permanent), int(yearly))


@dataclass
class StaleRecordError(RegistryError):
    """Somebody saved meanwhile. ``base`` is what the form was opened with, ``fresh`` what is stored now.

    Both are plain values by field (personal numbers in clear: doors mask them). ``token`` is that of ``fresh``.
    """

    base: Mapping[str, Any]
    fresh: Mapping[str, Any]
    token: Token
    changed_by: str = ""
    changed_at: datetime | None = None
    opened_at: datetime | None = None
    theirs: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        super().__init__("这条记录在您打开之后被别人修改过，没有保存")
        self.theirs = frozenset(name for name in self.fresh if self.fresh[name] != self.base.get(name))
