"""Who writes a county's survey figures over others' must know of them: one rule for both doors.

The special assessment (county exit) and the sampling kit write the same columns of villages.CountyYear.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assessment.explain.origins import origin_of, writers_of
from villages.models import CountyYear

FIGURES: Final = (
    "sampled_exited",
    "wrong_exits",
    "sampled_unregistered",
    "omitted",
    "surveyed_households",
    "approving_households",
)


def standing_words(row: CountyYear | None, figures: Mapping[str, int], own: Mapping[str, int] | None = None) -> str:
    """Where the figures of ``row`` come from and which differ from ``figures``; "" when none does.

    ``own``: what the same door has written before, which it may go on counting from without being asked.
    """
    if row is None:
        return ""
    changed = [
        f"{row._meta.get_field(name).verbose_name} {stands}→{figures[name]}"  # type: ignore[union-attr]
        for name in FIGURES
        if name in figures
        and (stands := getattr(row, name)) is not None
        and stands != figures[name]
        and stands != (own or {}).get(name)
    ]
    origin = origin_of(row, "县年度资料", writers_of([row]), "县")
    if not changed or origin is None:
        return ""
    day = f"{origin.at:%Y-%m-%d}" if origin.at else ""
    return f"已有数字（{origin.who} {day}，{origin.where}）与本次不同：{'；'.join(changed)}。确认改写的请写明理由"
