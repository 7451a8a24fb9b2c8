"""农村低保 (L17), 特困供养 (L18), 残疾人保障 (L19) and 惠农补贴 (L26)."""

from __future__ import annotations

from typing import Final

from projects.measures.rules import FilledWith, NotBelow
from projects.measures.sectors.declaration import Sector, SectorFact, Worked
from projects.models import DestituteDetail, DibaoDetail, DisabilityDetail, FarmSubsidyDetail

_OF_YEAR: Final = "(SELECT r.{} FROM households_memberyear r WHERE r.member_id = t.member_id AND r.year = t.year)"
DIBAO: Final = Sector(
    code="dibao",
    label="农村低保",
    model=DibaoDetail,
    kinds=("10",),
    facts=(
        SectorFact("dibao_class", list="dibao_class"),
        SectorFact("rescue_group", list="rescue_group"),
        SectorFact("covered_persons", unit="人", total=True),
        SectorFact("monthly_allowance", unit="元", total=True),
        SectorFact("yearly_allowance", unit="元", total=True),
        SectorFact("account_holder", synonyms=("发放账户",)),
    ),
    ledger="L17",
    ledger_title="低保（兜底）台账",
    name="农村低保",
    rules=(
        NotBelow("yearly_allowance", "monthly_allowance", "年保障金小于月保障金"),
        FilledWith("started_on", "monthly_allowance", "请填起保年月"),
    ),
    rename={"started_on": "起保年月", "ended_on": "停保年月"},
)
DESTITUTE: Final = Sector(
    code="destitute",
    label="特困供养",
    model=DestituteDetail,
    kinds=("10",),
    facts=(
        SectorFact("support_mode", list="support_mode"),
        SectorFact("rescue_group", list="rescue_group"),
        SectorFact("care_grade", list="care_grade"),
        SectorFact("institution", width=18),
        SectorFact("monthly_allowance", unit="元", total=True),
    ),
    ledger="L18",
    ledger_title="特困供养台账",
    name="特困供养",
    person=True,
    rules=(FilledWith("institution", "support_mode", "集中供养的请填供养机构", value="1"),),
    rename={"started_on": "供养开始", "ended_on": "供养结束"},
)
DISABILITY: Final = Sector(
    code="disability",
    label="残疾人保障",
    model=DisabilityDetail,
    kinds=("10",),
    facts=(
        SectorFact("certified_on"),
        SectorFact("living_allowance", unit="元/月", total=True),
        SectorFact("care_allowance", unit="元/月", total=True),
        SectorFact("premium_aid", list="premium_aid"),
        SectorFact("aids", width=14),
        SectorFact("rehabilitation", width=14),
        SectorFact("barrier_free"),
    ),
    ledger="L19",
    ledger_title="残疾人台账",
    name="残疾人两项补贴",
    person=True,
    worked=(
        Worked("disability_kind", "残疾类别", _OF_YEAR.format("disability_kind"), list="disability_kind"),
        Worked("disability_grade", "残疾等级", _OF_YEAR.format("disability_grade"), list="disability_grade"),
    ),
    hint="残疾类别、等级取自成员年度资料",
)
FARM_SUBSIDY: Final = Sector(
    code="farmsubsidy",
    label="惠农补贴",
    model=FarmSubsidyDetail,
    kinds=("13", "01"),
    facts=(
        SectorFact("farm_subsidy", list="farm_subsidy", width=16),
        SectorFact("subsidy_mu", unit="亩", total=True, synonyms=("面积",)),
        SectorFact("rate", unit="元/亩", synonyms=("标准",)),
        SectorFact("payment_state", list="payment_state"),
        SectorFact("paid_on", synonyms=("日期",)),
    ),
    ledger="L26",
    ledger_title="惠农补贴台账",
    name="惠农补贴",
    rules=(FilledWith("paid_on", "payment_state", "已发放的请填发放日期", value="2"),),
)
