"""What imports need from higher apps, connected by config (DESIGN 2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Effect = dict[str, dict[str, int]]
# (areas, year) → {"household": {"met_to_not_met": n, …}, "village": {…}}. It compares the stored verdicts with those
# that the same compiled SQL gives now, where the temporary shadows of the fact tables come first in the search path.
EffectOf = Callable[[Sequence[int], int], Effect]

_connected: dict[str, Any] = {}


def connect_effect(function: EffectOf) -> None:
    _connected["effect"] = function


def effect_of(areas: Sequence[int], year: int) -> Effect | None:
    """The effect on verdicts; None until an app can tell."""
    function: EffectOf | None = _connected.get("effect")
    if function is None:
        return None
    return function(areas, year) if areas else {"household": {}, "village": {}}
