"""The lists of what is missing, counted by hand in a small world; scope; the line; pages and workbooks."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM
from core.ledgers.exports import ExportQuery, export_write, ledgers
from core.regions.codes import area_range
from households.models import Household, HouseholdVerdict, HouseholdYear, Member
from households.selectors.register import RegisterFilter, register_query
from projects.gaps import allowances, coverage, limits, relocation
from projects.gaps.services import LineRefusedError, line_set
from projects.models import AllowanceLine, SectorLimit
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, XIANRENQIAN, YANGBAI, Cast
from tests.projects.scene import YEAR, measure

pytestmark = pytest.mark.django_db
TOWN = Scope(*area_range(YANGBAI))
FOREIGN = Scope(*area_range(BAOKANG))


def head_of(home: Household) -> Member:
    return Member.all_rows.filter(household=home).earliest("pk")


def case(home: Household, sector: str, kind: str, **values: Any) -> Any:
    return measure(home, {"kind": kind, "sector": sector, "name": sector, "status": "done", **values})


def moved(home: Household, **values: Any) -> Any:
    return case(home, "relocation", "12", **values)


def verdict(home: Household, income: str, members: int = 2) -> None:
    HouseholdVerdict.all_rows.update_or_create(
        household=home,
        year=YEAR,
        defaults={
            "area": home.area,
            "members": members,
            "standard": 0,
            "income": Decimal(income),
            "line": Decimal(3535),
            "outcomes": [],
            "values": [],
            "changed_at": timezone.now(),
        },
    )


@pytest.fixture
def homes(cast: Cast) -> dict[str, Household]:
    return {name: factories.household(JIACUNGUAN, head=f"户{name}") for name in "甲乙丙丁戊"}


def shipped_limits() -> None:
    limits.limits_prepare(json.loads((settings.BASE_DIR / "data" / "limits.json").read_text()), actor=SYSTEM)


def gaps_of(home: Household) -> list[str]:
    rows = relocation.relocated(TOWN, YANGBAI, YEAR).filter(pk=home.pk)
    return [name for row in rows for name in relocation.GAPS if getattr(row, name)]


def test_what_a_relocated_household_lacks(homes: dict[str, Household]) -> None:
    """甲 nothing recorded; 乙 with after-care; 丙 with a measure of industry; 丁 marked so; 戊 planned: no case."""
    shipped_limits()
    moved(homes["甲"], moved_persons=2, floor_m2=Decimal("50.01"))
    moved(homes["乙"], after_care=["1"], moved_in_on=date(2018, 5, 1), old_house_gone=False)
    moved(homes["丙"], moved_persons=2, floor_m2=Decimal(50), old_house_gone=True, land_restored=False)
    measure(homes["丙"])
    HouseholdYear.all_rows.filter(household=homes["丁"]).update(is_relocation=True)
    moved(homes["戊"], status="planned")
    assert [gaps_of(homes[name]) for name in "甲乙丙丁戊"] == [
        ["no_care", "too_large"],
        ["house_stands"],
        ["land_waits"],
        ["no_care"],
        [],
    ]
    counts = relocation.counted(relocation.relocated(TOWN, YANGBAI, YEAR))
    assert counts == {
        "all": 4,
        "no_care": 2,
        "no_job": 0,
        "house_stands": 1,
        "land_waits": 1,
        "too_large": 1,
        "own_much": 0,
    }
    assert relocation.counted(relocation.relocated(FOREIGN, YANGBAI, YEAR))["all"] == 0
    assert relocation.counted(relocation.relocated(TOWN, XIANRENQIAN, YEAR))["all"] == 0


def test_the_limits_are_those_of_the_nearest_region_and_year(homes: dict[str, Household]) -> None:
    """50.01 m² for two: over 25 a head, within 30. 10,000.01 yuan: over 10,000, within the county's 12,000 of 2018."""
    moved(homes["甲"], after_care=["1"], moved_persons=2, floor_m2=Decimal("50.01"), own_funds=Decimal("10000.01"))
    assert gaps_of(homes["甲"]) == []  # nothing is laid down
    shipped_limits()
    shipped_limits()
    assert SectorLimit.objects.count() == 2
    assert gaps_of(homes["甲"]) == ["too_large", "own_much"]
    own = {"actor": SYSTEM, "scope": SYSTEM_SCOPE, "region": TONGJIANG}
    assert limits.limit_set(**own, code="relocation_m2", year=YEAR + 1, most=Decimal(30))
    assert limits.limit_set(**own, code="relocation_own", year=YEAR, most=Decimal(12000))
    assert not limits.limit_set(**own, code="relocation_own", year=YEAR, most=Decimal(12000))
    assert gaps_of(homes["甲"]) == ["too_large"]
    limits.limit_set(**own, code="relocation_m2", year=YEAR, most=Decimal(30))
    assert gaps_of(homes["甲"]) == []
    assert [item.most for item in limits.limits_of(JIACUNGUAN, YEAR)] == [30, 12000]
    assert [item.most for item in limits.limits_of(BAOKANG, YEAR)] == [25, 10000]
    with pytest.raises(LineRefusedError):
        limits.limit_set(**own | {"region": YANGBAI}, code="relocation_m2", year=YEAR, most=Decimal(1))
    with pytest.raises(LookupError):
        limits.limit_set(**own | {"scope": FOREIGN}, code="relocation_m2", year=YEAR, most=Decimal(1))
    assert SectorLimit.objects.count() == 5


