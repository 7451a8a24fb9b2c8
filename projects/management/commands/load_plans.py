"""``load_plans FILE.json``: load the plans of townships (shape: data/plans/yangbai.json)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser

from core.accounts.rights import Action
from core.jobs.command import Caller, JsonCommand, RefusedError, file_argument
from projects.plans.errors import OutsideScopeError, PlanRefusedError
from projects.plans.services import plans_load


class Command(JsonCommand):
    help = "Load township plans from a JSON file; the same file again changes nothing."
    refusals = (PlanRefusedError,)
    required_action = Action.TARGET_EDIT

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=file_argument)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        try:
            payload = json.loads(options["file"].read_text(encoding="utf-8-sig"), parse_float=Decimal)
        except ValueError as error:
            raise RefusedError(f"文件不是 JSON：{error}") from error
        try:
            done = plans_load(payload, actor=caller.actor, scope=caller.scope)
        except OutsideScopeError as error:
            raise RefusedError("规划的地区不在您的辖区") from error
        return {"plans": done.plans, "items": done.items, "quantities": done.quantities}
