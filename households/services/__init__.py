"""Every change of the register. Each function is one transaction in an actor's name; a refusal changes nothing."""

from households.services.errors import (
    ClosedHouseholdError,
    HeadError,
    LastMemberError,
    NotAVillageError,
    NumbersUsedUpError,
    OutsideScopeError,
    PairingError,
    PersonExistsError,
    RegisteredError,
    RegistryError,
    RulesBrokenError,
    StaleRecordError,
    Token,
    YearError,
)
from households.services.exits import households_lock, households_strike_off
from households.services.households import (
    household_close,
    household_move,
    household_register,
    household_token,
    household_update,
)
from households.services.members import (
    head_change,
    member_add,
    member_remove,
    member_token,
    member_update,
    relation_rules,
)
from households.services.pairings import pairing_end, pairing_start, pairing_start_many
from households.services.registration import household_take_in
from households.services.reveals import RevealError, person_reveal
from households.services.years import Carried, year_open

__all__ = [
    "Carried",
    "ClosedHouseholdError",
    "HeadError",
    "LastMemberError",
    "NotAVillageError",
    "NumbersUsedUpError",
    "OutsideScopeError",
    "PairingError",
    "PersonExistsError",
    "RegisteredError",
    "RegistryError",
    "RevealError",
    "RulesBrokenError",
    "StaleRecordError",
    "Token",
    "YearError",
    "head_change",
    "household_close",
    "household_move",
    "household_register",
    "household_take_in",
    "household_token",
    "household_update",
    "households_lock",
    "households_strike_off",
    "member_add",
    "member_remove",
    "member_token",
    "member_update",
    "pairing_end",
    "pairing_start",
    "pairing_start_many",
    "person_reveal",
    "relation_rules",
    "year_open",
]