def test_labour_without_a_job_and_an_ordinary_household(homes: dict[str, Household], cast: Cast) -> None:
    for name in "甲乙丙":
        moved(homes[name], after_care=["2"], moved_persons=1, floor_m2=Decimal(26) if name == "丙" else None)
        factories.member(homes[name], year=YEAR, facts={"labour_skill": "1"})
    measure(homes["乙"], {"kind": "02", "name": "劳务输出", "status": "doing"})
    Household.all_rows.filter(pk=homes["丙"].pk).update(registered_from=None)
    assert [gaps_of(homes[name]) for name in "甲乙丙"] == [["no_job"], [], ["no_job"]]


def listed(why: str = "", line: str | None = "2000") -> set[str]:
    found = allowances.uncovered(TOWN, YANGBAI, YEAR, None if line is None else Decimal(line), why)
    return {row.head_name for row in found if row.head_name.startswith("户")}


def test_who_should_have_an_allowance_and_has_not(homes: dict[str, Household]) -> None:
    """甲 1,999.50 a head: below 2,000; 乙 exactly 2,000: not; 丙 below with 低保金; 丁 ill, no income; 戊 below."""
    for name, income in (("甲", "3999.00"), ("乙", "4000.00"), ("丙", "100.00"), ("戊", "0.00")):
        verdict(homes[name], income)
    HouseholdYear.all_rows.filter(household=homes["丙"]).update(subsistence_allowance=Decimal(500))
    factories.member(homes["丁"], year=YEAR, name="丁病人", facts={"health": ["2", "3"], "labour_skill": "4"})
    assert (listed(), listed("line"), listed("group")) == ({"户甲", "户丁", "户戊"}, {"户甲", "户戊"}, {"户丁"})
    assert listed(line=None) == {"户丁"}
    assert allowances.groups_of(TOWN, [homes["丁"].pk], YEAR) == {homes["丁"].pk: "丁病人（重大疾病、丧失劳动力）"}
    assert allowances.groups_of(FOREIGN, [homes["丁"].pk], YEAR) == {}
    case(homes["甲"], "dibao", "10", status="planned")
    assert "户甲" in listed()
    case(homes["甲"], "dibao", "10", name="已批", status="doing")
    factories.member(homes["戊"], year=YEAR, facts={"dibao": "1"})
    assert listed() == {"户丁"}
    Household.all_rows.filter(pk=homes["丁"].pk).update(registered_from=None)
    assert listed() == set()


