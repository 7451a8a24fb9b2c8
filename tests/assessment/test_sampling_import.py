"""Filled-in forms through the import: the workbook that left is the workbook that comes back. All or nothing."""

import io

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment.models import SampleUnit
from assessment.sampling import services
from core.accounts.scope import Scope
from core.ledgers.imports import apply, check, staged
from core.ledgers.kinds import kinds
from core.ledgers.services import NewBatch, Upload
from tests.assessment.roadmap import actor, scope
from tests.assessment.survey import answer, build, do, draw, second_officer, units
from tests.cast import BAOKANG, TONGJIANG, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
ANSWERED = ["是"] * 9 + ["沈岚", ""]


@pytest.fixture
def world(cast):
    build()
    return cast


@pytest.fixture
def opened(world):
    return do(services.survey_confirm, second_officer(), draw(world.county_officer))


def form(world, survey, fill=None):
    """The blind form as it leaves, with answers in the rows for which ``fill`` gives some."""
    content = signed_in(world.inspector).get(reverse("survey-form", args=[survey.pk]), {"format": "xlsx"}).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    at = 0
    for row in sheet.iter_rows():
        if str(row[1].value).startswith(f"{survey.pk}-"):
            for cell, value in zip(row[8:], (fill or (lambda at: ANSWERED))(at), strict=True):
                cell.value = value
            at += 1
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def run(person, file, within: Scope | None = None, dry=False, code="survey_households", year=2018):
    kind = kinds()[code]
    with staged(kind, file, year=year, scope=within or scope(TONGJIANG), actor=actor(person)) as held:
        if dry:
            return check(held)
        return apply(held, NewBatch(kind, year, Upload("调查表.xlsx", 1, "0" * 64), actor(person), None))


def test_the_filled_form_comes_back_whole(world, opened):
    answers: dict[int, list[str | None]] = {
        3: ["是", "是", "是", "是", "是", "否", "是", "是", "否", "沈岚", "墙体开裂"]
    }
    answers[5] = ["否", *[None] * 8, "沈岚", "全家外出"]
    found = run(world.inspector, form(world, opened, lambda at: answers.get(at, ANSWERED)))
    assert (found.counts.read, found.counts.updated, found.counts.refused) == (12, 12, 0)
    rows = units(opened)
    assert (rows[3].housing_ok, rows[3].approves, rows[3].note, rows[3].source) == (False, False, "墙体开裂", "import")
    assert rows[3].wrong is (True if rows[3].exited else None)
    assert (rows[5].reached, rows[5].food_ok, rows[5].answered) == (False, None, True)
    assert all(row.answered for row in rows)
    again = run(world.inspector, form(world, opened, lambda at: answers.get(at, ANSWERED)))
    assert (again.counts.updated, again.counts.unchanged) == (0, 12)


def test_a_dry_run_counts_the_same_and_stores_nothing(world, opened):
    found = run(world.inspector, form(world, opened), dry=True)
    assert (found.counts.read, found.counts.updated) == (12, 12)
    assert not SampleUnit.all_rows.filter(reached__isnull=False).exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"within": BAOKANG}, "没有这个样本，或不在您的辖区"),
        ({"year": 2017}, "样本属于 2018 年度"),
    ],
)
def test_what_does_not_belong_is_refused_and_nothing_stored(world, opened, change, reason):
    change = {**change, "within": scope(change["within"])} if "within" in change else change
    found = run(world.inspector, form(world, opened), **change)
    assert found.counts.refused == 12
    assert {problem.reason for problem in found.problems} == {reason}
    assert not SampleUnit.all_rows.filter(reached__isnull=False).exists()


def test_a_survey_that_was_handed_in_is_closed_to_files_too(world, opened):
    for unit in units(opened):
        answer(world.inspector, unit)
    file = form(world, opened, lambda at: ["是"] * 8 + ["否", "沈岚", ""])
    do(services.survey_close, world.inspector, opened)
    found = run(world.inspector, file)
    assert {problem.reason for problem in found.problems} == {"该调查现在不能录入"}
    assert all(unit.approves for unit in units(opened))


def test_not_reached_needs_its_reason_and_twins_are_named(world, opened):
    found = run(world.inspector, form(world, opened, lambda at: ["否", *[None] * 8, "", ""] if at == 0 else ANSWERED))
    assert [problem.reason for problem in found.problems] == ["没有入户的请写明原因"]
    file = form(world, opened)
    book = openpyxl.load_workbook(file)
    sheet = book.active
    numbers = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(f"{opened.pk}-")]
    numbers[1].value = numbers[0].value
    out = io.BytesIO()
    book.save(out)
    found = run(world.inspector, io.BytesIO(out.getvalue()))
    assert found.counts.refused == 2
    assert not SampleUnit.all_rows.filter(reached__isnull=False).exists()


def test_an_inspector_imports_answers_and_nothing_else(world, opened, tmp_path, capsys):
    shown = signed_in(world.inspector).get(reverse("import-list")).content.decode()
    assert "抽样入户调查结果" in shown
    assert "县退出抽样调查" not in shown
    assert "抽样入户调查结果" not in signed_in(world.county_officer).get(reverse("import-list")).content.decode()
    path = tmp_path / "counties.xlsx"
    path.write_bytes(form(world, opened).getvalue())
    with pytest.raises(SystemExit) as ended:
        call_command("import_ledger", "counties", str(path), "--year", "2018", "--as", "inspector")
    assert ended.value.code == 2
    assert "没有导入这一种工作簿的权限" in capsys.readouterr().out
