"""County exit: departments certify before the county applies, and the inspectors above it may assess it."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assessment.exits.regions.certificates import cases_to_certify
from assessment.exits.regions.services import CertificateRefusedError, Finding, certificate_withdraw, certify
from core.accounts.models import User
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.procedures.definition import DefinitionError
from core.procedures.models import Case, Entry
from core.procedures.services import FormError, ProcedureError, StepRefusedError, procedures_load
from tests import factories
from tests.assessment.exits_scene import (
    DAY,
    FIGURES,
    YEAR,
    county_carry,
    county_certified,
    county_until,
    department,
    everything,
    officer,
    policies,
    world,
)
from tests.assessment.scene import drain
from tests.cast import BAZHONG, JIACUNGUAN, SICHUAN, TONGJIANG, XIANRENQIAN, Cast, signed_in
from tests.core.procedures.scene import acting, paper, step
from villages.models import CountyYear, RegionCertificate, VillageYear

pytestmark = pytest.mark.django_db
VALUES = {"met_on": "2018-10-01"}


def refused(person: User, code: str, case: int, **fields: Any) -> list[str]:
    before = everything()
    with pytest.raises(StepRefusedError) as caught:
        step(person, code, [case], DAY, **fields)
    assert everything() == before
    return caught.value.reasons[case]


def test_a_county_applies_only_with_every_certificate(cast: Cast) -> None:
    """The three rates are the assessment's: nobody certifies them."""
    world()
    case = county_until("proposed", cast)
    paper("case", case, "P11")
    paper("case", case, "P22")
    assert refused(cast.county_officer, "apply", case, values=VALUES) == [
        "贫困发生率（测算）：扶贫办还没有认定",
        "贫困村达标比例：扶贫办还没有认定",
    ]
    county_certified(cast, case, "assessed_incidence")
    assert refused(cast.county_officer, "apply", case, values=VALUES) == ["贫困村达标比例：扶贫办还没有认定"]
    county_certified(cast, case)
    step(cast.county_officer, "apply", [case], DAY, values=VALUES)


def test_the_rates_are_nobodys_to_certify(cast: Cast) -> None:
    world()
    case = county_until("proposed", cast)
    actor, post, scope = acting(cast.county_officer)
    before = everything()
    with pytest.raises(CertificateRefusedError, match="“错退率”由专项评估检查查明"):
        certify(actor=actor, post=post, scope=scope, findings=[Finding(case, "wrong_exit_rate", True)])
    assert everything() == before


def test_the_department_of_the_policy_certifies(cast: Cast) -> None:
    """Another county may have its agriculture office answer for the poor villages: a row of its policy."""
    world()
    own = copy.deepcopy(policies("county_exit")[0]) | {"region": f"{TONGJIANG:012d}", "document": "县文件"}
    own["certificates"]["poor_villages_met"] = "agri"
    procedures_load({"procedures": [own]}, actor=SYSTEM, scope=SYSTEM_SCOPE)
    case = county_until("proposed", cast)
    _, _, seen = acting(department("agri"))
    assert [row.pk for row in cases_to_certify(seen, TONGJIANG, YEAR)] == [case]
    with pytest.raises(CertificateRefusedError, match="“贫困村达标比例”由"):
        county_certified(cast, case, "poor_villages_met")
    actor, post, scope = acting(department("agri"))
    assert certify(actor=actor, post=post, scope=scope, findings=[Finding(case, "poor_villages_met", True)]) == 1


def test_a_certificate_is_void_when_the_fact_behind_it_changes(cast: Cast) -> None:
    """Nobody of 2,000 is poor; then one of 2,000 is: 0.05 %, still met, but not what was certified."""
    world()
    case = county_until("applied", cast)
    paper("case", case, "P13")
    factories.household(XIANRENQIAN, facts={})
    drain()
    reasons = refused(city(), "review", case)
    assert reasons == ["贫困发生率（测算）：county_officer 单位认定后由 0.00 % 变为 0.00–0.05 %，须重新认定"]
    county_certified(cast, case)
    assert RegionCertificate.all_rows.filter(withdrawn_at=None).count() == 2
    step(city(), "review", [case], DAY)


def city() -> User:
    known = User.objects.filter(username="bazhong").first()
    return known or factories.user("bazhong", Role.CITY, BAZHONG)


def test_after_the_review_certificates_stand(cast: Cast) -> None:
    world()
    county_until("reviewed", cast)
    actor, post, scope = acting(cast.county_officer)
    row = RegionCertificate.all_rows.first()
    assert row is not None
    before = everything()
    with pytest.raises(CertificateRefusedError, match="已过部门认定环节"):
        certificate_withdraw(actor=actor, post=post, scope=scope, pk=row.pk, reason="看错")
    assert everything() == before


def test_a_poor_village_that_falls_back_holds_the_county(cast: Cast) -> None:
    world()
    case = county_until("proposed", cast)
    paper("case", case, "P11")
    paper("case", case, "P22")
    county_certified(cast, case)
    VillageYear.all_rows.filter(area=JIACUNGUAN).update(dangerous_households=2)
    drain()
    reasons = refused(cast.county_officer, "apply", case, values=VALUES)
    assert "1 个贫困村未达标也未出列：贾村观村" in reasons
    assert "贫困村达标比例：系统判定未达标，county_officer 单位认定达标" in reasons