def test_the_groups_that_are_facts_of_their_own(homes: dict[str, Household]) -> None:
    """甲 an orphan, 乙 bereaved and destitute aged; 丙 五保 and supported; 丁 was an orphan who left; 戊 then."""
    factories.member(homes["甲"], year=YEAR, name="甲孤", facts={"special_groups": ["4"]})
    factories.member(homes["乙"], year=YEAR, name="乙老", facts={"special_groups": ["2", "3"]})
    factories.member(homes["丙"], year=YEAR, name="丙老", facts={"special_groups": ["1"], "destitute": "1"})
    factories.member(homes["丁"], year=YEAR, name="丁孤", left_year=YEAR, facts={"special_groups": ["4"]})
    factories.member(homes["戊"], year=YEAR - 1, name="戊孤", facts={"special_groups": ["4"]})
    assert listed("group") == {"户甲", "户乙"}
    told = allowances.groups_of(TOWN, [home.pk for home in homes.values()], YEAR)
    assert told[homes["乙"].pk] == "乙老（特困老年人、失独老人）"

    def registered(group: str) -> set[str]:
        rows = register_query(TOWN, YEAR, RegisterFilter(area=YANGBAI, group=group))
        return {row.head_name for row in rows}

    assert [registered(group) for group in "1234"] == [{"户丙"}, {"户乙"}, {"户乙"}, {"户甲"}]
    assert not register_query(FOREIGN, YEAR, RegisterFilter(group="4")).exists()


def test_the_line_of_the_nearest_region(cast: Cast) -> None:
    assert allowances.line_of(JIACUNGUAN, YEAR) is None
    assert line_set(actor=SYSTEM, scope=SYSTEM_SCOPE, region=511900000000, year=YEAR, line=Decimal(3000))
    assert line_set(actor=SYSTEM, scope=SYSTEM_SCOPE, region=TONGJIANG, year=YEAR, line=Decimal(3300))
    assert not line_set(actor=SYSTEM, scope=SYSTEM_SCOPE, region=TONGJIANG, year=YEAR, line=Decimal(3300))
    found = allowances.line_of(JIACUNGUAN, YEAR)
    assert found is not None
    assert (found.line, found.version) == (Decimal(3300), 1)
    assert allowances.line_of(JIACUNGUAN, YEAR + 1) is None
    for region, line, scope, refusal in (
        (YANGBAI, 3000, SYSTEM_SCOPE, LineRefusedError),
        (TONGJIANG, 0, SYSTEM_SCOPE, LineRefusedError),
        (TONGJIANG, 1, FOREIGN, LookupError),
    ):
        with pytest.raises(refusal):
            line_set(actor=SYSTEM, scope=scope, region=region, year=YEAR, line=Decimal(line))
    assert list(AllowanceLine.objects.order_by("region").values_list("line", flat=True)) == [3000, 3300]


def test_screening_counts_a_person_once_by_the_latest_result(homes: dict[str, Household]) -> None:
    before, _ = coverage.screening(TOWN, JIACUNGUAN, YEAR)
    for name, day, result, treated in (("甲", 1, "4", None), ("甲", 2, "2", None), ("乙", 1, "1", None),
                                       ("丙", 1, "3", "4")):  # fmt: skip
        case(
            homes[name],
            "screening",
            "07",
            member=head_of(homes[name]).code,
            started_on=date(2018, 6, day),
            screening_result=result,
            treatment_class=treated,
        )
    whole, places = coverage.screening(TOWN, JIACUNGUAN, YEAR)
    assert whole.numbers == (before.numbers[0], 3, 2, 0, 1)
    assert [(item.area, item.numbers) for item in places] == [(JIACUNGUAN, whole.numbers)]
    assert coverage.screening(TOWN, JIACUNGUAN, YEAR - 1)[0].numbers[1] == 0
    assert coverage.screening(FOREIGN, JIACUNGUAN, YEAR)[0].numbers == (0, 0, 0, 0, 0)


