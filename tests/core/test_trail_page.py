"""The trail's page: in scope, newest first, filtered, paged; reading it is an event; nothing in it changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.audit.models import AccessEvent
from core.audit.trail import Actor, look
from core.audit.words import detail_text
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, Cast, signed_in

SOMEBODY = Actor(user_id=1, name="张三", door="web")


def what(page) -> list[str]:
    return [row["event"].action for row in page.context["rows"]]


@pytest.fixture
def trail(cast: Cast) -> None:
    look(SOMEBODY, "accounts.session.opened", area=JIACUNGUAN, detail={"address": "10.0.0.1"})
    look(SOMEBODY, "households.person.revealed", area=TONGJIANG, reason="核对")
    look(SOMEBODY, "accounts.session.refused", area=BAOKANG)
    look(SOMEBODY, "accounts.session.refused", area=0)


@pytest.mark.usefixtures("trail")
def test_events_of_the_own_region_newest_first(cast: Cast) -> None:
    page = signed_in(cast.county_officer).get("/trail/")
    assert what(page) == ["households.person.revealed", "accounts.session.opened"]
    assert "查看完整号码" in page.content.decode()
    assert what(signed_in(cast.stranger).get("/trail/")) == ["accounts.session.refused"]
    assert signed_in(cast.village_clerk).get("/trail/").status_code == 403


@pytest.mark.usefixtures("trail")
def test_reading_the_trail_is_an_event(cast: Cast) -> None:
    auditor = signed_in(cast.auditor)
    auditor.get("/trail/?q=张")
    assert what(auditor.get("/trail/"))[0] == "core.trail.read"
    event = AccessEvent.objects.filter(action="core.trail.read").earliest("pk")
    assert (event.actor_id, event.area, event.detail["name"]) == (cast.auditor.pk, TONGJIANG, "张")


@pytest.mark.usefixtures("trail")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("group=登录", 1),
        ("group=查看与导出", 1),
        ("group=账号与岗位", 0),
        ("group=nonsense", 2),
        ("q=张三", 2),
        ("q=李", 0),
        ("q=%25", 0),
        ("from=2999-01-01", 0),
        ("to=2000-01-01", 0),
        ("from=gestern", 2),
    ],
)
def test_filters(cast: Cast, query: str, count: int) -> None:
    assert len(what(signed_in(cast.county_officer).get(f"/trail/?{query}"))) == count


@pytest.mark.usefixtures("trail")
def test_a_day_includes_its_whole_day_in_china(cast: Cast) -> None:
    today = timezone.localdate()
    client = signed_in(cast.county_officer)
    assert len(what(client.get(f"/trail/?from={today}&to={today}"))) == 2
    assert what(client.get(f"/trail/?to={today - timedelta(days=1)}")) == []


def test_a_forged_cursor_is_refused(cast: Cast) -> None:
    answer = signed_in(cast.county_officer).get("/trail/?cursor=forged")
    assert answer.status_code == 400
    assert "请求有误" in answer.content.decode()


def test_long_trails_are_paged(cast: Cast) -> None:
    for _ in range(60):
        look(SOMEBODY, "accounts.session.opened", area=JIACUNGUAN)
    client = signed_in(cast.county_officer)
    first = client.get("/trail/")
    assert len(what(first)) == 50
    second = client.get("/trail/", {"cursor": first.context["page"].next})
    assert len(what(second)) == 10


@pytest.mark.usefixtures("trail")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_accessevent SET reason = ''", "DELETE FROM audit_accessevent", "TRUNCATE audit_accessevent"],
)
def test_the_database_refuses_to_change_it(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AccessEvent.objects.count() == 4


def test_details_are_read_in_their_order() -> None:
    assert detail_text({"x": 1, "username": "a", "address": "10.0.0.1"}) == "来自 10.0.0.1；账号 a；x 1"
