"""How fresh the verdicts are, as data: what each pass of a worker consumed, what each check found, who is alive."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from core.changes.models import ClockTimestamp

# Upper edges in seconds of the classes of ages; the last class is open.
EDGES = (0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)


class ComputePass(models.Model):
    """One pass over villages: how old the marks were that it worked off, single edits and bulk apart.

    ``edits`` and ``bulk`` count marks by class of age (``EDGES``), from the mark of the fact's write to the end of
    the computation. At most one row a pass; rows are kept for eight days.
    """

    at = models.DateTimeField("时间", db_default=ClockTimestamp())
    edits = ArrayField(models.IntegerField())
    bulk = ArrayField(models.IntegerField())
    oldest = models.FloatField("最旧（秒）")

    class Meta:
        verbose_name = verbose_name_plural = "计算批次"
        indexes = [models.Index(fields=["at"], name="compute_pass_at")]

    def __str__(self) -> str:
        return f"{self.at} {self.oldest:.1f}s"


class ConvergenceCheck(models.Model):
    """One run of the convergence check of a year: what was compared, what differed, some examples (ids only)."""

    year = models.SmallIntegerField("年度")
    area = models.BigIntegerField("区划", default=0)
    started_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("结束", db_default=Now())
    checked = models.IntegerField("核对")
    different = models.IntegerField("不同")
    pending = models.IntegerField("待计算")
    examples = models.JSONField("例子", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "收敛核对"
        indexes = [models.Index(fields=["-id", "year"], name="convergence_newest")]

    def __str__(self) -> str:
        return f"{self.year} {self.different}/{self.checked}"


class Heartbeat(models.Model):
    """When a process was last seen: ``worker`` at each message it takes, ``beat`` at each of its sweeps."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField("时间", db_default=ClockTimestamp())

    class Meta:
        verbose_name = verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
