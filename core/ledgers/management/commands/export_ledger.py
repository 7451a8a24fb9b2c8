"""``export_ledger CODE --region AREA --year Y --out FILE [--as USERNAME] [--plain --reason TEXT]``: CONTRACT 2."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from core.accounts.rights import Action, may
from core.jobs.command import Caller, JsonCommand, RefusedError, area_argument, year_argument
from core.ledgers.exports import ExportQuery, Ledger, export_recorded, export_write, ledgers
from core.regions.codes import Level, level_of
from core.regions.selectors import region_detail


class Command(JsonCommand):
    help = "导出台账；--list 列出全部"
    required_action = Action.EXPORT

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("code", nargs="?", help="台账编码，见 --list")
        parser.add_argument("--list", action="store_true", dest="listed", help="列出台账")
        parser.add_argument("--region", type=area_argument, help="区划代码（乡镇及以上）")
        parser.add_argument("--year", type=year_argument)
        parser.add_argument("--out", type=Path, help="写到哪个 .xlsx 文件")
        parser.add_argument("--plain", action="store_true", help="证件、电话、账号不打码（须有权限并说明理由）")
        parser.add_argument("--reason", default="", help="不打码的理由")

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        if options["listed"]:
            return {"ledgers": [{"code": item.code, "title": item.title} for item in ledgers().values()]}
        ledger = ledgers().get(options["code"] or "")
        if ledger is None:
            raise RefusedError(f"没有这个台账：{options['code'] or '（未填）'}；用 --list 查看全部")
        missing = [name for name in ("region", "year", "out") if options[name] is None]
        if missing:
            raise RefusedError(f"缺少参数：{'、'.join(f'--{name}' for name in missing)}")
        query = ExportQuery(options["region"], options["year"], caller.scope, options["plain"])
        self._check(caller, query, options["reason"].strip())
        return self._write(caller, ledger, query, options)

    @staticmethod
    def _check(caller: Caller, query: ExportQuery, reason: str) -> None:
        if query.area and level_of(query.area) != Level.COUNTRY and region_detail(query.area) is None:
            raise RefusedError(f"没有这个区划：{query.area}")
        if query.range == (0, 0):
            raise RefusedError("不在您的辖区")
        if query.plain and not reason:
            raise RefusedError("完整导出证件、电话、账号须用 --reason 说明理由")
        if query.plain and caller.post is not None and not may(caller.post, Action.EXPORT_PLAIN):
            raise RefusedError("没有完整导出证件、电话、账号的权限")

    def _write(self, caller: Caller, ledger: Ledger, query: ExportQuery, options: dict[str, Any]) -> dict[str, Any]:
        out: Path = options["out"]
        part = out.with_name(f".{out.name}.part")
        try:
            # Names of persons: for the caller's eyes alone. The file appears when it is complete.
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise RefusedError(f"写不了 {out}：{error.strerror}") from error
        try:
            with os.fdopen(descriptor, "wb") as file:
                export_recorded(ledger, query, caller.actor, options["reason"].strip())
                rows = export_write(ledger, query, file)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
        with out.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"rows": rows, "file": str(out), "sha256": digest}
