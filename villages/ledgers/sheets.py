"""The sheets 村 and 县, declared once (CONTRACT 3; synonyms are the labels of DOMAIN 2.7)."""

from __future__ import annotations

from functools import partial

from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource
from core.ledgers.model_fields import model_field
from villages.models import CountyYear, VillageYear

village = partial(model_field, VillageYear)
county = partial(model_field, CountyYear)


class VillageSheet(LedgerResource):
    """One row a village. 行政村 is compared with the code's name and never renames."""

    title = "村年度资料"
    sheet = "村"
    sheet_synonyms = ("行政村", "村表", "贫困村", "行政村信息")
    notes = (
        "行政村代码填 12 位；「行政村」只用来核对，不会改名。",
        "空单元格表示未填（清空原值），不是 0，也不是“否”；文件里没有的列不改变原值。",
    )

    area = LedgerField(
        "area", "行政村代码", cells.AreaCode(), required=True, synonyms=["村代码", "行政区划代码", "区划代码"], width=16
    )
    name = LedgerField("name", "行政村", cells.Text(max_length=80), synonyms=["村名", "行政村名称"], width=20)
    is_poor = village("is_poor", required=True, synonyms=["贫困村"])
    households = village("households", synonyms=["户数"], total=True)
    rural_population = village("rural_population", synonyms=["农业人口数", "农业户籍人口"], total=True)
    dangerous_households = village("dangerous_households", total=True)
    unsafe_water_households = village("unsafe_water_households", synonyms=["未实现饮水安全户数"], total=True)
    hard_road = village("hard_road", synonyms=["通硬化路"])
    power = village("power")
    tv = village("tv")
    broadband = village("broadband")
    bus = village("bus")
    clinics = village("clinics", synonyms=["卫生室数", "村卫生室个数"], total=True)
    doctors = village("doctors", synonyms=["执业(助理)医师数", "执业（助理）医师数", "村医数"], total=True)
    culture_rooms = village(
        "culture_rooms", synonyms=["文化(图书)室个数", "文化（图书）室个数", "行政村文化（图书）室个数"], total=True
    )
    has_industry = village("has_industry")
    collective_income = village(
        "collective_income",
        units={"万元": cells.Wan()},
        synonyms=["村级集体经济收入", "集体经济收入"],
        unit="元",
        width=14,
        total=True,
    )
    income_per_head = village(
        "income_per_head",
        widget=cells.Money(),
        units={"万元": cells.Wan()},
        synonyms=["农民人均纯收入"],
        unit="元",
        width=14,
    )
    # Facts of the two plans' further village criteria
    below_well_off_households = village("below_well_off_households", synonyms=["未达小康户数"], total=True)
    other_lacking_four_households = village(
        "other_lacking_four_households", synonyms=["其他户未达户户四有户数"], width=14, total=True
    )
    # Further facts of DOMAIN 2.7, all optional
    village_attr = village("village_attr", codes="village_attr")
    is_delisted = village("is_delisted")
    delist_year = village("delist_year")
    leader = village("leader")
    office_phone = village("office_phone")
    terrain = village("terrain")
    dev_direction = village("dev_direction")
    longitude = village("longitude")
    latitude = village("latitude")
    elevation = village("elevation", "高程", synonyms=["高程(米)"])
    group_count = village("group_count", synonyms=["自然村(村民小组)数", "自然村数"])
    population = village("population", synonyms=["总人口"])
    dibao_households = village("dibao_households")
    dibao_persons = village("dibao_persons", synonyms=["低保人口数"])
    destitute_households = village("destitute_households", synonyms=["五保户数", "五保(特困)户数"])
    destitute_persons = village("destitute_persons", synonyms=["五保人口", "五保(特困)人口"])
    disabled = village("disabled")
    labour = village("labour")
    migrants = village("migrants")
    minority_population = village("minority_population")
    college_officials = village("college_officials")
    party_members = village("party_members")
    farmland_mu = village("farmland_mu")
    irrigated_mu = village("irrigated_mu")
    woodland_mu = village("woodland_mu")
    forest_return_mu = village("forest_return_mu")
    orchard_mu = village("orchard_mu")
    pasture_mu = village("pasture_mu")
    water_mu = village("water_mu")
    coops = village("coops")
    mutual_fund = village("mutual_fund", synonyms=["互助资金组织"])
    main_industry = village("main_industry")
    paved_to_town = village("paved_to_town", synonyms=["到乡镇是否通沥青(水泥)路"])
    unpaved_km = village("unpaved_km")
    unreached_groups = village("unreached_groups", synonyms=["自然村未通数"])
    difficult_water_households = village("difficult_water_households")
    groups_with_power = village("groups_with_power")
    unpowered_households = village("unpowered_households")
    public_toilets = village("public_toilets")
    waste_points = village("waste_points")
    insured_medical = village("insured_medical")
    insured_pension = village("insured_pension")
    schools = village("schools")
    tv_households = village("tv_households")
    broadband_households = village("broadband_households")
    info_officer = village("info_officer")
    tourism_households = village("tourism_households")
    tourism_workers = village("tourism_workers", synonyms=["从业人员"])
    farm_inns = village("farm_inns")
    farm_inn_income = village("farm_inn_income")
    remark = village("remark", widget=cells.Text(max_length=200, multiline=True))


class CountySheet(LedgerResource):
    """One row a county: the exit survey of a year."""

    title = "县退出抽样调查"
    sheet = "县"
    sheet_synonyms = ("县表", "县级", "退出抽查")
    notes = ("县代码填 12 位（6 位也可以）；空单元格表示未填（清空原值），文件里没有的列不改变原值。",)

    area = LedgerField(
        "area", "县代码", cells.AreaCode(lengths="6,12"), required=True, synonyms=["县(市、区)代码"], width=16
    )
    name = LedgerField("name", "县", cells.Text(max_length=80), synonyms=["县(市、区)", "县名"], width=16)
    sampled_exited = county("sampled_exited")
    wrong_exits = county("wrong_exits")
    sampled_unregistered = county("sampled_unregistered")
    omitted = county("omitted")
    surveyed_households = county("surveyed_households")
    approving_households = county("approving_households")
    rural_income_per_head = county("rural_income_per_head", widget=cells.Money(), width=16)
