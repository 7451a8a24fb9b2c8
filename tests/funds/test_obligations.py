"""Obligations: worked by hand to the fen, and against an oracle of its own arithmetic."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.changes.models import YearInUse
from core.findings.models import Finding
from core.findings.services import sweep, sweep_pending
from core.findings.services.sweeping import mark, pending
from core.findings.words import message_of
from core.ledgers.exports import ExportQuery, export_write, ledgers
from funds.contributions.errors import HiddenRecordError, RecordRefusedError, StaleRecordError
from funds.models import Contribution, FiscalYear, ObligationRule, SupportUnit
from funds.obligations.load import obligations_load, obligations_prepare
from funds.obligations.selectors import Asked, Standing, standings
from funds.obligations.services import fiscal_save
from tests.cast import BAZHONG, JIACUNGUAN, TONGJIANG, XIANRENQIAN, YANGBAI, Cast
from tests.core.procedures.scene import acting
from tests.funds.contributions_scene import GOODS, helper
from tests.funds.contributions_scene import given as contributed

OVER = date(2019, 1, 1)
pytestmark = pytest.mark.django_db


def rule(kind: str, region: int = TONGJIANG, **values: Any) -> None:
    item = {"kind": kind, "region": f"{region:012d}", "years": [2017], "document": "规划", **values}
    obligations_load({"rules": [item]}, actor=SYSTEM, scope=SYSTEM_SCOPE)


def fiscal(year: int, revenue: str | None, budget: str | None = None, area: int = TONGJIANG) -> None:
    FiscalYear.all_rows.update_or_create(
        area=area,
        year=year,
        defaults={
            "revenue": None if revenue is None else Decimal(revenue),
            "special_budget": None if budget is None else Decimal(budget),
        },
    )


def one(on: date = OVER, area: int = TONGJIANG, year: int = 2018) -> Standing:
    (found,) = standings(SYSTEM_SCOPE, Asked(area, year, on))
    return found


def test_growth_to_the_fen() -> None:
    """25 % × (10 000 000.10 − 8 000 000.00) = 500 000.025: one fen below is not met, and the fen above is."""
    rule("growth", rate="25")
    fiscal(2017, "8000000.00")
    fiscal(2018, "10000000.10", "500000.02")
    found = one()
    assert (found.state, found.required, found.missing) == ("shortfall", Decimal("500000.025"), Decimal("0.01"))
    fiscal(2018, "10000000.10", "500000.03")
    assert (one().state, one().missing) == ("met", None)
    fiscal(2018, "10000000.00", "500000.00")
    assert one().state == "met"
    assert one().arithmetic == (
        "25% ×（1,000.0000 − 800.0000）= 50.0000 万元；本级专项资金预算 50.0000 万元"
    )  # fmt: skip
    fiscal(2018, "10000000.00", "499999.99")
    # the year is not over: there is still time for a further budget
    assert (one(date(2018, 12, 31)).state, one().state) == ("at_risk", "shortfall")


@pytest.mark.parametrize(
    ("before", "now", "budget", "state", "words"),
    [
        ("100.00", "100.00", "0.00", "met", "没有增长，应安排 0 万元"),
        ("100.00", "50.00", "0.00", "met", "没有增长，应安排 0 万元"),
        ("100.00", "50.00", None, "unknown", "没有增长，应安排 0 万元；本级专项资金预算 未填"),
        (None, "200.00", "50.00", "unknown", "本年 0.0200 万元、上年 未填，算不出应安排数"),
        ("100.00", None, "50.00", "unknown", "算不出"),
        ("100.00", "200.00", None, "unknown", "本级专项资金预算 未填"),
        ("0.00", "200.00", "30.00", "met", "15% ×（0.0200 − 0.0000）"),
        ("0.00", "200.00", "29.99", "shortfall", "还差 0.0000 万元"),
    ],
)
def test_growth_where_figures_fall_or_lack(
    before: str | None, now: str | None, budget: str | None, state: str, words: str
) -> None:
    rule("growth", rate="15")
    fiscal(2017, before)
    fiscal(2018, now, budget)
    found = one()
    assert found.state == state
    assert words in found.arithmetic


def test_growth_of_the_increase() -> None:
    """Where the region compares what it added: 30.00 − 10.00 = 20.00 ≥ 15 % × 100.00."""
    rule("growth", rate="15", basis="increase")
    fiscal(2017, "100.00", "10.00")
    fiscal(2018, "200.00", "24.99")
    assert (one().state, one().actual) == ("shortfall", Decimal("14.99"))
    fiscal(2018, "200.00", "25.00")
    assert one().state == "met"


def test_a_team_in_proportion_to_the_year(cast: Cast) -> None:
    """100 000 a year: by 1 July (day 182 of 365) 49 863.01… are expected."""
    rule("minimum", helper="team", minimum="100000")
    unit = helper(cast.county_officer, JIACUNGUAN)
    day = date(2018, 7, 1)
    assert (one(day).state, one(OVER).state, one(OVER).missing) == ("at_risk", "shortfall", Decimal("100000.00"))
    contributed(cast.village_clerk, helper=unit, amount=Decimal("49863.01"))
    assert one(day).state == "at_risk"
    contributed(cast.village_clerk, helper=unit, amount=Decimal("0.01"))
    assert (one(day).state, one(date(2018, 7, 2)).state) == ("on_track", "at_risk")
    contributed(cast.village_clerk, helper=unit, amount=Decimal("50136.97"))
    assert (one(day).actual, one().missing) == (Decimal("99999.99"), Decimal("0.01"))
    assert one().arithmetic == "每年不少于 10.0000 万元；已投入 10.0000 万元，还差 0.0000 万元"
    contributed(cast.village_clerk, helper=unit, amount=Decimal("0.01"))
    assert (one().state, one(day).state) == ("met", "met")
    # received on 5 March: before that day nothing was there
    assert one(date(2018, 3, 4)).actual == 0


def test_goods_without_a_value_leave_it_open(cast: Cast) -> None:
    rule("minimum", helper="team", minimum="100000")
    unit = helper(cast.county_officer, JIACUNGUAN)
    contributed(cast.village_clerk, helper=unit, **GOODS | {"amount": None})
    assert (one().state, one().missing) == ("unknown", None)
    contributed(cast.village_clerk, helper=unit, amount=Decimal("100000.00"))
    assert one().state == "met"


def test_the_nearest_region_rules_and_terms_count(cast: Cast) -> None:
    rule("minimum", BAZHONG, helper="enterprise", minimum="500000")
    rule("minimum", TONGJIANG, helper="enterprise", minimum="300000")
    helper(cast.county_officer, YANGBAI, kind="enterprise", name="甲")
    helper(cast.county_officer, YANGBAI, kind="enterprise", name="乙", ends_on=date(2017, 12, 31))
    helper(cast.county_officer, XIANRENQIAN, kind="enterprise", name="丙", starts_on=date(2019, 1, 1))
    assert (one().name, one().required) == ("甲", Decimal(300000))
    assert standings(SYSTEM_SCOPE, Asked(TONGJIANG, 2016, OVER)) == []
    # what a place below or beside sees
    assert standings(acting(cast.village_clerk)[2], Asked(TONGJIANG, 2018, OVER)) == []
    assert [row.name for row in standings(acting(cast.township_clerk)[2], Asked(YANGBAI, 2018, OVER))] == ["甲"]


FEN = st.integers(0, 10**9).map(lambda fen: Decimal(fen) / 100)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.none() | FEN, now=st.none() | FEN, budget=st.none() | FEN, earlier=st.none() | FEN,
    rate=st.sampled_from(["15", "25", "7.25"]), basis=st.sampled_from(["budget", "increase"]),
    gifts=st.lists(st.tuples(st.none() | FEN.filter(bool), st.integers(0, 364)), max_size=4),
    minimum=st.sampled_from(["100000", "500000", "1000000"]), starts=st.integers(-400, 364),
    on=st.integers(-20, 400),
)  # fmt: skip
def test_against_an_oracle(places: None, **drawn: Any) -> None:
    """Fractions of Python against the database's statement, for growth and a helper at once."""
    for model in (Contribution, SupportUnit, FiscalYear):
        model.all_rows.all().delete()
    ObligationRule.objects.all().delete()
    first, on = date(2018, 1, 1), date(2018, 1, 1) + timedelta(days=drawn["on"])
    rule("growth", rate=drawn["rate"], basis=drawn["basis"])
    rule("minimum", helper="team", minimum=drawn["minimum"])
    for year, revenue, money in ((2017, drawn["before"], drawn["earlier"]), (2018, drawn["now"], drawn["budget"])):
        FiscalYear.all_rows.create(area=TONGJIANG, year=year, revenue=revenue, special_budget=money)
    starts = first + timedelta(days=drawn["starts"])
    unit = SupportUnit.all_rows.create(area=JIACUNGUAN, kind="team", name="某局", starts_on=starts)
    for amount, days in drawn["gifts"]:
        received = first + timedelta(days=days)
        Contribution.all_rows.create(
            area=JIACUNGUAN, year=2018, helper=unit, helper_kind="team", donor_kind="unit", donor="某局", form="goods",
            amount=amount, goods="物", quantity=Decimal(1), unit="件", received_on=received, notice_due_on=received,
            recipient="村", purpose="用",
        )  # fmt: skip
    found = {row.kind: (row.state, row.missing) for row in standings(SYSTEM_SCOPE, Asked(TONGJIANG, 2018, on))}
    assert found["growth"] == _growth(drawn, on)
    assert found["minimum"] == _helper(drawn, starts, on)


