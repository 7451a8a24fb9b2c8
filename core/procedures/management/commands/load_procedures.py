"""``load_procedures FILE.json``: load and release procedures (shape: core/procedures/definition.py)."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from core.accounts.rights import Action
from core.jobs.command import Caller, JsonCommand, RefusedError, file_argument
from core.procedures.definition import DefinitionError
from core.procedures.services import procedures_load


class Command(JsonCommand):
    help = "Load and release procedures from a JSON file."
    refusals = (DefinitionError,)
    required_action = Action.STANDARD_EDIT

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=file_argument)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        try:
            payload = json.loads(options["file"].read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise RefusedError(f"文件不是 JSON：{error}") from error
        loaded = procedures_load(payload, actor=caller.actor, scope=caller.scope)
        return {"procedures": loaded.procedures, "released": loaded.released}
