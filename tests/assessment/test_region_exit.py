"""Village exit and county exit: what lets them go on, what holds them, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessment.exits.regions.certificates import cases_to_certify
from assessment.exits.regions.conditions import county_survey
from assessment.exits.regions.readiness import county_readiness, village_readiness
from assessment.exits.regions.services import (
    CertificateRefusedError,
    Finding,
    HiddenCertificateError,
    certificate_withdraw,
    certify,
)
from assessment.indicators import INDICATORS
from assessment.models import RegionPlan
from core.accounts.models import User
from core.accounts.rights import Role
from core.dictionaries.selectors import labels
from core.procedures.models import Case, Notice
from core.procedures.services import FormError, HiddenCaseError, ProcedureError, StepRefusedError
from tests import factories
from tests.assessment.exits_scene import (
    DAY,
    FIGURES,
    WAY,
    YEAR,
    apply_for,
    carry,
    certified,
    county_until,
    department,
    everything,
    officer,
    policies,
    until,
    world,
)
from tests.assessment.scene import drain, good_household
from tests.cast import JIACUNGUAN, SICHUAN, TONGJIANG, XIANRENQIAN, YANGBAI, Cast
from tests.core.procedures.scene import acting, paper, photos, step
from villages.models import CountyYear, RegionCertificate, RegionExit, VillageYear

pytestmark = pytest.mark.django_db


def refused(person: User, code: str, case: int, on: date = DAY, **fields: object) -> list[str]:
    before = everything()
    with pytest.raises(StepRefusedError) as caught:
        step(person, code, [case], on, **fields)
    assert everything() == before
    return caught.value.reasons[case]


def test_a_poor_village_goes_its_way_and_leaves(cast: Cast) -> None:
    world()
    _, case = until("delisted", cast)

    row = Case.all_rows.get(pk=case)
    assert (row.state, row.end, row.ended_on) == ("delisted", "done", date(2018, 10, 16))
    left = RegionExit.all_rows.get()
    assert (left.area, left.year, left.kind, left.exited_on) == (JIACUNGUAN, 2018, "village", date(2018, 10, 16))
    assert (left.document, left.case_id, left.recorded_name) == ("通脱贫〔2018〕3 号", case, "county_officer")
    facts = VillageYear.all_rows.get(area=JIACUNGUAN)
    assert (facts.is_delisted, facts.delist_year, facts.version) == (True, 2018, 2)
    # the township's notice says the village's name and how many live there
    assert [notice.rows for notice in Notice.all_rows.order_by("id")] == [[[1, "", "贾村观村民委员会", 1200]]] * 2
    drain()
    assert village_readiness([JIACUNGUAN], YEAR)[JIACUNGUAN].exited == "已于 2018-10-16 出列"


def test_only_a_poor_village_that_has_not_left_is_listed(cast: Cast) -> None:
    world()
    factories.village_year(XIANRENQIAN, is_poor=False, rural_population=10)
    with pytest.raises(StepRefusedError) as caught:
        apply_for(cast.township_clerk, [XIANRENQIAN])
    assert caught.value.reasons == {XIANRENQIAN: ["不是贫困村"]}
    assert not Case.all_rows.exists()

    VillageYear.all_rows.filter(area=JIACUNGUAN).update(is_delisted=True, delist_year=2017)
    with pytest.raises(StepRefusedError) as caught:
        apply_for(cast.township_clerk, [JIACUNGUAN])
    assert caught.value.reasons == {JIACUNGUAN: ["已于 2017 年出列"]}
    assert not Case.all_rows.exists()


def test_a_township_is_no_village_and_another_county_opens_nothing(cast: Cast) -> None:
    world()
    with pytest.raises(StepRefusedError):
        apply_for(cast.township_clerk, [YANGBAI])
    with pytest.raises(HiddenCaseError):
        apply_for(cast.stranger, [JIACUNGUAN])
    with pytest.raises(ProcedureError):
        apply_for(cast.village_clerk, [JIACUNGUAN], area=JIACUNGUAN)
    assert not Case.all_rows.exists()


def test_what_is_not_met_holds_the_application_and_is_named(cast: Cast) -> None:
    world(dangerous_households=2, hard_road=None)
    _, cases = apply_for(cast.township_clerk, [JIACUNGUAN])
    paper("case", cases[0], "P11")
    assert refused(cast.village_clerk, "apply", cases[0], values={"visited": "20"}) == [
        "系统判定未达标：危房户数（多 2 户）",
        "系统判定未知：通硬化路（缺：是否通硬化路）",
    ]


def test_an_interval_is_said_as_an_interval(cast: Cast) -> None:
    """One household of one person is unknown among 40: between 0 and 2.5 %, and the line is 2 %."""
    world(rural_population=40)
    good_household(JIACUNGUAN, facts={"no_worry_food": None})
    drain()
    _, cases = apply_for(cast.township_clerk, [JIACUNGUAN])
    paper("case", cases[0], "P11")
    reasons = refused(cast.village_clerk, "apply", cases[0], values={"visited": "20"})
    assert len(reasons) == 1
    assert reasons[0].startswith("系统判定未知：贫困发生率（测算）在 0.00–2.50% 之间，跨过")
    assert "1 人未知" in reasons[0]


def test_a_pending_change_holds_until_it_is_computed(cast: Cast) -> None:
    world()
    _, cases = apply_for(cast.township_clerk, [JIACUNGUAN])
    paper("case", cases[0], "P11")
    good_household(JIACUNGUAN)
    assert refused(cast.village_clerk, "apply", cases[0], values={"visited": "20"}) == [
        "资料有变动，判定正在重新计算，请稍后再办"
    ]
    drain()
    step(cast.village_clerk, "apply", cases, DAY, values={"visited": "20"})


def test_facts_that_change_after_the_application_are_named(cast: Cast) -> None:
    world()
    _, case = until("applied", cast)
    VillageYear.all_rows.filter(area=JIACUNGUAN).update(clinics=2)
    drain()
    paper("case", case, "P09")
    assert refused(cast.township_clerk, "check", case, values={"visited": "10"}) == [
        "“村级自查申请”后资料有变动，须退回重办：卫生室个数 1→2"
    ]


def test_a_missing_certificate_names_criterion_and_department(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    paper("case", case, "P21")
    certified(cast, case, "hard_road")
    assert refused(cast.county_officer, "certify", case) == [
        "贫困发生率（测算）：扶贫办还没有认定",
        "危房户数：住建部门还没有认定",
    ]


def test_a_certificate_against_the_computed_outcome_is_named(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    paper("case", case, "P21")
    certified(cast, case, dangerous_houses=False)
    assert refused(cast.county_officer, "certify", case) == ["危房户数：系统判定达标，县housing局认定未达标"]


def test_a_certificate_that_says_yes_where_the_computer_says_no_is_named(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    paper("case", case, "P21")
    VillageYear.all_rows.filter(area=JIACUNGUAN).update(dangerous_households=2)
    drain()
    certified(cast, case)
    assert "危房户数：系统判定未达标，县housing局认定达标" in refused(cast.county_officer, "certify", case)


def test_a_department_certifies_its_own_criteria_and_no_others(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    actor, post, scope = acting(department("housing"))
    before = everything()
    with pytest.raises(CertificateRefusedError, match="“通硬化路”由交通部门认定"):
        certify(
            actor=actor,
            post=post,
            scope=scope,
            findings=[Finding(case, "dangerous_houses", True), Finding(case, "hard_road", True)],
        )
    with pytest.raises(CertificateRefusedError, match="没有指标"):
        certify(actor=actor, post=post, scope=scope, findings=[Finding(case, "clinic", True)])
    with pytest.raises(CertificateRefusedError, match="须写明情况"):
        certify(actor=actor, post=post, scope=scope, findings=[Finding(case, "dangerous_houses", False)])
    other, other_post, other_scope = acting(cast.department_officer)
    with pytest.raises(CertificateRefusedError, match="没有填写行业"):
        certify(actor=other, post=other_post, scope=other_scope, findings=[Finding(case, "hard_road", True)])
    stranger, stranger_post, stranger_scope = acting(cast.stranger)
    with pytest.raises(HiddenCertificateError):
        certify(
            actor=stranger, post=stranger_post, scope=stranger_scope,
            findings=[Finding(case, "assessed_incidence", True)],
        )  # fmt: skip
    assert everything() == before


def test_the_same_certificate_again_is_one_and_another_voids_it(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    certified(cast, case, "hard_road")
    certified(cast, case, "hard_road")
    assert RegionCertificate.all_rows.count() == 1
    certified(cast, case, "hard_road", hard_road=False)
    rows = list(RegionCertificate.all_rows.order_by("id").values_list("certified", "withdrawn_reason"))
    assert rows == [(True, "重新认定"), (False, "")]


def test_a_certificate_is_withdrawn_by_its_own_sector_with_a_reason(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    certified(cast, case, "hard_road")
    pk = RegionCertificate.all_rows.get().pk
    before = everything()
    for person, reason in ((department("housing"), "看错"), (department("traffic"), " ")):
        actor, post, scope = acting(person)
        with pytest.raises(CertificateRefusedError):
            certificate_withdraw(actor=actor, post=post, scope=scope, pk=pk, reason=reason)
    assert everything() == before
    actor, post, scope = acting(department("traffic"))
    certificate_withdraw(actor=actor, post=post, scope=scope, pk=pk, reason="看错")
    row = RegionCertificate.all_rows.get()
    assert (row.withdrawn_reason, row.withdrawn_name) == ("看错", "dept-traffic")


def test_after_a_return_certificates_are_given_anew(cast: Cast) -> None:
    world()
    around, case = until("certified", cast)
    step(cast.township_clerk, "return", [case], DAY, reason="名称有误")
    carry("applied", cast, around, case, DAY + timedelta(days=1))
    carry("checked", cast, around, case, DAY + timedelta(days=1))
    paper("case", case, "P21")
    reasons = refused(cast.county_officer, "certify", case, DAY + timedelta(days=1))
    assert reasons == [
        "贫困发生率（测算）：扶贫办还没有认定",
        "危房户数：住建部门还没有认定",
        "通硬化路：交通部门还没有认定",
    ]


def test_departments_see_what_stands_with_them(cast: Cast) -> None:
    world()
    _, case = until("applied", cast)
    _, post, scope = acting(department("housing"))
    assert cases_to_certify(scope, TONGJIANG, YEAR) == []
    actor, _, _ = acting(department("housing"))
    with pytest.raises(CertificateRefusedError, match="不在部门认定环节"):
        certify(actor=actor, post=post, scope=scope, findings=[Finding(case, "dangerous_houses", True)])
    carry("checked", cast, Case.all_rows.get(pk=case).round, case)
    assert [row.pk for row in cases_to_certify(scope, TONGJIANG, YEAR)] == [case]


def test_the_township_notice_hangs_seven_days(cast: Cast) -> None:
    world()
    _, case = until("posted", cast)
    photos(case)
    assert refused(cast.county_officer, "announce", case, DAY + timedelta(days=6), place="网站") == [
        "期限未满，2018-10-15 起才能办理（“乡镇公示”后满 7 天）"
    ]


@pytest.mark.parametrize("state", WAY[:-1])
def test_no_step_is_left_out(cast: Cast, state: str) -> None:
    """From every state each later step is refused, whatever papers there are."""
    world()
    _, case = until(state, cast)
    later = ["apply", "check", "certify", "approve", "post", "announce", "delist"][WAY.index(state) + 1 :]
    people = {"apply": cast.village_clerk, "check": cast.township_clerk, "post": cast.township_clerk}
    values = {"visited": "1", "met_on": "2018-10-08", "document": "文"}
    for code in later:
        reasons = refused(
            people.get(code, cast.county_officer), code, case, DAY + timedelta(days=30), values=values, place="栏"
        )
        assert reasons[0].startswith("当前是")
    assert not RegionExit.all_rows.exists()


def test_hubei_has_the_city_check_and_asks_for_the_income_papers() -> None:
    country, hubei = policies("village_exit")
    steps = {item["code"]: item for item in hubei["steps"]}
    assert [item["code"] for item in country["steps"]][:7] == [
        "apply", "check", "certify", "approve", "post", "announce", "delist"
    ]  # fmt: skip
    assert steps["spot_check"]["from"] == ["approved"]
    assert steps["post"]["from"] == ["spot_checked"]
    assert {"kind": "P24", "on": "case"} in steps["certify"]["documents"]


def test_the_shipped_sectors_and_indicators_exist(db: None) -> None:
    known = set(dict(labels("sector")))
    for item in policies("village_exit"):
        assert set(item["certificates"].values()) <= known
        assert set(item["certificates"]) == {code for level, code in INDICATORS if level == "village"}


def county_until_assessed(cast: Cast) -> tuple[int, User]:
    """The county's way up to the special assessment; the case and the second provincial officer."""
    return county_until("assessed", cast), officer("sichuan2", Role.PROVINCE, SICHUAN)


