"""The rows of the ledger of monitored households (L5), in the order of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from assessment.models import MonitoredHousehold, MonitorMeasure
from assessment.models.monitoring import AT_MOST_RISKS
from core.accounts.scope import Scope
from core.dictionaries.selectors import labels
from core.regions.selectors import name_of
from households.selectors.register import helper_names

AT_ONCE: Final = 500


def roster(scope: Scope, low: int, high: int) -> Iterator[Sequence[Any]]:
    """Some hundred at a time, by area and number, so that helpers and measures cost a few queries each time."""
    rows = MonitoredHousehold.objects.within(scope).filter(area__gte=low, area__lt=high)
    keys = list(rows.order_by("area", "pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield from _some(scope, keys[start : start + AT_ONCE])


def _some(scope: Scope, keys: list[int]) -> Iterator[Sequence[Any]]:
    found = MonitoredHousehold.objects.within(scope).filter(pk__in=keys)
    rows = list(found.select_related("household").order_by("area", "pk"))
    names = name_of({row.area for row in rows})
    helpers = helper_names(scope, [row.household_id for row in rows])
    risks, kinds = labels("monitor_risk"), labels("measure_kind")
    categories, ways = labels("monitor_category"), labels("monitor_way")
    measures: dict[int, list[str]] = {}
    for record, kind, content in (
        MonitorMeasure.objects.within(scope)
        .filter(record__in=keys)
        .order_by("starts_on", "id")
        .values_list("record_id", "kind", "content")
    ):
        measures.setdefault(record, []).append(f"{kinds.get(kind, kind)}：{content}")
    for row in rows:
        named = [risks.get(code, code) for code in row.risks]
        yield [
            names.get(row.area, ""),
            row.household.code,
            row.household.head_name,
            "一般农户" if row.ordinary else "建档立卡户",
            row.members,
            categories.get(row.category, row.category),
            row.no_labour,
            row.identified_on.isoformat(),
            *named,
            *[None] * (AT_MOST_RISKS - len(named)),
            row.net_income / row.members,
            row.claim_income,
            row.self_paid,
            row.range_amount,
            "；".join(measures.get(row.pk, [])) or None,
            helpers.get(row.household_id) or None,
            row.eliminated_on is not None,
            ways.get(row.way or ""),
            row.eliminated_on.isoformat() if row.eliminated_on else None,
            row.after_per_head,
        ]
