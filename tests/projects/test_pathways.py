"""Progress of pathways: a case worked out by hand, an independent SQL, and the targets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM
from core.regions.codes import Level, area_range
from households.models import Household, Member
from projects.measures.selectors import MeasureFilter, measures
from projects.models import Measure, Pathway, PathwayTarget
from projects.pathways.errors import OutsideScopeError, PathwayRefusedError, StaleTargetError
from projects.pathways.load import pathways_load
from projects.pathways.progress import added, matrix, reached
from projects.pathways.selectors import Scheme, scheme_of
from projects.pathways.services import TargetInput, targets_save
from tests import factories
from tests.cast import JIACUNGUAN, NUOJIANG, TONGJIANG, XIANGYANG, XIANRENQIAN, YANGBAI, Cast, signed_in
from tests.projects.scene import measure
from tests.projects.test_pathways_load import shipped

pytestmark = pytest.mark.django_db
YEAR = 2018


@pytest.fixture
def schemes(cast: Cast) -> None:
    pathways_load(shipped(), actor=SYSTEM, scope=SYSTEM_SCOPE)


def town_scheme() -> Scheme:
    found = scheme_of(YANGBAI, YEAR)
    assert found is not None
    return found


def home(area: int, persons: int) -> Household:
    row = factories.household(area)
    for _ in range(persons - 1):
        factories.member(row)
    return row


def plain(kind: str, **more: Any) -> Mapping[str, Any]:
    return {"kind": kind, "sector": "", "name": f"措施{kind}", "status": "done", **more}


def first_member(row: Household) -> Any:
    return Member.all_rows.filter(household=row).earliest("pk")


def small_case() -> None:
    """Three households, 3 + 2 + 1 persons; see ``test_by_hand`` for what it adds up to."""
    three, two, one = home(JIACUNGUAN, 3), home(JIACUNGUAN, 2), home(XIANRENQIAN, 1)
    measure(three)  # industry of the whole household: 3 persons on prod
    measure(three, plain("10", member=first_member(three).code))  # 1 of them on floor too
    measure(three, plain("07", member=first_member(three).code))  # and on health
    measure(two, plain("10"))  # 2 persons on floor
    measure(two, plain("07", status="planned"))  # planned: does not count
    measure(two, plain("05"))  # no pathway of the township counts housing
    measure(one, plain("07", pathway="rebuild"))  # put on reconstruction by hand
    measure(one, plain("02", status="stopped", stop_reason="已返乡"))  # stopped: does not count
    measure(one, plain("12"), year=2017)  # an earlier year of the period


def test_nearest_scheme(schemes: None) -> None:
    places = (JIACUNGUAN, YANGBAI, NUOJIANG, TONGJIANG, XIANGYANG)
    found = [scheme_of(area, YEAR) for area in places]
    assert [row.region if row else None for row in found] == [YANGBAI, YANGBAI, 0, 0, XIANGYANG]
    assert scheme_of(YANGBAI, 2021) is None
    early = scheme_of(XIANGYANG, 2015)
    assert early is not None
    assert early.region == 0
    town = town_scheme()
    assert [row.code for row in town.pathways] == ["prod", "move", "floor", "health", "rebuild"]
    assert (town.pathway_of("01", "", None), town.pathway_of("01", "", "rebuild")) == ("prod", "rebuild")
    assert (town.pathway_of("01", "", "school"), town.pathway_of("05", "", None)) == ("prod", "")


def test_by_hand(schemes: None) -> None:
    small_case()
    scheme = town_scheme()
    own = added(reached(SYSTEM_SCOPE, YANGBAI, scheme, YEAR, YEAR, unit="persons", level=Level.VILLAGE).values())
    assert {code: own.on(code) for code in scheme.labels} == {
        "prod": 3,
        "move": 0,
        "floor": 3,
        "health": 1,
        "rebuild": 1,
    }
    # 6 persons; 8 places on pathways, because one person stands on three
    assert (own.distinct, own.places, own.overlap, own.several) == (6, 8, 2, 1)
    assert matrix(own, scheme.labels) == [
        ("发展生产和就业", [3, 0, 1, 1, 0]),
        ("移民搬迁安置", [0, 0, 0, 0, 0]),
        ("低保兜底", [1, 0, 3, 1, 0]),
        ("医疗救助", [1, 0, 1, 1, 0]),
        ("灾后重建帮扶", [0, 0, 0, 0, 1]),
    ]
    houses = reached(SYSTEM_SCOPE, YANGBAI, scheme, YEAR, YEAR, unit="houses", level=Level.VILLAGE)
    assert {area: found.distinct for area, found in houses.items()} == {JIACUNGUAN: 2, XIANRENQIAN: 1}
    assert added(houses.values()).on("floor") == 2
    period = reached(SYSTEM_SCOPE, YANGBAI, scheme, 2015, YEAR, unit="persons", level=Level.VILLAGE)
    assert added(period.values()).on("move") == 1
    assert added(period.values()).distinct == 6


def test_a_screening_is_no_medical_aid(schemes: None) -> None:
    """Everybody is screened (B-46); on the pathway of medical aid (B-20) stands who was aided, or was put there."""
    aided, screened, chosen = (home(JIACUNGUAN, 1) for _ in range(3))
    found = {"kind": "07", "sector": "screening", "name": "疾病筛查", "status": "done", "screening_result": "1"}
    measure(aided, plain("07"))
    for row, more in ((screened, {}), (chosen, {"pathway": "health"})):
        measure(row, {**found, "member": first_member(row).code, "started_on": date(YEAR, 4, 10), **more})
    scheme = town_scheme()
    own = added(reached(SYSTEM_SCOPE, YANGBAI, scheme, YEAR, YEAR, unit="persons", level=Level.VILLAGE).values())
    assert (own.on("health"), own.distinct) == (2, 2)
    wanted = MeasureFilter(YANGBAI, YEAR, pathway="health", kinds=scheme.by_kind)
    assert {row.household_id for row in measures(SYSTEM_SCOPE, wanted)} == {aided.pk, chosen.pk}
    assert (scheme.pathway_of("07", "screening", None), scheme.pathway_of("07", "bill", None)) == ("", "health")


def test_an_independent_sum_agrees(schemes: None) -> None:
    """Counted a second way: one plain SELECT a pathway."""
    small_case()
    scheme = town_scheme()
    own = added(reached(SYSTEM_SCOPE, YANGBAI, scheme, 2015, YEAR, unit="persons", level=Level.VILLAGE).values())
    for row in scheme.pathways:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(DISTINCT m.id) FROM households_member m, projects_measure t "
                "WHERE t.household_id = m.household_id AND t.status IN ('doing', 'done') "
                "AND (t.member_id = m.id OR t.member_id IS NULL) AND t.year BETWEEN 2015 AND 2018 "
                "AND (t.pathway = %s OR t.pathway IS NULL AND t.kind = ANY(%s)) AND t.area BETWEEN %s AND %s",
                [row.code, row.kinds, YANGBAI, YANGBAI + 999],
            )
            assert cursor.fetchone() == (own.on(row.code),)


def test_ordinary_and_closed_households_and_foreign_scopes_are_not_counted(schemes: None) -> None:
    ordinary, closed = home(JIACUNGUAN, 2), home(JIACUNGUAN, 2)
    for row in (ordinary, closed):
        measure(row)
    Household.all_rows.filter(pk=ordinary.pk).update(registered_from=None)
    Household.all_rows.filter(pk=closed.pk).update(closed_year=YEAR)
    measure(home(XIANRENQIAN, 1))
    scheme = town_scheme()

    def total(scope: Scope) -> int:
        found = reached(scope, YANGBAI, scheme, YEAR, YEAR, unit="persons", level=Level.VILLAGE)
        return added(found.values()).distinct

    assert total(SYSTEM_SCOPE) == 1
    assert total(Scope(*area_range(JIACUNGUAN))) == 0


def test_the_page_shows_targets_overlaps_and_the_way_to_the_list(cast: Cast, schemes: None) -> None:
    small_case()
    page = signed_in(cast.township_clerk).get(f"/pathways/{YANGBAI}/").content.decode()
    for text in (
        "3,000",
        "1,296",
        "134",
        "规划未定",
        "比受帮扶的 6 人多",
        f"/measures/?area={YANGBAI}&amp;pathway=floor",
    ):
        assert text in page
    rows = signed_in(cast.township_clerk).get(f"/measures/?area={YANGBAI}&pathway=floor").content.decode()
    assert "共 2 条" in rows
    assert (
        "共 1 条" in signed_in(cast.township_clerk).get(f"/measures/?area={YANGBAI}&pathway=rebuild").content.decode()
    )


def inputs(area: int, number: int | None, version: int | None = None, code: str = "move") -> TargetInput:
    pathway = Pathway.objects.get(scheme__region=YANGBAI, code=code)
    return TargetInput(area, pathway.pk, "persons", number, version)


def save(office: int, *rows: TargetInput, scope: Scope = SYSTEM_SCOPE, year: int | None = None) -> int:
    return targets_save(actor=SYSTEM, scope=scope, office=office, year=year, rows=rows)


def test_targets_are_handed_down(schemes: None) -> None:
    assert save(YANGBAI, inputs(JIACUNGUAN, 60), inputs(XIANRENQIAN, None)) == 1
    assert save(YANGBAI, inputs(JIACUNGUAN, 60, 1)) == 0
    with pytest.raises(PathwayRefusedError, match="上级下达"):
        save(JIACUNGUAN, inputs(JIACUNGUAN, 50, 1))
    with pytest.raises(StaleTargetError):
        save(YANGBAI, inputs(JIACUNGUAN, 70, 9))
    with pytest.raises(OutsideScopeError):
        save(NUOJIANG, inputs(JIACUNGUAN, 70, 1), scope=Scope(*area_range(NUOJIANG)))
    assert PathwayTarget.all_rows.get(area=JIACUNGUAN).number == 60
    assert save(TONGJIANG, inputs(JIACUNGUAN, 65, 1)) == 1
    assert (PathwayTarget.all_rows.get(area=JIACUNGUAN).version, save(YANGBAI, inputs(JIACUNGUAN, 9), year=YEAR)) == (
        2,
        1,
    )


def test_entering_targets_on_the_page(cast: Cast, schemes: None) -> None:
    browser = signed_in(cast.township_clerk)
    address = f"/pathways/{YANGBAI}/targets/?of=period"
    form = browser.get(address).context["form"]
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    move = Pathway.objects.get(scheme__region=YANGBAI, code="move")
    answer = browser.post(address, {**sent, f"n{JIACUNGUAN}-{move.pk}-persons": "60"}, follow=True)
    assert "改动 1 项" in answer.content.decode()
    assert "下级合计 60 人，本级目标 700 人" in answer.content.decode()
    # the same form once more was opened before: somebody else has saved in between
    again = browser.post(address, {**sent, f"n{JIACUNGUAN}-{move.pk}-persons": "61"})
    assert again.status_code == 409
    assert Measure.all_rows.count() == 0