def test_a_county_goes_its_way_and_leaves(cast: Cast) -> None:
    """0.5 % wrongly out, 0.15 % missed, 98 % approve; nobody of 2,000 is poor."""
    world()
    RegionPlan.all_rows.create(area=TONGJIANG, county_type="1", exit_year=2018)
    case, second = county_until_assessed(cast)
    row = CountyYear.all_rows.get(area=TONGJIANG)
    assert (row.sampled_exited, row.wrong_exits, row.omitted, row.approving_households) == (1000, 5, 3, 490)

    assert refused(second, "approve", case, DAY + timedelta(days=9))[-1] == "资料有变动，判定正在重新计算，请稍后再办"
    drain()
    paper("case", case, "P16")
    step(second, "approve", [case], DAY + timedelta(days=9))
    step(second, "announce", [case], DAY + timedelta(days=10), place="网站", values={"document": "川府函〔2018〕9 号"})

    left = RegionExit.all_rows.get()
    assert (left.area, left.kind, left.county_type, left.exited_on) == (TONGJIANG, "county", "1", date(2018, 10, 18))
    assert RegionPlan.all_rows.get(area=TONGJIANG).left_year == 2018
    assert RegionPlan.all_rows.get(area=TONGJIANG).exit_year == 2018


def test_a_county_whose_poor_village_stays_behind_does_not_apply(cast: Cast) -> None:
    world(dangerous_households=1)
    for area in (XIANRENQIAN, 511921100201):
        factories.village_year(area, is_poor=False)
    drain()
    _, cases = apply_for(cast.county_officer, [TONGJIANG], area=TONGJIANG, code="county_exit")
    for kind in ("P11", "P22"):
        paper("case", cases[0], kind)
    reasons = refused(cast.county_officer, "apply", cases[0], values={"met_on": "2018-10-01"})
    assert "1 个贫困村未达标也未出列：贾村观村" in reasons
    # two villages have no population, so the county's rural population is not known
    assert "系统判定未知：贫困发生率（测算）（缺：2 个村的农业户籍人口数）" in reasons
    assert not any("错退率" in word or "认可度" in word for word in reasons)


