"""The pages of the benefit of projects: what they say, who may see them, how many queries they take."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.changes.models import YearInUse
from projects.models import Plan, PlanItem, ProjectQuantity, Workstream
from tests.assessment.benefit_scene import BEFORE, five, household, project, standard
from tests.assessment.scene import YEAR, drain
from tests.cast import BAOKANG, JIACUNGUAN, XIANRENQIAN, YANGBAI, Cast, signed_in

pytestmark = pytest.mark.django_db


def text(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    found: str = answer.content.decode()
    return found


def test_a_project_tells_cost_share_and_change(cast: Cast) -> None:
    row, _ = five()
    client = signed_in(cast.auditor)
    shown = text(client, reverse("benefit-page", args=[row.pk]))
    for words in (
        "90,000.00 元", "18,000.00 元", "15,000.00 元", "75,000.00", "83.3%", "按报账金额算",
        "× 建档立卡受益人口 5 ÷ 全部受益人口 6", "5,000.00", "20,000.00", "+15,000.00", "两年收入都填全的 3 户",
        "1 户当年不是建档立卡户", "人均纯收入", "2017 年度（前）", "2018 年度（后）",
    ):  # fmt: skip
        assert words in shown, words
    assert reverse("benefit-page", args=[row.pk]) in text(client, reverse("project-card", args=[row.pk]))


def test_the_later_year_is_chosen_among_those_in_use(cast: Cast) -> None:
    row, _ = five()
    YearInUse.objects.get_or_create(year=2019)
    client, address = signed_in(cast.township_clerk), reverse("benefit-page", args=[row.pk])
    assert "2019 年度（后）" in text(client, address)
    assert "2018 年度（后）" in text(client, f"{address}?after=2018")
    for nonsense in ("2017", "²", "x", "9" * 30):
        assert "2019 年度（后）" in text(client, f"{address}?after={nonsense}")


def test_the_list_adds_up_and_leads_to_each_project(cast: Cast) -> None:
    row, _ = five()
    other = project(household(XIANRENQIAN, before={}), area=YANGBAI, total=Decimal(10000), name="便民桥")
    drain()
    shown = text(signed_in(cast.township_clerk), reverse("benefit-list"))
    for words in ("100,000.00", "核桃园", "便民桥", "杨柏镇本级", reverse("benefit-page", args=[other.pk])):
        assert words in shown, words
    village = text(signed_in(cast.village_clerk), reverse("benefit-list"))
    assert "受益户前后对比" in village
    assert "核桃园" in village
    assert "便民桥" not in village
    county = signed_in(cast.county_officer)
    assert "核桃园" in text(county, f"{reverse('benefit-list')}?area={JIACUNGUAN}&year=all&by=year&stage=done")
    assert "核桃园" not in text(county, f"{reverse('benefit-list')}?stage=building")
    assert row.pk != other.pk


def test_a_workstream_has_its_households_before_and_after(cast: Cast) -> None:
    row, _ = five()
    plan = Plan.all_rows.create(code="p", area=YANGBAI, title="规划", first_year=2015, last_year=2020)
    streams = [Workstream.objects.create(plan=plan, code=f"{n}", label=f"专项{n}", order=n) for n in (1, 2, 3)]
    for stream in streams[:2]:
        item = PlanItem.all_rows.create(
            plan=plan, area=YANGBAI, workstream=stream, code=stream.code, row="B-30", heading="产业", label="核桃",
            unit="亩", kind="total", order=1,
        )  # fmt: skip
        ProjectQuantity.all_rows.create(
            project=row, area=JIACUNGUAN, item=f"核桃{stream.code}", unit="亩", planned=1, plan_item=item
        )
    client = signed_in(cast.township_clerk)
    grouped = text(client, f"{reverse('benefit-list')}?by=stream")
    assert "专项1" in grouped
    assert "分项相加大于合计" in grouped
    assert "受益户前后对比" not in grouped
    assert "核桃园" in (shown := text(client, f"{reverse('benefit-list')}?stream=2"))
    assert "两年收入都填全的 3 户" in shown
    assert "核桃园" not in text(client, f"{reverse('benefit-list')}?stream=3")


def test_nobody_sees_a_project_elsewhere(cast: Cast) -> None:
    row, _ = five()
    address = reverse("benefit-page", args=[row.pk])
    assert signed_in(cast.stranger).get(address).status_code == 404
    assert signed_in(cast.helper_cadre).get(address).status_code in (403, 404)
    assert signed_in(cast.county_officer).get(f"{reverse('benefit-list')}?area={BAOKANG}").status_code == 404


def test_an_empty_place_says_so(cast: Cast) -> None:
    client = signed_in(cast.county_officer)
    assert "没有这样的项目" in text(client, reverse("benefit-list"))
    bare = project(total=None)
    shown = text(client, reverse("benefit-page", args=[bare.pk]))
    assert "没有受益户" in shown


def test_queries_do_not_grow_with_projects_and_households(cast: Cast) -> None:
    standard()
    client = signed_in(cast.township_clerk)

    def counted(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text(client, address)
        return len(queries)

    first = project(household(before={}), total=Decimal(1))
    drain()
    here = reverse("benefit-list")
    addresses = [here, f"{here}?area={JIACUNGUAN}", reverse("benefit-page", args=[first.pk])]
    for address in addresses:
        text(client, address)
    few = [counted(address) for address in addresses]
    for _ in range(4):
        project(household(before={}), household(XIANRENQIAN), total=Decimal(1))
    drain()
    assert [counted(address) for address in addresses] == few
    assert max(few) <= 32, few
    assert BEFORE == YEAR - 1
