"""Micro-credit over REST: the forms' rules, once a key, only at the version that was read, in the client's scope."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.accounts.rights import Role
from funds.models import CreditRating, Loan, LoanEntry
from households.models import Household
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, Cast
from tests.funds.credit.scene import BANK, head_of, load_rules, loan
from tests.projects.api_scene import patch, post, writing, wrong

pytestmark = pytest.mark.django_db
D = Decimal
LOANS, ENTRIES, RATINGS, LINES = (f"/api/v1/credit/{name}/" for name in ("loans", "entries", "ratings", "lines"))


@pytest.fixture
def home(cast: Cast) -> Household:
    load_rules()
    return factories.household(JIACUNGUAN, head="接口户")


def contract(home: Household, **changes: Any) -> dict[str, Any]:
    return {
        "household": home.code, "member": head_of(home).code, "bank": BANK, "contract": "API1", "product": "3",
        "purpose": "2", "amount": "30000.00", "signed_on": "2018-02-01", "due_on": "2020-02-01", "rate": 4.75,
        **changes,
    }  # fmt: skip


def test_a_loan_its_drawdown_and_repayment(home: Household) -> None:
    api = writing()
    made = post(api, LOANS, contract(home), "one")
    assert made.status_code == 201, made.content.decode()
    told = made.json()
    assert (told["relation"], told["day_count"], told["balance"]) == ("01", "act360", "0.00")
    assert post(api, LOANS, contract(home), "one")["Idempotency-Replayed"] == "true"
    assert wrong(post(api, LOANS, contract(home)), 422) == {"contract": "这家银行已有这个合同号"}
    draw = {"loan": told["id"], "kind": "draw", "day": "2018-02-01", "principal": "30000"}
    first = post(api, ENTRIES, draw, "draw")
    assert first.status_code == 201, first.content.decode()
    assert post(api, ENTRIES, draw, "draw").json() == first.json()
    assert LoanEntry.all_rows.count() == 1
    much = {"loan": told["id"], "kind": "repay", "day": "2018-03-01", "principal": "30000.01"}
    assert set(wrong(post(api, ENTRIES, much), 422)) == {"principal"}
    assert post(api, ENTRIES, {**much, "principal": "10000", "interest": "12.5"}).status_code == 201
    row = Loan.all_rows.get()
    assert (row.balance, row.source, LoanEntry.all_rows.count()) == (D(20000), "api", 2)
    assert [entry["kind"] for entry in api.get(ENTRIES).json()["results"]] == ["draw", "repay"]
    # the loan is told as it stands now, and changed only at the version that was read
    item = api.get(made["Location"])
    assert item.json()["balance"] == "20000.00"
    assert patch(api, made["Location"], {"note": "续"}, None).status_code == 428
    assert patch(api, made["Location"], {"note": "续"}, 7).status_code == 412
    changed = patch(api, made["Location"], {"note": "续"}, 1)
    assert (changed.status_code, changed.json()["note"], changed["ETag"]) == (200, "续", '"2"')


def test_ratings_and_lines(home: Household) -> None:
    api = writing()
    rating = post(api, RATINGS, {"household": home.code, "rated_on": "2018-01-05", "grade": "1"})
    assert rating.status_code == 201, rating.content.decode()
    assert patch(api, rating["Location"], {"grade": "2"}, 1).json()["grade"] == "2"
    line = {"household": home.code, "bank": BANK, "amount": 60000, "granted_on": "2018-01-06"}
    assert wrong(post(api, LINES, line), 422) == {"amount": "授信额度最高 50,000 元"}
    assert post(api, LINES, {**line, "amount": 50000}).status_code == 201
    assert CreditRating.all_rows.get().grade == "2"
    assert wrong(post(api, LINES, {**line, "balance": 1}), 400) != {}


def test_who_may_not(home: Household) -> None:
    row = loan(home)
    before = LoanEntry.all_rows.count()
    repay = {"loan": row.pk, "kind": "repay", "day": "2018-05-01", "principal": "1"}
    assert post(writing(BAOKANG), ENTRIES, repay).status_code == 404
    assert post(writing(role=Role.DEPARTMENT, sector="health"), ENTRIES, repay).status_code == 403
    assert post(writing(role=""), ENTRIES, repay).status_code == 403
    assert writing(BAOKANG).get(LOANS).json()["results"] == []
    assert LoanEntry.all_rows.count() == before
    assert writing(TONGJIANG).get(f"{LOANS}{row.pk}/").json()["contract"] == "HT001"