def _told(required: Fraction | None, actual: Fraction | None, late: str, *, sure: bool = True) -> tuple[str, Any]:
    if required is not None and actual is not None and actual >= required:
        return "met", None
    if required is None or actual is None:
        return "unknown", None
    if not sure:
        return "unknown", None
    return late, Decimal(ceil((required - actual) * 100)) / 100


def _growth(drawn: dict[str, Any], on: date) -> tuple[str, Any]:
    exact = {
        name: None if drawn[name] is None else Fraction(drawn[name]) for name in ("before", "now", "budget", "earlier")
    }
    required = actual = None
    if exact["before"] is not None and exact["now"] is not None:
        required = max(Fraction(0), Fraction(drawn["rate"]) / 100 * (exact["now"] - exact["before"]))
    if drawn["basis"] == "budget":
        actual = exact["budget"]
    elif exact["budget"] is not None and exact["earlier"] is not None:
        actual = exact["budget"] - exact["earlier"]
    return _told(required, actual, "shortfall" if on.year > 2018 else "at_risk")


def _helper(drawn: dict[str, Any], starts: date, on: date) -> tuple[str, Any]:
    inside = [amount for amount, days in drawn["gifts"] if date(2018, 1, 1) + timedelta(days=days) <= on]
    required, actual = Fraction(drawn["minimum"]), sum((Fraction(a) for a in inside if a is not None), Fraction(0))
    begin, end = max(starts, date(2018, 1, 1)), date(2018, 12, 31)
    whole, gone = (end - begin).days + 1, max(0, (min(on, end) - begin).days + 1)
    late = "shortfall" if on > end else "at_risk" if actual < required * gone / whole else "on_track"
    return _told(required, actual, late, sure=None not in inside)


