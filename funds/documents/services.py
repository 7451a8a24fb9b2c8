"""Writes of issue documents: received, changed, distributed, given back, carried over, published, undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.dictionaries.selectors import labels
from core.regions.codes import Level, area_range, level_of
from core.regions.selectors import exists_in
from funds.booking import Movement, again, amount_wrong, book, cancel
from funds.errors import FundRefusedError, HiddenFundError, StaleFundError
from funds.models import FundDocument, FundEntry, FundRule
from funds.rules import number_of

REQUIRED: Final = ("number", "issuer", "title", "year", "issued_on", "level", "kind")
PLAIN: Final = (*REQUIRED, "received_on", "direction", "department", "purposes", "purpose", "publicity_due", "note")
LISTS: Final = {"level": "fund_level", "kind": "fund_kind", "direction": "fund_direction"}
# A distributed document keeps the nature of the money: who hands it down does not choose it anew.
KEPT: Final = ("level", "kind", "direction", "department", "purposes", "purpose")


@dataclass(frozen=True)
class Given:
    """A document as entered: plain values by column, and its amount in yuan. ``key`` makes a repetition harmless."""

    values: Mapping[str, Any]
    amount: Decimal
    key: str


def locked(scope: Scope, pk: int) -> FundDocument:
    """The document, locked, for somebody whose scope covers who received it; HiddenFundError."""
    row: FundDocument | None = FundDocument.all_rows.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None or not scope.covers(row.area):
        raise HiddenFundError(pk)
    return row


@again
def document_receive(*, actor: Actor, scope: Scope, area: int, given: Given) -> FundDocument:
    """A document that ``area`` received, with its amount as the first entry; the same key gives it back."""
    if not scope.covers(area):
        raise HiddenFundError(area)
    known = _known(given, "document", area)
    if known is not None:
        return known
    wrong = _checked(given.values, area) | _money(given.amount)
    if wrong:
        raise FundRefusedError(wrong)
    with recorded(actor, reason="登记指标文"):
        row = _create(actor, {**given.values, "area": area}, given.values["issued_on"])
        book(actor, Movement("issue", given.amount, _booked_on(row), f"doc-{given.key}", document_id=row.pk))
    return row


def document_change(*, actor: Actor, scope: Scope, pk: int, version: int, values: Mapping[str, Any]) -> FundDocument:
    """Change what is written of a document, never its amount or place. StaleFundError; see document_receive."""
    with recorded(actor, reason="修改指标文"):
        row = locked(scope, pk)
        if row.version != version:
            raise StaleFundError(row.version)
        wrong = _checked({name: getattr(row, name) for name in PLAIN} | dict(values), row.area)
        if row.parent_id is not None:
            wrong |= {name: "下拨文件的资金性质随上级文件，不能修改" for name in KEPT
                      if name in values and values[name] != getattr(row, name)}  # fmt: skip
        if wrong:
            raise FundRefusedError(wrong)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            _update(row, actor, changed)
        row.refresh_from_db()
    return row


@again
def distribute(
    *, actor: Actor, scope: Scope, pk: int, area: int, given: Given, day: date | None = None
) -> FundDocument:
    """Hand money down to a lower region under a number of its own; nature and channel stay those of the source."""
    with recorded(actor, reason="下拨资金"):
        row = locked(scope, pk)
        known = _known(given, "to_document", area)
        if known is not None:
            return known
        low, high = area_range(row.area)
        values = dict(given.values) | {name: getattr(row, name) for name in KEPT}
        wrong = _checked(values, area) | _money(given.amount)
        if area == row.area or not low <= area < high or level_of(area) <= level_of(row.area):
            wrong["area"] = "只能下拨到本地区以下的地区"
        if wrong:
            raise FundRefusedError(wrong)
        made = _create(actor, {**values, "area": area, "parent": row}, values["issued_on"])
        book(
            actor,
            Movement("distribute", given.amount, day or made.issued_on, f"doc-{given.key}", document_id=row.pk,
                     to_document_id=made.pk),
        )  # fmt: skip
    return made


@again
def give_back(*, actor: Actor, scope: Scope, pk: int, amount: Decimal, day: date, note: str, key: str) -> FundEntry:
    """Money goes back to where it came from: to the document above, or to the office that issued it."""
    with recorded(actor, reason="收回资金"):
        row = locked(scope, pk)
        if not note.strip():
            raise FundRefusedError({"note": "请填写收回原因"})
        _not_before(row, day)
        return book(
            actor,
            Movement("return", amount, day, key, document_id=pk, to_document_id=row.parent_id, note=note.strip()[:200]),
        )


@again
def carry_over(*, actor: Actor, scope: Scope, pk: int, amount: Decimal, day: date, note: str, key: str) -> FundEntry:
    """Write down that unspent money is carried over; it keeps its document and so its age."""
    with recorded(actor, reason="结转资金"):
        row = locked(scope, pk)
        _not_before(row, day)
        return book(actor, Movement("carry", amount, day, key, document_id=pk, note=note.strip()[:200]))


def publish(*, actor: Actor, scope: Scope, pk: int, on: date, where: str) -> None:
    """The document was published; a second time changes the day and the place."""
    with recorded(actor, reason="登记资金公示"):
        row = locked(scope, pk)
        wrong = {}
        if not row.issued_on <= on <= timezone.localdate():
            wrong["on"] = f"公示日期应在下达日期（{row.issued_on}）与今天之间"
        if not where.strip():
            wrong["where"] = "请填写公示地点"
        if wrong:
            raise FundRefusedError(wrong)
        _update(row, actor, {"published_on": on, "published_where": where.strip()[:100]})


@again
def entry_cancel(*, actor: Actor, scope: Scope, pk: int, day: date, note: str) -> FundEntry:
    """Undo an entry by its counter-entry; HiddenFundError outside the scope of the document it was taken from."""
    with recorded(actor, reason="冲销"):
        entry: FundEntry | None = FundEntry.all_rows.select_related("document").filter(pk=pk).first()
        if entry is None or not scope.covers(entry.area if entry.document is None else entry.document.area):
            raise HiddenFundError(pk)
        return cancel(actor, entry, day=day, note=note)


def _known(given: Given, side: str, area: int) -> FundDocument | None:
    """The document that this key made before, for the same region and amount."""
    entry: FundEntry | None = FundEntry.all_rows.select_related(side).filter(key=f"doc-{given.key}").first()
    if entry is None:
        return None
    row: FundDocument | None = getattr(entry, side)
    if row is None or (row.area, entry.amount) != (area, given.amount):
        raise FundRefusedError({"key": "同一防重键已用于另一笔记录"})
    return row


def _create(actor: Actor, values: Mapping[str, Any], issued_on: date) -> FundDocument:
    year, area = values["year"], values["area"]
    days = number_of(area, year, FundRule.Name.PUBLICITY_DAYS)
    due = values.get("publicity_due")
    if due is None and days is not None:
        due = (values.get("received_on") or issued_on) + timedelta(days=int(days))
    try:
        with transaction.atomic():
            row: FundDocument = FundDocument.all_rows.create(
                **{**values, "publicity_due": due}, updated_by=actor.user_id
            )
    except IntegrityError as error:
        raise FundRefusedError({"number": f"{values['issuer']}的文号 {values['number']} 已登记"}) from error
    return row


def _update(row: FundDocument, actor: Actor, changed: Mapping[str, Any]) -> None:
    try:
        with transaction.atomic():
            FundDocument.all_rows.filter(pk=row.pk).update(
                **changed, source="form", batch=None, row=None, version=F("version") + 1, updated_by=actor.user_id,
                updated_at=Now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise FundRefusedError({"number": "这个下达单位的文号已登记"}) from error


def _booked_on(row: FundDocument) -> date:
    return row.received_on or row.issued_on


def _not_before(row: FundDocument, day: date) -> None:
    if day < row.issued_on:
        raise FundRefusedError({"day": f"日期早于下达日期（{row.issued_on}）"})


def _money(amount: Decimal) -> dict[str, str]:
    wrong = amount_wrong(amount)
    return {"amount": wrong} if wrong else {}


def _checked(values: Mapping[str, Any], area: int) -> dict[str, str]:
    unknown = set(values) - set(PLAIN)
    if unknown:
        raise FundRefusedError(dict.fromkeys(unknown, "不能在这里填写"))
    titles = {item.name: str(item.verbose_name) for item in FundDocument._meta.concrete_fields}
    wrong = {name: f"请填写{titles[name]}" for name in REQUIRED if values.get(name) in (None, "")}
    for name, code_list in LISTS.items():
        if values.get(name) and values[name] not in labels(code_list):
            wrong[name] = f"{titles[name]}不在代码表内"
    if set(values.get("purposes") or ()) - set(labels("project_category")):
        wrong["purposes"] = "规定用途不在项目类别代码表内"
    if wrong:
        return wrong
    today, issued, received = timezone.localdate(), values["issued_on"], values.get("received_on")
    if issued > today:
        wrong["issued_on"] = "下达日期不能晚于今天"
    if received is not None and not issued <= received <= today:
        wrong["received_on"] = "收文日期应在下达日期与今天之间"
    if level_of(area) not in (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE) or not exists_in(
        area, values["year"]
    ):
        wrong["area"] = "收文区划不存在"
    return wrong
