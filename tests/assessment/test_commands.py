"""drain_changes, recompute, verify_verdicts and export_verdicts: their one JSON line, exit code and file."""

import csv
import json
from typing import Any

import pytest
from django.core.management import load_command_class

from core.changes.models import Change, YearInUse
from households.models import HouseholdVerdict, HouseholdYear
from tests import factories
from tests.assessment.scene import drain, good_household, line, release
from tests.cast import JIACUNGUAN, TONGJIANG, YANGBAI
from villages.models import RegionVerdict, VillageCheck, VillageYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    def call(name, *arguments):
        app = "assessment"
        command = load_command_class(app, name)
        setattr(command, "_called_from_command_line", True)  # noqa: B010
        code: Any = 0
        try:
            options = vars(command.create_parser("manage.py", name).parse_args([str(item) for item in arguments]))
            command.execute(*options.pop("args", ()), **options)
        except SystemExit as stop:
            code = stop.code
        return code, json.loads(capsys.readouterr().out.strip().splitlines()[-1])

    return call


@pytest.fixture
def row(places):
    release("household", ["income_above_line", "food", "basic_medical"])
    release("village", ["assessed_incidence", "hard_road"])
    release("county", ["assessed_incidence"])
    line(2995)
    factories.village_year(JIACUNGUAN, rural_population=30, hard_road=True)
    return good_household(JIACUNGUAN, head="王一", code="H1", facts={"no_worry_food": None, "wage_income": 10000})


def test_drain_works_everything_off(run, row):
    code, answer = run("drain_changes")
    assert code == 0
    assert set(answer) == {"households", "villages", "regions", "seconds"}
    assert answer["households"] >= 1
    assert Change.objects.count() == 0
    assert HouseholdVerdict.all_rows.get().outcome is None
    assert run("drain_changes")[1]["households"] == 0


def test_recompute_of_a_region_and_a_year(run, row):
    code, answer = run("recompute", "--year", 2018, "--region", "511921119")
    assert code == 0
    assert (answer["households"], answer["villages"], answer["regions"]) == (1, 2, 4)
    assert answer["changed"] == 4  # the household, its village and the sibling, the county
    assert run("recompute", "--year", 2018, "--region", YANGBAI)[1]["changed"] == 0
    assert run("recompute", "--year", 2016)[1]["villages"] == 5
    assert YearInUse.objects.filter(year=2016).exists()


def test_verify_finds_exactly_what_is_wrong(run, row):
    drain()
    code, answer = run("verify_verdicts", "--year", 2018)
    assert (code, answer["different"], answer["pending"], answer["examples"]) == (0, 0, 0, [])
    assert answer["checked"] == 1 + 5 + 2  # a household, five villages, two counties
    HouseholdVerdict.all_rows.update(outcome=True)
    VillageCheck.objects.filter(area=JIACUNGUAN).update(rural_population=31)
    RegionVerdict.objects.filter(area=TONGJIANG).delete()
    code, answer = run("verify_verdicts", "--year", 2018)
    assert (code, answer["different"]) == (1, 3)
    found = {(item["table"], item["id"], item["kind"]) for item in answer["examples"]}
    assert found == {
        ("households_householdverdict", row.pk, "differs"),
        ("villages_villagecheck", JIACUNGUAN, "differs"),
        ("villages_regionverdict", TONGJIANG, "missing"),
    }
    assert HouseholdVerdict.all_rows.get().outcome is True  # never a silent repair


def test_verify_counts_pending_subjects_apart(run, row):
    drain()
    HouseholdYear.all_rows.update(no_worry_food=False)
    VillageYear.all_rows.update(hard_road=False)
    code, answer = run("verify_verdicts", "--year", 2018, "--region", TONGJIANG)
    assert (code, answer["different"]) == (0, 0)
    assert answer["pending"] == 3  # the household, its village, the county above
    drain()
    assert run("verify_verdicts", "--year", 2018)[1]["pending"] == 0


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_export_of_households(run, row, tmp_path):
    drain()
    out = tmp_path / "h.csv"
    assert run("export_verdicts", "--level", "household", "--year", 2018, "--out", out) == (0, {"rows": 3})
    assert out.read_text(encoding="utf-8").splitlines()[0] == (
        "level,subject,name,year,outcome,standard,criterion,kind,criterion_outcome,value,value_low,value_high,threshold"
    )
    assert [list(item.values()) for item in rows_of(out)] == [
        ["household", "H1", "王一", "2018", "unknown", "household-0", "income_above_line", "veto", "met",
         "10000", "", "", "2995"],
        ["household", "H1", "王一", "2018", "unknown", "household-0", "food", "veto", "unknown", "", "", "", ""],
        ["household", "H1", "王一", "2018", "unknown", "household-0", "basic_medical", "veto", "met", "1", "", "", ""],
    ]  # fmt: skip


def test_export_of_villages_shows_an_interval_or_a_point(run, row, tmp_path):
    drain()
    out = tmp_path / "v.csv"
    assert run("export_verdicts", "--level", "village", "--year", 2018, "--region", JIACUNGUAN, "--out", out)[1] == {
        "rows": 2
    }
    first, second = rows_of(out)
    assert (first["subject"], first["name"]) == ("511921119200", "贾村观村民委员会")
    assert [first[key] for key in ("criterion_outcome", "value", "value_low", "value_high", "threshold")] == [
        "unknown", "", "0", "3.333333333333", "2"
    ]  # fmt: skip
    assert (second["criterion"], second["value"], second["threshold"]) == ("hard_road", "1", "")
    HouseholdYear.all_rows.update(no_worry_food=False)
    drain()
    run("export_verdicts", "--level", "village", "--year", 2018, "--region", JIACUNGUAN, "--out", out)
    first = rows_of(out)[0]
    assert [first[key] for key in ("criterion_outcome", "value", "value_low", "value_high")] == [
        "not_met", "3.333333333333", "", ""
    ]  # fmt: skip


def test_export_of_an_empty_level_has_its_header(run, row, tmp_path):
    out = tmp_path / "c.csv"
    assert run("export_verdicts", "--level", "city", "--year", 2018, "--out", out) == (0, {"rows": 0})
    assert rows_of(out) == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["export_verdicts", "--level", "planet", "--year", "2018", "--out", "x"], "planet"),
        (["export_verdicts", "--level", "city", "--year", "2018", "--out", "/nowhere/x.csv"], "/nowhere"),
        (["recompute", "--year", "18"], "18"),
        (["recompute", "--year", "2018", "--region", "51192"], "51192"),
        (["verify_verdicts"], "year"),
    ],
)
def test_wrong_arguments_are_refused_with_json(run, db, arguments, word):
    code, answer = run(*arguments)
    assert code == 2
    assert word in answer["message"]
