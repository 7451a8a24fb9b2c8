"""The pages of procedures, exits, monitoring, targets, surveys, standards and the office, by role and at both sizes.

Each is opened with something on it: axe, the policy and the console stay silent, nothing is wider than the screen.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import axe_playwright_python
import pytest
from django.utils import timezone
from playwright.sync_api import Page

from assessment.sampling import services as sampling
from assessment.selectors import Rule
from assessment.services import Heading, standard_draft
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.procedures.models import Case, Notice
from core.procedures.services import objection_record, procedures_load
from tests.assessment import benefit_scene, exits_scene, survey
from tests.assessment.exits import scene as household_scene
from tests.assessment.monitoring import scene as monitoring_scene
from tests.assessment.roadmap import target
from tests.assessment.test_fund_outcome import paid_for
from tests.cast import JIACUNGUAN, TONGJIANG, XIANRENQIAN, Cast
from tests.core.procedures.scene import acting, paper, step
from tests.e2e.conftest import DESK, PHONE, County, Office
from villages.models import Recognition

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

PAGES: dict[str, tuple[str, ...]] = {
    "county_officer": (
        "/procedures/",
        "/procedures/household_exit/",
        "/procedures/rounds/{round}/",
        "/procedures/rounds/{round}/?state=listed",
        "/procedures/rounds/{round}/step/?step=county_return&case={case}",
        "/procedures/cases/{case}/",
        "/procedures/cases/{village_case}/",
        "/procedures/cases/{county_case}/",
        "/procedures/notices/{notice}/",
        "/evidence/case/{case}/",
        f"/exits/households/?area={TONGJIANG}",
        f"/exits/households/?area={XIANRENQIAN}",
        f"/exits/households/flagged/?area={TONGJIANG}",
        "/exits/households/rounds/{round}/sheets/",
        "/exits/households/cases/{case}/confirmation/",
        f"/region-exits/{TONGJIANG}/",
        f"/region-exits/{TONGJIANG}/certificates/",
        f"/region-exits/{TONGJIANG}/exited/",
        "/region-exits/cases/{village_case}/sheet/",
        "/credit/",
        "/credit/ratios/",
        "/credit/warnings/",
        "/credit/growth/",
        "/credit/claims/",
        "/funds/documents/",
        "/funds/documents/{document}/",
        "/funds/documents/{document}/outcome/",
        "/funds/documents/new/",
        "/funds/projects/{project}/",
        "/funds/orders/",
        "/funds/progress/",
        f"/funds/reach/?area={TONGJIANG}",
        "/funds/reach/without/",
        "/contributions/",
        "/obligations/",
        "/pools/",
        "/audits/",
        "/problems/",
        "/monitoring/",
        "/monitoring/suggestions/",
        "/monitoring/objects/",
        "/monitoring/clues/{clue}/",
        "/imports/overseen/",
        f"/targets/{TONGJIANG}/",
        f"/targets/{TONGJIANG}/edit/",
        f"/targets/{TONGJIANG}/plan/",
        f"/targets/{TONGJIANG}/milestones/",
        f"/targets/{TONGJIANG}/books/",
        f"/targets/{TONGJIANG}/attention/",
        f"/scorecards/{TONGJIANG}/",
        f"/surveys/at/{TONGJIANG}/",
        f"/surveys/at/{TONGJIANG}/new/",
        "/surveys/{survey}/",
        "/standards/register/",
        "/standards/new/",
        "/standards/compare/?a={draft}&b={draft}",
        "/standards/{draft}/",
        "/standards/{draft}/edit/",
        "/standards/{draft}/simulation/",
        "/standards/lines/",
        "/standards/lines/new/",
        "/households/{code}/replay/",
        f"/assessment/regions/{TONGJIANG}/replay/",
        "/benefits/",
        f"/benefits/?area={XIANRENQIAN}&by=year",
        "/benefits/{project}/",
        "/recognitions/?show=all",
        "/recognitions/{recognition}/",
        "/households/{code}/recognitions/new/",
        f"/assessment/regions/{XIANRENQIAN}/recognitions/new/",
        "/freshness/",
        "/exports/",
        "/trail/",
        "/trail/changes/",
        "/users/",
        "/users/new/",
        "/users/{user}/",
    ),
    "inspector": ("/surveys/{survey}/units/", "/surveys/{survey}/form/", "/surveys/units/{unit}/"),
    "township_clerk": ("/procedures/", "/households/{code}/clues/new/", "/todo/"),
}

# What reaches the right edge, outermost first.
WIDE = (
    "width => [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right >= width - 1)"
    ".slice(0, 4).map(one => one.outerHTML.slice(0, 80))"
)


def scene(county: County) -> dict[str, object]:
    """One of everything; the numbers that the addresses name."""
    cast = county.people
    household_scene.policies()
    exits_scene.loaded()
    procedures_load(monitoring_scene.shipped(), actor=SYSTEM, scope=SYSTEM_SCOPE)
    around, cases = household_scene.begun(cast.township_clerk, [county.neighbour.pk], area=XIANRENQIAN)
    household_scene.papers_for("appraise", around, cases)
    paper("case", cases[0], "A02")
    village_case = _village(cast)
    _, county_cases = exits_scene.apply_for(cast.county_officer, [TONGJIANG], area=TONGJIANG, code="county_exit")
    actor, _, scope = acting(cast.township_clerk)
    objection_record(
        actor=actor, scope=scope, round_id=around.pk, case_id=cases[0],
        raised_on=timezone.localdate(), content="收入有疑问", raised_by="村民",
    )  # fmt: skip
    target(TONGJIANG, persons=1000, households=300)
    drawn = survey.draw(cast.inspector, size=1)
    survey.do(sampling.survey_confirm, cast.county_officer, drawn)
    found = _decided(county)
    return found | {
        "round": around.pk,
        "case": cases[0],
        "village_case": village_case,
        "county_case": county_cases[0],
        "notice": Notice.all_rows.latest("id").pk,
        "survey": drawn.pk,
        "unit": survey.units(drawn)[0].pk,
        "project": (project := benefit_scene.project(county.household, total=100_000)).pk,
        "document": paid_for(project, "400.00").document_id,
        "clue": monitoring_scene.reported(cast.village_clerk, county.household).pk,
        "code": county.household.code,
        "user": cast.village_clerk.pk,
    }


def _village(cast: Cast) -> int:
    """仙人嵌's exit as far as its township's notice."""
    _, cases = exits_scene.apply_for(cast.township_clerk, [XIANRENQIAN])
    Case.all_rows.filter(pk=cases[0]).update(state="approved")
    step(cast.township_clerk, "post", cases, exits_scene.DAY, place="镇政府公示栏")
    return cases[0]


def _decided(county: County) -> dict[str, object]:
    """A draft of a standard and a recognition."""
    draft = standard_draft(
        actor=SYSTEM, scope=SYSTEM_SCOPE,
        heading=Heading("household", TONGJIANG, 2018, 2019, "县文件"), rules=(Rule("food", "veto"),),
    )  # fmt: skip
    row = Recognition.all_rows.create(
        household_id=county.household.pk, area=JIACUNGUAN, level=6, year=2018, kind="met",
        criterion="income_above_line", reason="核查", document="通扶〔2018〕9 号",
        valid_until=date(2099, 12, 31), state="approved",
        proposed_by=1, proposed_name="甲", proposed_at=timezone.now(), decided_by=2, decided_name="乙",
        decided_at=timezone.now(),
    )  # fmt: skip
    return {"draft": draft.pk, "recognition": row.pk}


def _findings(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(all => all.violations"
        ".filter(one => ['serious', 'critical'].includes(one.impact)).map(one => one.id + ' ' + one.nodes[0].html))"
    )
    return [f"{page.url} {finding}" for finding in found]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_of_the_work_are_accessible_quiet_and_fit(
    county: County, office: Office, size: dict[str, int]
) -> None:
    numbers = scene(county)
    wrong: list[str] = []
    for role, paths in PAGES.items():
        page = office.page(getattr(county.people, role), size)
        for path in paths:
            answer = page.goto(path.format(**numbers))
            assert answer is not None
            if answer.status != 200:
                wrong.append(f"{role} {path} {answer.status}")
                continue
            wrong += _findings(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > size["width"]:
                wrong.append(f"{path} is {width} wide: {page.evaluate(WIDE, width)}")
    assert not wrong, "\n".join(wrong)
