"""Subjects of the procedures' routes: in each of the four villages a round, a case, a list, an objection, papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.evidence.models import Attachment
from core.jobs.files import SealedFile
from core.procedures.models import Case, Entry, Notice, Objection, Policy, Round
from tests.core.procedures.scene import loaded
from tests.matrix.world import PLACES, Subject, Subjects, World

DAY = date(2018, 10, 8)


def _round(world: World, area: int) -> Round:
    if not Policy.objects.exists():
        loaded()
    found: Round = Round.all_rows.get_or_create(
        code="trial",
        area=area,
        year=2018,
        number=1,
        defaults={"policy": Policy.objects.get(), "opened_on": DAY, "opened_name": "村干部"},
    )[0]
    return found


def _case(world: World, area: int) -> Case:
    row = world.household(area)
    found: Case = Case.all_rows.get_or_create(
        round=_round(world, area),
        code="trial",
        subject_type="household",
        subject_id=row.pk,
        area=area,
        year=2018,
        defaults={"state": "listed", "opened_on": DAY, "entered_on": DAY},
    )[0]
    return found


def _notice(world: World, area: int) -> Notice:
    row, around = world.household(area), _round(world, area)
    found = Notice.all_rows.filter(round=around).first()
    if found is None:
        case = _case(world, area)
        found = Notice.all_rows.create(
            round=around, area=area, step="post", kind="公示", title="名单", number=1, place="公示栏",
            starts_on=DAY, ends_on=DAY, days=7, rows=[[1, "", row.head_name, 2]],
            case_ids=[case.pk], posted_name="村干部",
        )  # fmt: skip
        Entry.objects.create(
            case=case, step="appraise", label="民主评议", source="listed", target="appraised", decision="pass",
            on=DAY, actor_name="村干部", key="matrix",
        )  # fmt: skip
    return found


def _objection(world: World, area: int) -> Objection:
    found = Objection.all_rows.filter(area=area).first()
    if found is None:
        found = Objection.all_rows.create(
            round=_round(world, area), case=_case(world, area), area=area, raised_on=DAY, content="异议",
            recorded_name="村干部",
        )  # fmt: skip
    return found


def _paper(world: World, area: int) -> Attachment:
    found = Attachment.all_rows.filter(area=area).first()
    if found is None:
        file = SealedFile()
        file.write(b"\xff\xd8\xff picture")
        found = Attachment.all_rows.create(
            subject_type="household", subject_id=world.household(area).pk, area=area, kind="A03", file=file.keep(),
            file_name="照片.jpg", media_type="image/jpeg", size=11, sha256="0" * 64, uploaded_name="村干部",
        )  # fmt: skip
    return found


def _subjects(make: Any, *, paired: bool, **more: Any) -> Subjects:
    """One a village; ``paired``: a helper sees those of the own households, else none."""

    def subjects(world: World) -> list[Subject]:
        return [
            Subject(label, {"pk": make(world, area).pk, **more}, area, world.household(area) if paired else None)
            for label, area in PLACES.items()
        ]

    return subjects


at_rounds = _subjects(_round, paired=False)
at_cases = _subjects(_case, paired=True)
at_notices = _subjects(_notice, paired=False)
at_objections = _subjects(_objection, paired=False)
at_papers = _subjects(_paper, paired=True)


def at_bearers(world: World) -> list[Subject]:
    """The papers of a household and of a round."""
    found = []
    for label, area in PLACES.items():
        row = world.household(area)
        found.append(Subject(label, {"subject_type": "household", "pk": row.pk}, area, row))
        found.append(Subject(label, {"subject_type": "round", "pk": _round(world, area).pk}, area))
    return found
