"""The trail: access events, and the base of records that remember where their facts came from."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now

from core.audit.history import refuse_truncate


class AccessEvent(models.Model):
    """Somebody looked at or took out something, signed in or was refused; append-only for every role."""

    at = models.DateTimeField("时间", db_default=Now())
    actor_id = models.BigIntegerField("用户", null=True)
    actor_name = models.CharField("姓名", max_length=60)
    post_id = models.BigIntegerField("岗位", null=True)
    door = models.CharField("入口", max_length=10)
    request_id = models.CharField("请求号", max_length=40, blank=True)
    action = models.CharField("动作", max_length=60)
    subject_type = models.CharField("对象", max_length=40, blank=True)
    subject_id = models.CharField("对象编号", max_length=60, blank=True)
    area = models.BigIntegerField("区划", default=0)
    reason = models.CharField("理由", max_length=200, blank=True)
    detail = models.JSONField("详情", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "访问记录"
        indexes = [
            models.Index(fields=["area", "-id"], name="access_area"),
            models.Index(fields=["actor_id", "action", "-id"], name="access_actor"),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="access_subject"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"


class TransactionNow(Func):
    """The start of the transaction, as the history's ``pgh_created_at``: what came together is known together."""

    template = "now()"
    output_field = models.DateTimeField()


class Dated(models.Model):
    """A record that knows since when it is stored, whatever wrote it: the database itself fills ``inserted_at``.

    Nobody writes it, and every image in the history carries it, so "was this row here at that moment" has an answer
    also for rows that are gone. NULL: older than this column; then the earliest image tells.
    """

    inserted_at = models.DateTimeField("入库时间", null=True, editable=False, db_default=TransactionNow())

    class Meta:
        abstract = True


class Sourced(Dated):
    """A yearly record that says who wrote it last, when, and from which form or file row.

    ``source`` is form, import, api or carry (copied forward); ``batch`` and ``row`` name the import's file and row.
    ``version`` grows with every write and is what a second writer's form is compared with.
    """

    source = models.CharField("来源", max_length=8, default="form", db_default="form")
    batch = models.BigIntegerField("导入批次", null=True, blank=True)
    row = models.IntegerField("行号", null=True, blank=True)
    updated_by = models.BigIntegerField("修改人", null=True, blank=True)
    updated_at = models.DateTimeField("修改时间", db_default=Now())
    version = models.IntegerField("版本", default=1, db_default=1)

    class Meta:
        abstract = True
