"""Ratios with the names that are missing, growth, warnings and claims, worked by hand; and the pages that show them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor
from funds.credit import claims, ratios, warnings
from funds.credit.errors import CreditRefusedError
from funds.credit.services import Writer, counter, line_save, rating_save
from funds.models import CreditRating, Loan, LoanEntry, SubsidyClaim, SubsidyLine
from households.models import Household
from tests import factories
from tests.cast import JIACUNGUAN, XIANRENQIAN, YANGBAI, Cast
from tests.funds.credit.scene import BANK, OFFICE, draw, load_rules, loan, repay, shipped_book

pytestmark = pytest.mark.django_db
D = Decimal
DAY = date(2018, 12, 31)
MAKER = Writer(Actor(1, "制表人"), SYSTEM_SCOPE)
CHECKER = Writer(Actor(2, "审核人"), SYSTEM_SCOPE)


@pytest.fixture
def homes(cast: Cast) -> list[Household]:
    """Five of one village, one of the next; an ordinary household, which counts nowhere."""
    load_rules()
    rows = [factories.household(JIACUNGUAN, head=f"贷户{word}") for word in "甲乙丙丁戊"]
    rows.append(factories.household(XIANRENQIAN, head="贷户己"))
    factories.household(JIACUNGUAN, head="一般户", registered_from=None)
    return rows


def rated(row: Household, day: date = date(2018, 3, 1)) -> None:
    rating_save(writer=OFFICE, household=row.code, values={"rated_on": day, "grade": "1"})


def lined(row: Household, day: date = date(2018, 4, 1), until: date | None = None) -> None:
    values = {"bank": BANK, "amount": D(50000), "granted_on": day, "expires_on": until}
    line_save(writer=OFFICE, household=row.code, values=values)


def test_three_ratios_with_three_denominators_and_the_names(homes: list[Household]) -> None:
    for row in homes[:5]:
        rated(row)
    for row in homes[:3]:
        lined(row)
    lined(homes[3], until=date(2018, 6, 30))  # over on the day
    loan(homes[0], contract="A", signed_on=date(2018, 5, 1), due_on=date(2019, 5, 1), rate=D("4.35"))
    loan(homes[1], contract="B", drawn=None)  # signed, no money yet
    loan(homes[4], contract="C")  # a loan without a line counts in no ratio
    total, below = ratios.ratios(SYSTEM_SCOPE, YANGBAI, DAY)
    # 6 registered; rated 5; with a line in force 3; of these with a loan 1
    assert (total.registered, total.rated, total.lined, total.lent) == (6, 5, 3, 1)
    assert [(row.area, row.registered, row.rated) for row in below] == [(JIACUNGUAN, 5, 5), (XIANRENQIAN, 1, 0)]
    told = total.told(shipped_book().at(YANGBAI, DAY))
    assert [(row.whole, row.needed, row.met) for row in told] == [(6, 6, False), (6, 6, False), (3, 3, False)]

    def names(kind: str, day: date = DAY) -> list[str]:
        return sorted(ratios.missing(SYSTEM_SCOPE, YANGBAI, day, kind).values_list("head_name", flat=True))

    assert names("rating") == ["贷户己"]
    assert names("line") == ["贷户丁", "贷户己", "贷户戊"]
    assert names("loan") == ["贷户丙", "贷户乙"]
    # as of an earlier day: rated on 1 March, nobody before
    assert len(names("rating", date(2018, 2, 28))) == 6
    assert ratios.ratios(SYSTEM_SCOPE, YANGBAI, date(2018, 4, 30))[0].lent == 0


def test_ninety_eight_per_cent_of_915_are_897() -> None:
    share = ratios.Share("line", "授信率", "", 896, 915, D(98))
    assert (share.needed, share.met, share.lacking) == (897, False, 19)
    assert ratios.Share("line", "授信率", "", 897, 915, D(98)).met
    assert ratios.Share("line", "授信率", "", 0, 0, D(98)).met is None


def test_growth_of_what_was_drawn(homes: list[Household]) -> None:
    loan(homes[0], drawn="20000", contract="A", signed_on=date(2017, 2, 1), due_on=date(2019, 2, 1))
    loan(homes[1], drawn="30000", contract="B")
    loan(homes[2], drawn="15000", contract="C")
    loan(homes[3], drawn="7000", contract="D", product="1")
    taken_back = loan(homes[4], drawn="9000", contract="E")
    counter(writer=OFFICE, kind=LoanEntry, pk=LoanEntry.all_rows.get(loan=taken_back).pk, reason="错")
    rows = {row.product: row for row in ratios.growth(SYSTEM_SCOPE, YANGBAI, 2018, D(100))}
    # micro-loans: 20,000, then 45,000: + 125 %; the other product begins: no growth to tell
    assert (rows["3"].before, rows["3"].now, rows["3"].percent, rows["3"].short) == (D(20000), D(45000), D(125), False)
    assert (rows["1"].percent, rows["1"].short) == (None, False)
    assert (rows[""].now, rows[""].percent) == (D(52000), D(160))
    draw(loan(homes[0], drawn=None, contract="F"), "1000", date(2018, 6, 1))
    assert ratios.growth(SYSTEM_SCOPE, YANGBAI, 2019, D(100))[0].short


def test_warnings_of_a_day(homes: list[Household]) -> None:
    terms = shipped_book().at(YANGBAI, DAY)
    loan(homes[0], contract="A", due_on=date(2018, 12, 30), rate=D("4.35"))  # late by a day
    loan(homes[1], contract="B", due_on=date(2019, 1, 30), rate=D("4.35"), signed_on=date(2018, 1, 31))  # in 30 days
    loan(homes[2], contract="C", due_on=date(2019, 1, 31), rate=D("4.35"), signed_on=date(2018, 2, 1))  # in 31
    loan(homes[3], contract="D", purpose="92")
    other = factories.member(homes[4], name="次子", relation="03", born=date(1954, 6, 1))
    loan(homes[4], contract="E", drawn="30000")
    loan(homes[4], contract="F", drawn="20000.01", member=other.code)
    paid = loan(homes[5], contract="G", drawn="10000")
    repay(paid, "10000", date(2018, 6, 1))
    found = warnings.counted(SYSTEM_SCOPE, YANGBAI, warnings.Day(DAY, terms))
    assert {kind: number for kind, (number, _) in found.items() if number} == {
        "overdue": 1, "due30": 1, "due60": 1, "use": 1, "borrowers": 2, "total": 2, "age": 1,
    }  # fmt: skip
    Household.all_rows.filter(pk=homes[3].pk).update(closed_year=2018)
    at = warnings.Day(DAY, terms)
    assert [row.contract for row in warnings.warned(SYSTEM_SCOPE, YANGBAI, at, "gone")] == ["D"]
    assert found["overdue"][1] == D(50000)


def test_a_claim_by_two_persons_is_frozen_and_corrected_by_a_difference(homes: list[Household]) -> None:
    row = loan(homes[0], contract="A")
    # 10 Jan to 1 Apr: 81 nights of 50,000 at 4.75 % / 360 = 534.375 → 534.38
    sheet = claims.claim_make(writer=MAKER, area=YANGBAI, bank=BANK, year=2018, quarter=1)
    line = SubsidyLine.all_rows.get()
    assert (line.interest, line.subsidy, line.parts) == (D("534.38"), D("534.38"), {"county": "534.38"})
    with pytest.raises(CreditRefusedError, match="另一人"):
        claims.claim_confirm(writer=MAKER, pk=sheet.pk)
    assert SubsidyClaim.all_rows.get().claimed_at is None
    claims.claim_confirm(writer=CHECKER, pk=sheet.pk)
    for quarter in (1,):
        with pytest.raises(CreditRefusedError, match="已申报"):
            claims.claim_make(writer=MAKER, area=YANGBAI, bank=BANK, year=2018, quarter=quarter)
    # a repayment of 1 March is entered late: 31 nights of 10,000 less = 40.9027… → 493.4722…
    repay(row, "10000", date(2018, 3, 1))
    claims.claim_make(writer=MAKER, area=YANGBAI, bank=BANK, year=2018, quarter=2)
    told = {(item.year, item.quarter): item for item in SubsidyLine.all_rows.exclude(claim=sheet)}
    # 91 nights of 40,000 = 480.2777…; the difference of the first quarter 493.47 − 534.38
    assert told[2018, 2].subsidy == D("480.28")
    assert (told[2018, 1].subsidy, told[2018, 1].parts) == (D("-40.91"), {"county": "-40.91"})
    assert SubsidyLine.all_rows.get(pk=line.pk).subsidy == D("534.38")
    # made, then changed before the second person looks: refused
    second = SubsidyClaim.all_rows.get(quarter=2)
    repay(row, "5000", date(2018, 6, 1))
    with pytest.raises(CreditRefusedError, match="重新制表"):
        claims.claim_confirm(writer=CHECKER, pk=second.pk)
    again = claims.claim_make(writer=MAKER, area=YANGBAI, bank=BANK, year=2018, quarter=2)
    claims.claim_confirm(writer=CHECKER, pk=again.pk)
    third = claims.claim_make(writer=MAKER, area=YANGBAI, bank=BANK, year=2018, quarter=3)
    assert {(item.year, item.quarter) for item in SubsidyLine.all_rows.filter(claim=third)} == {(2018, 3)}


def test_a_quarter_that_runs_cannot_be_claimed(homes: list[Household]) -> None:
    loan(homes[0])
    with pytest.raises(CreditRefusedError, match="还没有结束"):
        claims.claim_make(writer=MAKER, area=YANGBAI, bank=BANK, year=2099, quarter=1)
    with pytest.raises(CreditRefusedError, match="没有应付利息"):
        claims.claim_make(writer=MAKER, area=YANGBAI, bank="没有的银行", year=2018, quarter=1)
    assert SubsidyClaim.all_rows.count() == 0


def test_the_pages_and_the_forms(homes: list[Household], cast: Cast, client: Client) -> None:
    client.force_login(cast.township_clerk)
    row = loan(homes[0], contract="HT-A")
    rated(homes[1])
    for path in (
        "/credit/", "/credit/?state=open&q=HT", "/credit/?state=changed", "/credit/ratios/?missing=line",
        "/credit/growth/", "/credit/warnings/?kind=total", "/credit/claims/?quarter=1", f"/credit/loans/{row.pk}/",
        f"/credit/loans/{row.pk}/edit/", f"/households/{homes[0].code}/?tab=credit",
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path
    assert "HT-A" in client.get("/credit/").content.decode()
    assert "贷户己" in client.get("/credit/ratios/?missing=rating").content.decode()
    entry = {"kind": "repay", "day": "2018-05-01", "principal": "60,000"}
    refused = client.post(f"/credit/loans/{row.pk}/entry/", entry)
    assert (refused.status_code, "还款本金不能超过余额" in refused.content.decode()) == (422, True)
    assert client.post(f"/credit/loans/{row.pk}/entry/", entry | {"principal": "6,000"}).status_code == 302
    assert Loan.all_rows.get().balance == D(44000)
    rating = {"rated_on": "2018-04-01", "grade": "2", "rated_by": "村"}
    assert client.post(f"/credit/households/{homes[0].code}/rating/", rating).status_code == 302
    stored = CreditRating.all_rows.get(household=homes[0])
    assert client.post(f"/credit/ratings/{stored.pk}/", rating | {"version": "9"}).status_code == 409
    made = {"area": str(YANGBAI), "bank": BANK, "year": "2018", "quarter": "1"}
    assert client.post("/credit/claims/make/", made).status_code == 302
    sheet = SubsidyClaim.all_rows.get()
    assert client.get(f"/credit/claims/{sheet.pk}/").status_code == 200
    client.post(f"/credit/claims/{sheet.pk}/confirm/")
    assert SubsidyClaim.all_rows.get().claimed_at is None
    client.force_login(cast.finance_officer)
    client.post(f"/credit/claims/{sheet.pk}/confirm/")
    assert SubsidyClaim.all_rows.get().claimed_name == cast.finance_officer.name


def test_a_village_reads_and_does_not_write(homes: list[Household], cast: Cast, client: Client) -> None:
    row = loan(homes[0])
    client.force_login(cast.village_clerk)
    assert client.get(f"/credit/loans/{row.pk}/").status_code == 200
    body = {"kind": "repay", "day": "2018-05-01", "principal": "1"}
    assert client.post(f"/credit/loans/{row.pk}/entry/", body).status_code == 403
    client.force_login(cast.stranger)
    assert client.get(f"/credit/loans/{row.pk}/").status_code == 404
    assert client.post(f"/credit/loans/{row.pk}/entry/", body).status_code == 404
    assert LoanEntry.all_rows.count() == 1


@pytest.mark.parametrize(
    "path", ["/credit/", "/credit/ratios/", "/credit/warnings/", "/credit/growth/", "/credit/claims/?quarter=1"]
)
def test_queries_do_not_grow_with_the_rows(
    homes: list[Household], cast: Cast, client: Client, path: str, django_assert_max_num_queries: object
) -> None:
    client.force_login(cast.county_officer)
    for number, row in enumerate(homes):
        loan(row, contract=f"N{number}")
        rated(row)
    with django_assert_max_num_queries(32):  # type: ignore[operator]
        assert client.get(path).status_code == 200
