"""``recompute --year Y [--region AREA]``: compute every verdict of a year below a region, whether marked or not."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandParser

from assessment.drain import recompute
from core.jobs.command import Caller, JsonCommand, area_argument, year_argument


class Command(JsonCommand):
    help = "Compute every verdict of a year; brings the year into use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=year_argument, required=True)
        parser.add_argument("--region", type=area_argument, default=0)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        start = time.monotonic()
        done = recompute(options["year"], options["region"], progress=self.progress)
        return {
            "households": done.households,
            "villages": done.villages,
            "regions": done.regions,
            "changed": done.changed,
            "seconds": round(time.monotonic() - start, 3),
        }
