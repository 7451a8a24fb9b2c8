"""Every table that a rule of doubtful data reads leaves a mark when it changes, so that findings turn with the data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps

from core.findings.registry import rules, sources

# Tables without a place whose change is a release or a person's own, found by the nightly sweep; and details.
UNMARKED = {
    "accounts_user": "a helper's telephone; by night",
    "funds_obligationrule": "rules change with a release; what a region owes turns with the calendar, by night",
    "funds_fiscalyear": "by night, as above",
    "funds_supportunit": "by night, as above",
    "funds_contribution": "by night, as above",
    "funds_audit": "by night, as above",
    "dictionaries_codeitem": "code lists change with a release",
    "changes_yearinuse": "its first row marks the whole country",
}
# A sector's row is always written together with its measure, whose marks are its own.
WITH_MEASURE = re.compile(r"projects_\w+detail")
TABLE = re.compile(r"\b(?:FROM|JOIN)\s+([a-z]+_[a-z_]+)", re.IGNORECASE)


def texts() -> Iterator[str]:
    for source in sources():
        yield source.sql
        yield source.places
    for rule in rules():
        yield rule.where
        yield from rule.values.values()


def test_every_table_that_a_rule_reads_leaves_a_mark() -> None:
    read = {name for text in texts() for name in TABLE.findall(text) if not name.startswith("doubt_")}
    models = {model._meta.db_table: model for model in apps.get_models()}
    assert read >= {"households_household", "households_pairing", "assessment_monitormeasure", "projects_measure"}
    assert read <= set(models)
    silent = set()
    for name in read:
        triggers = {trigger.name for trigger in getattr(models[name]._meta, "triggers", [])}
        for end in ("ins", "upd", "del"):
            if not any(re.search(f"_(mark|doubt)_{end}$", trigger) for trigger in triggers):
                silent.add(name)
    assert {name for name in silent - set(UNMARKED) if not WITH_MEASURE.fullmatch(name)} == set()
