"""人工认定: what persons decided about a household or a region, beside what the rules compute (DESIGN 1.5).

No computation reads or writes this table; a verdict and a recognition are two columns of one line.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from core.accounts.scope import ScopedManager
from core.audit.history import kept
from core.audit.models import Dated

# Below the village in the order of levels: who approves must stand above the subject.
HOUSEHOLD_LEVEL = 6


@kept()
class Recognition(Dated):
    """One decision on a subject and year: a household (``household_id``) or the region ``area`` itself.

    ``criterion`` names one indicator, "" the whole verdict. It counts from its approval through ``valid_until``
    inclusive, unless withdrawn. Proposer and approver are different persons (user ids and names: they outlive
    accounts). ``area`` of a household follows its moves by a composite key.
    """

    class Kind(models.TextChoices):
        MET = "met", "认定达标"
        NOT_MET = "not_met", "认定不达标"
        DEFERRED = "deferred", "暂缓"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审批"
        APPROVED = "approved", "已批准"
        REJECTED = "rejected", "未同意"
        WITHDRAWN = "withdrawn", "已撤回"

    household_id = models.BigIntegerField("户", null=True)
    area = models.BigIntegerField("代码")
    level = models.SmallIntegerField("级别", help_text="1 省 2 市 3 县 4 乡镇 5 村 6 户")
    year = models.SmallIntegerField("年度")
    kind = models.CharField("认定", max_length=8, choices=Kind)
    criterion = models.CharField("指标", max_length=40, blank=True, default="")
    reason = models.CharField("理由", max_length=300)
    document = models.CharField("文号", max_length=80)
    valid_until = models.DateField("有效期至")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.BigIntegerField("提出人")
    proposed_name = models.CharField("提出人姓名", max_length=60)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.BigIntegerField("审批人", null=True)
    decided_name = models.CharField("审批人姓名", max_length=60, blank=True, default="")
    decided_at = models.DateTimeField("审批时间", null=True)
    decided_note = models.CharField("审批意见", max_length=200, blank=True, default="")
    withdrawn_by = models.BigIntegerField("撤回人", null=True)
    withdrawn_name = models.CharField("撤回人姓名", max_length=60, blank=True, default="")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_note = models.CharField("撤回原因", max_length=200, blank=True, default="")

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "人工认定"
        base_manager_name = "all_rows"
        constraints = [
            models.UniqueConstraint(
                fields=["household_id", "area", "year", "criterion"],
                condition=Q(state="proposed"),
                nulls_distinct=False,
                name="recognition_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="recognition_two_persons"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "year"], name="recognition_area"),
            models.Index(fields=["household_id", "area"], name="recognition_household"),
            models.Index(fields=["state", "valid_until"], name="recognition_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document}"

    @property
    def against(self) -> str:
        """Why an exit is held by this decision; "" when it stands for the verdict."""
        return "" if self.kind == self.Kind.MET else self.words

    @property
    def words(self) -> str:
        """「认定达标（通扶〔2018〕9 号，有效期至 2018-12-31）」."""
        return f"{self.get_kind_display()}（{self.document}，有效期至 {self.valid_until:%Y-%m-%d}）"

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Recognition], helper_id: int, day: date) -> models.QuerySet[Recognition]:
        """A helper reads the recognitions of a household on its card, after the household itself was allowed."""
        return rows.none()

    def counts_on(self, day: date) -> bool:
        return self.state == self.State.APPROVED and self.valid_until >= day

    def standing(self, day: date) -> str:
        """Where it stands on a day, in words."""
        if self.state != self.State.APPROVED:
            return self.State(self.state).label
        return "有效" if self.valid_until >= day else "已到期"
