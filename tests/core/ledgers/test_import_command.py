"""``import_ledger`` from the outside: its JSON line, its exit codes and its error workbook (CONTRACT 2, 3)."""

import io
import json
import stat
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command

from core.ledgers.models import Batch
from tests.books import workbook
from tests.cast import JIACUNGUAN, XIANRENQIAN
from villages.models import VillageYear

pytestmark = pytest.mark.usefixtures("places")


def run(path, *more):
    """Exit code and JSON of the last line on standard output."""
    out, code = io.StringIO(), 0
    try:
        call_command("import_ledger", "villages", str(path), "--year", "2018", *more, stdout=out, stderr=io.StringIO())
    except SystemExit as exit:
        code = int(exit.code or 0)
    return code, json.loads(out.getvalue().splitlines()[-1])


def book(tmp_path, *rows, name="村表.xlsx"):
    path = tmp_path / name
    path.write_bytes(workbook({"村": list(rows)}))
    return path


GOOD = {"行政村代码": str(JIACUNGUAN), "是否贫困村": "是", "总户数": 300}
BAD = {"行政村代码": str(XIANRENQIAN), "是否贫困村": "不知道", "总户数": -1}


def test_a_good_file_is_applied(tmp_path):
    code, answer = run(book(tmp_path, GOOD))
    assert code == 0
    assert (answer["read"], answer["created"], answer["refused"]) == (1, 1, 0)
    assert answer["errors_file"] is None
    assert Batch.objects.filter(pk=answer["batch"]).exists()


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_refused_rows_come_back_marked_for_the_caller_alone(tmp_path, more):
    code, answer = run(book(tmp_path, GOOD, BAD, {**GOOD}), *more)
    assert code == 2
    assert answer["batch"] is None
    assert answer["read"] == answer["created"] + answer["updated"] + answer["unchanged"] + answer["refused"] == 3
    path = Path(answer["errors_file"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sheet = openpyxl.load_workbook(path)["村"]
    last = [cell.value for cell in sheet["D"]]
    assert last[0] == "错误说明"
    assert "B3：请填「是」或「否」" in last[2]
    assert "C3：不能是负数" in last[2]
    # Rows 2 and 4 name each other.
    assert "4" in last[1]
    assert "2" in last[3]
    assert sheet["B3"].comment is not None
    assert not VillageYear.all_rows.exists()
    assert not Batch.objects.exists()


def test_a_file_refused_as_a_whole_has_no_error_workbook(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook({"Sheet1": [GOOD]}))
    code, answer = run(path)
    assert code == 2
    assert answer["errors_file"] is None
    assert "「Sheet1」" in answer["message"]
    assert list(tmp_path.iterdir()) == [path]


def test_csv_in_either_encoding_and_its_error_workbook(tmp_path):
    text = f"行政村代码,是否贫困村\n{JIACUNGUAN},是\n"
    path = tmp_path / "村.csv"
    path.write_bytes(text.encode("gb18030"))
    assert run(path)[1]["created"] == 1
    path.write_bytes((text + f"{XIANRENQIAN},也许\n").encode("utf-8-sig"))
    code, answer = run(path)
    assert code == 2
    sheet = openpyxl.load_workbook(answer["errors_file"])["村"]
    assert [cell.value for cell in sheet[4]][1:4] == [3, str(XIANRENQIAN), "也许"]
    assert "B3：" in sheet["E4"].value
