"""The base of management commands: progress on standard error, one JSON object as the last line of standard output.

Exit 0: done. Exit 2: refused, nothing changed, the object has a ``message``. Exit 1: failure.
"""

from __future__ import annotations

import sys
from abc import abstractmethod
from typing import Any, NoReturn

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser


class RefusedError(Exception):
    """The request cannot be done as asked; the message tells a clerk why. ``report`` goes into the JSON as it is."""

    def __init__(self, message: str, **report: Any) -> None:
        super().__init__(message)
        self.message = message
        self.report = report


class _Parser(CommandParser):
    """Wrong arguments are a refusal like any other: JSON and exit 2."""

    def error(self, message: str) -> NoReturn:
        if self.called_from_command_line:
            self.print_usage(sys.stderr)
            sys.stdout.write(_line({"message": message}) + "\n")
            raise SystemExit(2)
        raise CommandError(message)


def _line(report: dict[str, Any]) -> str:
    return orjson.dumps(report, default=str).decode()


class ReportCommand(BaseCommand):
    """A command that implements ``report`` and returns its JSON object; ``exit_code`` may be set to 1 there."""

    exit_code = 0

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser: CommandParser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = _Parser
        return parser

    @abstractmethod
    def report(self, **options: Any) -> dict[str, Any]:
        """Do the work; raise ``RefusedError`` where nothing was changed."""

    def progress(self, text: str) -> None:
        """One line for whoever waits."""
        self.stderr.write(text)

    def handle(self, *args: Any, **options: Any) -> None:
        self.exit_code = 0
        try:
            report = self.report(**options)
        except RefusedError as refusal:
            self.stdout.write(_line({**refusal.report, "message": refusal.message}))
            raise SystemExit(2) from refusal
        self.stdout.write(_line(report))
        if self.exit_code:
            raise SystemExit(self.exit_code)
