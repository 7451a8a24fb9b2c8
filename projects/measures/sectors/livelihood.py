"""务工就业 (L21), 生态补偿 (L27), 资产收益 (B-13) and 社会帮扶 (L28A)."""

from __future__ import annotations

from typing import Final

from projects.measures.rules import FilledWith
from projects.measures.sectors.declaration import Sector, SectorFact
from projects.models import AssetIncomeDetail, EcologyDetail, SocialDetail, WorkDetail

WORK: Final = Sector(
    code="work",
    label="务工就业",
    model=WorkDetail,
    kinds=("02",),
    facts=(
        SectorFact("work_place", width=18, synonyms=("务工省/市/县",)),
        SectorFact("employer", width=18, synonyms=("企业",)),
        SectorFact("work_industry", list="work_industry", width=16, synonyms=("行业/工种",)),
        SectorFact("job_channel", list="job_channel", width=14),
        SectorFact("point_to_point", synonyms=("是否点对点",)),
        SectorFact("monthly_wage", unit="元", total=True),
        SectorFact("travel_subsidy", unit="元", total=True),
        SectorFact("plans_work", synonyms=("计划务工",)),
        SectorFact("service_need", list="service_need"),
    ),
    ledger="L21",
    ledger_title="务工就业台账",
    name="务工就业",
    person=True,
)
ECOLOGY: Final = Sector(
    code="ecology",
    label="生态补偿",
    model=EcologyDetail,
    kinds=("16",),
    facts=(
        SectorFact("returned_mu", unit="亩", total=True, group="退耕还林"),
        SectorFact("returned_subsidy", unit="元", total=True, group="退耕还林"),
        SectorFact("forest_mu", unit="亩", total=True, group="公益林"),
        SectorFact("forest_subsidy", unit="元", total=True, group="公益林"),
        SectorFact("is_ranger", synonyms=("护林员",)),
        SectorFact("grass_mu", unit="亩", total=True, group="草原"),
        SectorFact("grass_subsidy", unit="元", total=True, group="草原"),
    ),
    ledger="L27",
    ledger_title="生态补偿台账",
    name="生态补偿",
    rules=(
        FilledWith("returned_mu", "returned_subsidy", "请填退耕还林面积"),
        FilledWith("forest_mu", "forest_subsidy", "请填公益林面积"),
        FilledWith("grass_mu", "grass_subsidy", "请填草原面积"),
    ),
)
ASSET_INCOME: Final = Sector(
    code="assetincome",
    label="资产收益",
    model=AssetIncomeDetail,
    kinds=("01",),
    facts=(
        SectorFact("asset_kind", list="asset_kind"),
        SectorFact("asset_mode", list="asset_mode"),
        SectorFact("dividend_mode", list="dividend_mode"),
        SectorFact("asset_source", width=18),
        SectorFact("contract_no", width=14),
        SectorFact("put_in", unit="元", total=True),
        SectorFact("received", unit="元", total=True),
    ),
    ledger="L25A",
    ledger_title="资产收益（到户）台账",
    name="资产收益",
    rules=(FilledWith("dividend_mode", "asset_mode", "入股的请填分红方式", value="2"),),
    rename={"started_on": "合同开始", "ended_on": "合同结束"},
    hint="电站的月收益登记在「扶贫资产」；这里登记本户分得的，「资产或电站名称」写电站",
)
SOCIAL: Final = Sector(
    code="social",
    label="社会帮扶",
    model=SocialDetail,
    kinds=("11",),
    facts=(
        SectorFact("gift_kind", list="gift_kind"),
        SectorFact("gift", width=16),
        SectorFact("purpose", width=18),
        SectorFact("published"),
    ),
    ledger="L28A",
    ledger_title="社会帮扶（捐赠到户）台账",
    name="社会帮扶",
    rules=(
        FilledWith("gift", "gift_kind", "捐赠物资请填物资名称", value="2"),
        FilledWith("provider", "gift_kind", "请填捐赠方"),
    ),
    rename={"provider": "捐赠方", "amount": "金额或折价", "started_on": "捐赠日期"},
)
