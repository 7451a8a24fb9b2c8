"""The dialogue after a second writer: what both changed is chosen field by field, the rest merges by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from core.accounts.masking import mask_account, mask_id_number, mask_phone
from households.facts import HOUSEHOLD_BY_NAME, MEMBER_BY_NAME, Fact
from households.services import StaleRecordError, Token

CHOICE = "choice_"
_MASKS = {"phone": mask_phone, "filled_phone": mask_phone, "bank_account": mask_account, "id_number": mask_id_number}
_NOT_SENT_AGAIN = ("csrfmiddlewaretoken", "token", "opened", "then")


@dataclass(frozen=True)
class ConflictRow:
    """One field in words: when opened, as stored now, as typed. ``verdict`` says whose is taken."""

    name: str
    label: str
    base: str
    theirs: str
    mine: str
    verdict: str = ""


@dataclass(frozen=True)
class Dialogue:
    """``both`` need a choice each; ``merged`` do not. ``sent`` is what the form held, to be sent once more."""

    who: str
    at: datetime | None
    opened: Token
    token: Token
    both: list[ConflictRow]
    merged: list[ConflictRow]
    sent: list[tuple[str, str]]

    @property
    def versions(self) -> tuple[int, int]:
        """The version the form was opened with and the one stored now, of the record that changed."""
        if self.opened.yearly != self.token.yearly:
            return self.opened.yearly, self.token.yearly
        return self.opened.permanent, self.token.permanent


def choices_of(sent: QueryDict, whose: str) -> set[str]:
    """The fields for which ``whose`` (mine, theirs) value was chosen."""
    return {name.removeprefix(CHOICE) for name in sent if name.startswith(CHOICE) and sent[name] == whose}


def changed_by(typed: Mapping[str, Any], base: Mapping[str, Any], dropped: set[str]) -> dict[str, Any]:
    """What this person changed since opening the form, less what they gave up in the dialogue."""
    return {name: value for name, value in typed.items() if name not in dropped and value != base.get(name)}


def dialogue_of(
    stale: StaleRecordError, *, opened: Token, base: Mapping[str, Any], typed: Mapping[str, Any], sent: QueryDict
) -> Dialogue:
    """What the three states of a record say: ``base`` when opened, ``typed`` (a field left out: untouched), stored now.

    ``base`` and not ``stale.base``, because a dialogue may be answered after yet another save.
    """
    facts: Mapping[str, Fact] = MEMBER_BY_NAME if "id_number" in base else HOUSEHOLD_BY_NAME
    both, merged = [], []
    for name, fact in facts.items():
        before, theirs = base.get(name), stale.fresh.get(name)
        mine = typed.get(name, before)
        if before == mine == theirs:
            continue
        row = ConflictRow(name, _label(fact), _shown(fact, before), _shown(fact, theirs), _shown(fact, mine))
        if mine not in (before, theirs) and theirs != before:
            both.append(row)
        elif mine == before:
            merged.append(_with(row, mine="未改", verdict=f"自动采用{stale.changed_by or '对方'}的"))
        elif theirs == before:
            merged.append(_with(row, theirs="未改", verdict="自动采用我的"))
        else:
            merged.append(_with(row, verdict="两人填的一样"))
    return Dialogue(
        who=stale.changed_by or "另一位用户",
        at=stale.changed_at,
        opened=opened,
        token=stale.token,
        both=both,
        merged=merged,
        sent=[
            (name, value)
            for name, values in sent.lists()
            for value in values
            if name not in _NOT_SENT_AGAIN and not name.startswith(CHOICE)
        ],
    )


def _label(fact: Fact) -> str:
    return f"{fact.label}（{fact.unit}）" if fact.unit else fact.label


def _shown(fact: Fact, value: Any) -> str:
    mask = _MASKS.get(fact.name)
    return mask(value) if mask and value else fact.words(value)


def _with(row: ConflictRow, *, theirs: str = "", mine: str = "", verdict: str) -> ConflictRow:
    return ConflictRow(row.name, row.label, row.base, theirs or row.theirs, mine or row.mine, verdict)
