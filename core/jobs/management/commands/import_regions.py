"""``import_regions FILE [--edition YYYY-MM-DD]``: load an edition of the region tree (CONTRACT 2).

It stands here because the base of the commands knows accounts, which regions may not.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict
from datetime import date
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from core.jobs.command import Caller, JsonCommand, file_argument
from core.regions.files import EditionFileError, read_entries
from core.regions.services import EditionRefusedError, edition_load


class Command(JsonCommand):
    help = "导入一个版本的行政区划（CSV，可为 .gz）"
    refusals: ClassVar[tuple[type[Exception], ...]] = (EditionFileError, EditionRefusedError)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=file_argument)
        parser.add_argument("--edition", type=day_argument, metavar="YYYY-MM-DD", help="版本日期；首个文件可不写")

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        entries = read_entries(options["file"])
        self.progress(f"读入 {len(entries)} 行")
        return asdict(edition_load(entries=entries, edition=options["edition"], actor=caller.actor))


def day_argument(text: str) -> date:
    """argparse type of a date; fromisoformat also takes 20181031 and week dates, which would hide a typing error."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise argparse.ArgumentTypeError(f"版本日期「{text}」应写成 YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"没有「{text}」这一天") from error
