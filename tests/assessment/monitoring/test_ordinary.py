"""Monitoring of 一般农户: 边缘易致贫户 or 突发严重困难户 and never 脱贫不稳定户, through the same chain."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import MonitoredHousehold
from assessment.monitoring.ledgers import _rows
from assessment.monitoring.selectors import ordinary_suggestions
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.ledgers.exports import ExportQuery
from core.procedures.models import Case
from core.procedures.services import FormError, StepRefusedError
from households.models import Household, HouseholdVerdict, HouseholdYear
from households.services import household_take_in
from tests.assessment.monitoring.scene import exited, kept, reported, rules, take, taken, until
from tests.assessment.scene import drain, line, release
from tests.cast import YANGBAI, Cast

FRINGE, SUDDEN, UNSTABLE = "边缘易致贫户", "突发严重困难户", "脱贫不稳定户"


@pytest.fixture
def row(cast: Cast) -> Household:
    """Two persons of 3,000 a head, within the range of 4,000; nothing says that they were ever poor."""
    rules()
    found = exited(head="一般户", poverty_status=None, exit_year=None, household_attr=None, cause_main=None)
    Household.all_rows.filter(pk=found.pk).update(registered_from=None)
    found.refresh_from_db()
    return found


def text(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def test_it_goes_the_whole_way_as_a_fringe_household(cast: Cast, row: Household) -> None:
    until("announce", cast, row, category=FRINGE)
    record = MonitoredHousehold.all_rows.get()
    assert (record.category, record.year, record.way) == ("2", 2018, "1")
    assert [record.net_income, record.members, record.range_amount] == [7000, 2, 4000]
    assert record.ordinary
    listed = list(_rows(ExportQuery(YANGBAI, 2018, SYSTEM_SCOPE)))
    assert [(item[2], item[3], item[5]) for item in listed] == [("一般户", "一般农户", FRINGE)]


def test_above_the_range_it_is_a_sudden_hardship_or_takes_a_judgement(cast: Cast, row: Household) -> None:
    HouseholdYear.all_rows.update(wage_income=20000)
    case = taken(cast, row)
    with pytest.raises(FormError, match="综合研判") as caught:
        take("verify", cast, case, category=FRINGE)
    assert list(caught.value.fields) == ["judgement"]
    take("verify", cast, case, category=SUDDEN)
    assert Case.all_rows.get(pk=case).state == "verified"


@pytest.mark.parametrize(("category", "words"), [(UNSTABLE, "一般农户选边缘易致贫户"), (SUDDEN, "选边缘易致贫户")])
def test_what_it_cannot_be_is_refused(cast: Cast, row: Household, category: str, words: str) -> None:
    case = taken(cast, row)
    before = kept()
    with pytest.raises(FormError, match=words) as caught:
        take("verify", cast, case, category=category)
    assert list(caught.value.fields) == ["category"]
    assert kept() == before


def test_taken_in_meanwhile_it_is_no_fringe_household_any_more(cast: Cast, row: Household) -> None:
    case = until("check", cast, row, category=FRINGE)
    household_take_in(
        actor=SYSTEM, household=row, year=2018, facts={"household_attr": "01", "cause_main": "1"}, reason="评议通过"
    )
    before = kept()
    with pytest.raises(StepRefusedError):
        take("approve", cast, case)
    assert kept()[:4] == before[:4]
    assert not MonitoredHousehold.all_rows.exists()


def test_a_registered_one_that_is_still_poor_is_none(cast: Cast, row: Household) -> None:
    case = taken(cast, row)
    Household.all_rows.update(registered_from=2018)
    before = kept()
    with pytest.raises(StepRefusedError, match="不是已脱贫"):
        take("verify", cast, case, category=FRINGE)
    assert kept() == before


def test_its_monitoring_changes_no_verdict(cast: Cast, row: Household) -> None:
    release("household", ["income_above_line"])
    line(2995)
    drain()
    assert not HouseholdVerdict.all_rows.exists()
    until("support", cast, row, category=FRINGE)
    drain()
    assert not HouseholdVerdict.all_rows.exists()


def test_the_pages_name_it(cast: Cast, row: Household, client: Client) -> None:
    client.force_login(cast.village_clerk)
    tab = text(client, reverse("household-verdict", args=[row.code]))
    assert "不参加退出评估" in tab
    assert reverse("monitor-clue-new", args=[row.code]) in tab
    reported(cast.village_clerk, row)
    assert "一般户" in text(client, reverse("monitor-clues"))
    until("approve", cast, row, category=FRINGE)
    page = text(client, reverse("monitor-objects"))
    assert "一般农户" in page
    assert "尚未纳入" not in page
    record: Any = MonitoredHousehold.all_rows.get()
    assert "一般农户" in text(client, reverse("monitor-object", args=[record.pk]))
    assert "一般户" in text(client, f"{reverse('monitor-objects')}?category=2")


def test_one_within_the_range_is_suggested_until_somebody_looks_at_it(
    cast: Cast, row: Household, client: Client
) -> None:
    client.force_login(cast.village_clerk)
    found = ordinary_suggestions(SYSTEM_SCOPE, YANGBAI, 2018)
    listed = [(item.code, item.__dict__["judged"], item.__dict__["persons"]) for item in found]
    # 7,000 + 500 − 1,500 for two, against 4,000 × 2
    assert listed == [(row.code, 6000, 2)]
    assert "可能是边缘易致贫户" in text(client, reverse("monitor-suggestions"))
    paged = text(client, reverse("monitor-suggestions") + "?list=ordinary")
    assert row.code in paged
    assert "每页 50 条" in paged
    HouseholdYear.all_rows.update(wage_income=9000)
    assert list(found.all()) == [row]
    HouseholdYear.all_rows.update(wage_income="9000.01")
    assert list(found.all()) == []
    HouseholdYear.all_rows.update(wage_income=None)
    assert list(found.all()) == []
    HouseholdYear.all_rows.update(wage_income=7000)
    Household.all_rows.update(registered_from=0)
    assert list(found.all()) == []
    Household.all_rows.update(registered_from=None)
    reported(cast.village_clerk, row)
    assert list(found.all()) == []
    assert "可能是边缘易致贫户" not in text(client, reverse("monitor-suggestions"))
