"""Writes of contributions: helpers, what was given, to which households, what was used, the notice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.db import IntegrityError, models
from django.db.models import F, Sum
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.scope import OfficeOnly, Scope
from core.audit.trail import Actor, recorded
from core.evidence.selectors import attachments_of
from core.regions.codes import area_range
from core.regions.selectors import region_detail
from funds.contributions.errors import HiddenRecordError, RecordRefusedError, StaleRecordError
from funds.models import Contribution, ContributionHousehold, ContributionUse, SupportUnit
from households.models import Household

PLAIN: Final = (
    "helper_kind", "donor_kind", "donor", "form", "amount", "goods", "quantity", "unit", "received_on", "recipient",
    "for_households", "purpose", "receipt_no", "notice_due_on", "note",
)  # fmt: skip
UNIT_FIELDS: Final = ("name", "kind", "home", "starts_on", "ends_on", "contact", "note")
# A contribution is made known within so many days where nothing else is laid down.
NOTICE_DAYS: Final = 30
Record = TypeVar("Record", bound=OfficeOnly)


def _place(scope: Scope, area: int) -> None:
    if not scope.covers(area) or region_detail(area) is None:
        raise HiddenRecordError(area)


def _locked(model: type[Record], scope: Scope, pk: int) -> Record:
    rows: models.QuerySet[Record] = model.objects.within(scope)
    row = rows.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        raise HiddenRecordError(pk)
    return row


def _update(model: type[Any], row: Any, version: int, values: Mapping[str, Any], actor: Actor) -> None:
    if row.version != version:
        raise StaleRecordError(row.version)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        stamp = {"updated_by": actor.user_id, "updated_at": Now(), "source": "form"}
        model.all_rows.filter(pk=row.pk).update(**changed, **stamp, version=F("version") + 1)


def unit_save(
    *, actor: Actor, scope: Scope, area: int, values: Mapping[str, Any], pk: int | None = None, version: int = 0
) -> SupportUnit:
    """Register a helper of ``area`` or change it. HiddenRecordError, RecordRefusedError, StaleRecordError."""
    _place(scope, area)
    ends = values.get("ends_on")
    if set(values) - set(UNIT_FIELDS) or (ends is not None and ends < values["starts_on"]):
        raise RecordRefusedError({"ends_on": "结束日期早于开始日期"})
    if values.get("home") is not None and region_detail(values["home"]) is None:
        raise RecordRefusedError({"home": "没有这个区划"})
    try:
        with recorded(actor, reason="登记帮扶主体"):
            if pk is None:
                row: SupportUnit = SupportUnit.all_rows.create(area=area, updated_by=actor.user_id, **values)
                return row
            row = _locked(SupportUnit, scope, pk)
            _update(SupportUnit, row, version, values, actor)
            row.refresh_from_db()
    except IntegrityError as error:
        raise RecordRefusedError({"name": "这里已经登记了同名、同类型的帮扶主体"}) from error
    return row


def helper_of(pk: int) -> SupportUnit | None:
    """A helper that a form offered; ``checked`` says whether it helps the place."""
    return SupportUnit.all_rows.filter(pk=pk).first()


def checked(area: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored: year, the helper's own name and kind, the day by which notice is due."""
    found = dict(values)
    wrong = dict.fromkeys(set(found) - {*PLAIN, "helper"}, "不能在这里修改")
    helper: SupportUnit | None = found.get("helper")
    if helper is not None:
        low, high = area_range(helper.area)
        if not low <= area < high:
            wrong["helper"] = "这个帮扶主体不帮扶本地"
        found |= {"donor": helper.name, "helper_kind": helper.kind}
    received = found["received_on"]
    if received > timezone.localdate():
        wrong["received_on"] = "接收日期不能晚于今天"
    if not found.get("donor"):
        wrong["donor"] = "请填写捐赠方，或选择已登记的帮扶主体"
    if not found.get("helper_kind"):
        wrong["helper_kind"] = "请选择帮扶类型"
    if found["form"] == Contribution.Form.MONEY:
        if found.get("amount") is None:
            wrong["amount"] = "请填写金额"
        found |= {"goods": "", "quantity": None, "unit": ""}
    else:
        for name, words in (("goods", "物资名称"), ("quantity", "数量"), ("unit", "计量单位")):
            if not found.get(name):
                wrong[name] = f"物资请填写{words}"
    if found.get("amount") is not None and found["amount"] <= 0:
        wrong["amount"] = "金额应大于 0；物资还没有估价的留空"
    due = found.get("notice_due_on") or received + timedelta(days=NOTICE_DAYS)
    if due < received:
        wrong["notice_due_on"] = "应公示日期早于接收日期"
    if wrong:
        raise RecordRefusedError(wrong)
    return found | {"year": received.year, "notice_due_on": due}


def contribution_create(*, actor: Actor, scope: Scope, area: int, values: Mapping[str, Any]) -> Contribution:
    """Enter a contribution to ``area``; ``values`` are PLAIN and ``helper`` (a SupportUnit or None)."""
    _place(scope, area)
    stored = checked(area, values)
    with recorded(actor, reason="登记捐赠"):
        row: Contribution = Contribution.all_rows.create(area=area, updated_by=actor.user_id, **stored)
    return row


