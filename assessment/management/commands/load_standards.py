"""``load_standards FILE.json``: load and release exit standards and poverty lines."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser

from assessment.services import StandardRefusedError, standards_load
from core.accounts.rights import Action
from core.jobs.command import Caller, JsonCommand, RefusedError, file_argument


class Command(JsonCommand):
    help = "Load and release exit standards and poverty lines from a JSON file."
    refusals = (StandardRefusedError,)
    required_action = Action.STANDARD_EDIT

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=file_argument)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        try:
            payload = json.loads(options["file"].read_text(encoding="utf-8-sig"), parse_float=Decimal)
        except ValueError as error:
            raise RefusedError(f"文件不是 JSON：{error}") from error
        loaded = standards_load(payload, actor=caller.actor, scope=caller.scope)
        return {"standards": loaded.standards, "criteria": loaded.criteria}
