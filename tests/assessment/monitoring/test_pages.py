"""The pages of monitoring: entering and deciding a clue, what the facts suggest, a record with measures and visits."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import Clue, MonitoredHousehold, MonitorMeasure
from assessment.monitoring.ledgers import _rows
from assessment.monitoring.selectors import suggestions
from core.accounts.scope import SYSTEM_SCOPE
from core.ledgers.exports import ExportQuery
from core.procedures.models import Case, Entry
from households.models import Household, HouseholdYear
from tests import factories
from tests.assessment.monitoring.scene import DAY, exited, kept, reported, rules, until
from tests.assessment.scene import drain, line, release
from tests.cast import JIACUNGUAN, XIANRENQIAN, YANGBAI, Cast, signed_in


@pytest.fixture
def row(cast: Cast) -> Household:
    rules()
    return exited()


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr(timezone, "localdate", lambda *args: DAY)
    return DAY


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_department_enters_a_clue_and_the_village_takes_it(cast: Cast, row: Household, today: date) -> None:
    form = reverse("monitor-clue-new", args=[row.code])
    body = {"source": "3", "kind": "01", "reported_on": "2018-10-08", "reporter": "县卫健局", "content": "自付 2 万"}
    department = signed_in(cast.department_officer)
    assert "请填写预警部门" in text(department.post(form, body))
    assert Clue.all_rows.count() == 0
    page = department.post(form, {**body, "department": "县卫健局"})["Location"]
    assert "受理后进入入户核实" not in text(signed_in(cast.auditor).get(page))

    before = kept()
    assert signed_in(cast.county_officer).post(page, {"what": "take"}).status_code == 422
    assert signed_in(cast.village_clerk).post(page, {"what": "dismiss", "reason": ""}).status_code == 422
    assert kept() == before
    village = signed_in(cast.village_clerk)
    assert "贾村观" in text(village.get(reverse("monitor-clues")))
    case = Case.all_rows.filter(code="monitoring")
    assert village.post(page, {"what": "take"})["Location"] == reverse("procedure-case", args=[case.get().pk])
    assert "没有这样的线索" in text(village.get(reverse("monitor-clues")))
    assert "已受理 2018-10-08" in text(village.get(reverse("monitor-clues"), {"state": "taken"}))


def test_an_overdue_clue_is_marked_and_counted_by_region(cast: Cast, row: Household) -> None:
    reported(cast.village_clerk, row)
    told = text(signed_in(cast.county_officer).get(reverse("monitor-clues"), {"state": "late"}))
    assert "监测户" in told
    assert "已超期" in told
    assert re.search(r"杨柏镇 1 条 1 条 0 户", told)


def test_a_code_leads_to_the_form(cast: Cast, row: Household) -> None:
    client = signed_in(cast.village_clerk)
    answer = client.get(reverse("monitor-clues"), {"new": row.code})
    assert answer["Location"] == reverse("monitor-clue-new", args=[row.code])
    assert "没有户编号为" in text(client.get(reverse("monitor-clues"), {"new": "1"}))


def test_the_facts_suggest_exited_households_and_create_nothing(cast: Cast, row: Household) -> None:
    release("household", ["income_above_line"])
    line(2995)
    exited(head="高收入户", wage_income=20000)
    exited(head="刚过线户", wage_income=9001)  # 9,001 + 500 − 1,500 = 8,001 > 4,000 × 2
    exited(head="刚到线户", wage_income=9000)  # 8,000 is not more than 4,000 × 2
    exited(head="未填户", wage_income=8000, claim_income=None)
    exited(head="仍贫困户", poverty_status="0", wage_income=100)
    drain()
    found = suggestions(SYSTEM_SCOPE, YANGBAI, 2018)
    assert {item.household.head_name for item in found} == {"监测户", "刚到线户", "未填户"}
    told = text(signed_in(cast.village_clerk).get(reverse("monitor-suggestions")))
    assert "理赔收入或合规自付支出未填" in told
    assert Clue.all_rows.count() == 0
    reported(cast.village_clerk, row)
    assert "监测户" not in text(signed_in(cast.village_clerk).get(reverse("monitor-suggestions")))


def test_a_record_shows_income_measures_and_takes_visits(cast: Cast, row: Household, monkeypatch: Any) -> None:
    until("support", cast, row)
    record = MonitoredHousehold.all_rows.get()
    page = reverse("monitor-object", args=[record.pk])
    factories.pairing(cast.helper_cadre, row)
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2018, 12, 31))
    helper = signed_in(cast.helper_cadre)
    told = text(helper.get(page))
    assert "认定时人均收入 3,000.00 元" in told
    assert "大病专项救治" in told
    assert "登记措施" not in told
    before = kept()
    measure = {"kind": "02", "starts_on": "2018-12-01", "provider": "县人社局", "content": "技能培训"}
    assert helper.post(reverse("monitor-measure", args=[record.pk]), measure).status_code == 422
    assert kept() == before
    visit = {"key": "k1", "on": "2018-12-31", "note": "病情稳定"}
    assert helper.post(reverse("monitor-visit", args=[record.pk]), visit).status_code == 302
    assert helper.post(reverse("monitor-visit", args=[record.pk]), visit).status_code == 302
    assert Entry.objects.filter(step="observe").count() == 1
    assert signed_in(cast.village_clerk).post(reverse("monitor-measure", args=[record.pk]), measure).status_code == 302
    assert MonitorMeasure.all_rows.count() == 2
    assert "病情稳定" in text(helper.get(page))
    listed = text(signed_in(cast.county_officer).get(reverse("monitor-objects")))
    assert "脱贫不稳定户" in listed
    assert "2 项" in listed


def test_eliminated_records_show_the_second_block(cast: Cast, row: Household) -> None:
    until("announce", cast, row)
    client = signed_in(cast.county_officer)
    assert "监测户" not in text(client.get(reverse("monitor-objects")))
    assert "2019-04-19 帮扶消除" in text(client.get(reverse("monitor-objects"), {"state": "eliminated"}))
    told = text(client.get(reverse("monitor-object", args=[MonitoredHousehold.all_rows.get().pk])))
    assert "5,150.00 元（2019 年，2 人，范围 4,000.00 元）" in told


def test_lists_cost_as_many_queries_for_many_as_for_one(
    cast: Cast, row: Household, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(cast.county_officer)
    for number in range(5):
        reported(cast.township_clerk, exited(XIANRENQIAN, head=f"户{number}"))
    until("support", cast, exited(JIACUNGUAN, head="已监测"))
    assert HouseholdYear.all_rows.count() == 7
    _warm(client)
    with django_assert_max_num_queries(20):
        client.get(reverse("monitor-clues"))
    with django_assert_max_num_queries(20):
        client.get(reverse("monitor-objects"))
    with django_assert_max_num_queries(18):
        client.get(reverse("monitor-suggestions"))


def _warm(client: Client) -> None:
    for name in ("monitor-clues", "monitor-objects", "monitor-suggestions"):
        client.get(reverse(name))


def test_the_card_shows_the_record_and_leads_to_a_clue(cast: Cast, row: Household) -> None:
    until("support", cast, row)
    told = signed_in(cast.village_clerk).get(reverse("household-verdict", args=[row.code]))
    assert "脱贫不稳定户，2018-10-13 认定" in text(told)
    assert "因病、因残" in text(told)
    assert reverse("monitor-clue-new", args=[row.code]) in told.content.decode()


def test_what_is_late_is_on_the_todo_list(cast: Cast, row: Household) -> None:
    reported(cast.village_clerk, exited(head="第二户"))
    until("approve", cast, row)
    told = text(signed_in(cast.county_officer).get(reverse("todo-list")))
    assert "监测线索超期未核实" in told
    assert "监测对象超期没有帮扶措施" in told


def test_the_ledger_lists_every_monitored_household(cast: Cast, row: Household) -> None:
    until("announce", cast, row)
    found = list(_rows(ExportQuery(YANGBAI, 2018, SYSTEM_SCOPE)))
    assert found == [
        [
            "贾村观村", row.code, "监测户", "建档立卡户", 2, "脱贫不稳定户", False, "2018-10-13", "因病", "因残",
            None, None, None, 3500, 500, 1500, 4000, "健康帮扶：大病专项救治", None, True, "帮扶消除",
            "2019-04-19", 5150,
        ]
    ]  # fmt: skip
    assert list(_rows(ExportQuery(XIANRENQIAN, 2018, SYSTEM_SCOPE))) == []
