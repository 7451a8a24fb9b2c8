"""Disasters: the event with its villages, the households it hit, what is rebuilt; file and form, scope and history."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.records import kinds as record_kinds
from core.ledgers.exports import ExportQuery, export_write, ledgers
from households.models import Household
from projects.disasters import selectors, services
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.models import Disaster, DisasterDetail, DisasterHousehold
from tests import factories
from tests.books import figures, imported, reasons, workbook
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, NUOJIANG_VILLAGE, XIANRENQIAN, YANGBAI, Cast
from tests.core.procedures.scene import acting
from tests.projects.scene import measure

pytestmark = pytest.mark.django_db
FLOOD: dict[str, Any] = {"name": "春汛洪灾", "kind": "2", "happened_on": date(2017, 7, 1), "official_no": "救灾1号"}
REBUILT: dict[str, Any] = {
    "kind": "15", "sector": "disaster", "name": "重建住房", "status": "done", "started_on": date(2018, 3, 1),
    "ended_on": date(2018, 9, 1), "moved_in_on": date(2018, 10, 1), "amount": Decimal("25000.00"),
}  # fmt: skip


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def flood(person: User, area: int = YANGBAI, places: tuple[int, ...] = (JIACUNGUAN, XIANRENQIAN)) -> Disaster:
    actor, _, scope = acting(person)
    return services.disaster_create(actor=actor, scope=scope, area=area, values=FLOOD, places=places)


def hit(person: User, event: Disaster, household: Household, **values: Any) -> None:
    actor, _, scope = acting(person)
    services.household_record(actor=actor, scope=scope, pk=event.pk, household=household.code, values=values)


def test_an_event_is_registered_numbered_and_changed(cast: Cast) -> None:
    row = flood(cast.township_clerk)
    assert (row.code, flood(cast.township_clerk).code) == (f"ZH{YANGBAI}0001", f"ZH{YANGBAI}0002")
    assert selectors.places_of(row) == [JIACUNGUAN, XIANRENQIAN]
    actor, _, scope = acting(cast.township_clerk)
    changed = FLOOD | {"official_name": "“7·1”洪涝"}
    services.disaster_update(actor=actor, scope=scope, pk=row.pk, version=1, values=changed, places=[JIACUNGUAN])
    row.refresh_from_db()
    assert (row.official_name, row.version, selectors.places_of(row)) == ("“7·1”洪涝", 2, [JIACUNGUAN])
    with pytest.raises(StaleProjectError):
        services.disaster_update(actor=actor, scope=scope, pk=row.pk, version=1, values=FLOOD, places=[XIANRENQIAN])
    assert selectors.places_of(row) == [JIACUNGUAN]


@pytest.mark.parametrize(
    ("changes", "struck", "field"),
    [
        ({"name": " "}, (JIACUNGUAN,), "name"),
        ({"kind": "77"}, (JIACUNGUAN,), "kind"),
        ({"happened_on": None}, (JIACUNGUAN,), "happened_on"),
        ({"happened_on": date(2999, 1, 1)}, (JIACUNGUAN,), "happened_on"),
        ({"ended_on": date(2017, 6, 30)}, (JIACUNGUAN,), "ended_on"),
        ({}, (), "places"),
        ({}, (NUOJIANG_VILLAGE,), "places"),
    ],
)
def test_what_is_wrong_is_refused(cast: Cast, changes: dict[str, Any], struck: tuple[int, ...], field: str) -> None:
    actor, _, scope = acting(cast.township_clerk)
    with pytest.raises(ProjectRefusedError) as refusal:
        services.disaster_create(actor=actor, scope=scope, area=YANGBAI, values=FLOOD | changes, places=struck)
    assert set(refusal.value.fields) == {field}
    assert not Disaster.all_rows.exists()


def test_only_households_of_hit_villages_are_registered(cast: Cast, households: dict[int, Household]) -> None:
    row = flood(cast.township_clerk, places=(JIACUNGUAN,))
    hit(cast.township_clerk, row, households[JIACUNGUAN], damage_grade="1", loss=Decimal("1000.50"))
    for other in (XIANRENQIAN, NUOJIANG_VILLAGE, CHENGGUAN_VILLAGE):
        with pytest.raises(ProjectRefusedError):
            hit(cast.township_clerk, row, households[other])
    with pytest.raises(ProjectRefusedError):
        hit(cast.township_clerk, row, households[JIACUNGUAN], loss=Decimal(-1))
    found = DisasterHousehold.all_rows.get()
    assert (found.damage_grade, found.loss) == ("1", Decimal("1000.50"))
    hit(cast.township_clerk, row, households[JIACUNGUAN], damage_grade="2", loss=Decimal("900.00"))
    assert DisasterHousehold.all_rows.get().loss == Decimal("900.00")
    actor, _, scope = acting(cast.township_clerk)
    with pytest.raises(ProjectRefusedError, match="还有受灾户"):
        services.disaster_update(actor=actor, scope=scope, pk=row.pk, version=1, values=FLOOD, places=[XIANRENQIAN])
    assert selectors.places_of(row) == [JIACUNGUAN]


def test_a_village_sees_its_townships_event_and_writes_its_own_households(
    cast: Cast, households: dict[int, Household]
) -> None:
    row = flood(cast.township_clerk)
    hit(cast.township_clerk, row, households[XIANRENQIAN])
    hit(cast.village_clerk, row, households[JIACUNGUAN])
    _, _, own = acting(cast.village_clerk)
    assert [item.area for item in selectors.households(own, row, 2018)] == [JIACUNGUAN]
    actor, _, scope = acting(cast.village_clerk)
    with pytest.raises(HiddenProjectError):
        services.disaster_update(actor=actor, scope=scope, pk=row.pk, version=1, values=FLOOD, places=[JIACUNGUAN])
    _, _, foreign = acting(cast.stranger)
    assert selectors.disaster_of(foreign, row.pk) is None
    assert not selectors.disasters(foreign, 420626000000).exists()
    _, _, helper = acting(cast.helper_cadre)
    assert selectors.disaster_of(helper, row.pk) is None
    with pytest.raises(HiddenProjectError):
        hit(cast.stranger, row, households[CHENGGUAN_VILLAGE])


def test_progress_of_rebuilding_by_hand(cast: Cast, households: dict[int, Household]) -> None:
    """Three households hit, 60,000 yuan lost; one rebuilt and lived in, one begun, one stopped: so one without."""
    row = flood(cast.township_clerk)
    second, third = factories.household(JIACUNGUAN, head="二户"), factories.household(XIANRENQIAN, head="三户")
    for household, grade, loss in ((households[JIACUNGUAN], "1", 30000), (second, "2", 20000), (third, "0", 10000)):
        hit(cast.township_clerk, row, household, damage_grade=grade, loss=Decimal(loss), persons=2)
    measure(households[JIACUNGUAN], REBUILT, event_no=row.code)
    begun = {"status": "doing", "ended_on": None, "moved_in_on": None}
    measure(second, REBUILT, event_no=row.code, **begun)
    measure(third, REBUILT, event_no=row.code, **begun | {"status": "stopped", "stop_reason": "外迁"})
    rows = selectors.households(SYSTEM_SCOPE, row, 2018)
    found = selectors.figures(rows, ["1", "2", "3"])
    assert found == selectors.Figures(3, 6, Decimal("60000.00"), 2, 2, 1, 1)
    # nothing was built the year before
    before = selectors.figures(selectors.households(SYSTEM_SCOPE, row, 2017), ["1", "2", "3"])
    assert (before.households, before.helped, before.rebuilt) == (3, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT d.household_id), sum(DISTINCT d.loss) FROM projects_disasterhousehold d "
            "JOIN projects_measure t ON t.household_id = d.household_id JOIN projects_disasterdetail r "
            "ON r.measure_id = t.id AND r.event_no = %s WHERE t.status <> 'stopped'",
            [row.code],
        )
        assert cursor.fetchone() == (found.helped, Decimal("50000.00"))


def test_a_measure_of_somebody_not_hit_is_shown(cast: Cast, households: dict[int, Household]) -> None:
    row = flood(cast.township_clerk)
    stray = measure(households[JIACUNGUAN], REBUILT, event_no=row.code)
    assert selectors.strangers(SYSTEM_SCOPE, row) == [stray]
    page = signed_in(cast.township_clerk).get(f"/disasters/{row.pk}/").content.decode()
    assert "未登记受灾" in page
    hit(cast.township_clerk, row, households[JIACUNGUAN])
    assert selectors.strangers(SYSTEM_SCOPE, row) == []


def test_the_database_keeps_measure_and_event_together(cast: Cast, households: dict[int, Household]) -> None:
    row = flood(cast.township_clerk)
    measure(households[JIACUNGUAN], REBUILT, event_no=row.code)
    with pytest.raises(IntegrityError), transaction.atomic():
        DisasterDetail.all_rows.update(event_no="ZH-nowhere")
    with pytest.raises(IntegrityError), transaction.atomic():
        Disaster.all_rows.filter(pk=row.pk).delete()
    assert Disaster.all_rows.count() == 1


def test_removing_asks_for_a_reason_and_stays_in_the_history(cast: Cast, households: dict[int, Household]) -> None:
    row = flood(cast.township_clerk)
    hit(cast.township_clerk, row, households[JIACUNGUAN])
    item = DisasterHousehold.all_rows.get()
    client = signed_in(cast.township_clerk)
    assert client.post(f"/disasters/households/{item.pk}/remove/", {"reason": " "}).status_code == 422
    assert DisasterHousehold.all_rows.count() == 1
    assert client.post(f"/disasters/households/{item.pk}/remove/", {"reason": "误登"}).status_code == 302
    assert DisasterHousehold.all_rows.count() == 0
    assert record_kinds()["disaster-household"].events.objects.filter(pgh_obj_id=item.pk).exists()


def test_the_pages(cast: Cast, households: dict[int, Household]) -> None:
    client = signed_in(cast.township_clerk)
    sent = {**FLOOD, "happened_on": "2017-07-01", "places": [str(JIACUNGUAN)]}
    assert client.post(f"/disasters/new/?area={YANGBAI}", {**sent, "kind": ""}).status_code == 422
    assert not Disaster.all_rows.exists()
    assert client.post(f"/disasters/new/?area={YANGBAI}", sent).status_code == 302
    row = Disaster.all_rows.get()
    own = households[JIACUNGUAN]
    add = f"/disasters/{row.pk}/households/add/"
    assert client.post(add, {"household": households[XIANRENQIAN].code}).status_code == 422
    assert client.post(add, {"household": own.code, "damage_grade": "1", "loss": "1,000.50"}).status_code == 302
    page = client.get(f"/disasters/{row.pk}/").content.decode()
    for words in ("春汛洪灾", "救灾1号", own.head_name, "1,000.50", "未安排"):
        assert words in page
    listed = client.get(f"/disasters/?area={YANGBAI}").content.decode()
    assert "春汛洪灾" in listed
    assert "1,000.50" in listed
    offered = client.get(f"/measures/new/{own.code}/?sector=disaster")
    if offered.status_code == 200:
        assert row.code in offered.content.decode()
    edit = f"/disasters/{row.pk}/edit/"
    assert client.get(edit).status_code == 200
    assert client.post(edit, {**sent, "version": "1", "name": "夏汛"}).status_code == 302
    assert client.post(edit, {**sent, "version": "1", "name": "秋汛"}).status_code == 409
    assert Disaster.all_rows.get().name == "夏汛"


def test_the_list_costs_the_same_for_one_and_for_many(cast: Cast, households: dict[int, Household]) -> None:
    client = signed_in(cast.township_clerk)
    row = flood(cast.township_clerk)
    hit(cast.township_clerk, row, households[JIACUNGUAN])
    client.get("/disasters/")
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as listed:
            assert client.get("/disasters/").status_code == 200
        with CaptureQueriesContext(connection) as card:
            assert client.get(f"/disasters/{row.pk}/").status_code == 200
        costs.append((len(listed), len(card)))
        for number in range(6):
            flood(cast.township_clerk)
            hit(cast.township_clerk, row, factories.household(JIACUNGUAN, head=f"户{number}"))
    assert costs[0] == costs[1]


def sheets(**changed: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {
        "灾害事件": [
            {"灾害事件编号": "TJ-1", "所属区划代码": str(YANGBAI), "灾害名称": "洪灾", "灾害种类": "洪涝",
             "发生日期": "2017-07-01"}
        ],
        "受灾村": [{"灾害事件编号": "TJ-1", "行政村代码": str(JIACUNGUAN)}],
    }  # fmt: skip
    return found | changed


def test_a_file_registers_events_and_the_same_again_nothing(cast: Cast, households: dict[int, Household]) -> None:
    own = households[JIACUNGUAN]
    line = {
        "灾害事件编号": "TJ-1",
        "户编号": own.code,
        "户主姓名": own.head_name,
        "住房受损程度": "倒塌",
        "损失金额(元)": "42000",
    }
    found = imported("disasters", workbook(sheets(受灾户=[line])))
    assert (figures(found), reasons(found)) == ((3, 0, 0, 0), {})
    assert DisasterHousehold.all_rows.get().loss == Decimal("42000.00")
    assert figures(imported("disasters", workbook(sheets(受灾户=[line])))) == (0, 0, 3, 0)
    more = {**line, "损失金额(元)": "40000"}
    assert figures(imported("disasters", workbook(sheets(受灾户=[more])))) == (0, 1, 2, 0)
    assert DisasterHousehold.all_rows.get().loss == Decimal("40000.00")


def test_the_file_is_refused_whole(cast: Cast, households: dict[int, Household]) -> None:
    line = {"灾害事件编号": "TJ-1", "户编号": households[XIANRENQIAN].code}
    found = imported("disasters", workbook(sheets(受灾户=[line])))
    assert "该户所在的村不在受灾村之列" in reasons(found).values()
    other = [{"灾害事件编号": "TJ-2", "行政村代码": str(JIACUNGUAN)}]
    assert "“灾害事件”表里没有这个编号" in reasons(imported("disasters", workbook(sheets(受灾村=other)))).values()
    far = [{"灾害事件编号": "TJ-1", "行政村代码": str(NUOJIANG_VILLAGE)}]
    assert "不是事件所属区划内的村" in reasons(imported("disasters", workbook(sheets(受灾村=far)))).values()
    assert not Disaster.all_rows.exists()


def test_what_goes_out_comes_in_unchanged(cast: Cast, households: dict[int, Household]) -> None:
    row = flood(cast.township_clerk)
    hit(cast.township_clerk, row, households[JIACUNGUAN], damage_grade="1", loss=Decimal("42000.00"), persons=3)
    query, out = ExportQuery(YANGBAI, 2018, SYSTEM_SCOPE), io.BytesIO()
    export_write(ledgers()["disasters-import"], query, out)
    # the event, two villages, a household
    assert figures(imported("disasters", out.getvalue())) == (0, 0, 4, 0)


def test_the_office_ledger_sums_to_the_fen(cast: Cast, households: dict[int, Household]) -> None:
    row = flood(cast.township_clerk)
    hit(cast.township_clerk, row, households[JIACUNGUAN], loss=Decimal("42000.10"))
    hit(cast.township_clerk, row, households[XIANRENQIAN], loss=Decimal("0.20"))
    measure(households[JIACUNGUAN], REBUILT, event_no=row.code)
    out = io.BytesIO()
    assert export_write(ledgers()["L37"], ExportQuery(YANGBAI, 2018, SYSTEM_SCOPE), out) == 2
    cells = [list(line) for line in openpyxl.load_workbook(out)["受灾户"].iter_rows(values_only=True)]
    total = next(line for line in cells if "合计" in [str(value) for value in line])
    assert {str(value) for value in total if value is not None} >= {"42000.3", "25000.0"}