def contribution_update(*, actor: Actor, scope: Scope, pk: int, version: int, values: Mapping[str, Any]) -> None:
    """Write what differs; the amount never falls below what was used of it."""
    with recorded(actor, reason="修改捐赠"):
        row = _locked(Contribution, scope, pk)
        stored = checked(row.area, values)
        spent = used_of(row)
        if (stored["amount"] or Decimal(0)) < spent:
            raise RecordRefusedError({"amount": f"已使用 {spent} 元，金额不能少于它"})
        if row.notice_on is not None and row.notice_on < stored["received_on"]:
            raise RecordRefusedError({"received_on": "接收日期晚于公示日期"})
        _update(Contribution, row, version, stored, actor)


def used_of(row: Contribution) -> Decimal:
    """What was used of a contribution so far."""
    total = ContributionUse.all_rows.filter(contribution=row).aggregate(total=Sum("amount"))["total"]
    return Decimal(total or 0)


def households_set(*, actor: Actor, scope: Scope, pk: int, codes: Collection[str]) -> int:
    """Say for which households in scope a contribution is, by 户编号; those outside the scope stay. How many."""
    with recorded(actor, reason="受赠户"):
        row = _locked(Contribution, scope, pk)
        low, high = area_range(row.area)
        found = {item.code: item for item in Household.objects.within(scope).filter(code__in=list(codes))}
        missing = [code for code in codes if code not in found or not low <= found[code].area < high]
        if missing:
            raise RecordRefusedError({"codes": f"受赠区划内没有户编号：{'、'.join(missing[:20])}"})
        stored = ContributionHousehold.objects.within(scope).filter(contribution=row)
        stored.exclude(household__in=found.values()).delete()
        ContributionHousehold.all_rows.bulk_create(
            (ContributionHousehold(contribution=row, household=item, area=item.area) for item in found.values()),
            ignore_conflicts=True,
        )
        if found and not row.for_households:
            Contribution.all_rows.filter(pk=pk).update(for_households=True, version=F("version") + 1)
    return len(found)


def use_record(*, actor: Actor, scope: Scope, pk: int, amount: Decimal, used_on: date, purpose: str) -> ContributionUse:
    """Enter what was used; RecordRefusedError when it is more than what is left, or not valued yet."""
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise RecordRefusedError({"amount": "金额应大于 0，精确到分"})
    if not purpose.strip():
        raise RecordRefusedError({"purpose": "请写明用于什么"})
    with recorded(actor, reason="捐赠使用"):
        row = _locked(Contribution, scope, pk)
        if row.amount is None:
            raise RecordRefusedError({"amount": "这批物资还没有估价，请先补填折价"})
        left = row.amount - used_of(row)
        if amount > left:
            raise RecordRefusedError({"amount": f"还可使用 {left} 元，超出 {amount - left} 元"})
        if not row.received_on <= used_on <= timezone.localdate():
            raise RecordRefusedError({"used_on": "使用日期应在接收之后，不晚于今天"})
        made: ContributionUse = ContributionUse.all_rows.create(
            contribution=row, area=row.area, used_on=used_on, amount=amount, purpose=purpose.strip()[:120],
            by_id=actor.user_id, by_name=actor.name,
        )  # fmt: skip
    return made


def use_reverse(*, actor: Actor, scope: Scope, pk: int, reason: str) -> ContributionUse:
    """Take an entry back by a counter-entry of today; an entry is taken back once."""
    if not reason.strip():
        raise RecordRefusedError({"reason": "请写明冲正理由"})
    with recorded(actor, reason="冲正捐赠使用"):
        entry: ContributionUse | None = ContributionUse.objects.within(scope).filter(pk=pk).first()
        if entry is None:
            raise HiddenRecordError(pk)
        _locked(Contribution, scope, entry.contribution_id)
        if entry.reverses_id is not None or ContributionUse.all_rows.filter(reverses=entry).exists():
            raise RecordRefusedError({"reason": "这一笔已经冲正，或本身就是冲正"})
        made: ContributionUse = ContributionUse.all_rows.create(
            contribution_id=entry.contribution_id, area=entry.area, used_on=timezone.localdate(),
            amount=-entry.amount, purpose=f"冲正：{reason.strip()}"[:120], reverses=entry, by_id=actor.user_id,
            by_name=actor.name,
        )  # fmt: skip
    return made


def notice_done(*, actor: Actor, scope: Scope, pk: int, on: date) -> None:
    """The contribution was made known on a day; a paper of it must be there (P04 公示张贴照片 or another)."""
    with recorded(actor, reason="捐赠公示"):
        row = _locked(Contribution, scope, pk)
        if not row.received_on <= on <= timezone.localdate():
            raise RecordRefusedError({"on": "公示日期应在接收之后，不晚于今天"})
        if not attachments_of(scope, "contribution", [pk]).filter(withdrawn_at__isnull=True).exists():
            raise RecordRefusedError({"on": "请先在佐证材料里添加公示照片"})
        Contribution.all_rows.filter(pk=pk).update(
            notice_on=on, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now()
        )
