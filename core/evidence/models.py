"""Typed attachments on any subject (佐证材料, DOMAIN 2.9)."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Now

from core.accounts.scope import ScopedManager
from core.audit.history import kept, refuse_truncate
from core.evidence.subjects import paired_with


@kept()
class Attachment(models.Model):
    """One file that proves something about a subject. Never deleted: withdrawn with a reason, so the trail holds.

    ``file`` is a sealed file's name (core.jobs.files); ``kind`` a code of the list ``evidence_kind``; ``area`` the
    subject's place when it was added. ``taken_on`` is when the picture was taken or the paper signed.
    """

    subject_type = models.CharField("对象", max_length=20)
    subject_id = models.BigIntegerField("对象编号")
    area = models.BigIntegerField("区划")
    kind = models.CharField("种类", max_length=8)
    file = models.CharField(max_length=40, unique=True)
    file_name = models.CharField("文件名", max_length=120)
    media_type = models.CharField("格式", max_length=60)
    size = models.IntegerField("大小")
    sha256 = models.CharField("校验值", max_length=64)
    taken_on = models.DateField("形成日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    uploaded_by = models.BigIntegerField("上传人", null=True)
    uploaded_name = models.CharField("上传人姓名", max_length=60)
    uploaded_post = models.BigIntegerField("上传岗位", null=True)
    uploaded_at = models.DateTimeField("上传时间", db_default=Now())
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_name = models.CharField("作废人", max_length=60, blank=True)
    withdrawn_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        base_manager_name = "all_rows"
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="evidence_subject"),
            models.Index(fields=["area", "-id"], name="evidence_area"),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete), refuse_truncate()]

    def __str__(self) -> str:
        return f"{self.file_name} {self.subject_type} {self.subject_id}"

    @classmethod
    def paired_to(cls, rows: QuerySet[Attachment], helper_id: int, day: date) -> QuerySet[Attachment]:
        """A helper sees the papers of the paired households and of no other subject."""
        return rows.filter(paired_with(helper_id, day))
