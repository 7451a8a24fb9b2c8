"""For each rule of households and members one example that is a hit and one that just is not, worked out by hand.

An example changes a household of one healthy adult: ``facts`` of the household's year, ``head`` of the head's year,
``born``/``sex`` of the head, ``person`` columns of the head, ``household`` columns, ``others`` (relation, born, sex,
facts) further members, ``before`` the facts of 2017, ``paired`` a helper with that phone.
"""

from __future__ import annotations

from datetime import date
from typing import Any

Example = dict[str, Any]
TEN = {
    "wage_income": 20000,
    "business_income": 0,
    "property_income": 0,
    "family_planning_grant": 0,
    "subsistence_allowance": 0,
    "destitute_allowance": 0,
    "pension_income": 0,
    "eco_compensation": 0,
    "transfer_other": 0,
    "business_cost": 0,
}


def head(**facts: Any) -> Example:
    return {"head": facts}


def aged(age: int, **facts: Any) -> Example:
    """Full years on 1 September 2018."""
    return {"born": date(2018 - age, 9, 1), "head": facts}


def facts(**values: Any) -> Example:
    return {"facts": values}


def income(**values: Any) -> Example:
    return {"facts": TEN | values}


def beside(relation: str, born: date, sex: str = "2", **facts: Any) -> Example:
    return {"others": [(relation, born, sex, facts)]}


