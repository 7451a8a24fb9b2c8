"""日志 · 变更记录: what changed in the own region, in words, without a personal number; filters, pages, export."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from core.accounts.cipher import seal
from core.audit.models import AccessEvent
from core.audit.trail import Actor, recorded
from households.models import Household, HouseholdYear, Member, MemberYear
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, YANGBAI, Cast, signed_in
from tests.households.cast import next_transaction
from villages.models import VillageYear

CLERK = Actor(user_id=1, name="周敏", door="web", request_id="r1")
URL = "/trail/changes/"


def as_clerk(change: Any, reason: str = "", actor: Actor = CLERK) -> None:
    next_transaction()
    with recorded(actor, reason=reason):
        change()
    next_transaction()


def told(page: Any) -> list[tuple[str, str, str]]:
    return [
        (change.who, change.subject.text, "；".join(f"{d.label}：{d.before}→{d.after}" for d in change.differences))
        for change, _, _ in page.context["rows"]
    ]


@pytest.fixture
def changed(cast: Cast, households: dict[int, Household]) -> dict[int, Household]:
    """The wage of 贾本村's and of the foreign household changed, the former twice."""
    row = HouseholdYear.all_rows.filter(household=households[JIACUNGUAN])
    as_clerk(lambda: row.update(wage_income=Decimal("6400.00"), household_industry_types=["1", "2"]), "入户核实")
    as_clerk(lambda: row.update(wage_income=Decimal("7000.50")), actor=Actor(2, "赵海", door="task"))
    foreign = HouseholdYear.all_rows.filter(household=households[CHENGGUAN_VILLAGE])
    as_clerk(lambda: foreign.update(wage_income=1))
    return households


def test_changes_of_the_own_region_newest_first_in_words(cast: Cast, changed: dict[int, Household]) -> None:
    page = signed_in(cast.county_officer).get(URL)
    whose = f"贾本村户 {changed[JIACUNGUAN].code} · 2018 年度"
    assert told(page) == [
        ("赵海", whose, "工资性收入：6,400.00→7,000.50"),
        ("周敏", whose, "工资性收入：未填→6,400.00；到户产业帮扶：未填→种植业、养殖业"),
    ]
    text = page.content.decode()
    assert "入户核实" in text
    assert "网页" in text
    assert "贾村观" in text
    assert len(told(signed_in(cast.stranger).get(URL))) == 1
    assert len(told(signed_in(cast.auditor).get(URL))) == 2
    assert signed_in(cast.village_clerk).get(URL).status_code == 403
    assert "康外县" not in text


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=周敏", 1),
        ("q=赵", 1),
        ("q=%25", 0),
        ("kind=village-year", 0),
        ("kind=nonsense", 2),
        (f"area={YANGBAI}", 2),
        (f"area={NUOJIANG_VILLAGE}", 0),
        # A place outside the own range is no condition and opens nothing.
        (f"area={CHENGGUAN_VILLAGE}", 2),
        ("to=2000-01-01", 0),
        ("from=2999-01-01", 0),
    ],
)
def test_filters(cast: Cast, query: str, count: int) -> None:
    assert len(told(signed_in(cast.county_officer).get(f"{URL}?{query}"))) == count


@pytest.mark.usefixtures("changed")
def test_a_day_includes_its_whole_day_in_china(cast: Cast) -> None:
    today, client = timezone.localdate(), signed_in(cast.county_officer)
    assert len(told(client.get(f"{URL}?from={today}&to={today}"))) == 2
    assert told(client.get(f"{URL}?to={today - timedelta(days=1)}")) == []


