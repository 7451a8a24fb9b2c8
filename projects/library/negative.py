"""The negative list (DOMAIN 5.2): words that money may not be spent on, and those that somebody must look at."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parents[2] / "data" / "negative_list.json"


@dataclass(frozen=True)
class Hit:
    """A word of the list found in a project; ``doubt``: an officer may confirm that it is none."""

    word: str
    doubt: bool
    reason: str

    @property
    def words(self) -> str:
        return f"负面清单“{self.word}”：{self.reason}"


@functools.lru_cache(maxsize=1)
def _entries() -> tuple[tuple[tuple[str, ...], bool, str], ...]:
    payload = json.loads(SOURCE.read_text("utf-8"))
    return tuple((tuple(item["words"]), item["answer"] == "doubt", item["reason"]) for item in payload["entries"])


def hits(texts: Sequence[str]) -> list[Hit]:
    """What of the list stands in the texts, in the order of the list."""
    whole = "\n".join(texts)
    return [Hit(word, doubt, reason) for words, doubt, reason in _entries() for word in words if word in whole]
