"""``prepare``: what an empty database needs before anybody signs in; safe to repeat.

Regions, standards and procedures in any case, the demo unless DEMO=0. ``make run`` calls it after the migrations;
the accounts go to standard output, progress to standard error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from assessment import demo
from assessment.scorecards.selectors import has_labels
from assessment.scorecards.services import labels_load
from assessment.selectors import has_standards
from assessment.services import standards_load
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM, Actor
from core.procedures.services import procedures_prepare
from core.regions.files import read_entries
from core.regions.selectors import has_regions
from core.regions.services import edition_load
from funds.credit.load import rules_prepare
from funds.obligations.load import obligations_prepare
from funds.rules import rules_load
from projects.gaps.limits import limits_prepare
from projects.pathways.load import pathways_prepare
from projects.plans.errors import PlanRefusedError
from projects.plans.services import plans_prepare

EDITIONS = (("regions_2018.csv", date(2018, 10, 31)), ("regions_2023.csv", date(2023, 6, 30)))


class Command(BaseCommand):
    help = "空库准备：行政区划、退出标准、办理程序、演示资料"

    def handle(self, *args: Any, **options: Any) -> None:
        data = settings.BASE_DIR / "data"
        actor = SYSTEM.at_door("command")
        if not has_regions():
            for name, day in EDITIONS:
                self.stderr.write(f"导入行政区划 {name}…")
                edition_load(entries=read_entries(data / name), edition=day, actor=actor)
        if not has_standards():
            self.stderr.write("发布退出标准…")
            payload = json.loads((data / "standards.json").read_text(encoding="utf-8"))
            standards_load(payload, actor=actor, scope=SYSTEM_SCOPE)
        if not has_labels():
            labels_load(json.loads((data / "scorecards.json").read_text(encoding="utf-8")), actor=actor)
        for path in sorted((data / "procedures").glob("*.json")):
            if procedures_prepare(json.loads(path.read_text(encoding="utf-8")), actor=actor).released:
                self.stderr.write(f"发布办理程序 {path.stem}…")
        self._plans(sorted((data / "plans").glob("*.json")), actor)
        pathways_prepare(json.loads((data / "pathways.json").read_text(encoding="utf-8")), actor=actor)
        obligations_prepare(json.loads((data / "obligations.json").read_text(encoding="utf-8")), actor=actor)
        rules_prepare(json.loads((data / "credit_rules.json").read_text(encoding="utf-8")), actor=actor)
        rules_load(actor=actor)
        limits_prepare(json.loads((data / "limits.json").read_text(encoding="utf-8")), actor=actor)
        if not settings.DEMO:
            return
        if not demo.is_loaded():
            demo.load(lambda text: self.stderr.write(text))
        if demo.secrets_file().exists():
            self.stdout.write("\n".join(demo.announcement()))

    def _plans(self, paths: Iterable[Path], actor: Actor) -> None:
        """The shipped plans; one whose villages this database does not have is no reason not to start."""
        for path in paths:
            payload = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
            try:
                if plans_prepare(payload, actor=actor).changed:
                    self.stderr.write(f"装载规划 {path.stem}…")
            except PlanRefusedError as refused:
                self.stderr.write(f"规划 {path.stem} 没有装载：{refused}")
