"""Work elsewhere (L21), ecological compensation (L27), income from assets (B-13), help from society (L28)."""

from __future__ import annotations

from core.audit.history import kept
from core.dictionaries.fields import amount, coded, yes_no
from projects.models.sectors.base import SectorDetail, text


@kept()
class WorkDetail(SectorDetail):
    """务工就业 of a member; the measure's dates are those of the job."""

    work_place = text("务工地点")
    employer = text("务工企业")
    work_industry = coded("所属行业")
    job_channel = coded("就业渠道")
    point_to_point = yes_no("是否点对点输送")
    monthly_wage = amount("月收入", 10)
    travel_subsidy = amount("交通补贴", 8)
    plans_work = yes_no("是否计划务工")
    service_need = coded("就业服务需求")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "务工就业明细"


@kept()
class EcologyDetail(SectorDetail):
    """生态补偿: areas in mu, subsidies in yuan a year."""

    returned_mu = amount("退耕还林面积", 10)
    returned_subsidy = amount("退耕还林补助", 10)
    forest_mu = amount("公益林面积", 10)
    forest_subsidy = amount("公益林补助", 10)
    is_ranger = yes_no("是否护林员")
    grass_mu = amount("草原面积", 10)
    grass_subsidy = amount("草原补助", 10)

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "生态补偿明细"


@kept()
class AssetIncomeDetail(SectorDetail):
    """资产收益: what a household lets or puts in, and what it received in the year."""

    asset_kind = coded("资产类别")
    asset_mode = coded("经营方式")
    dividend_mode = coded("分红方式")
    asset_source = text("资产或电站名称")
    contract_no = text("合同编号", 40)
    put_in = amount("入股或出租折价", 12)
    received = amount("本年收益", 12)

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "资产收益明细"


@kept()
class SocialDetail(SectorDetail):
    """社会帮扶: a gift to the household; the measure's amount is the money or what the goods are worth."""

    gift_kind = coded("捐赠类型")
    gift = text("物资名称")
    purpose = text("用途")
    published = yes_no("是否公示")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "社会帮扶明细"