@pytest.mark.parametrize(("area", "may_enter"), [(SICHUAN, True), (BAZHONG, True), (TONGJIANG, False)])
def test_an_inspector_of_city_or_province_enters_the_assessment(cast: Cast, area: int, may_enter: bool) -> None:
    world()
    case = county_until("reported", cast)
    paper("case", case, "P15")
    person = factories.user("ducha", Role.INSPECTOR, area)
    page = signed_in(person).get(f"/procedures/cases/{case}/").content.decode()
    found = page.find("step=assess&amp;")
    assert (found >= 0) == may_enter, page[found - 300 : found + 60]
    if may_enter:
        county_carry("assessed", cast, case, person)
        assert Case.all_rows.get(pk=case).state == "assessed"
        assert CountyYear.all_rows.get(area=TONGJIANG).omitted == 3
        return
    before = everything()
    with pytest.raises(ProcedureError, match="您的岗位不能办理“专项评估检查”"):
        county_carry("assessed", cast, case, person)
    assert everything() == before


def test_an_inspector_takes_no_other_step(cast: Cast) -> None:
    world()
    case = county_until("assessed", cast)
    drain()
    person = factories.user("ducha", Role.INSPECTOR, SICHUAN)
    before = everything()
    for code in ("approve", "return", "refuse"):
        with pytest.raises(ProcedureError, match="您的岗位不能办理"):
            step(person, code, [case], DAY, reason="x", values=FIGURES)
    assert everything() == before


def test_levels_that_do_not_exist_are_refused(db: None) -> None:
    item = copy.deepcopy(policies("county_exit")[0])
    item["steps"][5]["levels"] = ["prefecture"]
    with pytest.raises(DefinitionError, match="没有级别「prefecture」"):
        procedures_load({"procedures": [item]}, actor=SYSTEM, scope=SYSTEM_SCOPE)


def test_the_pages_of_a_county_show_its_certificates(cast: Cast) -> None:
    world()
    case = county_until("proposed", cast)
    client, address = signed_in(cast.county_officer), f"/region-exits/{TONGJIANG}/certificates/"
    page = client.get(address).content.decode()
    assert f'name="c{case}-poor_villages_met"' in page
    assert f'name="c{case}-wrong_exit_rate"' not in page
    assert "不由部门认定" in page
    assert client.post(address, {f"c{case}-poor_villages_met": "yes"}).status_code == 302
    page = client.get(f"/procedures/cases/{case}/").content.decode()
    assert "部门认定" in page
    assert "未认定" in page
    sheet = client.get(f"/region-exits/cases/{case}/sheet/").content.decode()
    assert "认定达标" in sheet
    assert "专项评估检查" in sheet


def test_a_voided_certificate_is_said_and_left_blank_in_the_form(cast: Cast) -> None:
    world()
    case = county_until("proposed", cast)
    county_certified(cast, case)
    factories.household(XIANRENQIAN, facts={})
    drain()
    page = signed_in(cast.county_officer).get(f"/procedures/cases/{case}/").content.decode()
    assert "认定后由 0.00 % 变为 0.00–0.05 %，须重新认定" in page
    answer = signed_in(cast.county_officer).get(f"/region-exits/{TONGJIANG}/certificates/").content.decode()
    select = answer.split(f'name="c{case}-assessed_incidence"')[1].split("</select>")[0]
    assert 'value="" selected' in select


def test_what_is_open_elsewhere_stays_hidden(cast: Cast) -> None:
    world()
    case = county_until("proposed", cast)
    assert signed_in(cast.stranger).get(f"/procedures/cases/{case}/").status_code == 404


def test_figures_that_stand_are_replaced_only_with_a_reason(cast: Cast) -> None:
    """Somebody has entered 8 wrongly out; the assessment says 5."""
    world()
    case = county_until("reported", cast)
    at = datetime(2018, 10, 9, tzinfo=UTC)
    factories.county_year(TONGJIANG, wrong_exits=8, omitted=3, updated_by=cast.county_officer.pk, updated_at=at)
    drain()
    paper("case", case, "P15")
    before = everything()
    person = officer("sichuan", Role.PROVINCE, SICHUAN)
    with pytest.raises(FormError) as caught:
        step(person, "assess", [case], DAY + timedelta(days=8), values=FIGURES)
    assert caught.value.fields == {
        "differs": "已有数字（县年度资料 · county_officer 2018-10-09，表单录入）与本次不同：错退人口数 8→5。"
        "确认改写的请写明理由"
    }
    assert everything() == before
    step(person, "assess", [case], DAY + timedelta(days=8), key="again", values={**FIGURES, "differs": "以评估为准"})
    assert CountyYear.all_rows.get(area=TONGJIANG).wrong_exits == 5
    assert Entry.objects.get(case=case, step="assess").values["differs"] == "以评估为准"


def test_the_same_figures_need_no_reason(cast: Cast) -> None:
    world()
    case = county_until("reported", cast)
    factories.county_year(TONGJIANG, wrong_exits=5, sampled_exited=1000)
    drain()
    paper("case", case, "P15")
    step(officer("sichuan", Role.PROVINCE, SICHUAN), "assess", [case], DAY + timedelta(days=8), values=FIGURES)
    assert CountyYear.all_rows.get(area=TONGJIANG).omitted == 3
