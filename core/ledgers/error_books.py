"""The user's workbook with its errors marked."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO

from core.ledgers.annotate import annotate
from core.ledgers.run import Run

SUFFIX = ".错误说明.xlsx"


def error_book_beside(run: Run, path: Path) -> Path:
    """The marked workbook beside the user's file (elsewhere where that folder refuses), mode 600."""
    target = path.with_name(path.stem + SUFFIX)
    try:
        # Never through a link or into a file that others may read.
        target.unlink(missing_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError:
        descriptor, name = tempfile.mkstemp(suffix=SUFFIX)
        target = Path(name)
    with open(descriptor, "wb") as out, open(path, "rb") as file:
        write_error_book(run, file, out)
    return target


def write_error_book(run: Run, file: IO[bytes], out: IO[bytes]) -> None:
    """Mark every refused cell of ``run`` in a copy of ``file``. The copy holds plain personal data."""
    marks = run.all(
        "SELECT sheet, row, letter, reason FROM stage_problem WHERE severity = 'R' ORDER BY sheet, row, letter, reason"
    )
    annotate(
        file, out, run.specs, [(sheet, row, letter, reason) for sheet, row, letter, reason in marks], sum(run.rows)
    )
