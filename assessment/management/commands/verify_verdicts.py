"""``verify_verdicts --year Y [--region AREA]``: recompute in shadow and compare; exit 1 when anything differs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from assessment.verify import verify
from core.jobs.command import Caller, JsonCommand, area_argument, year_argument


class Command(JsonCommand):
    help = "Compare every stored verdict with a recomputation; nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=year_argument, required=True)
        parser.add_argument("--region", type=area_argument, default=0)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        found = verify(options["year"], options["region"], progress=self.progress)
        if found.different:
            self.exit_code = 1
        return {
            "checked": found.checked,
            "different": found.different,
            "pending": found.pending,
            "examples": found.examples,
        }
