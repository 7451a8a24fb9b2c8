"""The pages of village and county exit: candidates, certificates, the sheet, who has left, the region's own page."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from core.procedures.models import Case
from tests.assessment.exits_scene import DAY, certified, department, everything, until, world
from tests.assessment.scene import drain
from tests.cast import JIACUNGUAN, TONGJIANG, XIANRENQIAN, YANGBAI, Cast, signed_in
from villages.models import RegionCertificate, VillageYear

pytestmark = pytest.mark.django_db


def test_a_township_chooses_its_ready_villages_and_opens_a_round(cast: Cast) -> None:
    world()
    client = signed_in(cast.township_clerk)
    page = client.get(f"/region-exits/{YANGBAI}/").content.decode()
    assert "贾村观" in page
    assert "具备退出条件" in page
    answer = client.post(f"/region-exits/{YANGBAI}/", {"village": [str(JIACUNGUAN)]})
    case = Case.all_rows.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/procedures/rounds/{case.round_id}/"
    assert (case.subject_id, case.state, case.round.area) == (JIACUNGUAN, "listed", YANGBAI)
    assert "拟出列" in client.get(f"/region-exits/{YANGBAI}/").content.decode()
    assert "贾村观村民委员会" in client.get(f"/procedures/rounds/{case.round_id}/").content.decode()


@pytest.mark.parametrize("villages", [[], [str(XIANRENQIAN)], ["x"]])
def test_what_may_not_be_listed_opens_no_round(cast: Cast, villages: list[str]) -> None:
    world()
    before = everything()
    answer = signed_in(cast.township_clerk).post(f"/region-exits/{YANGBAI}/", {"village": villages})
    assert answer.status_code == 422
    assert everything() == before


def test_what_lacks_stands_in_the_list(cast: Cast) -> None:
    world(dangerous_households=2)
    page = signed_in(cast.county_officer).get(f"/region-exits/{TONGJIANG}/").content.decode()
    assert "未达标：危房户数（多 2 户）" in page
    assert "1 个贫困村未达标也未出列：贾村观村" in page


def test_a_department_fills_in_its_own_criteria(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    client, address = signed_in(department("housing")), f"/region-exits/{TONGJIANG}/certificates/"
    page = client.get(address).content.decode()
    assert f'name="c{case}-dangerous_houses"' in page
    assert f'name="c{case}-hard_road"' not in page
    key = f"c{case}-dangerous_houses"
    body = {key: "no", f"{key}-finding": "有 1 户土坯房", f"c{case}-hard_road": "yes"}
    answer = client.post(address, body)
    assert answer.status_code == 302
    row = RegionCertificate.all_rows.get()
    assert (row.indicator, row.certified, row.finding) == ("dangerous_houses", False, "有 1 户土坯房")
    page = signed_in(cast.county_officer).get(f"/procedures/cases/{case}/").content.decode()
    assert "危房户数：系统判定达标，县housing局认定未达标" in page


def test_a_no_without_a_finding_is_refused_in_the_form(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    before = everything()
    answer = signed_in(department("housing")).post(
        f"/region-exits/{TONGJIANG}/certificates/", {f"c{case}-dangerous_houses": "no"}
    )
    assert answer.status_code == 422
    assert "须写明情况" in answer.content.decode()
    assert everything() == before


def test_a_certificate_is_withdrawn_on_its_page(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    certified(cast, case, "dangerous_houses")
    pk = RegionCertificate.all_rows.get().pk
    address = f"/region-exits/certificates/{pk}/withdraw/"
    assert signed_in(department("traffic")).post(address, {"reason": "误"}).status_code == 422
    assert signed_in(department("housing")).post(address, {"reason": "误"}).status_code == 302
    assert RegionCertificate.all_rows.get().withdrawn_reason == "误"


def test_the_sheet_has_every_criterion_and_its_certificate(cast: Cast) -> None:
    world()
    _, case = until("checked", cast)
    certified(cast, case, "hard_road")
    client = signed_in(cast.county_officer)
    page = client.get(f"/region-exits/cases/{case}/sheet/").content.decode()
    assert "贫困村脱贫摘帽认定表" in page
    assert "县traffic局" in page
    answer = client.get(f"/region-exits/cases/{case}/sheet/?format=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "贫困村脱贫摘帽认定表"
    assert [row[1] for row in rows[3:6]] == ["贫困发生率（测算）", "危房户数", "通硬化路"]
    assert [row[4] for row in rows[3:6]] == ["达标"] * 3
    assert str(rows[5][6]).startswith("认定达标")


def test_a_village_that_left_and_fails_again_is_flagged_not_changed(cast: Cast) -> None:
    world()
    until("delisted", cast)
    client = signed_in(cast.county_officer)
    address = f"/region-exits/{TONGJIANG}/exited/"
    assert "没有未达标判定" in client.get(address).content.decode()
    drain()
    VillageYear.all_rows.filter(area=JIACUNGUAN).update(dangerous_households=3)
    drain()
    page = client.get(address + "?failed=1").content.decode()
    assert "退出后未达标" in page
    assert "通脱贫〔2018〕3 号" in page
    own = client.get(f"/assessment/regions/{JIACUNGUAN}/").content.decode()
    assert "退出后未达标" in own
    assert "2018-10-16 出列" in own
    assert VillageYear.all_rows.get(area=JIACUNGUAN).is_delisted is True
    assert DAY.year == 2018


def test_the_list_of_candidates_has_a_fixed_number_of_queries(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    world()
    client = signed_in(cast.township_clerk)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        client.get(f"/region-exits/{YANGBAI}/")
