"""The shipped procedure of a project: the whole way, and every single thing without which it stops."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.accounts.models import User
from core.accounts.rights import Role
from core.procedures.models import Case, Entry
from core.procedures.services import FormError, ProcedureError, StepRefusedError
from projects.library import services
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.library.services import Plan
from projects.models import Asset, Project, ProjectInvestment, ProjectTarget
from tests import factories
from tests.cast import JIACUNGUAN, TONGJIANG, YANGBAI, Cast
from tests.core.procedures.scene import acting
from tests.projects.library_scene import (
    DAY,
    MONEY,
    ROAD,
    VALUES,
    WAY,
    Journey,
    opened,
    plan,
    project,
    shipped,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def journey(cast: Cast) -> Journey:
    shipped()
    return Journey(cast, factories.user("county_second", Role.COUNTY, TONGJIANG))


def test_the_whole_way(journey: Journey) -> None:
    journey.until("strike")
    row = Project.all_rows.get(pk=journey.row.pk)
    assert row.state == "struck_off"
    assert row.approval == "通脱贫〔2018〕9 号"
    assert row.settled == Decimal("1255000.50")
    assert row.actual_start == journey_day(journey, "start")
    assert row.actual_end == journey_day(journey, "accept")
    assert row.progress == 100
    assert Case.all_rows.get(pk=journey.case).end == "done"
    assert list(Entry.objects.order_by("id").values_list("step", flat=True)) == [code for code, *_ in WAY]


def journey_day(journey: Journey, code: str) -> date:
    return Entry.objects.get(case=journey.case, step=code).on


def _stopped(journey: Journey, code: str, error: type[Exception] = StepRefusedError, **fields: object) -> str:
    before, entries = journey.state, Entry.objects.count()
    with pytest.raises(error) as caught:
        journey.go(code, **fields)
    row = Project.all_rows.get(pk=journey.row.pk)
    assert (journey.state, row.state, Entry.objects.count()) == (before, before, entries)
    return str(getattr(caught.value, "reasons", "") or caught.value)


STEPS = [code for code, *_ in WAY]
LACKING = [(code, kind) for code, _, kinds, _, _ in WAY for kind in dict.fromkeys(kinds)]
LACKING += [("review", "photo"), ("appraise", "photo"), ("plan", "photo"), ("fund", "photo"), ("register", "photo")]
LACKING += [("accept", "report"), ("settle", "actual"), ("register", "asset")]


@pytest.mark.parametrize(("code", "without"), LACKING)
def test_nothing_may_be_missing(journey: Journey, code: str, without: str) -> None:
    if code != STEPS[0]:
        journey.until(STEPS[STEPS.index(code) - 1])
    journey.prepare(code, without)
    _stopped(journey, code)


@pytest.mark.parametrize("code", ["review", "appraise", "plan", "register"])
def test_a_notice_hangs_ten_days(journey: Journey, code: str) -> None:
    journey.until(STEPS[STEPS.index(code) - 1])
    journey.prepare(code)
    assert "期限未满" in _stopped(journey, code, days=9)
    journey.go(code, days=1)


def test_a_second_person_decides(journey: Journey, cast: Cast) -> None:
    journey.until("accept")
    journey.prepare("settle")
    assert "须由另一人办理" in _stopped(journey, "settle", by=cast.county_officer)
    assert "岗位不能办理" in _stopped(journey, "settle", ProcedureError, by=cast.township_clerk)


def test_no_target_no_entry(journey: Journey) -> None:
    journey.until("post_town")
    ProjectTarget.all_rows.filter(project=journey.row).delete()
    journey.prepare("appraise")
    assert "没有绩效目标，不能入库" in _stopped(journey, "appraise")


def test_money_equals_the_total_to_the_fen(journey: Journey) -> None:
    journey.until("post_village")
    journey.prepare("review")
    ProjectInvestment.all_rows.filter(level="county").update(planned=Decimal("280000.01"))
    assert "1,280,000.01 元，与总投资 1,280,000.00 元不一致" in _stopped(journey, "review")


def test_the_amount_issued_is_the_plans(journey: Journey) -> None:
    journey.until("plan")
    journey.prepare("fund")
    _stopped(journey, "fund", FormError, values={"document": "通财农〔2018〕40 号", "amount": "1279999.99"})


@pytest.mark.parametrize(
    ("words", "told"), [("修建村办公楼一栋", "不得用于修建楼堂馆所"), ("村文化广场 300 平方米", "待核实")]
)
def test_the_negative_list_stops(cast: Cast, words: str, told: str) -> None:
    shipped()
    row = project(cast.village_clerk, plan(content=words))
    journey = Journey.__new__(Journey)
    journey.cast, journey.second, journey.today, journey.row = cast, cast.county_officer, DAY, row
    journey.case = opened(cast.village_clerk, row)
    journey.prepare("propose")
    assert told in _stopped(journey, "propose")
    actor, _, scope = acting(cast.township_clerk)
    services.doubt_confirm(actor=actor, scope=scope, pk=row.pk, words="群众活动场地，非景观工程")
    if "待核实" in told:
        journey.go("propose")
    else:
        _stopped(journey, "propose")


def test_a_household_project_names_its_households(cast: Cast, households: dict[int, object]) -> None:
    shipped()
    row = project(cast.village_clerk, plan(for_households=True))
    journey = Journey.__new__(Journey)
    journey.cast, journey.second, journey.today, journey.row = cast, cast.county_officer, DAY, row
    journey.case = opened(cast.village_clerk, row)
    journey.until("post_village")
    journey.prepare("review")
    assert "到户项目没有受益户" in _stopped(journey, "review")


def test_a_change_after_the_review_goes_back(journey: Journey, cast: Cast) -> None:
    journey.until("review")
    actor, _, scope = acting(cast.village_clerk)
    row = Project.all_rows.get(pk=journey.row.pk)
    services.project_update(actor=actor, scope=scope, pk=row.pk, version=row.version, plan=Plan({"place": "别处"}))
    assert "资料有变动" in _stopped(journey, "post_town")


def test_the_plan_stands_once_it_is_in_the_library(journey: Journey, cast: Cast) -> None:
    journey.until("enter")
    actor, _, scope = acting(cast.village_clerk)
    row = Project.all_rows.get(pk=journey.row.pk)
    for change in (Plan({"total": Decimal(1)}), Plan(investments=MONEY[:1]), Plan(villages=[]), Plan(targets=[])):
        with pytest.raises(ProjectRefusedError):
            services.project_update(actor=actor, scope=scope, pk=row.pk, version=row.version, plan=change)
    services.project_update(actor=actor, scope=scope, pk=row.pk, version=row.version, plan=Plan({"contact": "何平"}))
    assert Project.all_rows.get(pk=row.pk).total == VALUES["total"]


def test_withdrawn_with_a_reason_and_a_paper(journey: Journey, cast: Cast) -> None:
    journey.until("enter")
    _actor, _post, _scope = acting(cast.county_officer)
    from tests.core.procedures.scene import paper, step

    with pytest.raises(FormError):
        step(cast.county_officer, "withdraw", [journey.case], journey.today)
    with pytest.raises(StepRefusedError):
        step(cast.county_officer, "withdraw", [journey.case], journey.today, reason="政策调整", key="w1")
    paper("case", journey.case, "Q17")
    step(cast.county_officer, "withdraw", [journey.case], journey.today, reason="政策调整", key="w2")
    row = Project.all_rows.get(pk=journey.row.pk)
    assert (row.state, journey.state) == ("withdrawn", "withdrawn")


def test_no_door_writes_a_state(journey: Journey, cast: Cast) -> None:
    actor, _, scope = acting(cast.village_clerk)
    row = journey.row
    row.refresh_from_db()
    for name, value in (("state", "struck_off"), ("progress", 100), ("case", None), ("settled", 1)):
        with pytest.raises(ProjectRefusedError):
            services.project_update(actor=actor, scope=scope, pk=row.pk, version=row.version, plan=Plan({name: value}))
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.all_rows.filter(pk=row.pk).update(state="in_library")
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.all_rows.create(code="X1", name="直接入库", area=JIACUNGUAN, year=2018, state="in_library")
    assert Project.all_rows.get(pk=row.pk).state == "draft"


def test_another_office_and_a_second_writer(cast: Cast) -> None:
    row = project(cast.village_clerk)
    for person in (cast.stranger, cast.helper_cadre):
        actor, _, scope = acting(person)
        with pytest.raises(HiddenProjectError):
            services.project_update(actor=actor, scope=scope, pk=row.pk, version=1, plan=Plan({"name": "改名"}))
    actor, _, scope = acting(cast.village_clerk)
    services.project_update(actor=actor, scope=scope, pk=row.pk, version=row.version, plan=Plan({"name": "甲"}))
    with pytest.raises(StaleProjectError):
        services.project_update(actor=actor, scope=scope, pk=row.pk, version=row.version, plan=Plan({"name": "乙"}))
    assert Project.all_rows.get(pk=row.pk).name == "甲"


def test_a_village_sees_what_the_township_does_there_and_changes_nothing(cast: Cast) -> None:
    row = project(cast.township_clerk, area=YANGBAI)
    actor, _, scope = acting(cast.village_clerk)
    assert list(Project.objects.within(scope)) == [row]
    with pytest.raises(HiddenProjectError):
        services.project_update(actor=actor, scope=scope, pk=row.pk, version=1, plan=Plan({"name": "改名"}))


def test_the_same_again_writes_nothing(cast: Cast) -> None:
    row = project(cast.village_clerk)
    actor, _, scope = acting(cast.village_clerk)
    again = services.project_update(actor=actor, scope=scope, pk=row.pk, version=row.version, plan=plan())
    assert again.version == row.version
    changed = services.project_update(
        actor=actor, scope=scope, pk=row.pk, version=row.version, plan=Plan(quantities=[ROAD | {"planned": Decimal(4)}])
    )
    assert changed.version == row.version + 1
    assert Asset.all_rows.count() == 0


def test_who_may_not_open(cast: Cast) -> None:
    shipped()
    row = project(cast.village_clerk)
    person: User = cast.auditor
    with pytest.raises(ProcedureError):
        opened(person, row)
