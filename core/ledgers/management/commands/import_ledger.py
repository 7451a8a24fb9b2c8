"""``import_ledger KIND FILE --year Y [--as USERNAME] [--dry-run]``: CONTRACT 2 and 3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.accounts.rights import Action
from core.jobs.command import Caller, JsonCommand, file_argument, year_argument
from core.ledgers.error_books import error_book_beside
from core.ledgers.forms import kinds_of
from core.ledgers.imports import apply, check, staged
from core.ledgers.kinds import kinds
from core.ledgers.outcome import Counts, Outcome
from core.ledgers.refusal import FileRefusedError
from core.ledgers.services import NewBatch, upload_of

SHOWN = 20


class Command(JsonCommand):
    help = "导入工作簿：households（户、人）、villages（村）、counties（县）"
    required_action = Action.IMPORT

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("kind", choices=sorted(kinds()))
        parser.add_argument("file", type=file_argument)
        parser.add_argument("--year", type=year_argument, required=True, help="资料所属年度")
        parser.add_argument("--dry-run", action="store_true", help="只校验，不写入")

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        path: Path = options["file"]
        kind, year = kinds()[options["kind"]], options["year"]
        if caller.post is not None and kind.code not in dict(kinds_of(caller.post)):
            self.exit_code = 2
            return {**_empty("没有导入这一种工作簿的权限").as_json(), "errors_file": None}
        try:
            with staged(
                kind, path, year=year, scope=caller.scope, actor=caller.actor, progress=self._row_progress()
            ) as held:
                if options["dry_run"]:
                    found = check(held)
                else:
                    found = apply(held, NewBatch(kind, year, upload_of(path), caller.actor, caller.post))
                errors = error_book_beside(held.run, path) if found.counts.refused else None
        except FileRefusedError as refusal:
            self.exit_code = 2
            return {**_empty(str(refusal)).as_json(), "errors_file": None}
        self._tell(found)
        if found.counts.refused:
            self.exit_code = 2
        return {**found.as_json(), "errors_file": str(errors) if errors else None}

    def _row_progress(self) -> Any:
        said = 0

        def progress(done: int) -> None:
            nonlocal said
            if done - said >= 20_000:
                said = done
                self.progress(f"已读取 {done:,} 行")

        return progress

    def _tell(self, found: Outcome) -> None:
        for problem in found.problems[:SHOWN]:
            self.progress(f"{problem.sheet}!{problem.cell} {problem.heading}：{problem.reason}")
        if len(found.problems) > SHOWN:
            self.progress("……")
        self.progress(found.message)


def _empty(message: str) -> Outcome:
    return Outcome(sheets={"": Counts()}, message=message)
