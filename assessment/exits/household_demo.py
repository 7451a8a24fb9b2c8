"""The demo's exits of 2018: one village in the middle of its notice with an objection open, one at its end."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from assessment.exits.household_candidates import CODE, candidates
from core.accounts.models import Post
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor
from core.evidence.services import Paper, Upload, attach
from core.jobs.files import SealedFile
from core.jobs.uploads import SealedUpload
from core.procedures.models import Entry
from core.procedures.services import Taken, cases_open, objection_record, round_open, take_step

MOST: Final = 6
VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "appraise": {"present": "36", "votes_for": "34", "votes_against": "2"},
    "verify": {"visitors": "驻村工作队、村两委"},
    "check": {"checked_by": "镇扶贫办"},
}
ROUND_PAPERS: Final = {"appraise": ("P01", "P02", "P03"), "check": ("P09",), "approve": ("P10",)}
CASE_PAPERS: Final = {"verify": ("A04", "A02"), "confirm": ("P07",), "decline": ("P08",)}
NOTICE_PAPERS: Final = {"check": ("P04", "P05"), "strike": ("P06",)}


def _made(name: str, content: bytes) -> SealedUpload:
    """A small invented file as if it had been uploaded."""
    sealed = SealedFile()
    sealed.write(content)
    return SealedUpload(name, sealed.keep(), len(content), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class Village:
    """Where a list is run: the village's clerk, the township's and the county's officers."""

    area: int
    year: int
    clerk: Post
    town: Post
    county: Post


class _List:
    """One round being loaded as it would have been entered on its days."""

    def __init__(self, place: Village, on: date) -> None:
        self.place = place
        ready = candidates(scope=SYSTEM_SCOPE, area=place.area, year=place.year, today=on).ready[:MOST]
        actor = _actor(place.clerk)
        self.round = round_open(
            actor=actor, post=place.clerk, scope=SYSTEM_SCOPE, code=CODE, area=place.area, year=place.year, on=on
        )
        self.cases = cases_open(
            actor=actor,
            post=place.clerk,
            scope=SYSTEM_SCOPE,
            round_id=self.round.pk,
            subject_ids=[item.household.pk for item in ready],
            on=on,
        )

    def take(self, code: str, cases: Collection[int], on: date, post: Post, **more: str) -> None:
        """A step of some cases with its papers; nothing when there are none left."""
        if not cases:
            return
        self._papers(code, cases, on, post)
        taken = Taken(
            on=on,
            key=uuid.uuid4().hex,
            reason=more.get("reason", ""),
            values=VALUES.get(code, {}),
            place=more.get("place", ""),
        )
        take_step(actor=_actor(post), post=post, scope=SYSTEM_SCOPE, case_ids=cases, step=code, taken=taken, today=on)

    def _papers(self, code: str, cases: Collection[int], on: date, post: Post) -> None:
        wanted = [("round", self.round.pk, kind) for kind in ROUND_PAPERS.get(code, ())]
        wanted += [("case", pk, kind) for pk in cases for kind in CASE_PAPERS.get(code, ())]
        hung = Entry.objects.filter(case__in=list(cases), notice__isnull=False).order_by("-id").first()
        if hung is not None and hung.notice_id is not None:
            wanted += [("notice", hung.notice_id, kind) for kind in NOTICE_PAPERS.get(code, ())]
        for subject_type, pk, kind in wanted:
            content = f"%PDF-1.4\n% {subject_type} {pk} {kind} {on}\n%%EOF\n".encode()
            with _made(f"演示材料{kind}.pdf", content) as upload:
                attach(
                    actor=_actor(post),
                    scope=SYSTEM_SCOPE,
                    subject_type=subject_type,
                    subject_id=pk,
                    upload=cast(Upload, upload),
                    paper=Paper(kind, on, "演示材料"),
                )


def load_in_notice(place: Village) -> None:
    """October 2018: the list hangs in the village, one head refused, one objection waits for its answer."""
    listed = _List(place, date(2018, 10, 10))
    cases: Sequence[int] = listed.cases
    going = cases[:-1] if len(cases) > 4 else cases
    listed.take("appraise", going, date(2018, 10, 12), place.clerk)
    listed.take("verify", going, date(2018, 10, 16), place.clerk)
    reason = "家里主要劳力明年外出务工还没有落实，担心不稳定"
    listed.take("decline", going[:1], date(2018, 10, 17), place.clerk, reason=reason)
    hanging = going[1:]
    listed.take("confirm", hanging, date(2018, 10, 18), place.clerk)
    listed.take("post", hanging, date(2018, 10, 20), place.clerk, place="村委会公示栏")
    if hanging:
        objection_record(
            actor=_actor(place.clerk),
            scope=SYSTEM_SCOPE,
            round_id=listed.round.pk,
            case_id=hanging[0],
            raised_on=date(2018, 10, 23),
            raised_by="",
            content="有群众反映该户今年的务工收入没有核实清楚",
        )


def load_to_the_end(place: Village) -> None:
    """October and November 2018: most are struck off, the last ones wait for the county."""
    listed = _List(place, date(2018, 10, 8))
    cases = listed.cases
    listed.take("appraise", cases, date(2018, 10, 9), place.clerk)
    listed.take("verify", cases, date(2018, 10, 12), place.clerk)
    listed.take("confirm", cases, date(2018, 10, 15), place.clerk)
    listed.take("post", cases, date(2018, 10, 16), place.clerk, place="村委会公示栏")
    listed.take("check", cases, date(2018, 10, 24), place.town)
    forward = cases[: -(len(cases) // 3) or None]
    listed.take("approve", forward, date(2018, 10, 30), place.county)
    listed.take("announce", forward, date(2018, 11, 2), place.town, place="村委会公示栏")
    listed.take("strike", forward, date(2018, 11, 12), place.county)


def _actor(post: Post) -> Actor:
    return Actor(post.user_id, post.user.name, post.pk, "command")
