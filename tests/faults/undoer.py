"""An undoing in a process of its own that dies at a named place: ``python -m tests.faults.undoer BATCH [PLACE]``."""

from __future__ import annotations

import io
import sys

from tests.faults.importer import after, die, lose_the_session

from django.core.management import call_command  # isort: skip

from core.ledgers import undoing  # isort: skip
from core.ledgers.undo_services import UndoDoer  # isort: skip

PLACES = ("opened", "staged", "half", "closed", "undone", "backend")


def prepare(place: str) -> None:
    """Make the process die where ``place`` says."""
    match place:
        case "opened":
            after(UndoDoer, "open", die)
        case "staged":
            after(undoing, "stage", die)
        case "half":
            after(undoing, "_demand", die)
        case "closed":
            after(UndoDoer, "close", die)
        case "backend":
            after(undoing, "_demand", lose_the_session)


if __name__ == "__main__":
    place = sys.argv[2] if len(sys.argv) > 2 else ""
    prepare(place)
    call_command("undo_batch", sys.argv[1], stdout=io.StringIO())
    if place == "undone":
        die()
