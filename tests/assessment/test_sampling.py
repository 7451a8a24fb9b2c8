"""The sampling kit on stored facts: the draw, two persons, blindness, results into the county's figures."""

import io
import zipfile

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.models import SampleStratum, SampleSurvey, SampleUnit
from assessment.sampling import selectors, services
from assessment.sampling.draw import picked
from assessment.sampling.results import measures
from core.accounts.models import Post
from core.audit.models import AccessEvent
from households.models import Household, HouseholdYear
from tests import factories
from tests.assessment.roadmap import actor, scope
from tests.assessment.scene import drain, good_household, region_outcomes
from tests.assessment.survey import GOOD, answer, build, do, draw, plan, second_officer, units
from tests.cast import BAOKANG, CHENGGUAN_VILLAGE, JIACUNGUAN, TONGJIANG, YANGBAI, signed_in
from villages.models import CountyYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast):
    build()
    return cast


@pytest.fixture
def second(world):
    return second_officer()


@pytest.fixture
def opened(world, second):
    survey = draw(world.county_officer)
    return do(services.survey_confirm, second, survey)


# --- the draw ---


def test_strata_cover_the_county_and_sizes_are_in_proportion(world):
    survey = draw(world.county_officer)
    strata = list(SampleStratum.objects.filter(survey=survey).order_by("order"))
    found = [(row.label, row.population, row.persons, row.size) for row in strata]
    # 45 households, 12 drawn: 15 · 12 ÷ 45 = 4 a village, 10 : 5 within it is 2.67 : 1.33
    assert found == [
        ("诺江镇 · 非贫困村 · 未脱贫", 5, 10, 1),
        ("诺江镇 · 非贫困村 · 已脱贫", 10, 20, 3),
        ("杨柏镇 · 非贫困村 · 未脱贫", 5, 10, 1),
        ("杨柏镇 · 非贫困村 · 已脱贫", 10, 20, 3),
        ("杨柏镇 · 贫困村 · 未脱贫", 5, 10, 1),
        ("杨柏镇 · 贫困村 · 已脱贫", 10, 20, 3),
    ]
    drawn = units(survey)
    assert [unit.number for unit in drawn] == list(range(1, 13))
    assert sum(unit.exited for unit in drawn) == 9
    assert {unit.members for unit in drawn} == {2}
    assert not any(unit.area == CHENGGUAN_VILLAGE for unit in drawn)


def test_the_database_draws_what_the_documented_algorithm_draws(world):
    survey = draw(world.county_officer)
    for row in SampleStratum.objects.filter(survey=survey):
        stored = set(SampleUnit.all_rows.filter(stratum=row).values_list("code", flat=True))
        assert stored == set(picked("7", row.frame, row.size))


def test_the_same_seed_and_population_draw_the_same_again(world):
    first, again, other = draw(world.county_officer), draw(world.county_officer), draw(world.county_officer, seed="8")
    assert [unit.code for unit in units(first)] == [unit.code for unit in units(again)]
    assert [unit.code for unit in units(first)] != [unit.code for unit in units(other)]


def test_a_stored_draw_is_proved_after_the_population_has_changed(world):
    survey = draw(world.county_officer)
    good_household(JIACUNGUAN)
    HouseholdYear.all_rows.update(poverty_status="0")
    assert selectors.proof(survey).holds
    SampleUnit.all_rows.filter(pk=units(survey)[0].pk).delete()
    assert not selectors.proof(survey).holds


def test_a_seed_is_made_when_none_is_given(world):
    assert len(draw(world.county_officer, seed=" ").seed) == 16


def test_villages_are_drawn_too(world):
    survey = draw(world.county_officer, unit="village", method="fixed", size=1)
    assert [(unit.household_id, unit.members) for unit in units(survey)] == [(None, 30), (None, 30), (None, 30)]


def test_nothing_is_drawn_outside_the_scope_or_from_nobody(world):
    with pytest.raises(services.OutsideScopeError):
        draw(world.county_officer, area=BAOKANG)
    with pytest.raises(services.SurveyRefusedError):
        draw(world.county_officer, year=2016)
    assert SampleSurvey.all_rows.count() == 0


