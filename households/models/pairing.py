"""Helpers and their households by period (结对帮扶); the scope of a helper hangs on this table alone."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from core.accounts.models import User
from core.accounts.scope import ScopedManager
from core.audit.history import kept
from core.changes.doubts import doubt_marks
from households.models.household import Household


@kept()
class Pairing(models.Model):
    """``helper`` is responsible for ``household`` from ``starts_on`` to ``ends_on`` (both inclusive; NULL open)."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="pairings", db_constraint=False)
    area = models.BigIntegerField("行政村")
    helper = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("开始时间")
    ends_on = models.DateField("结束时间", null=True, blank=True)

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "结对"
        base_manager_name = "all_rows"
        constraints = [
            models.UniqueConstraint(fields=["household", "helper", "starts_on"], name="pairing"),
        ]
        indexes = [
            models.Index(fields=["helper", "ends_on"], name="pairing_helper"),
            models.Index(fields=["area"], name="pairing_area"),
        ]
        triggers = doubt_marks("area, NULL::int", name="pairing")

    def __str__(self) -> str:
        return f"{self.helper_id}–{self.household_id}"

    @classmethod
    def households_of(cls, helper_id: int, day: date) -> models.QuerySet[Pairing, int]:
        """The ids of the households paired with a helper on a day."""
        return cls.all_rows.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), helper_id=helper_id, starts_on__lte=day
        ).values_list("household_id", flat=True)

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Pairing], helper_id: int, day: date) -> models.QuerySet[Pairing]:
        return rows.filter(helper_id=helper_id)
