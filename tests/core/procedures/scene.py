"""A small procedure with every kind of condition, over the households of the cast, and its way to the end."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from core.accounts.models import Post, User
from core.accounts.scope import SYSTEM_SCOPE, Scope, scope_of
from core.audit.trail import SYSTEM, Actor
from core.evidence.models import Attachment
from core.procedures.models import Case, Entry, Notice, Round
from core.procedures.services import Taken, cases_open, procedures_load, round_open, take_step

YEAR = 2018
DAY = date(2018, 10, 8)

DEFINITION: dict[str, Any] = {
    "code": "trial",
    "title": "试办程序",
    "subject": "household",
    "region": None,
    "years": [2014, 2020],
    "document": "试行办法",
    "start": "listed",
    "openers": ["village"],
    "states": [
        {"code": "listed", "label": "已列入"},
        {"code": "appraised", "label": "已评议"},
        {"code": "confirmed", "label": "户主已认可"},
        {"code": "posted", "label": "公示中"},
        {"code": "checked", "label": "乡镇已审核"},
        {"code": "done", "label": "已销号", "end": "done"},
        {"code": "refused", "label": "不予通过", "end": "refused"},
    ],
    "steps": [
        {
            "code": "appraise",
            "label": "民主评议",
            "from": ["listed"],
            "to": "appraised",
            "roles": ["village"],
            "documents": [{"kind": "P01", "on": "round"}],
            "fields": [{"code": "votes", "label": "同意票数", "type": "number", "unit": "票"}],
            "freezes": True,
        },
        {
            "code": "confirm",
            "label": "户主认可",
            "from": ["appraised"],
            "to": "confirmed",
            "roles": ["village"],
            "documents": [{"kind": "P07", "on": "case"}],
        },
        {
            "code": "post",
            "label": "村内公示",
            "from": ["confirmed"],
            "to": "posted",
            "roles": ["village"],
            "notice": {"kind": "公示", "title": "拟退出名单公示", "days": 7},
        },
        {
            "code": "check",
            "label": "乡镇审核",
            "from": ["posted"],
            "to": "checked",
            "roles": ["township"],
            "waits": [{"after": "post", "days": 7, "first_day": True}],
            "deadline": {"after": "post", "days": 20, "unit": "workday"},
            "documents": [{"kind": "P04", "on": "notice", "notice": "post", "count": 2}],
            "other_than": ["appraise"],
        },
        {
            "code": "strike",
            "label": "销号",
            "from": ["checked"],
            "to": "done",
            "roles": ["county"],
            "documents": [{"kind": "P10", "on": "round"}],
        },
        {
            "code": "return",
            "label": "退回",
            "from": ["posted", "checked"],
            "to": "listed",
            "decision": "back",
            "roles": ["township", "county"],
        },
        {
            "code": "refuse",
            "label": "不予通过",
            "from": ["listed", "appraised", "confirmed", "posted", "checked"],
            "to": "refused",
            "decision": "refuse",
            "roles": ["village", "township", "county"],
        },
    ],
}


def definition(**changes: Any) -> dict[str, Any]:
    """A copy of the trial procedure with other top-level values."""
    return {**copy.deepcopy(DEFINITION), **changes}


def loaded(*items: dict[str, Any]) -> None:
    procedures_load({"procedures": list(items) or [DEFINITION]}, actor=SYSTEM, scope=SYSTEM_SCOPE)


def acting(person: User) -> tuple[Actor, Post, Scope]:
    """Who acts: the actor, the post and the scope of an account's only post."""
    post = Post.objects.get(user=person)
    return Actor(person.pk, person.name, post.pk, "web"), post, scope_of(post)


def opened(person: User, area: int, ids: Sequence[int], on: date = DAY) -> tuple[Round, list[int]]:
    actor, post, scope = acting(person)
    around = round_open(actor=actor, post=post, scope=scope, code="trial", area=area, year=YEAR, on=on)
    return around, cases_open(actor=actor, post=post, scope=scope, round_id=around.pk, subject_ids=ids, on=on)


def paper(subject_type: str, subject_id: int, kind: str, **fields: Any) -> Attachment:
    """A paper that is there, whoever brought it; the file itself is no matter of the engine."""
    number = Attachment.all_rows.count() + 1
    row: Attachment = Attachment.all_rows.create(
        subject_type=subject_type,
        subject_id=subject_id,
        area=fields.pop("area", 511921119200),
        kind=kind,
        file=f"{number:032x}",
        file_name=f"{number}.jpg",
        media_type="image/jpeg",
        size=1,
        sha256=f"{number:064x}",
        uploaded_name="村干部",
        **fields,
    )
    return row


def step(person: User, code: str, ids: Sequence[int], on: date, **fields: Any) -> list[int]:
    actor, post, scope = acting(person)
    taken = Taken(on=on, key=fields.pop("key", f"{code}-{on}"), **fields)
    return take_step(
        actor=actor, post=post, scope=scope, case_ids=ids, step=code, taken=taken, today=fields.get("today", on)
    )


def photos(case_id: int, count: int = 2) -> None:
    """Photos of the newest notice of a case."""
    notice = Entry.objects.filter(case=case_id, notice__isnull=False).latest("id").notice
    assert notice is not None
    for _ in range(count):
        paper("notice", notice.pk, "P04")


def until(state: str, cast: Any, area: int, ids: Sequence[int]) -> tuple[Round, list[int]]:
    """Fresh cases carried on to ``state``, with every paper."""
    around, cases = opened(cast.village_clerk, area, ids)
    way = ["listed", "appraised", "confirmed", "posted", "checked", "done"]
    for place in way[1 : way.index(state) + 1]:
        carry(place, cast, around, cases)
    return around, cases


def carry(state: str, cast: Any, around: Round, cases: Sequence[int], day: date = DAY) -> None:
    """One step on, with its papers, at the earliest day."""
    if state == "appraised":
        paper("round", around.pk, "P01")
        step(cast.village_clerk, "appraise", cases, day, values={"votes": "30"})
    elif state == "confirmed":
        for pk in cases:
            paper("case", pk, "P07")
        step(cast.village_clerk, "confirm", cases, day)
    elif state == "posted":
        step(cast.village_clerk, "post", cases, day, place="村委会公示栏")
    elif state == "checked":
        photos(cases[0])
        step(cast.township_clerk, "check", cases, day + timedelta(days=7))
    elif state == "done":
        paper("round", around.pk, "P10")
        step(cast.county_officer, "strike", cases, day + timedelta(days=8))


def snapshot() -> tuple[object, ...]:
    """Everything that a denied step must leave as it was."""
    return (
        list(Case.all_rows.order_by("pk").values_list()),
        list(Entry.objects.order_by("pk").values_list("pk", flat=True)),
        list(Notice.all_rows.order_by("pk").values_list("pk", flat=True)),
    )
