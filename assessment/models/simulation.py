"""What a draft would change, kept as a list: nothing here is a verdict, and nothing reads it but its own pages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Simulation(models.Model):
    """One trial of a draft standard or line over ``area`` (its jurisdiction) for a ``year``.

    ``revision`` is the draft's at the time: after an edit the trial is out of date. ``totals``: level →
    ``met_to_not_met`` and the like → number. ``pending`` counts the places that were still to be computed: their
    flips are among the list as well.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    standard = models.ForeignKey("assessment.Standard", models.CASCADE, null=True, related_name="simulations")
    line = models.ForeignKey("assessment.LineDraft", models.CASCADE, null=True, related_name="simulations")
    revision = models.IntegerField("修改次数")
    area = models.BigIntegerField("区域")
    year = models.SmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    message = models.CharField("说明", max_length=200, blank=True, default="")
    job = models.BigIntegerField("任务", null=True)
    owner = models.BigIntegerField("发起人", null=True)
    totals = models.JSONField("合计", default=dict)
    households = models.IntegerField("试算户数", default=0)
    villages = models.IntegerField("试算村数", default=0)
    regions = models.IntegerField("试算区域数", default=0)
    pending = models.IntegerField("待计算", default=0)
    milliseconds = models.IntegerField("用时", default=0)
    asked_at = models.DateTimeField("发起时间", db_default=Now())
    as_of = models.DateTimeField("资料时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "标准试算"
        constraints = [
            models.CheckConstraint(
                condition=Q(standard__isnull=False, line__isnull=True) | Q(standard__isnull=True, line__isnull=False),
                name="simulation_one_draft",
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard_id or self.line_id} {self.year} {self.state}"


class SimulatedFlip(models.Model):
    """One subject whose outcome would change. ``household_id`` NULL: the region ``area`` of ``level`` itself.

    ``before`` and ``after`` are met, not_met, unknown; before also ``new`` (no verdict yet), after also ``gone``.
    """

    simulation = models.ForeignKey(Simulation, models.CASCADE, related_name="flips", db_index=False)
    level = models.SmallIntegerField("级别")
    area = models.BigIntegerField("区域")
    household_id = models.BigIntegerField("户", null=True)
    before = models.CharField("发布前", max_length=8)
    after = models.CharField("发布后", max_length=8)

    class Meta:
        verbose_name = verbose_name_plural = "试算变化"
        indexes = [models.Index(fields=["simulation", "level", "area", "id"], name="simulated_flip_place")]

    def __str__(self) -> str:
        return f"{self.area} {self.before}→{self.after}"
