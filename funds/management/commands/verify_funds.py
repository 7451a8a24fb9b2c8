"""``verify_funds``: compare every balance with the sum of its entries; exit 1 when any differs."""

from __future__ import annotations

from typing import Any

from core.jobs.command import Caller, JsonCommand
from funds.balances import verify


class Command(JsonCommand):
    help = "Compare every balance of funds with the sum of its entries; nothing is changed."

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        found = verify()
        if found.different:
            self.exit_code = 1
        return {"checked": found.checked, "different": found.different, "examples": found.examples}
