"""Who is a subject of a year is said in one place: households.standing."""

from __future__ import annotations

import re

from tests.architecture.code import ROOT, name_of, sources

OWN = "households/standing.py"
RULE = re.compile(r"closed_year IS NULL|closed_year__gt|registered_from\s*<=|registered_from__lte")
# Where else the two columns are read, and why.
OTHERWISE = {
    "households/models/household.py": "the same of one household at hand",
    "households/ledgers/checks.py": "refuses a row of a workbook, in words",
}


def test_no_module_has_its_own_rule_of_who_is_a_subject() -> None:
    found = {name_of(path) for path in sources() if RULE.search(path.read_text(encoding="utf-8"))}
    assert (ROOT / OWN).exists()
    assert found - {OWN} == set(OTHERWISE)
