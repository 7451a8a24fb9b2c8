"""The names of the six items, loaded from a file; the same content again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.models import ScorecardLabel
from assessment.scorecards.counts import ITEMS
from core.audit.trail import Actor, recorded
from core.regions.codes import parse_area


def labels_load(payload: Mapping[str, Any], *, actor: Actor) -> int:
    """Names by region and item (shape: data/scorecards.json); the number written. ValueError for an unknown item."""
    count = 0
    with recorded(actor):
        for card in payload["scorecards"]:
            region = parse_area(card["region"]) if card.get("region") else 0
            for item, label in card["items"].items():
                if item not in ITEMS:
                    raise ValueError(f"没有项目「{item}」")
                wanted = {"label": label, "document": card.get("document", "")}
                row, created = ScorecardLabel.objects.get_or_create(region=region, item=item, defaults=wanted)
                if not created and (row.label, row.document) != (wanted["label"], wanted["document"]):
                    row.label, row.document = wanted["label"], wanted["document"]
                    row.save()
                    created = True
                count += created
    return count