def test_new_homes_by_place_and_year(homes: dict[str, Household]) -> None:
    """Three of 2018 (two new, one renovated), one of 2017; one for 2019 is not counted yet."""
    other = factories.household(XIANRENQIAN, head="户己")
    for home, values in (
        (homes["甲"], {"build_kind": "1", "home_origin": "1", "concentrated": True, "point": "一号点"}),
        (homes["乙"], {"build_kind": "1", "home_origin": "2", "moved_in_on": date(2018, 12, 1)}),
        (homes["丙"], {"build_kind": "2", "home_origin": "2", "phase_year": 2017, "point": "一号点"}),
        (other, {"build_kind": "2", "home_origin": "2", "status": "doing", "central_village": True}),
        (homes["丁"], {"build_kind": "1", "phase_year": 2019}),
        (homes["戊"], {"build_kind": "1", "status": "stopped", "stop_reason": "放弃"}),
    ):
        case(home, "newhome", "05", **values)
    case(homes["戊"], "lowrent", "05")
    found = coverage.homes(TOWN, YANGBAI, YEAR)
    assert found.whole.numbers == (4, 2, 2, 1, 3, 3, 1, 1)
    assert {item.area: item.numbers[:3] for item in found.places} == {JIACUNGUAN: (3, 2, 1), XIANRENQIAN: (1, 0, 1)}
    assert {item.label: item.numbers[0] for item in found.years} == {"2017 年": 1, "2018 年": 3}
    assert (found.points, found.central, found.flats) == (1, 1, 1)
    assert coverage.homes(FOREIGN, YANGBAI, YEAR).whole.numbers == (0,) * 8


def test_the_pages_and_their_queries(
    cast: Cast, homes: dict[str, Household], client: Client, django_assert_max_num_queries: Any
) -> None:
    line_set(actor=SYSTEM, scope=SYSTEM_SCOPE, region=TONGJIANG, year=YEAR, line=Decimal(3300))
    for home in homes.values():
        moved(home)
        verdict(home, "100")
    client.force_login(cast.county_officer)
    for name, says, most in (
        ("gap-relocation", "无后续措施", 20),
        ("gap-allowance", "人均收入低于低保标准", 20),
        ("screening-coverage", "建档立卡人口筛查", 14),
        ("home-progress", "还没有登记巴山新居", 14),
    ):
        with django_assert_max_num_queries(most):
            page = client.get(reverse(name), {"area": YANGBAI, "year": YEAR})
        assert page.status_code == 200
        assert says in page.content.decode()
    sent = client.post(reverse("gap-allowance-line", args=[TONGJIANG]), {"line": "x"})
    assert (sent.status_code, "请填数字" in sent.content.decode()) == (422, True)
    assert client.post(reverse("gap-allowance-line", args=[TONGJIANG]), {"line": "3,600"}).status_code == 302
    assert AllowanceLine.objects.filter(line=3600).exists()
    assert client.post(reverse("gap-allowance-line", args=[BAOKANG]), {"line": "1"}).status_code == 404


@pytest.mark.parametrize(("code", "rows"), [("M6", 5), ("M7", 5), ("M8", 1), ("M9", 1)])
def test_the_workbooks(homes: dict[str, Household], code: str, rows: int) -> None:
    line_set(actor=SYSTEM, scope=SYSTEM_SCOPE, region=TONGJIANG, year=YEAR, line=Decimal(3300))
    Household.all_rows.exclude(head_name__startswith="户").update(closed_year=YEAR)
    for home in homes.values():
        moved(home)
        verdict(home, "100")
        case(home, "newhome", "05", build_kind="1")
    assert export_write(ledgers()[code], ExportQuery(JIACUNGUAN, YEAR, SYSTEM_SCOPE), io.BytesIO()) == rows
