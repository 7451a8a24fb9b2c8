"""The two plans' own figures as data: 襄阳市's roadmap (A-05, A-06) and 杨柏镇's (B-05), with task books.

The year that plan A leaves open (XX年) is taken as 2016. How the city's numbers are divided among its counties is not
in the plan: those of the demo are invented, and for 2017 they leave a thousand persons undivided on purpose.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from assessment.models import TaskBookStep
from assessment.targets.forms import SUGGESTED, BackScheduleForm
from assessment.targets.selectors import books, milestones, targets_for_edit
from assessment.targets.services import (
    TargetInput,
    admonition_add,
    milestone_done,
    milestones_back_schedule,
    phase_add,
    plan_save,
    targets_save,
)
from assessment.targets.task_books import StepFacts, book_issue, book_step
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor
from villages.selectors import region_counts

XIANGYANG: Final = 420600000000
CITY_TARGETS: Final = {
    2016: {"persons": 110_000, "villages": 140},
    2017: {"persons": 100_000, "villages": 140, "counties": 4},
    2018: {"persons": 60_000, "villages": 66, "counties": 3},
}
# county → (target year, type of poor county, persons, villages of that year)
COUNTIES: Final = {
    420607000000: (2017, None, 30_000, 42),
    420682000000: (2017, None, 17_000, 28),
    420683000000: (2017, None, 28_000, 38),
    420684000000: (2017, None, 24_000, 32),
    420624000000: (2018, "3", 22_000, 24),
    420625000000: (2018, "3", 20_000, 22),
    420626000000: (2018, "1", 18_000, 20),
}
DOCUMENT_A, DOCUMENT_B = "襄阳市精准扶贫精准脱贫规划", "杨柏镇脱贫攻坚规划"
TOWN_TARGET: Final = {"persons": 3_071, "villages": 4}
PHASES: Final = (("集中攻坚", 2015, 2018), ("巩固提升", 2019, 2020))
DONE_STEPS: Final = 4
FILED_BOOKS: Final = 6


def _set(actor: Actor, office: int, area: int, year: int, values: dict[str, int]) -> None:
    targets_save(
        actor=actor, scope=SYSTEM_SCOPE, office=office, year=year, rows=[TargetInput(area, dict(values))]
    )  # fmt: skip


def _plan(actor: Actor, area: int, exit_year: int, county_type: str | None, document: str) -> None:
    values = {"exit_year": exit_year, "county_type": county_type, "left_year": None, "document": document}
    plan_save(actor=actor, scope=SYSTEM_SCOPE, area=area, values=values)


def load_city(actor: Actor) -> None:
    """襄阳市: 270,000 persons and 346 villages in three years; four units out by 2017, three counties by 2018."""
    for year, values in CITY_TARGETS.items():
        _set(actor, XIANGYANG, XIANGYANG, year, values)
    _plan(actor, XIANGYANG, 2018, None, DOCUMENT_A)
    for area, (year, kind, persons, villages) in COUNTIES.items():
        _set(actor, XIANGYANG, area, year, {"persons": persons, "villages": villages, "counties": 1})
        _plan(actor, area, year, kind, DOCUMENT_A)
    for name, first, last in (("第一步", 2016, 2017), ("第二步", 2018, 2018)):
        phase_add(actor=actor, scope=SYSTEM_SCOPE, area=XIANGYANG, name=name, first_year=first, last_year=last)


def load_town(town: int, year: int, clerk: Actor, county: Actor, county_area: int) -> None:
    """杨柏镇: four villages and 3,071 persons by 2018, divided by who is registered where; books, milestones."""
    _set(county, county_area, town, year, TOWN_TARGET)
    _plan(county, town, year, None, DOCUMENT_B)
    for name, first, last in PHASES:
        phase_add(actor=county, scope=SYSTEM_SCOPE, area=town, name=name, first_year=first, last_year=last)
    codes, _ = targets_for_edit(scope=SYSTEM_SCOPE, area=town, year=year)
    counts = region_counts(codes[1:], year)
    targets_save(
        actor=clerk,
        scope=SYSTEM_SCOPE,
        office=town,
        year=year,
        rows=[
            TargetInput(code, {"persons": persons, "households": households, "villages": 1 if poor else None})
            for code, (households, persons, poor) in sorted(counts.items())
            if persons
        ],
    )
    _milestones(town, year, clerk)
    _books(town, year, clerk, county, county_area)


def _milestones(town: int, year: int, clerk: Actor) -> None:
    form = BackScheduleForm({"end_on": f"{year}-12-31", "steps": SUGGESTED})
    if not form.is_valid():
        raise RuntimeError(str(form.errors))
    milestones_back_schedule(actor=clerk, scope=SYSTEM_SCOPE, area=town, year=year, **form.cleaned_data)
    lines = milestones(scope=SYSTEM_SCOPE, area=town, year=year, today=date(year, 12, 31))
    for line in lines[:DONE_STEPS]:
        milestone_done(actor=clerk, scope=SYSTEM_SCOPE, pk=line.row.pk, done_on=line.row.due_on, note="按期完成")


def _books(town: int, year: int, clerk: Actor, county: Actor, county_area: int) -> None:
    lines = [line for line in books(scope=SYSTEM_SCOPE, area=town, year=year)[1:] if line.target]
    for number, line in enumerate(lines, start=1):
        book = book_issue(
            actor=clerk,
            scope=SYSTEM_SCOPE,
            office=town,
            area=line.code,
            year=year,
            facts=StepFacts(date(year, 1, 15), f"杨脱贫〔{year}〕{number} 号"),
        )
        if number > FILED_BOOKS:
            continue
        steps = [(TaskBookStep.Kind.FILE, date(year, 2, 1), "报县备案")]
        if number == 1:
            steps.append((TaskBookStep.Kind.REJECT, date(year, 12, 20), "尚有户未退出，限期完成"))
        for kind, day, note in steps:
            facts = StepFacts(day, f"通脱贫备〔{year}〕{number} 号", note)
            book_step(actor=county, scope=SYSTEM_SCOPE, office=county_area, pk=book.pk, kind=kind, facts=facts)
    values = {
        "talked_on": date(year + 1, 1, 10),
        "leader": "村党支部书记",
        "talked_by": "镇党委书记",
        "document": "",
        "note": "年度减贫任务未完成，限期三个月整改",
    }
    admonition_add(actor=clerk, scope=SYSTEM_SCOPE, office=town, area=lines[0].code, year=year, values=values)
