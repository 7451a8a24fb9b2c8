"""Issue documents (指标文): who issued how much, of what nature and through which channel, and who received it.

How much money a document has is the sum of its entries; its balance row is kept by the database.
"""

from __future__ import annotations

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q

from core.accounts.scope import OfficeOnly
from core.audit.history import kept, refuse_truncate
from core.audit.models import Sourced
from core.dictionaries.fields import coded, codes, day
from funds.sql import BY_ENTRY_ALONE

_OPEN_BALANCE = "INSERT INTO {table} ({column}) VALUES (NEW.id); RETURN NULL;"


def balance_of(table: str, column: str) -> pgtrigger.Trigger:
    """Every new row gets its balance of zero with itself."""
    return pgtrigger.Trigger(
        name="balance", operation=pgtrigger.Insert, when=pgtrigger.After,
        func=_OPEN_BALANCE.format(table=table, column=column),
    )  # fmt: skip


def by_entry_alone() -> list[pgtrigger.Trigger]:
    """A balance follows from the entries, whoever holds the pen."""
    return [
        pgtrigger.Trigger(
            name="by_entry", operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete, when=pgtrigger.Before,
            func=BY_ENTRY_ALONE,
        ),
        refuse_truncate(),
    ]  # fmt: skip


def money(label: str) -> models.DecimalField[Decimal, Decimal]:
    """A balance in yuan to the fen."""
    return models.DecimalField(label, max_digits=16, decimal_places=2, default=0, db_default=0)


@kept()
class FundDocument(Sourced, OfficeOnly):
    """One document; ``area`` is who received the money, ``parent`` the document it was distributed from.

    ``level`` and ``kind`` are the lists fund_level and fund_kind, ``direction`` fund_direction; ``department`` the
    channel. ``purposes`` are the project categories that the money is meant for (none: every category): kind,
    direction and department stay with the money for ever, and whether the use may change is a FundRule.
    """

    number = models.CharField("文号", max_length=60)
    issuer = models.CharField("下达单位", max_length=60)
    title = models.CharField("文件名", max_length=160)
    area = models.BigIntegerField("收文区划")
    year = models.SmallIntegerField("资金年度")
    issued_on = models.DateField("下达日期")
    received_on = day("收文日期")
    level = models.CharField("资金级次", max_length=8)
    kind = models.CharField("资金类别", max_length=8)
    direction = coded("资金方向")
    department = models.CharField("主管部门（资金渠道）", max_length=60, blank=True, default="", db_default="")
    purposes = codes("规定用途")
    purpose = models.CharField("用途说明", max_length=200, blank=True, default="", db_default="")
    publicity_due = day("公示期限")
    published_on = day("公示日期")
    published_where = models.CharField("公示地点", max_length=100, blank=True, default="", db_default="")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    note = models.CharField("备注", max_length=300, blank=True, default="", db_default="")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "指标文"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="fund_document_number"),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("issued_on")),
                name="fund_document_received",
            ),
        ]
        indexes = [models.Index(fields=["area", "year", "id"], name="fund_document_area")]
        triggers = [
            balance_of("funds_documentbalance", "document_id"),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="place_stays", operation=pgtrigger.UpdateOf("area", "parent_id")),  # type: ignore[no-untyped-call]
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class DocumentBalance(models.Model):
    """Sums of a document's entries: in, handed down, allocated to projects, given back; ``spent`` by its projects."""

    document = models.OneToOneField(FundDocument, on_delete=models.PROTECT, primary_key=True, related_name="balance")
    received = money("下达金额")
    distributed = money("已下拨")
    allocated = money("已分配到项目")
    returned = money("已收回")
    spent = money("已支出")

    class Meta:
        verbose_name = verbose_name_plural = "指标文余额"
        constraints = [
            models.CheckConstraint(
                condition=Q(received__gte=0, distributed__gte=0, allocated__gte=0, returned__gte=0, spent__gte=0),
                name="document_balance_signs",
            ),
            models.CheckConstraint(
                condition=Q(received__gte=F("distributed") + F("allocated") + F("returned")),
                name="document_not_overspent",
            ),
            models.CheckConstraint(condition=Q(allocated__gte=F("spent")), name="document_spent"),
        ]
        triggers = by_entry_alone()

    def __str__(self) -> str:
        return f"{self.document_id} {self.received}"

    @property
    def free(self) -> Decimal:
        """What is neither handed down nor allocated nor given back, in yuan."""
        return self.received - self.distributed - self.allocated - self.returned

    @property
    def unspent(self) -> Decimal:
        """What is still this region's and not paid out, in yuan."""
        return self.received - self.distributed - self.returned - self.spent