def test_personal_numbers_are_never_told(cast: Cast, households: dict[int, Household]) -> None:
    household = households[JIACUNGUAN]
    member = Member.all_rows.filter(household=household).earliest("pk")
    sealed = seal("13812342746", table="household", column="phone", code=household.code)
    as_clerk(lambda: Household.all_rows.filter(pk=household.pk).update(phone_sealed=sealed, address="村东"))
    number = seal("511921196703120317", table="member", column="id_number", code=member.code)
    as_clerk(lambda: Member.all_rows.filter(pk=member.pk).update(id_sealed=number, birth_date="1967-03-12"))
    as_clerk(lambda: type(cast.township_clerk).objects.filter(pk=cast.township_clerk.pk).update(phone="0827-7212345"))
    client = signed_in(cast.county_officer)
    assert [words for _, _, words in told(client.get(f"{URL}?kind=household"))] == [
        "家庭住址：未填→村东；联系电话：未填→已更改"
    ]
    page = client.get(f"{URL}?kind=member")
    assert "证件号码：已更改→已更改" in told(page)[0][2]
    assert "1967" not in page.content.decode()
    (user,) = told(client.get(f"{URL}?kind=user"))
    assert user[2] == "办公电话：未填→已更改"
    assert "7212345" not in str(user)


def test_villages_and_what_was_removed(cast: Cast, households: dict[int, Household]) -> None:
    VillageYear.all_rows.create(area=JIACUNGUAN, year=2018, is_poor=True)
    as_clerk(lambda: VillageYear.all_rows.update(is_poor=False, households=321))
    client = signed_in(cast.county_officer)
    assert [row[2] for row in told(client.get(f"{URL}?kind=village-year"))] == ["是否贫困村：是→否；总户数：未填→321"]
    as_clerk(lambda: MemberYear.all_rows.filter(area=JIACUNGUAN).delete())
    page = client.get(f"{URL}?kind=member-year")
    assert all(change.removed for change, _, _ in page.context["rows"])
    assert "删除" in page.content.decode()


def test_every_kind_opens(cast: Cast, households: dict[int, Household]) -> None:
    from core.audit.records import kinds

    client = signed_in(cast.county_officer)
    for code in kinds():
        assert client.get(f"{URL}?kind={code}").status_code == 200


def test_what_persons_decide_is_listed_too(cast: Cast, households: dict[int, Household]) -> None:
    from villages.models import Recognition

    row = Recognition.all_rows.create(
        household_id=households[JIACUNGUAN].pk, area=JIACUNGUAN, level=6, year=2018, kind="met", reason="核查",
        document="1 号", valid_until="2018-12-31", proposed_by=1, proposed_name="甲", proposed_at="2018-10-01T00:00Z",
    )  # fmt: skip
    as_clerk(lambda: Recognition.all_rows.filter(pk=row.pk).update(reason="入户核查"))
    ((_, subject, words),) = told(signed_in(cast.county_officer).get(f"{URL}?kind=recognition"))
    assert "贾本村" in subject
    assert words == "理由：核查→入户核查"
    assert told(signed_in(cast.stranger).get(f"{URL}?kind=recognition")) == []


def test_long_lists_are_paged_at_a_fixed_cost(
    cast: Cast, households: dict[int, Household], django_assert_max_num_queries: Any
) -> None:
    rows = HouseholdYear.all_rows.filter(household=households[JIACUNGUAN])
    for wage in range(60):
        as_clerk(lambda wage=wage: rows.update(wage_income=wage))
    client = signed_in(cast.county_officer)
    client.get(URL)
    with django_assert_max_num_queries(19):
        first = client.get(URL)
    assert len(told(first)) == 50
    assert told(first)[0][2] == "工资性收入：58.00→59.00"
    assert len(told(client.get(URL, {"cursor": first.context["page"].next}))) == 10


def test_the_list_goes_out_as_a_workbook_and_that_is_an_event(cast: Cast, changed: dict[int, Household]) -> None:
    answer = signed_in(cast.auditor).get(f"{URL}export/?q=周敏")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    found = [row for row in cells if "周敏" in row]
    assert len(found) == 1
    assert "工资性收入：未填 → 6,400.00；到户产业帮扶：未填 → 种植业、养殖业" in found[0]
    event = AccessEvent.objects.get(action="core.trail.exported")
    assert (event.actor_id, event.area, event.detail["name"]) == (cast.auditor.pk, TONGJIANG, "周敏")
    assert signed_in(cast.township_clerk).get(f"{URL}export/").status_code == 403


def test_both_tabs_lead_to_each_other(cast: Cast) -> None:
    client = signed_in(cast.auditor)
    assert 'href="/trail/changes/"' in client.get("/trail/").content.decode()
    assert 'href="/trail/"' in client.get(URL).content.decode()