HEALTHY, SICK = ["1"], ["2"]
EXAMPLES: list[tuple[str, Example, Example]] = [
    ("6", {"person": {"id_sealed": None}}, {}),
    ("8", head(relation_to_head="99"), {}),
    ("9", beside("01", date(1975, 1, 1)), beside("02", date(1975, 1, 1))),
    (
        "10",
        {"others": [("02", date(1975, 1, 1), "2", {}), ("02", date(1976, 1, 1), "2", {})]},
        beside("02", date(1975, 1, 1)),
    ),
    ("11", beside("02", date(1975, 1, 1), "1"), beside("02", date(1975, 1, 1), "2")),
    ("13", head(relation_to_head=None), {}),
    ("14A", beside("03", date(1983, 1, 1), "1"), beside("03", date(1984, 1, 1), "1")),
    ("14B", beside("17", date(1941, 1, 1), "1"), beside("17", date(1940, 1, 1), "1")),
    ("15", beside("02", date(1998, 9, 2)), beside("02", date(1998, 9, 1))),
    ("16", facts(members_end=2), facts(members_end=1)),
    ("16B", {"person": {"left_year": 2018}}, {}),
    ("17", aged(15), aged(16)),
    ("19", {}, {"household": {"phone_sealed": b"x"}}),
    ("21A", {"person": {"ethnicity": None}}, {"person": {"ethnicity": "01"}}),
    ("21B", head(health=None), head(health=HEALTHY)),
    ("21C", head(labour_skill=None), head(labour_skill="1")),
    ("23A", head(education="2", school_status="03"), head(education="2", school_status="00")),
    ("23B", aged(16), aged(15)),
    ("24", aged(6), aged(6, school_status="03")),
    ("25", aged(15, school_status="03"), aged(14, school_status="03")),
    ("26", aged(18, school_status="06"), aged(17, school_status="06")),
    ("27", aged(14, school_status="10"), aged(15, school_status="10")),
    ("28A", aged(17, school_status="20"), aged(18, school_status="20")),
    ("28B", aged(19, school_status="25"), aged(20, school_status="25")),
    ("29", aged(7, school_status="01", health=HEALTHY), aged(6, school_status="01", health=HEALTHY)),
    ("30", aged(22, education="2"), aged(23, education="2")),
    ("31", aged(15, labour_skill="1"), aged(15, labour_skill="5")),
    ("32", aged(59, health=HEALTHY, labour_skill="5"), aged(60, health=HEALTHY, labour_skill="5")),
    ("33", aged(60, labour_skill="1"), aged(59, labour_skill="1")),
    ("34", head(school_status="20", labour_skill="1"), head(school_status="20", labour_skill="5")),
    (
        "35",
        head(disability_kind="4", disability_grade="2", labour_skill="1"),
        head(disability_kind="4", disability_grade="3", labour_skill="1"),
    ),
    ("36A", head(health=["4"]), head(health=["4"], disability_kind="1")),
    (
        "36B",
        {"person": {"id_kind": "2"}, "head": {"health": SICK}},
        {"person": {"id_kind": "2"}, "head": {"health": ["4"]}},
    ),
    ("37", head(dropout_reason="1", health=HEALTHY), head(dropout_reason="1", health=SICK)),
    ("38", head(health=["1", "2"]), head(health=["2", "4"])),
    ("39", head(work_months=3, labour_skill="3"), head(work_months=3, labour_skill="1")),
    ("40A", aged(15, work_months=1), aged(16, work_months=1)),
    ("40B", aged(15, public_post="1"), aged(16, public_post="1")),
    ("41", aged(70, public_post="1"), aged(69, public_post="1")),
    ("42A", head(public_post="1", public_post_months=0), head(public_post="1", public_post_months=1)),
    ("42B", head(public_post_months=1), head(public_post_months=0)),
    ("44", head(public_post="1", labour_skill="4"), head(public_post="1", labour_skill="3")),
    ("45A", head(migrant_area="4"), head(migrant_area="4", work_months=1)),
    ("45B", head(work_months=5), head(work_months=5, work_region="绵阳市")),
    ("45C", head(work_area=510700000000), head(work_area=510703000000)),
    ("46", head(monthly_wage=30001), head(monthly_wage=30000)),
    (
        "47",
        head(work_months=5, monthly_wage=3000, work_employer="厂", work_industry="C"),
        head(work_months=5, monthly_wage=3000, work_employer="厂", work_industry="C", job_channel="8"),
    ),
    (
        "48",
        head(work_start=date(2018, 3, 2), work_end=date(2018, 3, 1)),
        head(work_start=date(2018, 3, 1), work_end=date(2018, 3, 1)),
    ),
    ("49", head(school_status="20", work_months=1), head(school_status="00", work_months=1)),
    ("50A", head(destitute="1", work_months=1), head(destitute="0", work_months=1)),
    ("50B", aged(59, destitute="1", health=HEALTHY), aged(60, destitute="1", health=HEALTHY)),
    ("51", head(labour_skill="2", work_months=0), head(labour_skill="2", work_months=1)),
    (
        "52A",
        head(ins_resident_medical=True, ins_employee_medical=True),
        head(ins_resident_medical=True, ins_employee_medical=False),
    ),
    ("52B", head(ins_resident_medical=False), head(ins_resident_medical=False, is_serving=True)),
    ("53", head(ins_serious_illness=False), head(ins_serious_illness=None)),
    ("54", aged(16), aged(16, ins_resident_pension=False)),
    (
        "55",
        head(medical_aid=True, ins_resident_medical=False, ins_employee_medical=False),
        head(medical_aid=True, ins_resident_medical=True, ins_employee_medical=False),
    ),
    (
        "56",
        head(labour_skill="5", dibao="0", destitute="0"),
        head(labour_skill="5", dibao="1", destitute="0"),
    ),
    ("57", income(wage_income=1) | head(dibao="1"), income(subsistence_allowance=1) | head(dibao="1")),
    ("57B", income(subsistence_allowance=900) | head(dibao="0"), income(subsistence_allowance=900) | head(dibao="1")),
    ("62A", {}, facts(in_cooperative=False)),
    ("62B", {}, facts(has_power=False)),
    ("62C", {}, facts(has_tv=False)),
    ("62D", {}, facts(sanitary_toilet=False)),
    ("62E", {}, facts(safe_water_solved=False)),
    ("62F", {}, facts(danger_level="C")),
    ("63A", facts(farmland_mu=101), facts(farmland_mu=100)),
    ("63B", facts(woodland_mu=201), facts(woodland_mu=200)),
    ("63C", facts(forest_return_mu=101), facts(forest_return_mu=100)),
    ("63D", facts(orchard_mu=201), facts(orchard_mu=200)),
    ("63E", facts(pasture_mu=101), facts(pasture_mu=100)),
    ("63F", facts(water_mu=101), facts(water_mu=100)),
    ("63G", {}, facts(farmland_mu=0)),
    ("64A", {}, facts(km_to_main_road=0)),
    ("64B", facts(km_to_main_road="5.1"), facts(km_to_main_road=5)),
    (
        "65",
        facts(forest_return_mu=11, woodland_mu=6, pasture_mu=4),
        facts(forest_return_mu=10, woodland_mu=6, pasture_mu=4),
    ),
    ("66", facts(eco_compensation=500), facts(eco_compensation=500, forest_return_mu=1)),
    ("67A", facts(housing_m2=0), facts(housing_m2=30)),
    ("67B", facts(housing_m2=12), facts(housing_m2=13)),
    ("69", income(wage_income="1999.99"), income(wage_income=2000)),
    ("70", income(wage_income=299), income(wage_income=300)),
    ("71", income(business_income=100), income(business_income=100, business_cost=1)),
    ("72A", income(subsistence_allowance=199), income(subsistence_allowance=200)),
    ("72B", income(family_planning_grant=99), income(family_planning_grant=100)),
    ("72C", income(pension_income=87), income(pension_income=88)),
    ("72D", income(destitute_allowance=199), income(destitute_allowance=200)),
    (
        "74A",
        income(wage_income=20001) | {"before": {"wage_income": 10000}},
        income() | {"before": {"wage_income": 10000}},
    ),
    (
        "74B",
        income(wage_income=6999) | {"before": {"wage_income": 10000}},
        income(wage_income=7000) | {"before": {"wage_income": 10000}},
    ),
    (
        "87",
        {"household": {"first_identified_on": date(2015, 1, 1)}, "facts": {"exit_year": 2014}},
        {"household": {"first_identified_on": date(2015, 1, 1)}, "facts": {"exit_year": 2015}},
    ),
    ("89A", {}, {"paired": "0827-100"}),
    ("89C", {"paired": ""}, {"paired": "0827-100"}),
]
