"""Disasters (B-22): an event with its places, and the households it hit; what is rebuilt are measures that name it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.accounts.scope import OfficeOnly
from core.audit.history import kept
from core.audit.models import Dated, Sourced
from core.dictionaries.fields import amount, coded, day, whole
from households.models import Household
from projects.models.sectors.base import text


@kept()
class Disaster(Sourced, OfficeOnly):
    """One event. ``area`` is the county, township or village that registers it; its villages are DisasterPlace.

    ``official_name`` and ``official_no`` are what the document that establishes it calls it (灾情认定文件、文号).
    """

    code = models.CharField("灾害事件编号", max_length=30, unique=True)
    area = models.BigIntegerField("所属区划")
    name = models.CharField("灾害名称", max_length=60)
    kind = models.CharField("灾害种类", max_length=8)
    happened_on = models.DateField("发生日期")
    ended_on = day("结束日期")
    official_name = text("认定名称", 100)
    official_no = text("认定文号", 60)
    note = text("灾情说明", 300)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "灾害事件"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("happened_on")), name="disaster_dates"
            )
        ]
        indexes = [models.Index(fields=["area", "-happened_on"], name="disaster_area")]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


@kept()
class DisasterPlace(OfficeOnly):
    """A village that the event hit."""

    disaster = models.ForeignKey(Disaster, on_delete=models.CASCADE, related_name="places")
    area = models.BigIntegerField("受灾村")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "受灾村"
        constraints = [models.UniqueConstraint(fields=["disaster", "area"], name="disaster_place")]
        indexes = [models.Index(fields=["area"], name="disaster_place_area")]

    def __str__(self) -> str:
        return f"{self.disaster_id} {self.area}"


@kept()
class DisasterHousehold(Dated, OfficeOnly):
    """A household that the event hit, with the damage. ``area`` follows the household by a composite key.

    ``loss`` is in yuan; ``rebuild_mode`` is what the office means to do, before any measure is there.
    """

    disaster = models.ForeignKey(Disaster, on_delete=models.PROTECT, related_name="households")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    area = models.BigIntegerField("行政村")
    damage_grade = coded("住房受损程度")
    damaged_rooms = whole("受损间数")
    persons = whole("受灾人口")
    loss = amount("损失金额", 12)
    rebuild_mode = coded("拟安置方式")
    note = text("备注", 200)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "受灾户"
        constraints = [
            models.UniqueConstraint(fields=["disaster", "household"], name="disaster_household"),
            models.CheckConstraint(
                condition=(Q(damaged_rooms__isnull=True) | Q(damaged_rooms__gte=0))
                & (Q(persons__isnull=True) | Q(persons__gte=0))
                & (Q(loss__isnull=True) | Q(loss__gte=0)),
                name="disaster_household_numbers",
            ),
        ]
        indexes = [models.Index(fields=["household"], name="disaster_household_of")]

    def __str__(self) -> str:
        return f"{self.disaster_id} {self.household_id}"