def test_what_is_wrong_in_a_file_loads_nothing() -> None:
    good = {"kind": "growth", "region": "511921", "rate": "15", "years": [2017], "document": "规划"}
    wrongs: tuple[dict[str, Any], ...] = (
        {"rate": None}, {"rate": "-1"}, {"rate": "NaN"}, {"kind": "other"}, {"basis": "x"}, {"years": []},
        {"years": [2018, 2017]}, {"region": "9"}, {"kind": "minimum"}, {"minimum": "1"},
    )  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(RecordRefusedError):
            obligations_load({"rules": [good, {**good, **wrong}]}, actor=SYSTEM, scope=SYSTEM_SCOPE)
    payloads: tuple[object, ...] = ([], {"rules": {}}, {"rules": [good, good]}, {"rules": [{}]})
    for payload in payloads:
        with pytest.raises(RecordRefusedError):
            obligations_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE)
    assert ObligationRule.objects.count() == 0


def test_the_shipped_file_loads_once() -> None:
    payload = json.loads((Path(__file__).parents[2] / "data/obligations.json").read_text(encoding="utf-8"))
    first = obligations_prepare(payload, actor=SYSTEM)
    assert first.rules == first.changed == 19
    assert obligations_prepare(payload, actor=SYSTEM).rules == 0
    assert obligations_load(payload, actor=SYSTEM, scope=SYSTEM_SCOPE).changed == 0


