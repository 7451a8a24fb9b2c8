"""``export_verdicts --level L --year Y [--region AREA] --out FILE.csv``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from assessment.export import LEVELS, verdicts_export
from core.jobs.command import Caller, JsonCommand, RefusedError, area_argument, year_argument


class Command(JsonCommand):
    help = "Write stored verdicts as CSV, one row a subject and criterion."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--level", choices=LEVELS, required=True)
        parser.add_argument("--year", type=year_argument, required=True)
        parser.add_argument("--region", type=area_argument, default=0)
        parser.add_argument("--out", type=Path, required=True)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        out: Path = options["out"]
        try:
            return {"rows": verdicts_export(options["level"], options["year"], options["region"], out)}
        except OSError as error:
            raise RefusedError(f"不能写入 {out}：{error.strerror}") from error
