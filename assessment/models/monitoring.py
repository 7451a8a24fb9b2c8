"""Monitoring after exit (防止返贫监测, DOMAIN 3.6): clues, monitored households, the measures agreed for them.

The way from a clue to elimination is a procedure (core.procedures, data/procedures/monitoring.json); its steps write
here what they decided.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.accounts.scope import ScopedManager
from core.audit.history import kept
from core.audit.models import Dated
from core.changes.doubts import doubt_marks
from core.dictionaries.fields import amount, coded, day, whole, yes_no
from core.procedures.models import Case
from households.models import Household, Pairing

AT_MOST_RISKS = 5


@kept()
class Clue(Dated):
    """Something that may throw a household back: reported by itself, by a cadre, by a department, or computed.

    It waits until it is dismissed with a reason or taken into a case; ``check_due_on`` is by when, as the procedure
    of its day and place says. A copy of the household's area follows it by a composite key.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    area = models.BigIntegerField("行政村")
    source = models.CharField("来源", max_length=8)
    kind = models.CharField("情形", max_length=8)
    department = models.CharField("部门", max_length=60, blank=True, default="", db_default="")
    reported_on = models.DateField("发现日期")
    reporter = models.CharField("反映人", max_length=60)
    content = models.CharField("内容", max_length=400)
    check_due_on = models.DateField("核实期限")
    entered_by = models.BigIntegerField("登记人", null=True)
    entered_name = models.CharField("登记人姓名", max_length=60)
    entered_at = models.DateTimeField("登记时间", db_default=Now())
    dismissed_on = models.DateField("排除日期", null=True, blank=True)
    dismissed_by = models.BigIntegerField("排除人", null=True)
    dismissed_name = models.CharField("排除人姓名", max_length=60, blank=True, default="", db_default="")
    dismissed_reason = models.CharField("排除理由", max_length=200, blank=True, default="", db_default="")
    taken_on = models.DateField("受理日期", null=True, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "监测线索"
        base_manager_name = "all_rows"
        constraints = [
            models.CheckConstraint(
                condition=Q(dismissed_on__isnull=True) | Q(case__isnull=True) & ~Q(dismissed_reason=""),
                name="clue_one_fate",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True, taken_on__isnull=True) | Q(case__isnull=False, taken_on__isnull=False),
                name="clue_taken",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="clue_area"),
            models.Index(fields=["household", "-id"], name="clue_household"),
            models.Index(
                fields=["check_due_on", "area"], name="clue_open", condition=Q(dismissed_on=None, case=None)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.household_id} {self.kind} {self.reported_on}"

    @property
    def waits(self) -> bool:
        """Neither dismissed nor taken."""
        return self.dismissed_on is None and self.case_id is None

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Clue], helper_id: int, day: date) -> models.QuerySet[Clue]:
        return rows.filter(household_id__in=Pairing.households_of(helper_id, day))


