"""``load_obligations FILE.json``: load the obligations of regions (shape: data/obligations.json)."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from core.accounts.rights import Action
from core.jobs.command import Caller, JsonCommand, RefusedError, file_argument
from funds.contributions.errors import RecordRefusedError
from funds.obligations.load import obligations_load


class Command(JsonCommand):
    help = "Load the obligations of regions from a JSON file; the same file again changes nothing."
    refusals = (RecordRefusedError,)
    required_action = Action.STANDARD_RELEASE

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=file_argument)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        try:
            payload = json.loads(options["file"].read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise RefusedError(f"文件不是 JSON：{error}") from error
        loaded = obligations_load(payload, actor=caller.actor, scope=caller.scope)
        return {"rules": loaded.rules, "changed": loaded.changed}
