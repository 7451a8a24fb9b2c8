"""``load_pathways FILE.json``: load pathway schemes and the targets of their plans (shape: docs/measures.md)."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from core.accounts.rights import Action
from core.jobs.command import Caller, JsonCommand, RefusedError, file_argument
from projects.pathways.errors import PathwayRefusedError
from projects.pathways.load import pathways_load


class Command(JsonCommand):
    help = "Load pathway schemes from a JSON file."
    refusals = (PathwayRefusedError,)
    required_action = Action.STANDARD_EDIT

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=file_argument)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        try:
            payload = json.loads(options["file"].read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise RefusedError(f"文件不是 JSON：{error}") from error
        loaded = pathways_load(payload, actor=caller.actor, scope=caller.scope)
        return {"schemes": loaded.schemes, "changed": loaded.changed}
