"""Drawing from a seed: the few kinds of draw that the whole sample is made of, as cheap as Python allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A stream of draws that depends on its key alone, so each village can be made by itself."""

    __slots__ = ("random",)

    def __init__(self, *key: object) -> None:
        self.random = Random("/".join(map(str, key))).random

    def chance(self, share: float) -> bool:
        """True in ``share`` (0 to 1) of the draws."""
        return self.random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included; ``low`` when the range is empty."""
        return low + int(self.random() * (high - low + 1)) if high > low else low

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self.random() * len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return sorted(items, key=lambda item: self.random())


def pool(weights: Mapping[T, int]) -> tuple[T, ...]:
    """Each item as often as its weight, to be drawn by index."""
    return tuple(item for item, weight in weights.items() for _ in range(weight))
