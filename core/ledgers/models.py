"""Import batches: what was uploaded, what the check found, what was applied and undone; the doubts kept with them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Batch(models.Model):
    """One upload of one person for one kind and year. Facts remember it by id (``Sourced.batch``).

    ``upload`` and ``errors`` name sealed files under VAR/files; both go when the batch is done with or after a day.
    ``problems`` holds the first errors for the page; ``effect`` is null until verdicts exist to compare.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待校验"
        READY = "ready", "可以导入"
        REFUSED = "refused", "未通过校验"
        APPLYING = "applying", "正在导入"
        APPLIED = "applied", "已导入"
        DROPPED = "dropped", "已放弃"
        UNDONE = "undone", "已撤销"

    kind = models.CharField("种类", max_length=20)
    year = models.SmallIntegerField("年度")
    area = models.BigIntegerField("区划", default=0)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    file_name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("大小", default=0)
    sha256 = models.CharField(max_length=64)
    upload = models.CharField(max_length=80, blank=True)
    errors = models.CharField(max_length=80, blank=True)
    rows_read = models.IntegerField("读取", default=0)
    created = models.IntegerField("新增", default=0)
    updated = models.IntegerField("更新", default=0)
    unchanged = models.IntegerField("不变", default=0)
    refused = models.IntegerField("拒绝", default=0)
    doubts = models.IntegerField("疑点", default=0)
    sheets = models.JSONField("各表行数", default=list)
    fields = models.JSONField("变动字段", default=list)
    notes = models.JSONField("说明", default=list)
    problems = models.JSONField("错误", default=list)
    doubt_kinds = models.JSONField("疑点种类", default=list)
    effect = models.JSONField("判定变化", null=True)
    message = models.CharField("结论", max_length=400, blank=True)
    job_id = models.BigIntegerField("任务", null=True)
    owner_id = models.BigIntegerField("导入人", null=True)
    owner_name = models.CharField("导入人", max_length=60, blank=True)
    post_id = models.BigIntegerField("岗位", null=True)
    created_at = models.DateTimeField("上传时间", db_default=Now())
    checked_at = models.DateTimeField("校验时间", null=True)
    applied_at = models.DateTimeField("导入时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        indexes = [
            models.Index(fields=["owner_id", "-id"], name="batch_owner"),
            models.Index(fields=["state", "created_at"], name="batch_state"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.get_state_display()}"


class BatchDoubt(models.Model):
    """An improbable but allowed value of an applied batch (class C of SECURITY 5.1). ``row`` 0: the whole sheet."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="doubt_rows")
    sheet = models.CharField("工作表", max_length=20)
    row = models.IntegerField("行")
    letter = models.CharField("列", max_length=4, blank=True)
    heading = models.CharField("字段", max_length=60, blank=True)
    reason = models.CharField("为什么可疑", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "导入疑点"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.letter}{self.row} {self.reason}"


class BatchWrite(models.Model):
    """What an applied batch wrote in one table: half-open ranges of the ids of the rows that it created, and of the
    events that hold the rows it changed as they were before. Ranges, for a city's import is one row a table."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="writes")
    table = models.CharField("表", max_length=63)
    created_from = ArrayField(models.BigIntegerField())
    created_to = ArrayField(models.BigIntegerField())
    images_from = ArrayField(models.BigIntegerField())
    images_to = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = verbose_name_plural = "批次写入"
        constraints = [models.UniqueConstraint(fields=["batch", "table"], name="batch_write")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.table}"


class BatchUndo(models.Model):
    """The undoing of a batch: asked for, looked at, confirmed with a reason, done; at most one a batch.

    Numbers are rows of the file: ``restored`` to what they were, ``removed`` for the batch had created them,
    ``edited`` kept since somebody changed them later, ``referred`` kept since something hangs on them. Until it is
    done they are those of the preview.
    """

    class State(models.TextChoices):
        LOOKING = "looking", "正在核对"
        READY = "ready", "可以撤销"
        UNDOING = "undoing", "正在撤销"
        DONE = "done", "已撤销"

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="undo")
    state = models.CharField("状态", max_length=10, choices=State, default=State.LOOKING)
    reason = models.CharField("撤销理由", max_length=200, blank=True, default="")
    restored = models.IntegerField("恢复原值", default=0)
    removed = models.IntegerField("删除", default=0)
    edited = models.IntegerField("此后改过", default=0)
    referred = models.IntegerField("此后引用", default=0)
    effect = models.JSONField("判定变化", null=True)
    job_id = models.BigIntegerField("任务", null=True)
    actor_id = models.BigIntegerField("撤销人", null=True)
    actor_name = models.CharField("撤销人", max_length=60, blank=True, default="")
    looked_at = models.DateTimeField("核对时间", null=True)
    done_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批次撤销"

    def __str__(self) -> str:
        return f"{self.batch_id} {self.get_state_display()}"

    @property
    def undone(self) -> int:
        """Rows of the file that are put back."""
        return self.restored + self.removed

    @property
    def kept(self) -> int:
        """Rows of the file that stay as they are."""
        return self.edited + self.referred


class UndoKept(models.Model):
    """A subject (a household, a project, …) that an undoing leaves as it is, and why: changed since by ``who``, or
    ``what`` hangs on it."""

    class Why(models.TextChoices):
        EDITED = "edited", "此后改过"
        REFERRED = "referred", "此后引用"
        FROZEN = "frozen", "不能再改"

    undo = models.ForeignKey(BatchUndo, on_delete=models.CASCADE, related_name="kept_rows")
    subject = models.CharField("对象", max_length=120)
    rows = models.IntegerField("行数")
    why = models.CharField("原因", max_length=10, choices=Why)
    what = models.CharField("说明", max_length=300, blank=True, default="")
    who = models.CharField("何人", max_length=60, blank=True, default="")
    at = models.DateTimeField("何时", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "撤销保留"

    def __str__(self) -> str:
        return f"{self.subject} {self.get_why_display()}"
