"""The import in the browser: upload, check, preview, confirm; whose files are whose, and what rests on the disk."""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.jobs.models import Job
from core.jobs.services import job_run
from core.ledgers.batch_jobs import APPLY, CHECK
from core.ledgers.models import Batch
from core.ledgers.tasks import sweep_uploads
from core.ledgers.views import imports
from households.models import Household
from tests.books import household, households_book, id_number, member, workbook
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, Cast, signed_in
from villages.models import VillageYear

NUMBER = id_number(1)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def book(**cells: Any) -> bytes:
    return households_book([household("H1", **cells)], [member("H1", "张三", NUMBER)])


def upload(client: Client, content: bytes, kind: str = "households", name: str = "农户.xlsx") -> Any:
    return client.post(
        "/imports/", {"kind": kind, "year": "2018", "file": SimpleUploadedFile(name, content)}, follow=True
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_small_file_goes_from_upload_to_the_facts(cast: Cast, files: Path) -> None:
    client = signed_in(cast.township_clerk)
    page = upload(client, book())
    batch = Batch.objects.get()
    assert (batch.state, batch.created, batch.owner_id) == (Batch.State.READY, 2, cast.township_clerk.pk)
    assert "可以导入：2 行全部通过校验，将写入 2 行" in page.content.decode()
    assert not Household.all_rows.exists()
    assert names(files) == [batch.upload]
    done = client.post(f"/imports/{batch.pk}/confirm/", follow=True)
    batch.refresh_from_db()
    assert "已导入：写入 2 行" in done.content.decode()
    assert (batch.state, batch.upload) == (Batch.State.APPLIED, "")
    assert Household.all_rows.get(code="H1").area == JIACUNGUAN
    assert names(files) == []
    client.post(f"/imports/{batch.pk}/confirm/")
    assert Job.objects.filter(kind=APPLY).count() == 1


def test_nothing_plain_rests_on_the_disk(cast: Cast, files: Path) -> None:
    content = workbook({"村": [{"行政村代码": str(JIACUNGUAN), "是否贫困村": "是", "备注": NUMBER}]})
    upload(signed_in(cast.county_officer), content, "villages")
    (path,) = files.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"PK" not in path.read_bytes()[:64]
    assert NUMBER.encode() not in path.read_bytes()


def test_a_refused_file_gives_the_annotated_copy_to_its_owner_alone(cast: Cast, files: Path) -> None:
    client = signed_in(cast.township_clerk)
    page = upload(client, households_book([household("H1", CHENGGUAN_VILLAGE)], [member("H1", "张三", NUMBER)]))
    batch = Batch.objects.get()
    text = page.content.decode()
    assert "不能导入：有 1 行被拒绝" in text
    assert "不在您的辖区" in text
    assert (batch.state, batch.upload, names(files)) == (Batch.State.REFUSED, "", [batch.errors])
    answer = client.get(f"/imports/{batch.pk}/errors/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))["户"]
    assert "不在您的辖区" in str(sheet.cell(2, sheet.max_column).value)
    for other in (cast.county_officer, cast.stranger):
        for address in ("", "errors/", "doubts/"):
            assert signed_in(other).get(f"/imports/{batch.pk}/{address}").status_code == 404
    assert client.post(f"/imports/{batch.pk}/confirm/", follow=True).status_code == 200
    assert not Household.all_rows.exists()


def test_a_file_that_is_no_workbook_is_refused_whole(cast: Cast, files: Path) -> None:
    page = upload(signed_in(cast.township_clerk), b"not a workbook")
    batch = Batch.objects.get()
    assert (batch.state, batch.rows_read, names(files)) == (Batch.State.REFUSED, 0, [])
    assert batch.message in page.content.decode()


def test_a_large_file_is_a_job(cast: Cast, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "INLINE_BYTES", 0)
    monkeypatch.setattr(imports, "INLINE_ROWS", 0)
    client = signed_in(cast.township_clerk)
    page = upload(client, book())
    assert "正在校验" in page.content.decode()
    assert "hx-get" in page.content.decode()
    job = Job.objects.get(kind=CHECK)
    assert job.state == Job.State.WAITING
    assert job.arguments == {"batch": Batch.objects.get().pk}
    job_run(job.pk)
    page = client.get(f"/imports/{Batch.objects.get().pk}/")
    assert "可以导入" in page.content.decode()
    client.post(f"/imports/{Batch.objects.get().pk}/confirm/")
    apply = Job.objects.get(kind=APPLY)
    job_run(apply.pk)
    assert job_run(apply.pk) is None
    assert Batch.objects.get().state == Batch.State.APPLIED
    jobs = client.get("/jobs/").content.decode()
    assert "导入 农户.xlsx" in jobs
    assert "导入 农户.xlsx" not in signed_in(cast.county_officer).get("/jobs/").content.decode()


def test_an_apply_that_died_after_its_commit_is_not_applied_again(cast: Cast, files: Path) -> None:
    client = signed_in(cast.township_clerk)
    upload(client, book())
    batch = Batch.objects.get()
    client.post(f"/imports/{batch.pk}/confirm/")
    before = list(Household.all_rows.values())
    job = Job.objects.get(kind=APPLY)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    again = job_run(job.pk)
    assert again is not None
    assert again.state == Job.State.DONE
    assert list(Household.all_rows.values()) == before


def test_a_term_that_ended_ends_the_job(cast: Cast, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "INLINE_ROWS", 0)
    client = signed_in(cast.township_clerk)
    upload(client, book())
    client.post(f"/imports/{Batch.objects.get().pk}/confirm/")
    cast.township_clerk.posts.update(ends_on=timezone.localdate() - timedelta(days=1))
    ended = job_run(Job.objects.get(kind=APPLY).pk)
    assert ended is not None
    assert (ended.state, ended.message) == (Job.State.FAILED, "发起人的岗位已结束或没有权限，没有执行")
    assert not Household.all_rows.exists()


def test_what_nobody_confirms_goes_after_a_day(cast: Cast, files: Path) -> None:
    client = signed_in(cast.township_clerk)
    upload(client, book())
    stray = files / ("0" * 32)
    stray.write_bytes(b"x")
    sweep_uploads()
    assert len(names(files)) == 2
    Batch.objects.update(created_at=timezone.now() - timedelta(hours=25))
    old = time.time() - 90_000
    os.utime(stray, (old, old))
    sweep_uploads()
    assert names(files) == []
    assert Batch.objects.get().state == Batch.State.DROPPED


def test_giving_up_deletes_the_upload(cast: Cast, files: Path) -> None:
    client = signed_in(cast.township_clerk)
    upload(client, book())
    client.post(f"/imports/{Batch.objects.get().pk}/drop/")
    assert (Batch.objects.get().state, names(files)) == (Batch.State.DROPPED, [])


def test_strangers_and_wrong_forms_leave_no_file(cast: Cast, files: Path) -> None:
    answer = Client().post("/imports/", {"file": SimpleUploadedFile("x.xlsx", book())})
    assert answer.status_code == 302
    assert names(files) == []
    client = signed_in(cast.township_clerk)
    refused = client.post("/imports/", {"kind": "households", "year": "18", "file": SimpleUploadedFile("x.exe", b"1")})
    assert refused.status_code == 422
    assert names(files) == []
    assert not Batch.objects.exists()


def test_a_township_is_not_offered_the_county_sheet(cast: Cast) -> None:
    page = signed_in(cast.township_clerk).get("/imports/").content.decode()
    assert "县退出抽样调查" not in page
    assert "县退出抽样调查" in signed_in(cast.county_officer).get("/imports/").content.decode()


def test_the_template_imports(cast: Cast) -> None:
    answer = signed_in(cast.county_officer).get("/imports/template/villages/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["村"]
    assert "行政村代码" in "".join(str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)
    assert not VillageYear.all_rows.exists()
