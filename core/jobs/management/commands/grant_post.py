"""``grant_post ACCOUNT ROLE AREA``: a post in the system's name; the first administrator comes from here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.management.base import CommandParser
from django.utils import timezone

from core.accounts.rights import Role
from core.accounts.services import AccountError, post_appoint
from core.jobs.command import Caller, JsonCommand, area_argument


class Command(JsonCommand):
    help = "给一个账号安排岗位，从今天起（第一个系统管理员由此产生）"
    refusals: ClassVar[tuple[type[Exception], ...]] = (AccountError,)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account")  # "username" is the base's --as
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("area", type=area_argument)

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        post = post_appoint(
            actor=caller.actor,
            username=options["account"],
            role=Role(options["role"]),
            area=options["area"],
            starts_on=timezone.localdate(),
        )
        return {"post": post.pk, "role": post.role, "area": post.area}
