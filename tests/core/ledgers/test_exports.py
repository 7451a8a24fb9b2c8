"""Ledgers out: what is in them, for whom, masked or plain, and that import formats go in again unchanged."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.models import AccessEvent
from core.audit.trail import SYSTEM
from core.jobs.models import Job
from core.jobs.services import job_run
from core.ledgers.exports import ledgers
from core.ledgers.exports import register as known_from_now
from core.ledgers.imports import staged
from core.ledgers.kinds import kinds
from core.ledgers.views import exports
from households.models import Household, HouseholdYear
from tests import factories
from tests.books import figures, imported
from tests.cast import CHENGGUAN, HEADS, JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, YANGBAI, Cast, signed_in


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def register(cast: Cast, households: dict[int, Household]) -> Household:
    """The cast's households; that of 贾村观 with everything filled."""
    row = factories.household(
        JIACUNGUAN,
        head="张三",
        code="H1",
        phone="13800000001",
        bank_account="6217000000000000006",
        group_name="一组",
        facts={
            "causes_other": ["2", "3"],
            "wage_income": 9000,
            **dict.fromkeys(
                (
                    "business_income",
                    "property_income",
                    "family_planning_grant",
                    "subsistence_allowance",
                    "destitute_allowance",
                    "pension_income",
                    "eco_compensation",
                    "transfer_other",
                    "business_cost",
                ),
                0,
            ),
            "sanitary_toilet": True,
            "remark": "第一行\n=第二行",
        },
        head_facts={"health": ["2", "4"], "work_months": 3},
    )
    factories.member(row, name="李四", relation="02", sex="2")
    return row


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    try:
        call_command("export_ledger", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as end:
        return int(str(end.code)), json.loads(out.getvalue().splitlines()[-1])
    return 0, json.loads(out.getvalue().splitlines()[-1])


def rows_of(path: Path | io.BytesIO, first: int) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [list(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def export(tmp_path: Path, code: str, *more: str, region: int = TONGJIANG) -> tuple[Path, dict[str, Any]]:
    path = tmp_path / f"{code}.xlsx"
    exit_code, answer = run(code, "--region", str(region), "--year", "2018", "--out", str(path), *more)
    assert exit_code == 0, answer
    assert answer["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o600
    return path, answer


def test_the_list(db: None) -> None:
    _, answer = run("--list")
    codes = [item["code"] for item in answer["ledgers"]]
    assert codes[:3] == ["L1", "L2", "L5"]
    assert codes.index("L20") < codes.index("L34") < codes.index("households-import")


def test_the_roster_of_households_is_masked_and_in_the_region(register: Household, tmp_path: Path) -> None:
    path, answer = export(tmp_path, "L1", region=YANGBAI)
    rows = rows_of(path, 1)
    assert answer["rows"] == 3
    assert rows[0][0] == "通江县杨柏镇2018年建档立卡贫困户花名册"
    assert rows[1][0].startswith("填报单位：通江县杨柏镇（盖章）")
    line = next(row for row in rows if row[9] == "H1")
    head = dict(zip([cell or "" for cell in rows[2]], line, strict=True))
    assert (head["户主姓名"], head["家庭人口数"], head["人均纯收入(元)"]) == ("张三", 2, 4500)
    assert head["其他致贫原因"] == "因残、因学"
    assert head["户主证件号码"][6:14] == "********"
    assert head["联系电话"] == "138****0001"
    text = str(rows)
    assert HEADS[NUOJIANG_VILLAGE] not in text
    assert next(row for row in rows if row[0] == "合计")[7] == 6


def test_plain_needs_right_and_reason_and_leaves_an_event(register: Household, tmp_path: Path) -> None:
    common = ["L2", "--region", str(YANGBAI), "--year", "2018", "--out", str(tmp_path / "x.xlsx"), "--plain"]
    assert run(*common)[0] == 2
    assert run(*common, "--reason", "核对", "--as", "township_clerk")[0] == 2
    assert not AccessEvent.objects.filter(action="ledgers.ledger.exported_plain").exists()
    assert not (tmp_path / "x.xlsx").exists()
    assert run(*common, "--reason", "核对", "--as", "county_officer")[0] == 0
    event = AccessEvent.objects.get(action="ledgers.ledger.exported_plain")
    assert (event.subject_id, event.area, event.reason) == ("L2", YANGBAI, "核对")
    numbers = [row[10] for row in rows_of(tmp_path / "x.xlsx", 4)]
    assert all(number is None or "*" not in number for number in numbers)


def test_outside_the_scope_nothing_comes_out(register: Household, tmp_path: Path) -> None:
    code, answer = run(
        "L1", "--region", str(CHENGGUAN), "--year", "2018", "--out", str(tmp_path / "x.xlsx"), "--as", "county_officer"
    )
    assert (code, answer["message"]) == (2, "不在您的辖区")
    path, answer = export(tmp_path, "L1", "--as", "township_clerk")
    assert answer["rows"] == 3
    assert HEADS[NUOJIANG_VILLAGE] not in str(rows_of(path, 1))


def test_households_go_in_again_unchanged(register: Household, tmp_path: Path) -> None:
    path, answer = export(tmp_path, "households-import", "--plain", "--reason", "备份")
    assert answer["rows"] == 4 + 8
    before = [list(model.all_rows.order_by("id").values()) for model in (Household, HouseholdYear)]
    found = imported("households", path.read_bytes())
    assert figures(found) == (0, 0, answer["rows"], 0)
    assert [list(model.all_rows.order_by("id").values()) for model in (Household, HouseholdYear)] == before


def test_villages_go_in_again_unchanged(cast: Cast, tmp_path: Path) -> None:
    factories.village_year(JIACUNGUAN, collective_income="32567.89", rural_population=1000, leader="赵某")
    factories.village_year(XIANRENQIAN, hard_road=False)
    factories.county_year(TONGJIANG, rural_income_per_head="9876.50")
    for kind, rows in (("villages", 2), ("counties", 1)):
        path, answer = export(tmp_path, f"{kind}-import")
        assert answer["rows"] == rows
        assert figures(imported(kind, path.read_bytes())) == (0, 0, rows, 0)


def test_village_indicators(cast: Cast, tmp_path: Path) -> None:
    call_command("load_standards", "data/standards.json", stdout=StringIO(), stderr=StringIO())
    factories.village_year(JIACUNGUAN, rural_population=1000, hard_road=True, is_poor=True)
    call_command("drain_changes", stdout=StringIO(), stderr=StringIO())
    path, answer = export(tmp_path, "L34", region=YANGBAI)
    rows = rows_of(path, 3)
    assert answer["rows"] == 2
    line = next(row for row in rows if row[4] == str(JIACUNGUAN))
    at = rows[0].index("通硬化路")
    assert rows[1][at : at + 3] == ["标准", "实际", "结果"]
    assert line[at : at + 3] == ["是", "是", "达标"]


def test_the_page_gives_a_small_ledger_at_once(register: Household, cast: Cast) -> None:
    client = signed_in(cast.township_clerk)
    page = client.get("/exports/").content.decode()
    assert "贫困户花名册" in page
    assert "完整显示" not in page
    answer = client.post("/exports/", {"code": "L1", "area": YANGBAI, "year": 2018}, follow=True)
    assert "花名册" in str(rows_of(io.BytesIO(answer.getvalue()), 1)[0][0])
    job = Job.objects.get()
    assert signed_in(cast.county_officer).get(f"/jobs/{job.pk}/file/").status_code == 404
    assert client.post("/exports/", {"code": "L1", "area": CHENGGUAN, "year": 2018}).status_code == 422
    plain = client.post("/exports/", {"code": "L1", "area": YANGBAI, "year": 2018, "plain": "on", "reason": "x"})
    assert plain.status_code == 302
    assert Job.objects.latest("id").arguments["plain"] is False


def test_a_large_ledger_is_a_job(register: Household, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "INLINE_ROWS", 0)
    client = signed_in(cast.county_officer)
    assert client.post("/exports/", {"code": "L2", "area": TONGJIANG, "year": 2018, "plain": "on"}).status_code == 422
    client.post("/exports/", {"code": "L2", "area": TONGJIANG, "year": 2018, "plain": "on", "reason": "核对"})
    job = Job.objects.get()
    assert (job.state, job.file) == (Job.State.WAITING, "")
    assert AccessEvent.objects.filter(action="ledgers.ledger.exported_plain", reason="核对").exists()
    job_run(job.pk)
    answer = client.get(f"/jobs/{job.pk}/file/")
    assert "人口花名册" in str(rows_of(io.BytesIO(answer.getvalue()), 1)[0][0])


def test_staging_leaves_no_plain_number_in_the_tables(register: Household, tmp_path: Path) -> None:
    path, _ = export(tmp_path, "households-import", "--plain", "--reason", "备份")
    with staged(kinds()["households"], path, year=2018, scope=SYSTEM_SCOPE, actor=SYSTEM) as held:
        rows = str(held.run.all("SELECT s.*::text FROM stage_member s")) + str(
            held.run.all("SELECT s.*::text FROM stage_household s")
        )
    assert "6217000000000000006" not in rows
    assert "13800000001" not in rows


def test_two_ledgers_cannot_share_a_code() -> None:
    """The later one would have taken the place of the earlier one without a word."""
    known = ledgers()
    code, first = next(iter(known.items()))
    with pytest.raises(ValueError, match=re.escape(first.title)):
        known_from_now(replace(first, title="别的台账"))
    assert ledgers() == known
    known_from_now(known[code])
