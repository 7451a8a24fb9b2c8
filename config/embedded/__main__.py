"""``python -m config.embedded exec [--temp | --var DIR] -- COMMAND…`` runs a command beside both servers."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from config import env
from config.embedded import EmbeddedError, Lease
from config.embedded.process import dying_with_parent


def run(command: list[str], urls: dict[str, str]) -> int:
    """Runs ``command`` with the addresses in its environment; its exit code, 128 + n for signal n.

    SIGTERM, SIGHUP and SIGINT go on to the command; it decides, we wait.
    """
    waiting: list[int] = []
    child: subprocess.Popen[bytes] | None = None

    def forward(number: int, _frame: object) -> None:
        if child is None:
            waiting.append(number)
        else:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(number)

    # A terminal sends its interrupt to the whole group, so the command has it already.
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, forward)
    environment = {**os.environ, **urls}
    try:
        child = subprocess.Popen(command, env=environment, preexec_fn=dying_with_parent())
    except OSError as error:
        print(f"无法运行 {command[0]}：{error.strerror}", file=sys.stderr)
        return 127
    for early in waiting:
        child.send_signal(early)
    code = child.wait()
    return code if code >= 0 else 128 - code


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.embedded")
    verbs = parser.add_subparsers(dest="verb", required=True)
    execute = verbs.add_parser("exec", help="run a command beside PostgreSQL and Redis")
    place = execute.add_mutually_exclusive_group()
    place.add_argument("--temp", action="store_true", help="new servers in a temporary folder, deleted after")
    place.add_argument("--var", type=Path, default=None, help="the folder of all state (default: VAR)")
    execute.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser.error("no command")
    # The command keeps its state, and in a temporary run its temporary files, where its servers are.
    var = Path(tempfile.mkdtemp(prefix="zhaimao-")) if options.temp else (options.var or Path(env.VAR.text())).resolve()
    try:
        lease = Lease(var / "embedded", discard=var if options.temp else None)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        if options.temp:
            shutil.rmtree(var, ignore_errors=True)
        return 1
    given = {**lease.urls, env.VAR.name: str(var)}
    if options.temp:
        (var / "tmp").mkdir()
        given["TMPDIR"] = str(var / "tmp")
    with lease:
        return run(command, given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
