"""The process that reads an uploaded file, or writes its annotated copy, away from everything else.

Started as a script with an empty environment by core.ledgers.sandbox. It takes limits on itself
before it looks at the file, imports neither Django nor anything of the database, reads its task as
JSON on standard input and the file on the descriptor it is told, and answers on standard output:

    J <json>\\n                  an event
    R <sheet> <bytes>\\n<bytes>  a block of rows as COPY text
    B <bytes>\\n<bytes>          a block of a produced file
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from pathlib import Path
from types import TracebackType
from typing import Any


def limit(name: int, value: int) -> None:
    """Lower one resource limit; a limit that is lower already stays."""
    _, hard = resource.getrlimit(name)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(name, (value, value))


def take_limits(memory: int, seconds: int) -> None:
    """No files, no core dumps, few descriptors, bounded memory and processor time."""
    limit(resource.RLIMIT_AS, memory)
    limit(resource.RLIMIT_CPU, seconds)
    limit(resource.RLIMIT_FSIZE, 0)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_NOFILE, 32)


def send(event: dict[str, Any]) -> None:
    sys.stdout.buffer.write(b"J " + json.dumps(event, ensure_ascii=False).encode() + b"\n")


def send_rows(sheet: int, lines: list[str]) -> None:
    data = ("\n".join(lines) + "\n").encode()
    sys.stdout.buffer.write(b"R %d %d\n" % (sheet, len(data)))
    sys.stdout.buffer.write(data)


def send_bytes(data: bytes) -> None:
    sys.stdout.buffer.write(b"B %d\n" % len(data))
    sys.stdout.buffer.write(data)


def crashed(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    """Say where an unforeseen error happened, and nothing of the values it may hold."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    send({"event": "crashed", "where": f"{kind.__name__} {where}"})
    sys.stdout.buffer.flush()


def run(task: dict[str, Any]) -> None:
    from core.ledgers.refusal import TOO_BIG, FileRefusedError

    try:
        with os.fdopen(int(sys.argv[1]), "rb") as file:
            if task["do"] == "read":
                from core.ledgers.reading import read

                read(file, task, send, send_rows)
            else:
                from core.ledgers.annotating import annotate

                annotate(file, task, send_bytes)
        send({"event": "end"})
    except FileRefusedError as error:
        send({"event": "refused", "message": str(error)})
    except MemoryError:
        send({"event": "refused", "message": TOO_BIG})


def main() -> None:
    sys.excepthook = crashed
    root = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root))
    # Rows make no cycles, and the memory is limited.
    gc.disable()
    task = json.load(sys.stdin.buffer)
    take_limits(task["memory"], task["seconds"])
    run(task)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