def test_fiscal_facts(cast: Cast) -> None:
    actor, _, scope = acting(cast.county_officer)
    values = {"revenue": Decimal("1.00"), "special_budget": None, "note": ""}
    row = fiscal_save(actor=actor, scope=scope, area=TONGJIANG, year=2018, values=values, version=None)
    assert row.version == 1
    changed = values | {"special_budget": Decimal("0.00")}
    for version in (None, 7):
        with pytest.raises(StaleRecordError):
            fiscal_save(actor=actor, scope=scope, area=TONGJIANG, year=2018, values=changed, version=version)
    assert fiscal_save(actor=actor, scope=scope, area=TONGJIANG, year=2018, values=changed, version=1).version == 2
    for area in (YANGBAI, BAZHONG):
        with pytest.raises(HiddenRecordError):
            fiscal_save(actor=actor, scope=scope, area=area, year=2018, values=values, version=None)
    with pytest.raises(RecordRefusedError):
        fiscal_save(
            actor=actor, scope=scope, area=TONGJIANG, year=2018, values=values | {"revenue": Decimal(-1)}, version=2
        )


def test_a_shortfall_is_a_finding_until_it_is_made_good(cast: Cast) -> None:
    rule("growth", rate="15")
    rule("minimum", helper="team", minimum="100000")
    fiscal(2017, "1000000.00")
    fiscal(2018, "2000000.00", "149999.99")
    unit = helper(cast.county_officer, JIACUNGUAN)
    sweep(2018)
    found = {row.rule: message_of(row) for row in Finding.all_rows.filter(state="open")}
    assert found == {
        "201A": "通江县本级专项资金本年应安排 15 万元，实际 14.999999 万元，还差 0.000001 万元",
        "201B": "贾村观村的通江县水务局本年应投入 10 万元，已投入 0 万元，还差 10 万元",
    }
    fiscal(2018, "2000000.00", "150000.00")
    contributed(cast.village_clerk, helper=unit, amount=Decimal("100000.00"))
    sweep(2018)
    assert not Finding.all_rows.filter(state="open").exists()


def test_a_wide_mark_ends_at_the_county_that_has_rows_of_its_own(cast: Cast) -> None:
    rule("growth", rate="15")
    fiscal(2017, "100.00")
    fiscal(2018, "200.00", "0.00")
    YearInUse.objects.get_or_create(year=2018)
    mark(TONGJIANG, 2018)
    sweep_pending(seconds=20)
    assert pending() == 0
    assert Finding.all_rows.get(state="open").area == TONGJIANG


def test_the_pages_and_the_ledger(cast: Cast) -> None:
    rule("growth", rate="25")
    rule("minimum", helper="team", minimum="100000")
    fiscal(2017, "8000000.00")
    helper(cast.county_officer, JIACUNGUAN)
    client = Client()
    client.force_login(cast.finance_officer)
    address = f"/obligations/fiscal/{TONGJIANG}/"
    assert "800.0000 万元" in client.get(address).content.decode()
    assert client.post(address, {"revenue": "-1"}).status_code == 422
    assert client.post(address, {"revenue": "10,000,000", "special_budget": "400000"}).status_code == 302
    assert client.post(address, {"revenue": "10,000,000"}).status_code == 409
    page = client.get("/obligations/").content.decode()
    for text in ("25% ×（1,000.0000 − 800.0000）= 50.0000 万元", "还差 10.0000 万元", "未达到", "通江县水务局"):
        assert text in page
    half = client.get("/obligations/?on=2018-07-01&kind=team&state=at_risk").content.decode()
    assert "按时间进度应为 4.9863 万元" in half
    assert "没有规定资金责任" in client.get("/obligations/?state=met&on=x").content.decode()
    out = io.BytesIO()
    assert export_write(ledgers()["ZR1"], ExportQuery(TONGJIANG, 2018, acting(cast.county_officer)[2]), out) == 2
    cells = [cell.value for line in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in line]
    assert {500000, 400000, 100000, "未达到"} <= set(cells)
