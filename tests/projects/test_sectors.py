"""Every declared sector, walked by its declaration: filled by the service, shown, exported, imported, keyed."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from core.accounts.scope import SYSTEM_SCOPE
from core.dictionaries.selectors import choices
from core.ledgers.exports import ExportQuery, export_write, ledgers
from households.models import Household, Member
from projects.measures.forms import MeasureForm
from projects.measures.sectors import SECTORS, BoundFact, Sector
from projects.measures.selectors import measure_of, measure_values
from projects.models import Disaster, Measure
from tests import factories
from tests.books import figures, imported, reasons
from tests.cast import JIACUNGUAN, Cast
from tests.projects.scene import YEAR, measure

pytestmark = pytest.mark.django_db
# What stands in place of a sample where a rule ties a fact to the measure's own dates or to other facts.
FITTING: dict[str, dict[str, Any]] = {
    "relocation": {"accepted_on": date(2018, 12, 1), "moved_in_on": date(2018, 12, 2)},
    "repair": {"appraised_on": date(2018, 1, 9), "accepted_on": date(2018, 12, 1), "moved_in_on": date(2018, 12, 2)},
    "newhome": {"accepted_on": date(2018, 12, 1), "moved_in_on": date(2018, 12, 2)},
    "disaster": {
        "event_no": "ZH-1",
        "happened_on": date(2018, 1, 9),
        "accepted_on": date(2018, 12, 1),
        "moved_in_on": date(2018, 12, 2),
    },
    "bill": {"total_cost": Decimal("60.00")},  # four layers and the person, twelve yuan each
    "social": {"provider": "爱心企业"},
}
EVERY = pytest.mark.parametrize("sector", SECTORS.values(), ids=lambda sector: sector.code)


@pytest.fixture
def home(cast: Cast) -> Household:
    Disaster.all_rows.create(code="ZH-1", area=JIACUNGUAN, name="洪灾", kind="2", happened_on=date(2018, 1, 9))
    return factories.household(JIACUNGUAN, head="措施户")


def sample(item: BoundFact) -> Any:
    """A value of the fact that no rule refuses."""
    if item.kind == "code":
        return choices(item.fact.list)[0][0]
    if item.kind == "codes":
        return [choices(item.fact.list)[0][0]]
    plain: dict[str, Any] = {
        "yes": True,
        "amount": Decimal("12.00"),
        "whole": 6,
        "year": YEAR,
        "day": date(2018, 6, 1),
        "text": "甲乙",
    }
    return plain[item.kind]


def filled(sector: Sector, home: Household) -> dict[str, Any]:
    """A measure of the sector with every fact filled."""
    values: dict[str, Any] = {
        "kind": sector.kinds[0],
        "sector": sector.code,
        "name": sector.name,
        "status": "doing",
        "started_on": date(2018, 2, 1),
        "ended_on": date(2018, 11, 30),
        "member": Member.all_rows.filter(household=home).earliest("pk").code if sector.person else None,
    }
    return values | {item.name: sample(item) for item in sector.bound} | FITTING.get(sector.code, {})


@EVERY
def test_every_fact_is_stored_and_comes_back(sector: Sector, home: Household) -> None:
    values = filled(sector, home)
    row = measure(home, values)
    stored = measure_values(SYSTEM_SCOPE, row)
    assert {name: stored[name] for name in values} == values


@EVERY
def test_export_and_import_again_change_nothing(sector: Sector, home: Household) -> None:
    measure(home, filled(sector, home))
    query, out = ExportQuery(JIACUNGUAN, YEAR, SYSTEM_SCOPE), io.BytesIO()
    assert export_write(ledgers()[sector.ledger], query, io.BytesIO()) == 1
    assert export_write(ledgers()[f"measures-{sector.code}-import"], query, out) == 1
    found = imported(f"measures-{sector.code}", out.getvalue())
    assert (figures(found), reasons(found)) == ((0, 0, 1, 0), {})


@EVERY
def test_the_form_says_what_was_stored(sector: Sector, home: Household) -> None:
    values = filled(sector, home)
    row = measure_of(SYSTEM_SCOPE, measure(home, values).pk)
    assert row is not None
    stored = measure_values(SYSTEM_SCOPE, row)
    people = [(values["member"], "某人")] if values["member"] else []
    shown = MeasureForm(sector=sector, department="", people=people, pathways=[], stored=stored)
    sent: dict[str, Any] = {name: shown[name].value() for name in shown.fields}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    form = MeasureForm(sent, sector=sector, department="", people=people, pathways=[], stored=stored)
    assert form.is_valid(), form.errors
    differing = {name for name, value in form.values().items() if (value or None) != (stored[name] or None)}
    assert differing == set()


@EVERY
def test_the_details_follow_the_measure_and_have_a_ledger_of_their_own(sector: Sector) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE conrelid = %s::regclass AND confrelid = %s::regclass "
            "AND cardinality(conkey) = 2 AND confupdtype = 'c'",
            [sector.table, Measure._meta.db_table],
        )
        assert cursor.fetchone() == (1,), "RunSQL(*area_key(…)) is missing in the migration"
    assert [item.ledger for item in SECTORS.values()].count(sector.ledger) == 1
    assert sector.ledger in ledgers()