# --- two persons, one order ---


def test_the_drawer_does_not_confirm(world, second):
    survey = draw(world.county_officer)
    with pytest.raises(services.SurveyRefusedError, match="抽取人以外"):
        do(services.survey_confirm, world.county_officer, survey)
    with pytest.raises(services.OutsideScopeError):
        do(services.survey_confirm, world.stranger, survey, BAOKANG)
    with pytest.raises(services.SurveyRefusedError, match="不能录入"):
        answer(world.inspector, units(survey)[0])
    survey.refresh_from_db()
    assert survey.state == "drawn"
    assert do(services.survey_confirm, second, survey).state == "open"
    with pytest.raises(IntegrityError), transaction.atomic():
        SampleSurvey.all_rows.update(confirmed_by=survey.drawn_by)


def test_results_are_handed_in_complete(world, opened):
    rows = units(opened)
    for unit in rows[1:]:
        answer(world.inspector, unit)
    with pytest.raises(services.SurveyRefusedError, match="还有 1 份"):
        do(services.survey_close, world.inspector, opened)
    left = {"reached": False, "note": "全家外出"}
    inspector = actor(world.inspector)
    services.unit_save(actor=inspector, scope=scope(TONGJIANG), pk=rows[0].pk, values=left, version=1)
    assert do(services.survey_close, world.inspector, opened).state == "closed"
    with pytest.raises(services.SurveyRefusedError):
        answer(world.inspector, units(opened)[1], approves=False)


def test_a_second_entry_on_an_old_version_is_refused(world, opened):
    unit = units(opened)[0]
    answer(world.inspector, unit)
    with pytest.raises(services.SurveyRefusedError, match="他人录入"):
        answer(world.inspector, unit, approves=False)
    assert units(opened)[0].approves is True


# --- what was found ---


def entered(world, survey):
    """All reached: one exited household with an unsafe house, one household that does not approve."""
    rows = units(survey)
    bad = next(unit for unit in rows if unit.exited)
    cross = next(unit for unit in rows if not unit.exited)
    for unit in rows:
        changes = {"housing_ok": False} if unit.pk == bad.pk else {"approves": False} if unit.pk == cross.pk else {}
        answer(world.inspector, unit, **changes)
    return do(services.survey_close, world.inspector, survey)


def test_rates_count_persons_of_exited_and_households_of_all(world, opened):
    survey = entered(world, opened)
    wrong, approval = measures(survey, selectors.strata_of(survey), units(survey))
    assert (wrong.rate.count, wrong.rate.whole) == (2, 18)
    assert (approval.rate.count, approval.rate.whole) == (11, 12)
    # weights: 10 ÷ 3 for exited ones, 5 for the others; one stratum of the others has a single answer
    assert wrong.rate.weighted_interval is None
    assert f"{approval.rate.weighted:.4f}" == f"{(3 * 10 + 5 + 5) / 45:.4f}"


def test_a_written_result_decides_the_county(world, second, opened):
    factories.county_year(TONGJIANG, omitted=3, sampled_unregistered=700)
    drain()
    assert region_outcomes(TONGJIANG)[""] is None
    survey = do(services.survey_propose, world.county_officer, entered(world, opened))
    expected = {"sampled_exited": 18, "wrong_exits": 2, "surveyed_households": 12, "approving_households": 11}
    assert survey.figures == {str(TONGJIANG): expected}
    with pytest.raises(services.SurveyRefusedError, match="提请人以外"):
        do(services.survey_write, world.county_officer, survey)
    assert CountyYear.all_rows.get(area=TONGJIANG).sampled_exited is None
    do(services.survey_write, second, survey)
    row = CountyYear.all_rows.get(area=TONGJIANG)
    assert {name: getattr(row, name) for name in expected} == expected
    assert (row.omitted, row.sampled_unregistered, row.version) == (3, 700, 2)
    drain()
    # 2 ÷ 18 is not below 2 %; 11 ÷ 12 is at least 90 %
    found = region_outcomes(TONGJIANG)
    assert (found[""], found["wrong_exit_rate"], found["recognition_rate"]) == (False, False, True)
    with pytest.raises(services.SurveyRefusedError):
        do(services.survey_write, second, survey)


