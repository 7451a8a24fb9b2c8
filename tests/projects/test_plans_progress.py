"""Progress of the plan: sums over projects, norms, phases, idle villages; the same numbers by an independent sum."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.db import connection
from django.urls import reverse

from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.changes.models import YearInUse
from core.ledgers.exports import ExportQuery, export_write, ledgers
from core.regions.selectors import region_detail
from projects.models import PlanQuantity, Project, ProjectQuantity, ProjectVillage, VillageRecord
from projects.plans import selectors
from projects.plans.errors import OutsideScopeError, PlanRefusedError
from projects.plans.services import project_link
from tests import factories
from tests.cast import signed_in
from tests.projects.plan_scene import CODES, TOWN, build, item, scope
from tests.projects.scene import measure

pytestmark = pytest.mark.django_db
JIA, XIAN, PAN = CODES["贾村观"], CODES["仙人嵌"], CODES["潘家河"]


def project(area: int, year: int, state: str, *rows: tuple[str, int, int | None]) -> Project:
    """``rows``: (code of the plan's item, planned, achieved)."""
    number = Project.all_rows.count() + 1
    with pgtrigger.ignore("projects.Project:state_of_case"):  # the way there is no matter of these tests
        row = Project.all_rows.create(code=f"XM{number}", name="项目", area=area, year=year, state=state)
    ProjectVillage.all_rows.create(project=row, area=area)
    for code, planned, achieved in rows:
        figure = item(code)
        ProjectQuantity.all_rows.create(
            project=row, area=area, item=figure.label, unit=figure.unit, planned=planned, achieved=achieved,
            achieved_on=date(year, 6, 30) if achieved else None, plan_item=figure,
        )  # fmt: skip
    return row


def bridges() -> None:
    """Ten of sixteen planned, six built; a refused one and one of a later year do not count."""
    project(
        JIA, 2017, "struck_off", ("bridges", 6, 6), ("bridge-metres", 120, 120), ("bridge-money", 9_600_000, 9_720_000)
    )
    project(
        XIAN,
        2018,
        "building",
        ("bridges", 4, None),
        ("bridge-metres", 80, None),
        ("bridge-money", 6_400_000, 2_000_000),
    )
    project(PAN, 2018, "refused", ("bridges", 6, 6))
    project(PAN, 2019, "in_library", ("bridges", 2, None))


def view(area: int = TOWN, year: int = 2018, stream: str = "") -> selectors.View:
    plan, region = selectors.plan_of(area), region_detail(area)
    assert plan is not None
    assert region is not None
    return selectors.plan_view(plan, region, year, stream)


def figure(code: str, area: int = TOWN, year: int = 2018):
    seen = view(area, year)
    return seen.figure(next(row for row in seen.items if row.code == code))


def test_how_far_the_bridges_are():
    build()
    bridges()
    count, metres, money = (figure(code) for code in ("bridges", "bridge-metres", "bridge-money"))
    assert (count.planned, count.library, count.achieved, count.percent, count.short) == (
        16,
        10,
        6,
        Decimal("37.5"),
        10,
    )
    assert (metres.planned, metres.achieved, metres.percent) == (307, 120, Decimal("39.1"))
    assert (money.planned, money.achieved) == (24_560_000, 11_720_000)
    assert count.as_of == date(2017, 6, 30)
    group = next(
        group for _, groups in selectors.by_stream(view()) for group in groups if group.heading == "渡汉桥工程"
    )
    cost = group.figures[2].cost
    assert (cost.unit, cost.planned, cost.achieved) == ("延米", 80_000, 97_667)  # 24,560,000/307; 11,720,000/120
    assert figure("bridges", year=2019).library == 12


def test_every_total_equals_an_independent_sum():
    build()
    bridges()
    for code in ("bridges", "bridge-metres", "bridge-money"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sum(q.achieved) FROM projects_projectquantity q JOIN projects_project p ON p.id = q.project_id "
                "WHERE q.item = %s AND p.state NOT IN ('draft', 'refused', 'withdrawn') AND p.year <= 2018",
                [item(code).label],
            )
            assert figure(code).achieved == cursor.fetchone()[0]
    seen = view(stream="4")
    items, lines = selectors.by_village(seen)
    at = [row.code for row in items].index("bridges")
    assert sum(line.cells[at].achieved or 0 for line in lines) == figure("bridges").achieved


def test_a_village_sees_its_own_share():
    build()
    bridges()
    found = figure("tourism-villages", JIA)
    assert (found.planned, found.achieved) == (1, None)
    assert all(row.code != "bridges" for row in view(JIA).items)


def test_norms_are_counted_in_villages_and_blank_is_unknown():
    build()
    VillageRecord.all_rows.create(area=JIA, kind="112", year=2017, quantity=10)
    VillageRecord.all_rows.create(area=XIAN, kind="112", year=2018, quantity=9)
    VillageRecord.all_rows.create(area=PAN, kind="112", year=2019, quantity=10)
    VillageRecord.all_rows.create(area=PAN, kind="112", year=2015, ended_year=2018, quantity=10)
    factories.village_year(JIA, clinics=1, doctors=2, rural_population=1000)
    factories.village_year(XIAN, clinics=0, doctors=1, rural_population=1001)
    pigs, clinics, doctors = (figure(code) for code in ("pig-breeders", "clinics", "doctors"))
    assert (pigs.planned, pigs.achieved, pigs.each, pigs.unknown) == (14, 1, 10, 0)
    assert (clinics.achieved, clinics.unknown) == (1, 12)
    assert (doctors.achieved, doctors.unknown) == (1, 12)  # 2.0 and 0.999 a thousand
    items, lines = selectors.norm_gaps(view())
    at = [row.code for row in items].index("clinics")
    cells = {line.code: line.cells[at] for line in lines}
    assert [cells[XIAN].achieved, cells[XIAN].short] == [0, True]
    assert cells[PAN].achieved is None


def new_home(area: int, **values: Any) -> None:
    about = {"kind": "05", "sector": "newhome", "name": "巴山新居", "status": "done", "home_origin": "2"}
    measure(factories.household(area), {**about, **values})


def test_phases_count_the_houses_of_their_villages_and_the_two_items_are_one_figure():
    """Nine of 900 at 潘家河, two of 300 at 贾村观; a poor household's house and a planned one are none of them."""
    build()
    for _ in range(9):
        new_home(PAN)
    new_home(JIA)
    new_home(JIA, status="doing")
    new_home(JIA, status="planned")
    new_home(JIA, home_origin="1")
    found = {(row.item.code, row.number): row for row in selectors.phases(view())}
    first, second = found["phase-houses", 1], found["phase-houses", 2]
    assert [first.planned, first.achieved, first.percent, first.year] == [900, 9, Decimal("1.0"), None]
    assert [second.planned, second.achieved, second.year] == [300, 2, 2017]
    assert found["phase-houses", 3].achieved is None
    assert [figure("phase-houses").achieved, figure("houses-old").achieved] == [11, 11]
    assert [figure("phase-houses").planned, figure("houses-old").planned] == [1500, 1500]


def test_concentration_points_and_central_villages():
    """Three of four that say so live concentrated: 75 %; 东坪 is shared by two villages and is one point."""
    build()
    new_home(PAN, concentrated=True, point="东坪", central_village=True)
    new_home(PAN, concentrated=True, point="东坪", central_village=True)
    new_home(JIA, concentrated=True, point="东坪")
    new_home(JIA, concentrated=False, point="西坪")
    new_home(JIA)
    new_home(JIA, concentrated=False, point="南坪", status="planned")
    assert [figure(code).achieved for code in ("concentration", "settlements", "central-village")] == [75, 2, 1]


def test_villages_without_a_project_in_the_year():
    build()
    bridges()
    rows = {row.code: row for row in selectors.projects_by_village(TOWN, 2018)}
    assert len(rows) == 16
    assert (rows[XIAN].projects, rows[JIA].projects, rows[JIA].last_year) == (1, 0, 2017)
    assert (rows[PAN].projects, rows[PAN].last_year) == (0, None)


def test_a_row_is_linked_only_in_its_unit_and_place():
    build()
    row = ProjectQuantity.all_rows.create(
        project=project(JIA, 2018, "in_library"), area=JIA, item="桥", unit="座", planned=1
    )
    with pytest.raises(PlanRefusedError, match="单位不同"):
        project_link(actor=SYSTEM, scope=SYSTEM_SCOPE, item=item("bridge-metres"), pk=row.pk, linked=True)
    with pytest.raises(OutsideScopeError):
        project_link(actor=SYSTEM, scope=scope(JIA), item=item("bridges"), pk=row.pk, linked=True)
    project_link(actor=SYSTEM, scope=SYSTEM_SCOPE, item=item("bridges"), pk=row.pk, linked=True)
    assert figure("bridges").library == 1


PAGES = ("plan-progress", "plan-villages", "plan-years", "plan-norms", "plan-idle", "plan-records")


@pytest.fixture
def clerk():
    build()
    YearInUse.objects.get_or_create(year=2018)
    return signed_in(factories.user("clerk", Role.TOWNSHIP, TOWN))


def test_the_pages_show_the_plan(clerk):
    bridges()
    for name in PAGES:
        assert clerk.get(reverse(name, args=[TOWN])).status_code == 200
    text = clerk.get(reverse("plan-progress", args=[TOWN])).content.decode()
    for words in ("24,560,000", "80,000", "规划未给出，待填", "37.5%", "元/延米"):
        assert words in text
    assert "贾村观" in clerk.get(reverse("plan-item", args=[TOWN, "bridges"])).content.decode()
    assert clerk.get(reverse("plan-item", args=[TOWN, "nothing"])).status_code == 404


def test_the_office_enters_a_lost_figure_on_the_page(clerk):
    row = PlanQuantity.all_rows.get(item__code="widened-km")
    address = reverse("plan-quantity", args=[row.pk])
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, {"planned": "多", "version": 1}).status_code == 422
    assert clerk.post(address, {"planned": "42.5", "version": 1}).status_code == 302
    row.refresh_from_db()
    assert row.planned == Decimal("42.5")
    assert clerk.post(address, {"planned": "43", "version": 1}).status_code == 409
    assert "本级填" in clerk.get(reverse("plan-progress", args=[TOWN])).content.decode()
    given = PlanQuantity.all_rows.get(item__code="bridges", area=TOWN)
    assert clerk.get(reverse("plan-quantity", args=[given.pk])).status_code == 404


def test_records_are_added_and_taken_out_on_the_page(clerk):
    address = reverse("plan-records", args=[JIA])
    assert clerk.post(address, {"kind": "111", "quantity": "1", "name": "牛场"}).status_code == 302
    row = VillageRecord.all_rows.get()
    assert (row.area, row.year, row.kind) == (JIA, 2018, "111")
    assert clerk.post(address, {"kind": "111", "quantity": "0"}).status_code == 422
    assert clerk.post(reverse("plan-record", args=[row.pk]), {"what": "remove"}).status_code == 302
    assert not VillageRecord.all_rows.exists()


@pytest.mark.parametrize("name", PAGES[:5])
def test_the_pages_take_as_many_queries_for_many_projects(clerk, name, django_assert_max_num_queries):
    bridges()
    with django_assert_max_num_queries(45):
        clerk.get(reverse(name, args=[TOWN]))


def test_the_workbooks_have_a_row_a_figure_and_a_row_a_place():
    build()
    query = ExportQuery(TOWN, 2018, scope())
    assert export_write(ledgers()["M10"], query, io.BytesIO()) == 136
    assert export_write(ledgers()["M11"], query, io.BytesIO()) == 16
