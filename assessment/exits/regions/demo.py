"""杨柏镇's village exit half way, and 保康县's application just begun: so that every page has something to show.

One poor village stands with the county's departments: one certificate agrees, one contradicts the computed outcome,
the others are missing. A second one is listed and its incidence is not decided. Days are counted back from today.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, cast

from django.utils import timezone

from assessment.exits.regions.services import Finding, certify, exit_open
from core.accounts.models import Post, User
from core.accounts.rights import Role
from core.accounts.scope import scope_of
from core.audit.trail import Actor, recorded
from core.evidence.services import Paper, attach
from core.jobs.files import SealedFile
from core.jobs.uploads import SealedUpload
from core.procedures.models import Case
from core.procedures.services import Taken, take_step

READY, UNDECIDED = 511921119212, 511921119209


@dataclass(frozen=True)
class Person:
    """Somebody who acts in the demo: an account with its only post."""

    actor: Actor
    post: Post


def person(username: str) -> Person:
    user = User.objects.get(username=username)
    post = Post.objects.get(user=user)
    return Person(Actor(user.pk, user.name, post.pk, door="command"), post)


def load(loader: Actor, town: int, year: int, counties: tuple[int, int]) -> None:
    """After the accounts, the verdicts and the procedures; ``counties`` are 通江县 and 保康县."""
    today = timezone.localdate()
    with recorded(loader, reason="演示资料"):
        village = _newcomer("cun212", "何桂英", Role.VILLAGE, READY, "村委会", "")
        traffic = _newcomer("jiaotong", "向阳", Role.DEPARTMENT, counties[0], "通江县交通局", "traffic")
    clerk = person("town")
    _open(clerk, "village_exit", town, year, [READY, UNDECIDED], today - timedelta(days=6))
    case = Case.objects.within(scope_of(clerk.post)).get(code="village_exit", subject_id=READY)
    _step(village, case.pk, "apply", "P11", today - timedelta(days=5), {"visited": "46"})
    _step(clerk, case.pk, "check", "P09", today - timedelta(days=3), {"visited": "20"})
    _certify(traffic, Finding(case.pk, "hard_road", True, "通村路 3.2 公里，已验收", "通交认〔2018〕12 号"))
    _certify(person("weiji"), Finding(case.pk, "clinic", False, "卫生室已建成，尚未验收启用", ""))
    _open(person("baokang"), "county_exit", counties[1], year, [counties[1]], today - timedelta(days=2))


def _newcomer(username: str, name: str, role: Role, area: int, office: str, sector: str) -> Person:
    """A person without a password: cannot sign in until an office gives one."""
    user = User.objects.create_user(username, None, name=name, office=office)
    Post.objects.create(user=user, role=role, area=area, office=office, sector=sector, starts_on=date(2018, 1, 1))
    return person(username)


def _open(who: Person, code: str, area: int, year: int, ids: Collection[int], on: date) -> None:
    exit_open(
        actor=who.actor, post=who.post, scope=scope_of(who.post), code=code, area=area, year=year, ids=list(ids), on=on
    )


def _step(who: Person, case: int, step: str, kind: str, on: date, values: dict[str, str]) -> None:
    upload = picture()
    attach(
        actor=who.actor,
        scope=scope_of(who.post),
        subject_type="case",
        subject_id=case,
        upload=cast("Any", upload),  # the stubs say that an upload's size cannot be set
        paper=Paper(kind, on, "演示材料"),
    )
    upload.close()
    taken = Taken(on=on, key=f"demo-{step}", values=values)
    take_step(actor=who.actor, post=who.post, scope=scope_of(who.post), case_ids=[case], step=step, taken=taken)


def _certify(who: Person, finding: Finding) -> None:
    certify(actor=who.actor, post=who.post, scope=scope_of(who.post), findings=[finding])


SIZE: Final = 64


def picture(shade: int = 0) -> SealedUpload:
    """A grey square as a PNG, sealed as an upload is; another shade is another picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\x00" + bytes([0xD0 - shade]) * SIZE for _ in range(SIZE))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 0, 0, 0, 0))
    data += chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    file = SealedFile()
    file.write(data)
    return SealedUpload("演示材料.png", file.keep(), len(data), hashlib.sha256(data).hexdigest())
