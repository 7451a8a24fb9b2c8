"""The synthetic registers: exact totals, valid identity numbers, families that make sense, same seed same rows."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from assessment.sample import Sample, UnknownProfileError, generate
from assessment.sample.households import Family
from assessment.sample.sheets import (
    COUNTY_HEADINGS,
    HOUSEHOLD_HEADINGS,
    MEMBER_HEADINGS,
    VILLAGE_HEADINGS,
)
from core.dictionaries.id_number import parse
from core.ledgers.cell_personal import luhn

TODAY = date(2018, 9, 1)
INCOME = HOUSEHOLD_HEADINGS[15:25]
MALE = {"之子", "之女婿", "之孙子", "之外孙子", "之父", "之岳父", "之公公"}
FEMALE = {"之女", "之儿媳", "之孙女", "之外孙女", "之母", "之岳母", "之婆婆"}


@pytest.fixture(scope="module")
def township() -> Sample:
    return generate("township", 7)


@pytest.fixture(scope="module")
def families(township: Sample) -> list[Family]:
    return list(township.families())


def household(family: Family) -> dict:
    return dict(zip(HOUSEHOLD_HEADINGS, family.household, strict=True))


def people(family: Family) -> list[dict]:
    return [dict(zip(MEMBER_HEADINGS, row, strict=True)) for row in family.members]


def test_township_has_exactly_the_plans_households_and_members(township, families):
    assert (township.household_count, township.member_count, township.village_count) == (915, 3071, 16)
    assert len(families) == 915
    assert sum(len(family.members) for family in families) == 3071
    codes = Counter(household(family)["行政村代码"] for family in families)
    assert set(codes) == {"511921119001", "511921119002"} | {str(511921119200 + n) for n in range(14)}
    assert len({household(family)["户编号"] for family in families}) == 915


def test_four_villages_are_poor_and_say_that_they_are_an_example(township):
    rows = [dict(zip(VILLAGE_HEADINGS, row, strict=True)) for row in township.villages]
    poor = [row for row in rows if row["是否贫困村"] == "是"]
    assert len(rows) == 16
    assert len(poor) == 4
    assert all("示例" in row["备注"] for row in poor)
    assert [row["行政村代码"] for row in rows] == sorted(row["行政村代码"] for row in rows)


def test_the_county_has_its_survey(township):
    (row,) = township.counties
    survey = dict(zip(COUNTY_HEADINGS, row, strict=True))
    assert survey["县代码"] == "511921000000"
    assert survey["错退人口数"] / survey["抽样脱贫人口数"] < 0.02
    assert survey["认可户数"] / survey["调查户数"] >= 0.9
    assert survey["农村居民人均可支配收入"] > 0


@pytest.mark.parametrize("profile", ["township", "demo"])
def test_every_id_number_is_valid_unique_and_of_the_county(profile):
    seen = set()
    for family in generate(profile, 11).families():
        for person in people(family):
            number = parse(person["证件号码"], TODAY)
            assert number.area == household(family)["行政村代码"][:6]
            assert person["性别"] == ("男" if number.sex == "1" else "女")
            assert number.number[14] == "9"
            seen.add(number.number)
    assert len(seen) == (3071 if profile == "township" else 4009)


def test_phones_and_cards_are_well_formed_and_not_shared(families):
    phones = [household(family)["联系电话"] for family in families]
    mobiles = [phone for phone in phones if phone and "-" not in phone]
    mobiles += [person["联系电话"] for family in families for person in people(family) if person["联系电话"]]
    assert all(len(phone) == 11 and phone.startswith("154") for phone in mobiles)
    assert len(set(mobiles)) == len(mobiles)
    cards = [card for family in families if (card := household(family)["银行卡号"])]
    assert all(16 <= len(card) <= 19 and luhn(card) for card in cards)
    assert len(set(cards)) == len(cards)


def test_the_same_seed_gives_the_same_rows_and_another_one_does_not(township, families):
    assert list(generate("township", 7).families()) == families
    assert list(generate("township", 7).villages) == list(township.villages)
    assert list(generate("township", 8).households) != [family.household for family in families]


def test_each_household_has_one_head_who_gives_it_the_name(families):
    for family in families:
        members = people(family)
        assert [person["与户主关系"] for person in members].count("户主") == 1
        assert members[0]["与户主关系"] == "户主"
        assert household(family)["户主姓名"] == members[0]["姓名"]
        assert {person["户编号"] for person in members} == {household(family)["户编号"]}
        assert len({person["人编号"] for person in members}) == len(members)


def test_relations_fit_sex_and_age(families):
    for family in families:
        members = people(family)
        relations = Counter(person["与户主关系"] for person in members)
        assert relations["配偶"] <= 1
        assert all(relations[single] <= 1 for single in ("之父", "之母", "之公公", "之婆婆", "之岳父", "之岳母"))
        born = [parse(person["证件号码"], TODAY).birth_date for person in members]
        for person, day in zip(members, born, strict=True):
            relation = person["与户主关系"]
            assert person["性别"] != ("女" if relation in MALE else "男" if relation in FEMALE else "")
            if relation in ("之子", "之女"):
                assert day.year - born[0].year >= 13
            elif relation in ("之父", "之母", "之公公", "之婆婆", "之岳父", "之岳母"):
                assert born[0].year - day.year >= 19
            elif relation in ("之孙子", "之孙女", "之外孙子", "之外孙女"):
                assert day.year - born[0].year >= 30
            elif relation == "配偶":
                assert person["性别"] != members[0]["性别"]


def test_income_is_complete_or_blank_and_lies_on_both_sides_of_the_line(families):
    heads: list[float] = []
    for family in families:
        cells = [household(family)[heading] for heading in INCOME]
        blank = cells.count(None)
        assert blank in (0, 10)
        if not blank:
            assert min(cells) >= 0
            heads.append((sum(cells[:9]) - cells[9]) / len(family.members))
    assert 0 < len(families) - len(heads) < 60
    assert sum(value <= 2995 for value in heads) > 20
    assert sum(2995 < value < 2995 * 1.06 for value in heads) > 50


def test_what_the_form_refuses_does_not_occur(families):
    for family in families:
        row = household(family)
        assert not (row["是否危房户"] == "是" and row["危房级别"] in ("A级", "B级"))
        others = (row["其他致贫原因"] or "").split("、")
        assert len(others) <= 2
        assert row["主要致贫原因"] not in others
        assert row["脱贫年度"] is None or row["脱贫年度"] >= int(row["首次识别时间"][:4])
        for person in people(family):
            healths = person["健康状况"].split("、")
            assert "健康" not in healths or healths == ["健康"]


def test_a_few_records_are_doubtful(families):
    early = sum((household(family)["脱贫年度"] or 0) > 2018 for family in families)
    loose = sum(person["务工状况"] is None and bool(person["务工时间(月)"]) for f in families for person in people(f))
    assert 0 < early < 10
    assert 0 < loose < 20


def test_demo_adds_two_townships_of_baokang_and_the_facts_of_all_its_villages():
    demo = generate("demo", 1)
    towns = Counter(str(row[1])[:9] for row in demo.households)
    assert towns["511921119"] == 915
    assert towns["420626103"] + towns["420626109"] == 306
    assert len(towns) == 3
    counties = Counter(str(row[0])[:6] for row in demo.villages)
    assert counties["511921"] == 16
    assert counties["420626"] > 250
    assert [row[0] for row in demo.counties] == ["420626000000", "511921000000"]


def test_city_is_spread_over_its_villages_with_the_exact_totals():
    city = generate("city", 3)
    assert (city.household_count, city.member_count) == (90_000, 270_000)
    assert city.village_count > 2376
    assert all(bool(place.households) is not place.virtual for place in city.places)
    assert sum(place.poor for place in city.places) == 346
    assert not any("\ue000" <= char <= "\uf8ff" for row in city.villages for char in str(row[1]))
    assert {place.code // 10**8 for place in city.places} == {4206}


def test_province_brings_its_own_regions_and_splits_its_workbooks():
    province = generate("province", 3)
    assert (province.household_count, province.member_count) == (1_000_000, 3_000_000)
    assert len(province.parts) == 12
    for part in province.parts:
        places = [place for county in part.counties for place in county.places]
        assert sum(place.households for place in places) <= 90_000
        assert sum(place.members for place in places) <= 300_000
    codes = {entry.code for entry in province.regions}
    assert {place.code for place in province.places} <= codes
    assert all(code // 10**10 == 99 for code in codes)
    first = next(province.families())
    assert household(first)["户编号"] == "9901211002000001"


def test_unknown_profiles_and_years_are_refused():
    with pytest.raises(UnknownProfileError):
        generate("village", 1)
    with pytest.raises(UnknownProfileError):
        generate("township", 1, 1999)


def test_the_same_sample_is_the_same_bytes(township, tmp_path):
    first = [path.read_bytes() for path in township.write(tmp_path / "一")]
    assert [path.read_bytes() for path in generate("township", 7).write(tmp_path / "二")] == first


def test_command_writes_the_workbooks_and_says_so(tmp_path):
    out = StringIO()
    call_command("make_sample", "--profile", "township", "--seed", "7", "--out", str(tmp_path), stdout=out, stderr=out)
    answer = json.loads(out.getvalue().splitlines()[-1])
    files = answer.pop("files")
    assert answer == {"households": 915, "members": 3071, "villages": 16}
    assert [path.rsplit("/", 1)[1] for path in files] == ["households.xlsx", "villages.xlsx", "counties.xlsx"]
    book = load_workbook(files[0])
    assert book.sheetnames == ["户", "人"]
    rows = list(book["户"].iter_rows(values_only=True))
    assert rows[0] == HOUSEHOLD_HEADINGS
    assert rows[1:] == [tuple(row) for row in generate("township", 7).households]
    assert sum(1 for _ in book["人"].iter_rows()) == 3072
