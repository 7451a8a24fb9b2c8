"""``undo_batch BATCH [--as USERNAME] [--reason TEXT]``: CONTRACT 2."""

from __future__ import annotations

from typing import Any

from core.accounts.rights import Action
from core.jobs.command import Caller, JsonCommand, RefusedError
from core.ledgers import undo_services as services
from core.ledgers.selectors import batch_by_number
from core.ledgers.undo import UndoRefusedError, undo


class Command(JsonCommand):
    help = "撤销一批导入：此后没有改过、也没有引用的行恢复原值或删除，其余保留"
    required_action = Action.IMPORT
    refusals = (UndoRefusedError,)

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("batch", type=int, help="批次编号")
        parser.add_argument("--reason", default="用命令撤销", help="撤销理由")

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        batch = batch_by_number(options["batch"])
        if batch is None or (caller.post is not None and not services.may_undo(caller.post, batch)):
            raise RefusedError(f"没有批次 {options['batch']}，或不能由此账号撤销")
        reason = options["reason"].strip()[:200]
        if not reason:
            raise RefusedError("请写明撤销理由")
        opened = services.undo_open(batch, caller.actor)
        undo(batch, services.UndoDoer(opened, caller.actor, reason), caller.actor, reason)
        opened.refresh_from_db()
        message = f"恢复 {opened.restored:,} 行，删除 {opened.removed:,} 行，保留 {opened.kept:,} 行"
        self.progress(message)
        return {"restored": opened.undone, "removed": opened.removed, "skipped": opened.kept, "message": message}
