"""``import_regions FILE [--edition YYYY-MM-DD]``: load an edition of the region tree (CONTRACT 2)."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.audit.command import RefusedError, ReportCommand
from core.audit.trail import SYSTEM
from core.regions.files import EditionFileError, read_entries
from core.regions.services import EditionRefusedError, edition_load


class Command(ReportCommand):
    help = "导入一个版本的行政区划（CSV，可为 .gz）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--edition", help="版本日期 YYYY-MM-DD；首个文件可不写")

    def report(self, **options: Any) -> dict[str, Any]:
        try:
            edition = _day(options["edition"])
            entries = read_entries(options["file"])
            self.progress(f"读入 {len(entries)} 行")
            result = edition_load(entries=entries, edition=edition, actor=SYSTEM.at_door("command"))
        except (EditionFileError, EditionRefusedError) as error:
            raise RefusedError(str(error)) from error
        return asdict(result)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    # fromisoformat also takes 20181031 and week dates, which would hide a typing error.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise RefusedError(f"版本日期「{text}」应写成 YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(f"没有「{text}」这一天") from error
