"""Where a fact comes from: who wrote its record, when, and by which form or file row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessment.explain.criteria import Origin
from core.accounts.selectors import names_of
from core.audit.models import Sourced
from core.ledgers.models import Batch

SOURCE_WORDS = {"form": "表单录入", "import": "导入", "api": "接口", "carry": "上年结转"}


@dataclass(frozen=True)
class Writers:
    """The persons and the files behind some records: names by user id, (file, who imported it) by batch."""

    names: Mapping[int, str] = field(default_factory=dict)
    files: Mapping[int, tuple[str, str]] = field(default_factory=dict)


def writers_of(records: Iterable[Sourced | None]) -> Writers:
    """Everybody and every file that some records name; two queries at most."""
    known = [record for record in records if record is not None]
    batches = {record.batch for record in known if record.batch}
    found = Batch.objects.filter(pk__in=batches).values_list("pk", "file_name", "owner_name") if batches else []
    return Writers(names_of([record.updated_by for record in known]), {pk: (name, who) for pk, name, who in found})


def origin_of(record: Sourced | None, what: str, writers: Writers, sheet: str = "") -> Origin | None:
    """「年度资料 · 何俊」, its date, 「农户收入.xlsx 户!37 行」 or 「表单录入」; ``sheet`` names the file's sheet."""
    if record is None:
        return None
    where, who = SOURCE_WORDS.get(record.source, record.source), writers.names.get(record.updated_by or 0, "")
    if record.source == "import" and record.batch:
        file, importer = writers.files.get(record.batch, (f"导入批次 {record.batch}", ""))
        row = f"{sheet}!{record.row} 行" if sheet else f"第 {record.row} 行"
        where, who = f"{file} {row}" if record.row else file, who or importer
    return Origin(f"{what} · {who or '系统'}", record.updated_at, where)
