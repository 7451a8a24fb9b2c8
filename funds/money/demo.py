"""Money of the demo township's projects: documents, allocations, contracts, payments, one return, money that is idle.

Days are counted back from the end of the projects' year; amounts follow the projects' plans. Past acts are booked
as the treasury's ledger has them.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from django.utils import timezone

from core.accounts.models import Post
from core.accounts.scope import SYSTEM_SCOPE, scope_of
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range
from funds.booking import Movement, book
from funds.documents.services import Given, distribute, document_receive, give_back, publish
from funds.models import Allocation, Contract, FundDocument
from funds.money.orders import Asked, Bill, order_ask
from funds.rules import rules_load
from projects.models import Project

State = Project.State
_FUNDED: Final = (State.FUNDED, State.TENDERING, State.CONTRACTED, State.BUILDING, State.ACCEPTED, State.SETTLED,
                  State.ANNOUNCED, State.ASSET_REGISTERED, State.STRUCK_OFF)  # fmt: skip
_BUILT: Final = frozenset(_FUNDED[4:])
_SIGNED: Final = frozenset(_FUNDED[2:])
# 文号, 下达单位, 文件名, level, kind, direction, department, days ago, published
_DOCUMENTS: Final = (
    ("川财农〔2018〕21 号", "四川省财政厅", "中央财政专项扶贫资金", "central", "01", "01", "扶贫部门", 345, True),
    ("通财农〔2018〕66 号", "通江县财政局", "县级行业扶贫资金", "county", "05", "07", "交通部门", 340, True),
    ("川财农〔2017〕96 号", "四川省财政厅", "下达少数民族发展资金", "province", "01", "03", "民宗部门", 500, False),
)  # fmt: skip
_BUILDER: Final = "四川通江路桥建设公司"


def load(town: int, county: int, year: int) -> None:
    """After the projects; the accounts ``finance`` and ``xiangmu`` act."""
    finance, clerk = _acting("finance"), _acting("xiangmu")
    # The year of the projects, so that no payment stands before the document it comes from.
    today = min(date(year, 12, 31), timezone.localdate())
    low, high = area_range(town)
    works = list(Project.objects.within(SYSTEM_SCOPE).filter(area__gte=low, area__lt=high, state__in=_FUNDED))
    rules_load(actor=finance["actor"])
    total = sum((row.total or Decimal(0) for row in works), Decimal(0))
    amounts = (total * 8 / 10 + 260_000, total * 2 / 10 + 45_000, Decimal(180_000))
    rows = [_document(finance, county, year, line, amount, today)
            for line, amount in zip(_DOCUMENTS, amounts, strict=True)]  # fmt: skip
    with recorded(finance["actor"], reason="演示资料"):
        for project in works:
            _project(finance["actor"], project, rows, today)
    below = {"number": "通财农〔2018〕72 号", "issuer": "通江县财政局", "title": "下拨杨柏镇项目管理费", "year": year,
             "issued_on": today - timedelta(days=200)}  # fmt: skip
    distribute(**finance, pk=rows[0].pk, area=town, given=Given(below, Decimal(30_000), "demo-town"))
    give_back(**finance, pk=rows[2].pk, amount=Decimal(60_000), day=today - timedelta(days=40),
              note="超过一年未安排，上缴收回", key="demo-return")  # fmt: skip
    _claim(clerk, works)


def _acting(username: str) -> dict[str, Any]:
    post = Post.objects.select_related("user").get(user__username=username)
    return {"actor": Actor(post.user_id, post.user.name, post.pk, door="command"), "scope": scope_of(post)}


def _document(finance: dict[str, Any], area: int, year: int, line: Any, amount: Decimal, today: date) -> FundDocument:
    number, issuer, title, level, kind, direction, department, ago, published = line
    day = today - timedelta(days=ago)
    values = {"number": number, "issuer": issuer, "title": title, "year": year, "issued_on": day, "received_on": day,
              "level": level, "kind": kind, "direction": direction, "department": department}  # fmt: skip
    row = document_receive(**finance, area=area, given=Given(values, _fen(amount), f"demo-{number}"))
    if published:
        publish(**finance, pk=row.pk, on=day + timedelta(days=10), where="县政府网站")
    return row


def _project(actor: Actor, project: Project, rows: list[FundDocument], today: date) -> None:
    """As far as its state says: allocated, signed, a third in advance, all but the deposit once it is accepted."""
    total = project.total or Decimal(0)
    parts = (_fen(total * 8 / 10), total - _fen(total * 8 / 10))
    day = min(project.state_on or today, today)
    granted = max(day - timedelta(days=60), *(row.issued_on for row in rows[:2]))
    shares = []
    for row, amount in zip(rows, parts, strict=False):
        allocation = Allocation.all_rows.create(document=row, project=project)
        _book(actor, project, "allocate", amount, granted, f"a{row.pk}", allocation_id=allocation.pk)
        shares.append((allocation, amount))
    if project.state not in _SIGNED:
        return
    contract = Contract.all_rows.create(
        project=project, number=f"HT{project.year}-{project.pk:03d}", builder=_BUILDER,
        signed_on=day - timedelta(days=50),
    )  # fmt: skip
    _book(actor, project, "contract", total, day - timedelta(days=50), "c", contract_id=contract.pk)
    for allocation, amount in shares if project.state in _BUILT else shares[:1]:
        paid = {"allocation_id": allocation.pk, "contract_id": contract.pk}
        first, deposit = _fen(amount * 3 / 10), _fen(amount * 3 / 100)
        builder = {"payee_kind": "builder", "payee": _BUILDER}
        _book(actor, project, "pay", first, day - timedelta(days=45), f"p1-{allocation.pk}", stage="advance",
              voucher=f"记-{allocation.pk}01", **paid, **builder)  # fmt: skip
        if project.state in _BUILT:
            _book(actor, project, "hold", deposit, day, f"h-{allocation.pk}", **paid)
            _book(actor, project, "pay", amount - first - deposit, day, f"p2-{allocation.pk}", stage="final",
                  voucher=f"记-{allocation.pk}02", **paid, **builder)  # fmt: skip


def _book(actor: Actor, project: Project, kind: str, amount: Decimal, day: date, key: str, **rest: Any) -> None:
    book(actor, Movement(kind, amount, day, f"demo-{project.pk}-{key}", **rest))


def _claim(clerk: dict[str, Any], works: list[Project]) -> None:
    """One claim of the township that waits for the county."""
    building = next((row for row in works if row.state == State.BUILDING), None)
    if building is None:
        return
    allocation = Allocation.all_rows.filter(project=building).order_by("id").first()
    contract = Contract.all_rows.filter(project=building).first()
    if allocation is None or contract is None:
        return
    amount = _fen(allocation.balance.free / 4)
    order_ask(
        **clerk,
        asked=Asked(
            allocation.pk, "pay", amount, "demo-claim", way="claim", contract=contract.pk, stage="progress",
            payee_kind="builder", payee=_BUILDER, note="路基完成，申请进度款",
            bills=[Bill("0510 2018 33107", _BUILDER, amount)],
        ),
    )  # fmt: skip


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_DOWN)
