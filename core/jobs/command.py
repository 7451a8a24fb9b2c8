"""The base of the management commands of the contract: one JSON line, three exit codes, an actor.

The last line on standard output is one JSON object, also when the command refuses (then with ``message``);
progress goes to standard error. Exit 0 done, 2 refused and nothing changed, 1 failure.
"""

from __future__ import annotations

import argparse
import json
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError
from django.utils import timezone

from core.accounts.models import Post, User
from core.accounts.rights import Action, may
from core.accounts.scope import SYSTEM_SCOPE, Scope, scope_of
from core.audit.trail import SYSTEM, Actor
from core.regions.codes import parse_area


class RefusedError(Exception):
    """The command is refused for a reason that the caller can read; nothing was changed."""


@dataclass(frozen=True)
class Caller:
    """In whose name a command runs; ``post`` None is the system, for the whole country."""

    actor: Actor
    scope: Scope
    post: Post | None = None


SYSTEM_CALLER = Caller(SYSTEM.at_door("command"), SYSTEM_SCOPE)


def area_argument(text: str) -> int:
    """argparse type of an area: 12 digits, shorter official codes are padded."""
    try:
        return parse_area(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def year_argument(text: str) -> int:
    """argparse type of a year."""
    if not (text.isascii() and text.isdigit() and 1949 <= int(text) <= 2100):
        raise argparse.ArgumentTypeError(f"「{text}」不是年度")
    return int(text)


def file_argument(text: str) -> Path:
    """argparse type of a file to read."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"找不到文件 {text}")
    return path


class JsonCommand(BaseCommand, ABC):
    """Subclasses implement ``work`` (the JSON object), declare the ``refusals`` of the services they call, and
    the ``required_action`` of the post that ``--as`` names (None: the system only, ``--as`` is not offered)."""

    requires_system_checks = []
    refusals: ClassVar[tuple[type[Exception], ...]] = ()
    required_action: ClassVar[Action | None] = None
    exit_code = 0

    @abstractmethod
    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        """Does the work and returns the JSON object; may set ``exit_code`` to 1 for a failure it reports."""

    def progress(self, text: str) -> None:
        """One line of progress."""
        self.stderr.write(text)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        complain = parser.error

        def error(message: str) -> NoReturn:
            if getattr(self, "_called_from_command_line", False):
                self._say({"message": message})
            complain(message)
            raise RefusedError(message)

        parser.error = error  # type: ignore[method-assign]
        if self.required_action is not None:
            parser.add_argument("--as", dest="username", metavar="USERNAME", help="in whose name; default: the system")
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = self.work(self._caller(options.get("username")), options)
        except RefusedError as refusal:
            answer, self.exit_code = {"message": str(refusal)}, 2
        except self.refusals as refusal:
            answer, self.exit_code = {"message": str(refusal)}, 2
        except OperationalError as failure:
            answer, self.exit_code = {"message": f"数据库不可用：{str(failure).splitlines()[0]}"}, 1
        self._say(answer)
        if self.exit_code:
            sys.exit(self.exit_code)

    def _say(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False, default=str))

    def _caller(self, username: str | None) -> Caller:
        if not username:
            return SYSTEM_CALLER
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise RefusedError(f"没有启用的账号 {username}")
        for post in Post.objects.filter(user=user).current(timezone.localdate()).order_by("id"):
            if self.required_action is None or may(post, self.required_action):
                actor = Actor(user_id=user.pk, name=user.name, post_id=post.pk, door="command")
                return Caller(actor, scope_of(post), post)
        raise RefusedError(f"账号 {username} 没有可以执行此操作的岗位")
