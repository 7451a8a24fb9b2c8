"""The computed verdict of a household and year; only assessment writes here (a person's decision is elsewhere)."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.accounts.scope import ScopedManager
from households.models.household import Household


class HouseholdVerdict(models.Model):
    """outcome True met, False not met, NULL unknown.

    ``outcomes`` and ``values`` are in the order of the standard's criteria; a value is NULL for a yes/no criterion
    and for an undefined number. ``members`` is the number of members of the year, ``income`` the net income of the
    whole household in yuan (NULL when a part is not filled), ``line`` the poverty line that applied.

    The key to the household is no constraint: its check at the worker's commit would wait for whoever is editing
    the household, with every village of the batch locked. A household deleted by SQL is marked like any change, and
    the worker removes the verdict.
    """

    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="verdicts", db_constraint=False, db_index=False
    )
    area = models.BigIntegerField("行政村")
    year = models.SmallIntegerField("年度")
    members = models.SmallIntegerField("家庭人口")
    standard = models.BigIntegerField("标准")
    income = models.DecimalField("纯收入", max_digits=16, decimal_places=2, null=True)
    line = models.DecimalField("标准线", max_digits=10, decimal_places=2, null=True)
    outcome = models.BooleanField("判定", null=True)
    outcomes = ArrayField(models.BooleanField(null=True))
    values = ArrayField(models.DecimalField(max_digits=38, decimal_places=12, null=True))
    changed_at = models.DateTimeField("变化时间")

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "户判定"
        base_manager_name = "all_rows"
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="household_verdict")]
        indexes = [models.Index(fields=["area", "year", "outcome"], name="household_verdict_area")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.year} {self.outcome}"

    @classmethod
    def paired_to(
        cls, rows: models.QuerySet[HouseholdVerdict], helper_id: int, day: date
    ) -> models.QuerySet[HouseholdVerdict]:
        from households.models.pairing import Pairing

        return rows.filter(household_id__in=Pairing.households_of(helper_id, day))
