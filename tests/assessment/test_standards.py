"""load_standards: releases a file as a whole, changes nothing the second time, refuses what cannot be computed."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assessment.models import Criterion, PovertyLine, Standard
from assessment.services import Loaded, StandardRefusedError, standards_load
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM
from core.changes.models import Change

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "data" / "standards.json"
HOUSEHOLD: dict[str, Any] = {
    "code": "h",
    "level": "household",
    "region": "511921000000",
    "years": [2016, 2018],
    "document": "文件",
    "criteria": [
        {"indicator": "income_above_line", "kind": "veto", "operator": ">", "threshold_from": "poverty_line"},
        {"indicator": "income_half_local_average", "kind": "stretch", "operator": ">=", "threshold": 50},
    ],
}


def load(*standards, lines=(), scope=SYSTEM_SCOPE):
    return standards_load({"standards": list(standards), "poverty_lines": list(lines)}, actor=SYSTEM, scope=scope)


def changed(**changes):
    return {**copy.deepcopy(HOUSEHOLD), **changes}


def criterion(**changes):
    return changed(criteria=[{**HOUSEHOLD["criteria"][0]}, {"indicator": "food", "kind": "veto", **changes}])


def stored():
    standards = list(Standard.objects.order_by("id").values_list("id", "code", "version", "state", "region"))
    criteria = list(Criterion.objects.order_by("id").values_list("id", "indicator", "threshold"))
    return standards, criteria, list(PovertyLine.objects.order_by("id").values_list("region", "year", "amount"))


def test_the_shipped_file_is_released_and_again_changes_nothing():
    payload = json.loads(FILE.read_text(encoding="utf-8"))
    assert standards_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE) == Loaded(10, 62)
    before = stored()
    assert set(Standard.objects.values_list("state", flat=True)) == {"released"}
    assert PovertyLine.objects.get(region=0, year=2018, purpose="exit").amount == Decimal(2995)
    Change.objects.all().delete()
    assert standards_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE) == Loaded(10, 62)
    assert stored() == before
    assert Change.objects.count() == 0


def test_release_marks_its_jurisdiction_as_bulk():
    load(HOUSEHOLD)
    assert set(Change.objects.values_list("area", "year", "bulk")) == {(511921000000, None, True)}


def test_other_content_under_a_code_is_its_next_version():
    load(HOUSEHOLD)
    load(changed(years=[2016, 2019]))
    versions = list(Standard.objects.order_by("version").values_list("version", "state", "last_year"))
    assert versions == [(1, "retired", 2018), (2, "released", 2019)]


def test_a_changed_line_is_stored_and_marks_its_region_and_year():
    line = {"region": None, "year": 2018, "purpose": "exit", "amount": 2995, "source": "a"}
    load(lines=[line])
    Change.objects.all().delete()
    load(lines=[{**line, "amount": Decimal("2995.5")}])
    assert PovertyLine.objects.get().amount == Decimal("2995.50")
    assert set(Change.objects.values_list("area", "year")) == {(0, 2018)}


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (criterion(indicator="nonsense"), "nonsense"),
        (criterion(indicator="hard_road"), "hard_road"),  # a village's, not a household's
        (criterion(operator=">", threshold=1), "是是非项"),
        (criterion(indicator="income_above_line", operator=">"), "阈值"),
        (criterion(indicator="income_above_line", threshold_from="poverty_line"), "比较符"),
        (criterion(indicator="income_above_line", operator="~", threshold=1), "~"),
        (criterion(indicator="income_above_line", operator=">", threshold_from="moon"), "moon"),
        (criterion(indicator="income_half_local_average", operator=">", threshold_from="poverty_line"), "poverty_line"),
        (criterion(indicator="income_above_line", operator=">", threshold=1, threshold_from="poverty_line"), "只能"),
        (criterion(indicator="income_above_line", operator=">", threshold="many"), "many"),
        (criterion(indicator="income_above_line", operator=">", threshold=True), "不是数"),
        (criterion(kind="maybe"), "maybe"),
        (changed(criteria=[HOUSEHOLD["criteria"][1]]), "否决项"),
        (changed(criteria=[]), "否决项"),
        (changed(level="planet"), "planet"),
        (changed(years=[2019, 2018]), "years"),
        (changed(years=2018), "years"),
        (changed(region="99x"), "99x"),
        (changed(code=""), "code"),
        (changed(document=None), "document"),
        (changed(code="other", years=[2018, 2020]), "重叠"),
        (changed(code="h", years=[2018, 2018]), "重复"),
    ],
)
def test_a_broken_standard_refuses_the_whole_file(broken, word):
    load(HOUSEHOLD)
    before = stored()
    good = changed(code="good", region="420600")
    doubled = [HOUSEHOLD] if "重复" in word else []
    with pytest.raises(StandardRefusedError, match=word):
        load(good, *doubled, broken, lines=[{"year": 2018, "purpose": "exit", "amount": 1}])
    assert stored() == before


def test_overlap_with_a_released_standard_is_refused_but_not_with_a_retired_one():
    load(HOUSEHOLD)
    with pytest.raises(StandardRefusedError, match="重叠"):
        load(changed(code="other"))
    Standard.objects.update(state="retired")
    load(changed(code="other"))
    load(changed(code="elsewhere", region="420600"), changed(code="later", years=[2019, 2020]))
    assert Standard.objects.filter(state="released").count() == 3


def test_outside_the_scope_is_refused():
    county = Scope(511921000000, 511922000000)
    load(HOUSEHOLD, scope=county)
    with pytest.raises(StandardRefusedError, match="辖区"):
        load(changed(code="other", region=None), scope=county)
    assert Standard.objects.count() == 1


@pytest.mark.parametrize("payload", [[], "x", {"standards": {}}, {"standards": [1]}, {"poverty_lines": [1]}])
def test_another_shape_is_refused(payload):
    with pytest.raises(StandardRefusedError):
        standards_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE)
