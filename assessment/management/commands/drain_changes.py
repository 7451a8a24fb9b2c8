"""``drain_changes``: returns when what was pending at its start, and what that caused, is worked off by whomever."""

from __future__ import annotations

import time
from typing import Any

from assessment.drain import drain
from core.jobs.command import Caller, JsonCommand


class Command(JsonCommand):
    help = "Work off pending changes, beside running workers or without them."

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        start = time.monotonic()
        done, stuck = drain(progress=self.progress)
        answer: dict[str, Any] = {
            "households": done.households,
            "villages": done.villages,
            "regions": done.regions,
            "seconds": round(time.monotonic() - start, 3),
        }
        if stuck:
            self.exit_code = 1
            answer["message"] = f"{len(stuck)} 个地方无法计算：{', '.join(f'{area:012d}' for area in stuck[:5])}"
        return answer
