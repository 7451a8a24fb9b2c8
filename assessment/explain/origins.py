"""Where a fact comes from: who wrote its record, when, and by which form or file row."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.explain.criteria import Origin
from core.audit.models import Sourced

SOURCE_WORDS = {"form": "表单录入", "import": "导入", "api": "接口", "carry": "上年结转"}


def origin_of(record: Sourced | None, what: str, names: Mapping[int, str]) -> Origin | None:
    """「年度资料 · 何俊」, its date, 「导入批次 312 第 37 行」; ``names`` by user id."""
    if record is None:
        return None
    where = SOURCE_WORDS.get(record.source, record.source)
    if record.source == "import" and record.batch:
        where = f"导入批次 {record.batch}" + (f" 第 {record.row} 行" if record.row else "")
    return Origin(f"{what} · {names.get(record.updated_by or 0, '系统')}", record.updated_at, where)
