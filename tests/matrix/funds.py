"""Money in the matrix: at each of the four villages a document, an allocation to its project, a contract, an order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.accounts.rights import Action
from core.audit.trail import SYSTEM
from funds.booking import Movement, book
from funds.models import Allocation, Contract, FundDocument, FundEntry, PaymentOrder
from tests.matrix.lines import WRITTEN, Api, Line, Page, form_of
from tests.matrix.projects import at_projects
from tests.matrix.world import PLACES, Subject, World, nowhere

DAY = date(2018, 3, 1)


def _document(area: int) -> FundDocument:
    row, new = FundDocument.all_rows.get_or_create(
        area=area, number=f"文{area}", issuer="某局",
        defaults={"title": "资金", "year": 2018, "issued_on": DAY, "level": "county", "kind": "01"},
    )  # fmt: skip
    if new:
        book(SYSTEM, Movement("issue", Decimal(100), DAY, f"matrix-{area}", document_id=row.pk))
    return row


def at_documents(world: World) -> list[Subject]:
    return [Subject(label, {"pk": _document(area).pk}, area) for label, area in PLACES.items()]


def at_fund_entries(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        entry = FundEntry.all_rows.get(document=_document(area), kind="issue")
        found.append(Subject(label, {"pk": entry.pk}, area))
    return found


def _allocation(area: int, project: int) -> Allocation:
    row, new = Allocation.all_rows.get_or_create(document=_document(area), project_id=project, defaults={"area": area})
    if new:
        book(SYSTEM, Movement("allocate", Decimal(50), DAY, f"matrix-a-{area}", allocation_id=row.pk))
    return row


def at_allocations(world: World) -> list[Subject]:
    return [
        Subject(
            item.label,
            {"pk": item.kwargs["pk"], "allocation": _allocation(item.area, int(item.kwargs["pk"])).pk},
            item.area,
        )
        for item in at_projects(world)
    ]


def at_fund_contracts(world: World) -> list[Subject]:
    found = []
    for item in at_projects(world):
        row, _ = Contract.all_rows.get_or_create(
            project_id=item.kwargs["pk"], number="H", defaults={"builder": "某公司", "signed_on": DAY}
        )
        found.append(Subject(item.label, {"pk": item.kwargs["pk"], "contract": row.pk}, item.area))
    return found


def at_orders(world: World) -> list[Subject]:
    found = []
    for item in at_projects(world):
        assert item.area is not None
        allocation = _allocation(item.area, int(item.kwargs["pk"]))
        row, _ = PaymentOrder.all_rows.get_or_create(
            key=f"matrix-o-{item.area}",
            defaults={"allocation": allocation, "area": item.area, "way": "claim", "kind": "pay", "stage": "progress",
                      "amount": 1, "payee_kind": "beneficiary", "payee": "某人", "asked_name": "某人"},
        )  # fmt: skip
        found.append(Subject(item.label, {"pk": row.pk}, item.area))
    return found


FUND_LINES: dict[str, Line | tuple[Line, ...]] = {
    "api:fund-document-list": Api(),
    "api:fund-document-detail": Api(at_documents),
    "api:fund-entry-list": Api(),
    "fund-documents": Page(Action.FUND_VIEW),
    "fund-document-new": form_of(Action.FUND_EDIT, nowhere),
    "fund-document": Page(Action.FUND_VIEW, at_documents),
    "fund-outcome": Page(Action.FUND_VIEW, at_documents),
    "fund-document-edit": form_of(Action.FUND_EDIT, at_documents),
    "fund-distribute": form_of(Action.FUND_EDIT, at_documents),
    "fund-allocate": form_of(Action.FUND_EDIT, at_documents),
    "fund-return": form_of(Action.FUND_EDIT, at_documents),
    "fund-carry": form_of(Action.FUND_EDIT, at_documents),
    "fund-publish": form_of(Action.FUND_EDIT, at_documents),
    "fund-entry-cancel": form_of(Action.FUND_APPROVE, at_fund_entries),
    "fund-project": Page(Action.FUND_VIEW, at_projects),
    "fund-contract-new": form_of(Action.FUND_EDIT, at_projects),
    "fund-contract-add": form_of(Action.FUND_EDIT, at_fund_contracts),
    "fund-reduce": form_of(Action.FUND_EDIT, at_allocations),
    "fund-order-new": form_of(Action.FUND_CLAIM, at_projects),
    "fund-orders": Page(Action.FUND_VIEW),
    "fund-order": Page(Action.FUND_VIEW, at_orders),
    "fund-order-decide": Page(Action.FUND_APPROVE, at_orders, method="post", ok=WRITTEN),
    "fund-progress": Page(Action.FUND_VIEW),
}