def test_figures_of_others_are_replaced_only_with_a_reason(world, second, opened):
    """Two of eighteen were found wrongly out, the special assessment had said five of a thousand."""
    factories.county_year(TONGJIANG, sampled_exited=1000, wrong_exits=5, omitted=3)
    drain()
    survey = do(services.survey_propose, world.county_officer, entered(world, opened))
    page = signed_in(second).get(f"/surveys/{survey.pk}/").content.decode()
    told = "与本次不同：抽样脱贫人口数 1000→18；错退人口数 5→2"
    assert told in page
    with pytest.raises(services.SurveyRefusedError, match=told):
        do(services.survey_write, second, survey)
    row = CountyYear.all_rows.get(area=TONGJIANG)
    assert (row.sampled_exited, row.surveyed_households, row.version) == (1000, None, 1)
    survey.refresh_from_db()
    assert survey.state == "proposed"
    answer = signed_in(second).post(f"/surveys/{survey.pk}/step/", {"step": "write", "reason": "以本次抽查为准"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.sampled_exited, row.wrong_exits, row.omitted) == (18, 2, 3)


def test_written_surveys_of_a_year_add_up(world, second, opened):
    survey = do(services.survey_propose, world.county_officer, entered(world, opened))
    do(services.survey_write, second, survey)
    villages = do(services.survey_confirm, second, draw(world.county_officer, unit="village", method="fixed", size=9))
    for unit in units(villages):
        services.unit_save(
            actor=actor(world.inspector),
            scope=scope(TONGJIANG),
            pk=unit.pk,
            values={
                "unregistered_persons": 100,
                "omitted_persons": 1,
                "surveyed_households": 30,
                "approving_households": 29,
            },
            version=unit.version,
        )
    do(services.survey_close, world.inspector, villages)
    do(services.survey_write, second, do(services.survey_propose, world.county_officer, villages))
    row = CountyYear.all_rows.get(area=TONGJIANG)
    assert (row.sampled_unregistered, row.omitted, row.sampled_exited) == (300, 3, 18)
    assert (row.surveyed_households, row.approving_households) == (12 + 90, 11 + 87)


def test_a_township_sample_does_not_reach_the_county(world, second):
    survey = do(services.survey_confirm, second, draw(world.county_officer, area=YANGBAI, size=6))
    survey = entered(world, survey)
    with pytest.raises(services.SurveyRefusedError, match="全县"):
        do(services.survey_propose, world.county_officer, survey)
    assert not CountyYear.all_rows.exists()


def test_withdrawn_figures_are_gone(world, second, opened):
    survey = do(services.survey_propose, world.county_officer, entered(world, opened))
    survey = do(services.survey_withdraw, second, survey)
    assert (survey.state, survey.figures, survey.proposed_by) == ("closed", {}, None)


# --- blindness ---


FACTS = {"wage_income": 98765, "remark": "备注里的话", "poverty_status": "1"}
SECRETS = ("98765", "98,765", "备注里的话", "已脱贫", "未脱贫", "达标", "13900000001", "6222020000000000000", "37005")


def test_the_form_knows_only_where_and_whose(world, opened, second):
    HouseholdYear.all_rows.update(**FACTS)
    Household.all_rows.update(bank_name="备注里的话")
    drain()
    client = signed_in(world.inspector)
    page = client.get(reverse("survey-form", args=[opened.pk])).content.decode()
    entry = client.get(reverse("survey-unit", args=[units(opened)[0].pk])).content.decode()
    for text in (page, entry):
        assert [secret for secret in SECRETS if secret in text] == []
    assert Household.all_rows.get(code=units(opened)[0].code).head_name in page


def test_the_workbook_holds_identities_and_blank_answers(world, opened):
    answer(world.inspector, units(opened)[0])
    HouseholdYear.all_rows.update(**FACTS)
    client = signed_in(world.inspector)
    before = AccessEvent.objects.filter(action="assessment.survey.exported").count()
    content = client.get(reverse("survey-form", args=[opened.pk]), {"format": "xlsx"}).content
    assert AccessEvent.objects.filter(action="assessment.survey.exported").count() == before + 1
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if str(row[1]).startswith(f"{opened.pk}-")]
    assert len(rows) == 12
    heads = dict(Household.all_rows.values_list("code", "head_name"))
    for row, unit in zip(rows, units(opened), strict=True):
        assert row[1:8] == (unit.sample_no, "通江县", row[3], row[4], row[5], heads[unit.code], row[7])
        assert set(row[8:]) <= {None, ""}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        whole = "".join(package.read(name).decode() for name in package.namelist())
    assert [secret for secret in SECRETS if secret in whole] == []


