"""Names of regions: the short form that pages show, the key that imports look up, and pinyin for search."""

from __future__ import annotations

import re
from functools import cache

from pypinyin import lazy_pinyin

# Longest first; what stands behind the arrow remains of the official name.
_SHORTER = (
    ("社区村民委员会", "社区"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("社区委员会", "社区"),
    ("村村民委员会", "村"),
    ("嘎查村民委员会", "嘎查"),
    ("村民委员会", "村"),
    ("居民委员会", ""),
    ("牧民委员会", ""),
    ("村村委会", "村"),
    ("村委会", "村"),
    ("居委会", ""),
    ("牧委会", ""),
)
_BARE = re.compile(
    r"(?:村民|居民|牧民)?(?:社区)?(?:民委员会|委员会|村委会|居委会|民委会|委会)$|(?:居民|村民)委$|社区$|村$|居$"
)
_SYLLABLE = re.compile(r"[a-zü]+")


def short_name(official: str) -> str:
    """贾村观村民委员会 → 贾村观村, 杨柏河社区居委会 → 杨柏河社区; a name that would vanish stays whole."""
    for ending, rest in _SHORTER:
        if official.endswith(ending) and len(official) > len(ending):
            return official[: -len(ending)] + rest
    return official


def name_key(text: str) -> str:
    """What is left of a village's name however it is written: 贾村观, 贾村观村, 贾村观村委会 give the same key.

    A village and a community of one township may share a key; the caller tries the full names first.
    """
    left = re.sub(r"\s+", "", text)
    while True:
        shorter = _BARE.sub("", left)
        if not shorter or shorter == left:
            return left
        left = shorter


@cache
def _syllables(name: str) -> tuple[str, ...]:
    syllables: list[str] = []
    for part in lazy_pinyin(name):
        # What is no Chinese comes back as it was: letters and digits count one by one.
        syllables += [part] if _SYLLABLE.fullmatch(part) else [char.lower() for char in part if char.isalnum()]
    return tuple(syllables)


def pinyin_of(name: str) -> tuple[str, str]:
    """(whole pinyin without tones, initials) of a name: 贾村观村 → ("jiacunguancun", "jcgc")."""
    syllables = _syllables(name)
    return "".join(syllables)[:200], "".join(syllable[:1] for syllable in syllables)[:40]
