"""Undoing a batch in the browser: look, reason, confirm; who may, twice, as a job, and what happened in between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from core.audit.models import AccessEvent
from core.audit.trail import Actor, recorded
from core.jobs.models import Job
from core.jobs.services import job_run
from core.ledgers.models import Batch, BatchUndo, UndoKept
from core.ledgers.undo_jobs import LOOK, UNDO
from core.ledgers.views import undo as views
from households.models import Household, HouseholdYear
from tests.books import household, households_book, id_number, member
from tests.cast import Cast, signed_in
from tests.core.ledgers.test_import_pages import upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def book(**cells: Any) -> bytes:
    rows = range(2)
    return households_book(
        [household(f"H{n}", **cells) for n in rows], [member(f"H{n}", "张三", id_number(n + 1)) for n in rows]
    )


def applied(client: Client, **cells: Any) -> Batch:
    upload(client, book(**cells))
    batch = Batch.objects.latest("pk")
    client.post(f"/imports/{batch.pk}/confirm/")
    batch.refresh_from_db()
    assert batch.state == Batch.State.APPLIED
    return batch


def looked(client: Client, batch: Batch) -> str:
    return str(client.post(f"/imports/{batch.pk}/undo/look/", follow=True).content.decode())


def confirm(client: Client, batch: Batch, reason: str = "导错年度") -> Any:
    return client.post(f"/imports/{batch.pk}/undo/", {"reason": reason}, follow=True)


def test_looked_at_confirmed_and_told(cast: Cast) -> None:
    client = signed_in(cast.township_clerk)
    batch = applied(client)
    assert "撤销本批" in client.get(f"/imports/{batch.pk}/").content.decode()
    assert "先核对再撤销" in client.get(f"/imports/{batch.pk}/undo/").content.decode()
    assert "可以撤销 4 行，保留 0 行" in looked(client, batch)
    assert Household.all_rows.count() == 2
    assert confirm(client, batch, " ").status_code == 422
    assert Household.all_rows.count() == 2
    page = confirm(client, batch).content.decode()
    assert "已撤销：恢复 0 行，删除 4 行，保留 0 行" in page
    assert "导错年度" in page
    assert not Household.all_rows.exists()
    event = AccessEvent.objects.get(action="ledgers.batch.undone")
    assert (event.actor_id, event.reason, event.detail["rows"]) == (cast.township_clerk.pk, "导错年度", 4)
    card = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "已撤销" in card
    assert "撤销本批" not in card
    again = confirm(client, batch).content.decode()
    assert "已经撤销过" in again
    assert Job.objects.filter(kind=UNDO).count() == 1


def test_an_edit_between_the_look_and_the_confirmation_stays_and_is_named(cast: Cast) -> None:
    client = signed_in(cast.township_clerk)
    applied(client, 住房面积=60)
    batch = applied(client, 住房面积=90)
    assert "可以撤销 2 行，保留 0 行" in looked(client, batch)
    with recorded(Actor(7, "李改", door="web"), reason="重新量房"):
        HouseholdYear.all_rows.filter(household__code="H1").update(housing_m2=91)
    page = confirm(client, batch).content.decode()
    assert "恢复 1 行，删除 0 行，保留 1 行" in page
    assert "李改" in page
    assert "重新量房" in page
    assert dict(HouseholdYear.all_rows.values_list("household__code", "housing_m2")) == {"H0": 60, "H1": 91}


def test_who_may_not_sees_nothing_and_changes_nothing(cast: Cast) -> None:
    batch = applied(signed_in(cast.township_clerk))
    before = list(Household.all_rows.values())
    # 403 without the right to import at all, 404 for whom the batch is nobody's.
    for person, code in ((cast.stranger, 404), (cast.inspector, 404), (cast.village_clerk, 403), (cast.auditor, 403)):
        client = signed_in(person)
        for address in ("undo/", "undo/look/"):
            assert client.post(f"/imports/{batch.pk}/{address}", {"reason": "试试"}).status_code == code
        assert client.get(f"/imports/{batch.pk}/undo/").status_code == code
    assert list(Household.all_rows.values()) == before
    assert not BatchUndo.objects.exists()
    assert signed_in(cast.township_clerk).get("/imports/overseen/").status_code == 403


def test_the_county_undoes_what_its_township_imported(cast: Cast) -> None:
    batch = applied(signed_in(cast.township_clerk))
    county = signed_in(cast.county_officer)
    assert f"/imports/{batch.pk}/" in county.get("/imports/overseen/").content.decode()
    assert "撤销本批" in county.get(f"/imports/{batch.pk}/").content.decode()
    assert county.get(f"/imports/{batch.pk}/errors/").status_code == 404
    looked(county, batch)
    confirm(county, batch)
    assert not Household.all_rows.exists()
    assert BatchUndo.objects.get().actor_id == cast.county_officer.pk
    assert f"/imports/{batch.pk}/" not in signed_in(cast.stranger).get("/imports/overseen/").content.decode()


def test_the_history_of_a_record_tells_of_the_undoing(cast: Cast) -> None:
    client = signed_in(cast.township_clerk)
    applied(client, 住房面积=60)
    batch = applied(client, 住房面积=90)
    looked(client, batch)
    confirm(client, batch)
    page = signed_in(cast.county_officer).get("/trail/changes/?kind=household-year").content.decode()
    assert f"撤销导入批次 {batch.pk}：导错年度" in page


def test_many_rows_are_a_job_that_may_run_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "INLINE_ROWS", 0)
    client = signed_in(cast.township_clerk)
    batch = applied(client)
    assert "hx-get" in looked(client, batch)
    job_run(Job.objects.get(kind=LOOK).pk)
    assert "可以撤销 4 行" in client.get(f"/imports/{batch.pk}/undo/").content.decode()
    assert "正在撤销" in confirm(client, batch).content.decode()
    assert confirm(client, batch).status_code == 200
    job = Job.objects.get(kind=UNDO)
    job_run(job.pk)
    # It died after its commit: the sweep runs it again, and nothing happens twice.
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    again = job_run(job.pk)
    assert again is not None
    assert (again.state, again.message) == (Job.State.DONE, "已撤销：恢复 0 行，删除 4 行，保留 0 行")
    assert not Household.all_rows.exists()
    assert AccessEvent.objects.filter(action="ledgers.batch.undone").count() == 1


def test_a_family_that_was_paired_since_is_listed_with_what_hangs_on_it(cast: Cast) -> None:
    from tests.factories import pairing

    client = signed_in(cast.township_clerk)
    batch = applied(client)
    pairing(cast.helper_cadre, Household.all_rows.get(code="H0"))
    page = looked(client, batch)
    assert "结对 1 条" in page
    assert UndoKept.objects.get().why == "referred"
    confirm(client, batch)
    assert list(Household.all_rows.values_list("code", flat=True)) == ["H0"]
