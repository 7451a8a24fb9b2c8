"""The pages from the document to the payment, each by its own person; a form that is sent twice writes once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from funds.models import Allocation, Contract, FundDocument, FundEntry, PaymentOrder
from tests.cast import TONGJIANG, Cast, signed_in
from tests.funds.scene import money as yuan
from tests.funds.scene import of_allocation, of_document
from tests.funds.test_services import works

pytestmark = pytest.mark.django_db
DOCUMENT = {
    "key": "a-key-of-the-form", "number": "川财农〔2018〕8号", "issuer": "四川省财政厅", "title": "专项资金",
    "amount": "5000.00", "year": "2018", "issued_on": "2018-03-01", "received_on": "2018-03-05", "level": "province",
    "kind": "01",
}  # fmt: skip


def sent(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, {"key": f"key-{url}", **data})


def test_from_the_document_to_the_payment(cast: Cast) -> None:
    finance, county, town = (signed_in(person) for person in
                             (cast.finance_officer, cast.county_officer, cast.township_clerk))  # fmt: skip
    target = works(state="building")
    for _ in range(2):
        answer = finance.post(f"/funds/documents/new/?area={TONGJIANG}", DOCUMENT)
        assert answer.status_code == 302, answer.content.decode()
    row = FundDocument.all_rows.get()
    page = f"/funds/documents/{row.pk}/"
    assert "5,000.00" in finance.get(page).content.decode()
    refused = sent(finance, f"{page}allocate/", project=target.code, amount="5000.01", day="2018-06-01")
    assert refused.status_code == 422
    assert "可用余额 5,000.00 元，本次 5,000.01 元，差 0.01 元" in refused.content.decode()
    assert sent(finance, f"{page}allocate/", project="没有", amount="1", day="2018-06-01").status_code == 422
    for _ in range(2):
        assert (
            sent(finance, f"{page}allocate/", project=target.code, amount="1000", day="2018-06-01").status_code == 302
        )
    given = Allocation.all_rows.get()
    assert of_document(row) == yuan("5000", "0", "1000", "0", "0")
    works_page = f"/funds/projects/{target.pk}/"
    assert sent(finance, f"{works_page}contract/", number="HT1", builder="路桥公司", amount="900",
                signed_on="2018-05-01").status_code == 302  # fmt: skip
    contract = Contract.all_rows.get()
    order = {"allocation": given.pk, "kind": "pay", "stage": "progress", "amount": "300", "contract": contract.pk,
             "payee_kind": "builder", "payee": "路桥公司", "bills": "F001 四川 路桥公司 300"}  # fmt: skip
    assert sent(town, f"{works_page}order/", **{**order, "bills": ""}).status_code == 422
    assert sent(town, f"{works_page}order/", **{**order, "bills": "F001"}).status_code == 422
    assert sent(town, f"{works_page}order/", **order).status_code == 302
    asked = PaymentOrder.all_rows.get()
    assert (asked.way, of_allocation(given)) == ("claim", yuan("1000", "0", "0", "0"))
    decide = f"/funds/orders/{asked.pk}/decide/"
    assert town.post(decide, {"paid_on": "2018-06-02", "voucher": "记-9"}).status_code == 403
    assert county.post(decide, {"paid_on": "2018-06-02"}).status_code == 422
    assert county.post(decide, {"paid_on": "2018-06-02", "voucher": "记-9"}).status_code == 302
    assert of_allocation(given) == yuan("1000", "300", "0", "0")
    entry = FundEntry.all_rows.get(kind="pay")
    assert (entry.voucher, entry.payee) == ("记-9", "路桥公司")
    assert county.post(f"/funds/entries/{entry.pk}/cancel/", {"day": "2018-06-03", "note": "付错"}).status_code == 302
    assert of_allocation(given) == yuan("1000", "0", "0", "0")
    for url in (works_page, f"/funds/orders/{asked.pk}/", "/funds/orders/", "/funds/documents/", "/funds/progress/",
                f"/projects/{target.pk}/", page):  # fmt: skip
        assert county.get(url).status_code == 200, url


def test_other_forms_of_a_document(cast: Cast) -> None:
    finance = signed_in(cast.finance_officer)
    finance.post(f"/funds/documents/new/?area={TONGJIANG}", DOCUMENT)
    row = FundDocument.all_rows.get()
    page = f"/funds/documents/{row.pk}/"
    low = {
        "number": "通财〔2018〕1号",
        "issuer": "通江县财政局",
        "title": "下拨",
        "year": "2018",
        "issued_on": "2018-04-01",
    }
    assert sent(finance, f"{page}distribute/", area="511921119", amount="400", **low).status_code == 302
    assert sent(finance, f"{page}distribute/", area="x", amount="400", **low).status_code == 422
    assert sent(finance, f"{page}return/", amount="100", day="2018-06-01", note="收回").status_code == 302
    assert sent(finance, f"{page}carry/", amount="100", day="2018-12-31", note="结转").status_code == 302
    assert finance.post(f"{page}publish/", {"on": "2018-04-02", "where": "网站"}).status_code == 302
    changed = {**DOCUMENT, "title": "改名", "version": "2"}
    assert finance.post(f"{page}edit/", changed).status_code == 302
    assert finance.post(f"{page}edit/", changed).status_code == 409
    assert of_document(row) == yuan("5000", "400", "0", "100", "0")
    assert "改名" in finance.get(page).content.decode()
    for url in ("edit", "distribute", "allocate", "return", "carry", "publish"):
        assert finance.get(f"{page}{url}/").status_code == 200


def test_the_list_asks_a_fixed_number_of_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    finance = signed_in(cast.finance_officer)
    for number in range(5):
        finance.post(f"/funds/documents/new/?area={TONGJIANG}",
                     {**DOCUMENT, "key": f"key-number-{number}", "number": f"文{number}"})  # fmt: skip
    finance.get("/funds/documents/")
    with django_assert_max_num_queries(22):
        assert finance.get("/funds/documents/").status_code == 200
