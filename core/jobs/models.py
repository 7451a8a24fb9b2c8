"""Long work as rows: progress bars read them, and they survive a restart."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Job(models.Model):
    """One piece of long work of one owner: an import's check or apply, an export.

    ``arguments`` hold ids and plain settings only, never personal data. ``file`` is a path below VAR/files.
    ``heartbeat`` lets the sweep find work whose worker died; such a job is started again (tasks are idempotent).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        REFUSED = "refused", "未通过"
        FAILED = "failed", "失败"

    kind = models.CharField("种类", max_length=40)
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    done = models.IntegerField("已完成", default=0)
    total = models.IntegerField("总数", default=0)
    message = models.CharField("说明", max_length=400, blank=True)
    owner_id = models.BigIntegerField("发起人", null=True)
    post_id = models.BigIntegerField("岗位", null=True)
    area = models.BigIntegerField("区划", default=0)
    arguments = models.JSONField("参数", default=dict)
    result = models.JSONField("结果", default=dict)
    file = models.CharField("文件", max_length=200, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    created_at = models.DateTimeField("发起时间", db_default=Now())
    heartbeat = models.DateTimeField(null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        indexes = [models.Index(fields=["owner_id", "-id"], name="job_owner")]

    def __str__(self) -> str:
        return f"{self.title} {self.get_state_display()}"