def test_an_unconfirmed_sample_does_not_leave_the_office(world):
    survey = draw(world.county_officer)
    answer_ = signed_in(world.inspector).get(reverse("survey-form", args=[survey.pk]))
    assert answer_.status_code == 302


# --- pages ---


def test_pages_by_role_and_scope(world, opened):
    names = {"survey-list": TONGJIANG, "survey-page": opened.pk, "survey-units": opened.pk}
    for name, key in names.items():
        assert signed_in(world.county_officer).get(reverse(name, args=[key])).status_code == 200
        assert signed_in(world.stranger).get(reverse(name, args=[key])).status_code == 404
        assert signed_in(world.township_clerk).get(reverse(name, args=[key])).status_code == 403
    assert signed_in(world.county_officer).get(reverse("survey-unit", args=[units(opened)[0].pk])).status_code == 403


def test_the_draw_shows_its_strata_first_and_draws_on_the_second_button(world):
    client = signed_in(world.county_officer)
    data = {name: str(value) for name, value in vars(plan()).items() if name not in ("area", "year")}
    data |= {"by_township": "1", "by_poor": "1", "by_status": "1"}
    shown = client.post(reverse("survey-new", args=[TONGJIANG]), data).content.decode()
    assert "诺江镇 · 非贫困村 · 已脱贫" in shown
    assert SampleSurvey.all_rows.count() == 0
    assert client.post(reverse("survey-new", args=[TONGJIANG]), {**data, "draw": "1"}).status_code == 302
    survey = SampleSurvey.all_rows.get()
    shown = client.get(reverse("survey-page", args=[survey.pk]), {"verify": "1"}).content.decode()
    assert "完全一致" in shown


def test_entry_on_the_page_leads_to_the_next(world, opened):
    rows = units(opened)
    data = {name: "1" if value is True else value for name, value in GOOD.items()}
    client = signed_in(world.inspector)
    answer_ = client.post(reverse("survey-unit", args=[rows[0].pk]), {**data, "version": "1"})
    assert answer_.headers["Location"] == reverse("survey-unit", args=[rows[1].pk])
    refused = client.post(reverse("survey-unit", args=[rows[1].pk]), {"reached": "0", "version": "1"})
    assert refused.status_code == 422
    assert units(opened)[1].reached is None


def test_the_second_person_finds_the_draw_in_the_to_do(world, second):
    survey = draw(world.county_officer)

    def lines(person):
        post = Post.objects.get(user=person)
        return {line.words: line.count for line in selectors.waiting_surveys(post, scope(post.area)) if line.count}

    assert lines(second) == {"抽样待确认": 1}
    assert lines(world.county_officer) == {}
    assert lines(world.stranger) == {}
    do(services.survey_confirm, second, survey)
    assert lines(world.inspector) == {"抽样调查待录入": 1}
    assert lines(second) == {}
    shown = signed_in(world.inspector).get(reverse("todo-list")).content.decode()
    assert "抽样调查待录入" in shown
    assert reverse("survey-start") in shown