def test_a_bad_assessment_stops_the_county(cast: Cast) -> None:
    """20 of 1,000 is 2 %, which is not below 2 %."""
    world()
    case, second = county_until_assessed(cast)
    CountyYear.all_rows.update(wrong_exits=20)
    drain()
    paper("case", case, "P16")
    assert refused(second, "approve", case, DAY + timedelta(days=9)) == ["系统判定未达标：错退率（多 1 人）"]


@pytest.mark.parametrize(
    ("name", "text"), [("wrong_exits", "1001"), ("omitted", "2.5"), ("approving_households", "501")]
)
def test_impossible_figures_are_refused(cast: Cast, name: str, text: str) -> None:
    world()
    case, _ = county_until_assessed(cast)
    sent_back = factories.user("sichuan3", Role.PROVINCE, SICHUAN)
    step(sent_back, "return", [case], DAY + timedelta(days=8), reason="重查")
    assert Case.all_rows.get(pk=case).state == "proposed"
    before = everything()
    actor, _, _ = acting(sent_back)
    with pytest.raises(FormError) as caught:
        county_survey([Case.all_rows.get(pk=case)], actor, DAY, {**FIGURES, name: text})
    assert list(caught.value.fields) == [name]
    assert everything() == before


def test_readiness_of_many_villages_costs_the_same(cast: Cast, django_assert_max_num_queries: object) -> None:
    world()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        village_readiness([JIACUNGUAN, XIANRENQIAN], YEAR)
    assert county_readiness([TONGJIANG], YEAR)[TONGJIANG].below == ["2 个村没填是否贫困村"]
