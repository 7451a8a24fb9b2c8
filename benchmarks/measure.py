"""Medians of interleaved runs, and the rows that ``make bench`` prints and writes."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

RUNS = 3


@dataclass(frozen=True)
class Row:
    """One operation: medians in ``unit`` (s or ms) and the two ratios; None where there is no peer or no limit."""

    operation: str
    product: float
    peer: float | None
    limit: float | None
    unit: str
    peer_over_product: float | None
    product_over_limit: float | None


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(*works: Callable[[], float] | None, runs: int = RUNS) -> list[float | None]:
    """The median of each work over ``runs`` rounds in which every one is taken once."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for taken, work in zip(found, works, strict=True):
            if work is not None:
                taken.append(work())
    return [statistics.median(taken) if taken else None for taken in found]


def row(operation: str, product: float, peer: float | None, limit: float | None, unit: str = "s") -> Row:
    """A row with its ratios."""
    return Row(
        operation,
        round(product, 4),
        None if peer is None else round(peer, 4),
        None if limit is None else round(limit, 4),
        unit,
        None if peer is None else round(peer / product, 2),
        None if not limit else round(product / limit, 2),
    )


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(rows: list[Row], folder: Path, name: str) -> None:
    """Print the rows and write them to ``folder/name.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps([asdict(item) for item in rows], ensure_ascii=False, indent=1))
    for item in rows:
        peer = "" if item.peer is None else f"  peer {item.peer:g} ({item.peer_over_product:g} x)"
        limit = "" if item.limit is None else f"  limit {item.limit:g} ({item.product_over_limit:g} x)"
        print(f"{item.operation:<34} {item.product:g} {item.unit}{peer}{limit}", flush=True)