@kept()
class MonitoredHousehold(Dated):
    """A household under monitoring, from the county's approval (``identified_on``) to elimination.

    It is one that has left poverty, or an ordinary one (``ordinary``).
    Money in yuan: ``net_income``, ``claim_income``, ``self_paid`` of the whole household as judged in ``year``,
    ``range_amount`` per head with the region whose range it is. ``risks`` are one to five codes, the first the main
    one. The block ``after_*`` (风险消除后) is filled at elimination by help. ``reopened_from`` is the former record
    of a household that came back. At most one record a household is not eliminated.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    area = models.BigIntegerField("行政村")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField("认定年度")
    category = models.CharField("监测对象类别", max_length=8)
    risks = ArrayField(models.CharField(max_length=8), verbose_name="风险类型")
    identified_on = models.DateField("认定日期")
    range_region = models.BigIntegerField("监测范围地区")
    range_amount = models.DecimalField("监测范围", max_digits=10, decimal_places=2)
    members = models.SmallIntegerField("家庭人口")
    net_income = models.DecimalField("纯收入", max_digits=14, decimal_places=2)
    claim_income = models.DecimalField("理赔收入", max_digits=14, decimal_places=2)
    self_paid = models.DecimalField("合规自付支出", max_digits=14, decimal_places=2)
    no_labour = models.BooleanField("整户无劳动力")
    judgement = models.CharField("综合研判", max_length=500, blank=True, default="", db_default="")
    reopened_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    eliminated_on = day("风险消除日期")
    way = coded("消除方式")
    natural_cause = models.CharField("自然消除原因", max_length=60, blank=True, default="", db_default="")
    county_reason = models.CharField("县级说明", max_length=500, blank=True, default="", db_default="")
    after_year = models.SmallIntegerField("消除后核算年度", null=True, blank=True)
    after_education = yes_no("消除后义务教育有保障")
    after_medical = yes_no("消除后基本医疗有保障")
    after_housing = yes_no("消除后住房安全有保障")
    after_water = yes_no("消除后饮水安全有保障")
    after_wage = amount("消除后工资性收入")
    after_business = amount("消除后生产经营性收入")
    after_property = amount("消除后财产性收入")
    after_transfer = amount("消除后转移性收入")
    after_cost = amount("消除后生产经营性支出")
    after_claim = amount("消除后理赔收入")
    after_self_paid = amount("消除后合规自付支出")
    after_members = whole("消除后家庭人口")
    after_range = amount("消除时监测范围", 10)

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "监测对象"
        base_manager_name = "all_rows"
        constraints = [
            models.UniqueConstraint(fields=["id", "area"], name="monitored_id_area"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(eliminated_on__isnull=True), name="monitored_once"
            ),
            models.CheckConstraint(
                condition=Q(risks__len__gte=1, risks__len__lte=AT_MOST_RISKS), name="monitored_risks"
            ),
            models.CheckConstraint(
                condition=Q(eliminated_on__isnull=True, way__isnull=True)
                | Q(eliminated_on__gte=F("identified_on"), way__isnull=False),
                name="monitored_eliminated",
            ),
            models.CheckConstraint(
                condition=~Q(way="1") | Q(after_year__isnull=False, after_members__gte=1), name="monitored_after"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["area", "-id"], name="monitored_area")]
        triggers = doubt_marks("area, NULL::int", name="monitored")

    def __str__(self) -> str:
        return f"{self.household_id} {self.identified_on}"

    @property
    def ordinary(self) -> bool:
        """Whether the household was 一般农户 in the year of its identification; reads ``household``."""
        return not self.household.registered_in(self.year)

    @property
    def judged_per_head(self) -> Decimal:
        """Net income plus claims minus compliant self-paid expense, a head."""
        return (self.net_income + self.claim_income - self.self_paid) / self.members

    @property
    def after_net(self) -> Decimal | None:
        """The net income of the second block; None before elimination by help."""
        if self.after_wage is None:
            return None
        parts = (self.after_wage, self.after_business, self.after_property, self.after_transfer)
        return sum((part or Decimal() for part in parts), Decimal()) - (self.after_cost or Decimal())

    @property
    def after_per_head(self) -> Decimal | None:
        return self.after_net / self.after_members if self.after_net is not None and self.after_members else None

    @classmethod
    def paired_to(
        cls, rows: models.QuerySet[MonitoredHousehold], helper_id: int, day: date
    ) -> models.QuerySet[MonitoredHousehold]:
        return rows.filter(household_id__in=Pairing.households_of(helper_id, day))


@kept()
class MonitorMeasure(Dated):
    """A measure agreed for a monitored household: its kind, from when, who provides it."""

    record = models.ForeignKey(
        MonitoredHousehold, on_delete=models.PROTECT, related_name="measures", db_constraint=False
    )
    area = models.BigIntegerField("行政村")
    kind = models.CharField("措施", max_length=8)
    starts_on = models.DateField("开始日期")
    provider = models.CharField("提供单位", max_length=60)
    content = models.CharField("内容", max_length=200)
    entered_by = models.BigIntegerField("登记人", null=True)
    entered_name = models.CharField("登记人姓名", max_length=60)
    entered_at = models.DateTimeField("登记时间", db_default=Now())

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "监测帮扶措施"
        base_manager_name = "all_rows"
        constraints = [
            models.UniqueConstraint(fields=["record", "kind", "starts_on", "content"], name="monitor_measure")
        ]
        indexes = [models.Index(fields=["area"], name="monitor_measure_area")]
        triggers = doubt_marks("area, NULL::int", name="monitor_measure")

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind} {self.starts_on}"

    @classmethod
    def paired_to(
        cls, rows: models.QuerySet[MonitorMeasure], helper_id: int, day: date
    ) -> models.QuerySet[MonitorMeasure]:
        return rows.filter(record__household_id__in=Pairing.households_of(helper_id, day))
