"""``replay_verdicts --year Y [--region AREA] [--sample N]``: logged changes must follow from the facts known then."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from assessment.replay.check import audit
from core.jobs.command import Caller, JsonCommand, area_argument, year_argument


class Command(JsonCommand):
    help = "Replay the newest changes of verdicts at their times and compare with the log; nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=year_argument, required=True)
        parser.add_argument("--region", type=area_argument, default=0)
        parser.add_argument("--sample", type=int, default=200, metavar="N", help="how many changes; default 200")

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        found = audit(options["year"], options["region"], sample=options["sample"], progress=self.progress)
        if found.different:
            self.exit_code = 1
        return {"checked": found.checked, "different": found.different, "examples": found.examples}
