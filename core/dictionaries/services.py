"""Filling the code lists from the seed that comes with the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

from django.db import transaction

from core.dictionaries.models import CodeItem, CodeList
from core.dictionaries.selectors import forget

SEED = Path(__file__).parent / "data" / "code_lists.json"


class SeedItem(TypedDict, total=False):
    """One value as written in the seed; ``code`` and ``label`` are always there."""

    code: str
    label: str
    valid_from: int
    valid_to: int
    synonyms: list[str]
    attributes: dict[str, object]


class SeedList(TypedDict):
    code: str
    title: str
    source: str
    items: list[SeedItem]


def load_dictionaries(path: Path = SEED) -> int:
    """Add the lists and values of ``path`` that are missing; returns how many values were added.

    What is already there stays as it is, so a label that an administrator changed survives the next migration;
    a correction of the seed itself needs a data migration. The order of a list is the order in the file.
    """
    lists: list[SeedList] = json.loads(path.read_text(encoding="utf-8"))
    with transaction.atomic():
        CodeList.objects.bulk_create(
            [CodeList(code=entry["code"], title=entry["title"], source=entry["source"]) for entry in lists],
            ignore_conflicts=True,
        )
        known = set(CodeItem.objects.values_list("code_list_id", "code", "valid_from"))
        missing = [
            CodeItem(code_list_id=entry["code"], order=order, **item)
            for entry in lists
            for order, item in enumerate(entry["items"], start=1)
            if (entry["code"], item["code"], item.get("valid_from")) not in known
        ]
        CodeItem.objects.bulk_create(missing)
    forget()
    return len(missing)
