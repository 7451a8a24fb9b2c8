"""The algorithm of a draw, small enough to be repeated by hand in any language.

Within a stratum every code gets the key SHA-256 of the UTF-8 text ``seed|code`` and the units with the smallest keys
are drawn (ties by code). So the sample depends on the seed and the stored population alone: not on the order of rows,
not on the machine, not on a language's random generator. Proportional sizes are by largest remainder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction


def key_of(seed: str, code: str) -> bytes:
    """What the units of a stratum are ordered by."""
    return hashlib.sha256(f"{seed}|{code}".encode()).digest()


def picked(seed: str, frame: Sequence[str], size: int) -> list[str]:
    """The ``size`` codes that the seed draws from a stratum, in order of their keys."""
    return sorted(frame, key=lambda code: (key_of(seed, code), code))[:size]


def digest_of(frame: Sequence[str]) -> str:
    """SHA-256 of the stratum's codes, sorted and joined by line feeds: what the stored population is checked by."""
    return hashlib.sha256("\n".join(sorted(frame)).encode()).hexdigest()


def proportional(populations: Sequence[int], size: int) -> list[int]:
    """``size`` divided in proportion by largest remainder; equal remainders go to the earlier stratum.

    Never more than a stratum has, and the whole population when ``size`` reaches it.
    """
    whole = sum(populations)
    if size >= whole:
        return list(populations)
    quotas = [Fraction(size * population, whole) for population in populations]
    sizes = [int(quota) for quota in quotas]
    rest = sorted(range(len(quotas)), key=lambda at: (sizes[at] - quotas[at], at))
    for at in rest[: size - sum(sizes)]:
        sizes[at] += 1
    return sizes


def fixed(populations: Sequence[int], size: int) -> list[int]:
    """``size`` from every stratum, or all of a smaller one."""
    return [min(size, population) for population in populations]
