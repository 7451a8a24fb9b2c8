"""The typed details of the demo's measures, one statement a sector; t is the measure, h its household, m its member."""

from __future__ import annotations

from typing import Final

# 0–99 from a household's or person's number and a word: the same in every demo, on every machine.
_DRAW: Final = "(('x' || substr(md5({of}.code || '{salt}'), 1, 6))::bit(24)::int %% 100)"


def draw(salt: str, of: str = "h") -> str:
    return _DRAW.format(of=of, salt=salt)


def _details(sector: str, **columns: str) -> str:
    """The statement that fills a sector's table for the measures just made (batch -1)."""
    return (
        f"INSERT INTO projects_{sector}detail (measure_id, area, {', '.join(columns)}) "
        f"SELECT t.id, t.area, {', '.join(columns.values())} FROM projects_measure t "
        "JOIN households_household h ON h.id = t.household_id LEFT JOIN households_member m ON m.id = t.member_id "
        "LEFT JOIN households_memberyear r ON r.member_id = m.id AND r.year = t.year "
        f"WHERE t.sector = '{sector}' AND t.batch = -1"
    )


_PERSONS: Final = "(SELECT count(*) FROM households_member p WHERE p.household_id = h.id AND p.left_year IS NULL)::int"
_STAGE: Final = "CASE WHEN r.school_status = '03' THEN '2' ELSE '3' END"
DETAILS: Final = (
    _details(
        "relocation",
        zone=f"CASE WHEN {draw('zone')} < 60 THEN '1' WHEN {draw('zone')} < 88 THEN '2' ELSE '3' END",
        mode=f"CASE WHEN {draw('mode')} < 65 THEN '1' WHEN {draw('mode')} < 92 THEN '2' ELSE '3' END",
        site=f"CASE WHEN {draw('mode')} < 65 THEN '镇集中安置点' ELSE '' END",
        moved_persons=_PERSONS,
        floor_m2=f"{_PERSONS} * CASE WHEN {draw('large')} < 4 THEN 27 ELSE 24 END",
        own_funds=f"LEAST(10000, 2500 * {_PERSONS})",
        fund_relocation="t.amount - 10000",
        fund_land_swap="10000",
        accepted_on="make_date(t.year, 12, 10)",
        moved_in_on="make_date(t.year, 12, 20)",
        old_house_gone=f"{draw('old')} < 90",
        land_restored=f"{draw('old')} < 78",
        after_care=f"CASE WHEN {draw('care')} < 70 THEN ARRAY['1', '4']::varchar[] END",
        after_care_note="''",
    ),
    _details(
        "repair",
        appraisal_grade=f"CASE WHEN {draw('grade')} < 60 THEN 'C' ELSE 'D' END",
        appraised_on="make_date(t.year, 3, 20)",
        repair_mode=f"CASE WHEN {draw('grade')} < 60 THEN '1' ELSE '2' END",
        floor_m2=f"20 + 13 * {_PERSONS}",
    ),
    _details(
        "newhome",
        build_kind=f"CASE WHEN {draw('build')} < 40 THEN '1' ELSE '2' END",
        home_origin=f"CASE WHEN {draw('origin')} < 70 THEN '1' ELSE '2' END",
        home_mode=f"CASE WHEN {draw('build')} < 34 THEN '1' WHEN {draw('build')} < 40 THEN '2' ELSE '4' END",
        phase_year=f"t.year - CASE WHEN {draw('phase')} < 45 THEN 2 WHEN {draw('phase')} < 72 THEN 1 ELSE 0 END",
        point=f"CASE WHEN {draw('point')} < 55 THEN (SELECT left(v.name, 20) || '聚居点' FROM regions_region v "
        "WHERE v.code = t.area) ELSE '' END",
        concentrated=f"{draw('point')} < 55",
        floor_m2=f"40 + 12 * {_PERSONS}",
        moved_in_on=f"CASE WHEN {draw('phase')} < 72 THEN make_date(t.year, 1, 15) END",
    ),
    _details(
        "lowrent",
        estate="'镇低租房小区'",
        flat=f"'1-' || (100 + {draw('flat')})",
        floor_m2="45",
        monthly_rent="60",
        moved_in_on="make_date(t.year, 6, 10)",
    ),
    _details(
        "bill",
        disease_class="CASE WHEN r.health && ARRAY['3']::varchar[] THEN '1' ELSE '2' END",
        disease="''",
        family_doctor="true",
        follow_ups="4",
        hospital="'县人民医院'",
        admitted_on="make_date(t.year, 6, 12)",
        discharged_on="make_date(t.year, 6, 28)",
        total_cost="t.amount * 5",
        paid_basic="t.amount * 3",
        paid_aid="t.amount",
        self_paid="t.amount",
    ),
    _details(
        "screening",
        screening_result="CASE WHEN r.health && ARRAY['3']::varchar[] THEN '3' "
        f"WHEN r.health && ARRAY['2']::varchar[] THEN '2' WHEN {draw('unclear', 'm')} < 2 THEN '4' ELSE '1' END",
        disease="''",
        treatment_class="CASE WHEN r.health && ARRAY['3']::varchar[] THEN '4' "
        f"WHEN r.health && ARRAY['2']::varchar[] AND {draw('treated', 'm')} < 90 THEN '2' END",
    ),
    _details(
        "schoolaid",
        school_stage=_STAGE,
        school="'镇中心学校'",
        grade="''",
        boards=f"{draw('boards', 'm')} < 50",
        education_aid=f"CASE WHEN {draw('boards', 'm')} < 50 THEN '03' ELSE '02' END",
        school_term="'2'",
        aid_payment="'1'",
    ),
    _details(
        "yulu",
        school="'县职业中学'",
        yulu_level="CASE WHEN r.school_status <= '12' THEN '1' ELSE '2' END",
        major="''",
        grade="''",
        enrolled_on="make_date(t.year, 9, 1)",
        enrolment_checked="true",
        school_term="'3'",
        account_holder="h.head_name",
        paid_on="make_date(t.year, 11, 15)",
        yulu_state="'3'",
    ),
    _details(
        "dropout",
        due_grade="''",
        dropout_state=f"CASE WHEN {draw('back', 'm')} < 60 THEN '3' ELSE '2' END",
        dropout_reason="'3'",
        school="'镇中心学校'",
        town_person="'分管副镇长'",
        village_person="'村支部书记'",
        school_person="'班主任'",
        guardian="h.head_name",
        efforts="'三方责任人上门劝返'",
        returned_on=f"CASE WHEN {draw('back', 'm')} < 60 THEN make_date(t.year, 4, 9) END",
    ),
    _details(
        "dibao",
        dibao_class=f"(ARRAY['A', 'B', 'B', 'C'])[1 + {draw('class', 'm')} %% 4]",
        covered_persons="1",
        monthly_allowance="215",
        yearly_allowance="2580",
        account_holder="h.head_name",
    ),
    _details(
        "destitute",
        support_mode="'2'",
        care_grade=f"CASE WHEN {draw('care', 'm')} < 70 THEN '1' ELSE '2' END",
        institution="''",
        monthly_allowance="465",
    ),
    _details(
        "disability",
        living_allowance="80",
        care_allowance="CASE WHEN r.disability_grade IN ('1', '2') THEN 80 END",
        premium_aid="CASE WHEN r.disability_grade IN ('1', '2') THEN '1' ELSE '2' END",
        aids="''",
        rehabilitation="''",
    ),
    _details(
        "work",
        work_place="r.work_region",
        employer="r.work_employer",
        work_industry="r.work_industry",
        job_channel="r.job_channel",
        monthly_wage="r.monthly_wage",
        travel_subsidy="t.amount",
    ),
    _details(
        "ecology",
        returned_mu="LEAST(y.forest_return_mu, 50)",
        returned_subsidy="t.amount",
        is_ranger="false",
    ).replace(
        "WHERE t.sector", "JOIN households_householdyear y ON y.household_id = h.id AND y.year = t.year WHERE t.sector"
    ),
    _details(
        "farmsubsidy",
        farm_subsidy="'1'",
        subsidy_mu="t.amount / 80",
        rate="80",
        payment_state="'2'",
        paid_on="make_date(t.year, 6, 20)",
    ),
    _details(
        "assetincome",
        asset_kind="'2'",
        asset_mode="'2'",
        dividend_mode="'2'",
        asset_source="'核桃产业园'",
        contract_no="'HT-' || t.year || '-' || right(h.code, 4)",
        put_in="6000",
        received="600",
    ),
    _details("social", gift_kind="'1'", gift="''", purpose="'生活补助'", published="true"),
    _details(
        "disaster",
        disaster_kind="'2'",
        event="'春汛洪灾'",
        happened_on="make_date(t.year, 2, 11)",
        damage_grade=f"CASE WHEN {draw('damage')} < 50 THEN '1' ELSE '2' END",
        damaged_rooms="3",
        loss="42000",
        rebuild_mode=f"CASE WHEN {draw('damage')} < 70 THEN '1' ELSE '2' END",
        floor_m2=f"20 + 15 * {_PERSONS}",
    ),
)
