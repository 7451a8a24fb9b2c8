"""The shipped schemes: three of them, loaded once; refused files load nothing."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from projects.models import Pathway, PathwayScheme, PathwayTarget
from projects.pathways.errors import PathwayRefusedError
from projects.pathways.load import pathways_load

pytestmark = pytest.mark.django_db
FILE = settings.BASE_DIR / "data" / "pathways.json"


def shipped() -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return payload


def test_the_command_loads_the_three_schemes_once() -> None:
    out = StringIO()
    call_command("load_pathways", str(FILE), stdout=out)
    call_command("load_pathways", str(FILE), stdout=out)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first, second) == ({"schemes": 3, "changed": 3}, {"schemes": 3, "changed": 0})
    assert Pathway.objects.count() == 15
    town = PathwayTarget.all_rows.filter(area=511921119000).order_by("pathway__order")
    assert [row.number for row in town] == [3000, 700, 1296, 134, None]
    assert town.filter(number__isnull=False).count() == 4  # 5,130 in sum, for 3,071 persons
    city = PathwayTarget.all_rows.get(area=420600000000, number__isnull=False)
    assert (city.pathway.label, city.number) == ("医疗救助", 8426)


def test_what_an_office_entered_stays() -> None:
    pathways_load(shipped(), actor=SYSTEM, scope=SYSTEM_SCOPE)
    PathwayTarget.all_rows.filter(number=700).update(number=720)
    assert pathways_load(shipped(), actor=SYSTEM, scope=SYSTEM_SCOPE).changed == 0
    assert PathwayTarget.all_rows.filter(number=720).exists()


def test_a_renamed_pathway_is_changed() -> None:
    payload = shipped()
    pathways_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE)
    payload["schemes"][0]["pathways"][0]["label"] = "产业就业"
    assert pathways_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE).changed == 1
    assert Pathway.objects.get(scheme__region=420600000000, code="prod").label == "产业就业"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda s: s.update(region="51X"), "不是行政区划代码"),
        (lambda s: s.update(years=[2020, 2016]), "终止年度不能早于起始年度"),
        (lambda s: s.update(years=[2020]), "起止两个年度"),
        (lambda s: s.update(pathways=[]), "非空列表"),
        (lambda s: s["pathways"][0].update(kinds=["77"]), "措施大类的代码"),
        (lambda s: s["pathways"][1].update(kinds=["01"]), "只能计入一条路径"),
        (lambda s: s["pathways"][1].update(code="prod"), "代码重复"),
        (lambda s: s["pathways"][0].update(label=""), "1 到 30 个字"),
        (lambda s: s["pathways"][0].update(targets=[{"unit": "heads", "number": 1}]), "单位"),
        (lambda s: s["pathways"][0].update(targets=[{"unit": "persons", "number": -1}]), "非负整数"),
    ],
)
def test_a_wrong_file_is_refused_whole(change: Any, says: str) -> None:
    payload = shipped()
    change(payload["schemes"][2])
    with pytest.raises(PathwayRefusedError, match=says):
        pathways_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE)
    assert not PathwayScheme.objects.exists()


def test_overlapping_years_are_refused() -> None:
    payload = shipped()
    pathways_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE)
    payload["schemes"][0]["years"] = [2018, 2022]
    with pytest.raises(PathwayRefusedError, match="年度重叠"):
        pathways_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE)


def test_not_json(tmp_path: Path) -> None:
    wrong = tmp_path / "x.json"
    wrong.write_text("[", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("load_pathways", str(wrong), stdout=StringIO())
