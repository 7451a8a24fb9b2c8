"""``sweep_findings [--year Y] [--area AREA]``: check now, without waiting for the night."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from core.changes.selectors import years_in_use
from core.findings.services import sweep
from core.jobs.command import Caller, JsonCommand, area_argument, year_argument
from core.regions.codes import COUNTRY


class Command(JsonCommand):
    help = "Check the facts of a year by every rule of doubtful data (default: the newest year in use)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=year_argument)
        parser.add_argument("--area", type=area_argument, default=COUNTRY)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        started = time.monotonic()
        years = [options["year"]] if options["year"] else years_in_use()[:1]
        answer: dict[str, Any] = {"year": years[0] if years else None}
        for year in years:
            answer |= asdict(sweep(year, options["area"], progress=self.progress))
        return answer | {"seconds": round(time.monotonic() - started, 3)}
