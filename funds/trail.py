"""Which records of this app the trail lists, and what it calls them. Entries need no history: they never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.audit.records import RecordKind, Subject, register
from core.dictionaries.selectors import label
from core.regions.selectors import name_of
from funds.models import Contract, FundDocument, FundRule, Invoice, PaymentOrder


def _named(model: Any, key: str) -> Any:
    def subjects(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
        ids = {event.pgh_id: getattr(event, key) for event in events}
        rows = model.objects.within(scope).in_bulk(list(ids.values()))
        return {pgh: Subject(str(rows[pk])) for pgh, pk in ids.items() if pk in rows}

    return subjects


def _rules(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    inside = [event for event in events if scope.covers(event.region)]
    names = name_of(event.region for event in inside)
    labels = dict(FundRule.Name.choices)
    return {
        event.pgh_id: Subject(f"{names.get(event.region, event.region)} {labels.get(event.name, event.name)}")
        for event in inside
    }


def _document_words(name: str, value: Any) -> str | None:
    lists = {"level": "fund_level", "kind": "fund_kind", "direction": "fund_direction"}
    return label(lists[name], value) if name in lists and value else None


register(
    RecordKind(
        "fund-document", "指标文", FundDocument, _named(FundDocument, "pgh_obj_id"), rank=70,
        ignored=frozenset({"parent"}), words=_document_words,
    )
)  # fmt: skip
for _rank, (_code, _title, _model, _key) in enumerate(
    (
        ("fund-contract", "项目合同", Contract, "pgh_obj_id"),
        ("payment-order", "用款申请", PaymentOrder, "pgh_obj_id"),
        ("invoice", "发票", Invoice, "pgh_obj_id"),
    )
):
    register(
        RecordKind(
            _code, _title, _model, _named(_model, _key), rank=71 + _rank,
            ignored=frozenset({"project", "allocation", "contract", "order", "key", "asked_by", "decided_by"}),
        )
    )  # fmt: skip
register(
    RecordKind(
        "fund-rule", "资金规定", FundRule, _rules, rank=74, ignored=frozenset({"region"}),
        within=lambda events, low, high: events.filter(region__gte=low, region__lt=high),
        place=lambda event: int(event.region),
    )
)  # fmt: skip
