"""What every route answers to whom: one entry a route. A route without an entry fails test_access.

A page: ``Page(action, subjects, …)``: 403 without the right, 404 outside the scope, else one of ``ok``.
A route that answers GET and POST has a line for each. ``data`` makes the POST body from (world, subject); the
answer to an invalid body counts as reached (422 by convention), so ``{}`` is often enough.
"""

from __future__ import annotations

from core.accounts.rights import Action
from core.regions.codes import Level
from tests.matrix.contributions import CONTRIBUTION_LINES
from tests.matrix.credit import CREDIT_LINES
from tests.matrix.decisions import at_recognitions
from tests.matrix.disasters import at_disasters, at_hit_households
from tests.matrix.exits import at_certificates, at_region_cases
from tests.matrix.findings import at_findings
from tests.matrix.funds import FUND_LINES
from tests.matrix.household_exits import at_exit_cases, at_exit_rounds
from tests.matrix.lines import GONE, WRITTEN, Api, Line, Page, Public, a_step, form_of
from tests.matrix.measures import at_measures
from tests.matrix.monitoring import at_clues, at_monitored
from tests.matrix.ordinary import at_ordinary
from tests.matrix.plans import at_books, at_items, at_milestones, at_surveys, at_units
from tests.matrix.procedures import at_bearers, at_cases, at_notices, at_objections, at_papers, at_rounds
from tests.matrix.projects import (
    at_asset_codes,
    at_assets,
    at_income_codes,
    at_incomes,
    at_project_codes,
    at_projects,
)
from tests.matrix.township_plan import PLAN_LINES
from tests.matrix.world import (
    at_households,
    at_kwargs,
    at_level,
    at_members,
    at_pairings,
    at_users,
    nowhere,
    post_number,
)

EXPECTED: dict[str, Line | tuple[Line, ...]] = {
    # config
    "healthz": Public("liveness for the supervisor"),
    "readyz": Public("readiness for the proxy", ok=frozenset({200, 503})),
    "oauth-token": Public("client credentials are checked inside", method="post", ok=frozenset({400, 401})),
    "oauth-revoke": Public("client credentials are checked inside", method="post", ok=frozenset({400, 401})),
    # REST
    "api:schema": Public("the description of the interface"),
    "api/v1/": Public("problem+json for addresses that do not exist", ok=frozenset({404})),
    "api:region-list": Api(public_regions=True),
    "api:region-detail": Api(at_level(Level.VILLAGE), public_regions=True),
    "api:village-list": Api(),
    "api:village-detail": Api(at_level(Level.VILLAGE)),
    "api:household-list": Api(shows=True),
    "api:household-detail": Api(at_households()),
    "api:member-list": Api(shows=True),
    "api:member-detail": Api(at_members()),
    "api:finding-list": Api(),
    "api:verdict-list": Api(query="level=household&year=2018"),
    # the stock admin: who gets in, and what is there, in tests/core/test_accounts_admin.py
    "admin/login/": Public("leads to the one sign-in", ok=frozenset({302})),
    "admin/password_change/": Public("leads to the one password page", ok=frozenset({302})),
    # the frame
    "set-year": Page(None, method="post", ok=frozenset({403})),  # an empty year is not in use
    "set-post": Page(None, method="post", ok=frozenset({403})),
    "login": (
        Public("everybody signs in here"),
        Public("everybody signs in here", method="post", ok=frozenset({422})),
    ),
    "logout": Page(None, method="post", ok=frozenset({302})),
    "password-change": (Page(None), Page(None, method="post", ok=frozenset({422}))),
    "my-account": Page(None),
    # regions
    "regions:home": Page(Action.REGION_VIEW),
    "regions:search": Page(Action.REGION_VIEW, query="q=cun"),
    "regions:page": (
        Page(Action.REGION_VIEW, at_level(Level.VILLAGE), upwards=True),
        Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP), upwards=True),
    ),
    "regions:tree": Page(Action.REGION_VIEW, at_level(Level.COUNTY), upwards=True),
    # people and the trail
    "users:list": Page(Action.USER_MANAGE),
    "users:create": (
        Page(Action.USER_MANAGE),
        Page(Action.USER_MANAGE, method="post", ok=WRITTEN),
    ),
    "users:page": (
        Page(Action.USER_MANAGE, at_users()),
        Page(Action.USER_MANAGE, at_users(), method="post", ok=WRITTEN),
    ),
    "users:post": Page(Action.USER_MANAGE, at_users(), method="post", ok=WRITTEN),
    "users:post-end": Page(Action.USER_MANAGE, at_users(post_id=post_number), method="post", ok=WRITTEN),
    "users:enable": Page(Action.USER_MANAGE, at_users(), method="post", ok=WRITTEN),
    "users:reset": Page(Action.USER_MANAGE, at_users(), method="post", ok=WRITTEN),
    "trail-list": Page(Action.TRAIL_VIEW),
    "record-changes": Page(Action.TRAIL_VIEW),
    "record-changes-export": Page(Action.TRAIL_VIEW),
    # assessment
    # a helper, a village's staff and an administrator are led on
    "home": Page(Action.OVERVIEW, ok=frozenset({200, 302})),
    "todo-list": Page(Action.OVERVIEW, ok=frozenset({200, 302})),
    "home-export": Page(Action.REGION_VIEW),
    "home-incomes": Page(Action.REGION_VIEW),
    "home-criteria": Page(Action.REGION_VIEW),
    "region-overview": Page(Action.REGION_VIEW, ok=frozenset({302})),
    "region-list": Page(Action.REGION_VIEW),
    "change-list": Page(Action.REGION_VIEW),
    "region-verdict": (
        Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
        Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
        Page(Action.REGION_VIEW, at_level(Level.COUNTY)),
    ),
    "region-blocking": Page(Action.EXPORT, at_level(Level.VILLAGE)),
    "household-verdict": Page(Action.HOUSEHOLD_VIEW, at_households()),
    "freshness": Page(Action.FRESHNESS_VIEW),
    "recognition-list": Page(Action.REGION_VIEW, query="show=all"),
    "recognition-page": (
        Page(Action.REGION_VIEW, at_recognitions),
        Page(Action.REGION_VIEW, at_recognitions, method="post", ok=WRITTEN),
    ),
    "recognition-household": form_of(Action.RECOGNITION_PROPOSE, at_households()),
    "recognition-region": form_of(Action.RECOGNITION_PROPOSE, at_level(Level.VILLAGE)),
    "household-replay": Page(Action.HOUSEHOLD_VIEW, at_households()),
    "region-replay": (
        Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
        Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
        Page(Action.REGION_VIEW, at_level(Level.COUNTY)),
    ),
    "household-badges": Page(Action.HOUSEHOLD_VIEW, at_households()),
    "household-exits": (
        Page(Action.REGION_VIEW),
        Page(Action.REGION_VIEW, query="format=xlsx", ok=frozenset({200, 403})),
        Page(Action.PROCEDURE_ACT, method="post", ok=WRITTEN),
    ),
    "household-flagged": Page(Action.HOUSEHOLD_VIEW),
    "household-exit-sheets": Page(Action.PROCEDURE_VIEW, at_exit_rounds),
    "household-exit-confirmations": Page(Action.PROCEDURE_VIEW, at_exit_rounds),
    "household-exit-sheet": Page(Action.PROCEDURE_VIEW, at_exit_cases),
    "household-exit-confirmation": Page(Action.PROCEDURE_VIEW, at_exit_cases),
    "standard-list": Page(Action.STANDARD_VIEW),
    # drafts: whose they are and who may do what with them is in tests/assessment/test_standard_pages.py
    "standard-register": Page(Action.STANDARD_VIEW),
    "standard-compare": Page(Action.STANDARD_VIEW, ok=GONE),
    "standard-new": form_of(Action.STANDARD_EDIT, nowhere),
    "standard-page": Page(Action.STANDARD_VIEW, at_kwargs(pk=999_999), ok=GONE),
    "standard-edit": (
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999), ok=GONE),
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999), method="post", ok=GONE),
    ),
    "standard-copy": Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999), method="post", ok=GONE),
    "standard-step": (
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999, step="submit"), method="post", ok=GONE),
        Page(Action.STANDARD_REVIEW, at_kwargs(pk=999_999, step="approve"), method="post", ok=GONE),
        Page(Action.STANDARD_RELEASE, at_kwargs(pk=999_999, step="release"), method="post", ok=GONE),
    ),
    "standard-simulation": (
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999), ok=GONE),
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999), method="post", ok=GONE),
    ),
    "standard-simulation-export": Page(Action.EXPORT, at_kwargs(pk=999_999), ok=GONE),
    "line-list": Page(Action.STANDARD_VIEW),
    "line-new": form_of(Action.STANDARD_EDIT, nowhere),
    "line-page": Page(Action.STANDARD_VIEW, at_kwargs(pk=999_999), ok=GONE),
    "line-edit": (
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999), ok=GONE),
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999), method="post", ok=GONE),
    ),
    "line-step": (
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999, step="submit"), method="post", ok=GONE),
        Page(Action.STANDARD_REVIEW, at_kwargs(pk=999_999, step="refuse"), method="post", ok=GONE),
        Page(Action.STANDARD_RELEASE, at_kwargs(pk=999_999, step="retire"), method="post", ok=GONE),
    ),
    "line-simulation": (
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999), ok=GONE),
        Page(Action.STANDARD_EDIT, at_kwargs(pk=999_999), method="post", ok=GONE),
    ),
    "line-simulation-export": Page(Action.EXPORT, at_kwargs(pk=999_999), ok=GONE),
    # targets
    "target-start": Page(Action.REGION_VIEW, ok=frozenset({302})),
    "target-roadmap": (
        Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
        Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
        Page(Action.REGION_VIEW, at_level(Level.COUNTY)),
    ),
    "target-edit": form_of(Action.TARGET_EDIT, at_level(Level.TOWNSHIP)),
    "target-plan": form_of(Action.TARGET_EDIT, at_level(Level.VILLAGE)),
    "target-milestones": (
        Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
        Page(Action.TARGET_EDIT, at_level(Level.TOWNSHIP), method="post", ok=WRITTEN),
    ),
    "target-milestone-done": Page(Action.TARGET_EDIT, at_milestones, method="post", ok=WRITTEN),
    "target-books": Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
    "target-issue": form_of(Action.TARGET_EDIT, at_level(Level.VILLAGE)),
    "target-book": (
        Page(Action.REGION_VIEW, at_books),
        Page(Action.TASK_ACCEPT, at_books, method="post", ok=WRITTEN),
    ),
    "target-attention": Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
    "scorecard": (
        Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
        Page(Action.REGION_VIEW, at_level(Level.COUNTY)),
    ),
    "scorecard-households": Page(Action.HOUSEHOLD_VIEW, at_items),
    # a township or village that knew the sample could prepare for it
    "survey-start": Page(Action.SURVEY_VIEW, ok=frozenset({302})),
    "survey-list": Page(Action.SURVEY_VIEW, at_level(Level.COUNTY)),
    "survey-new": form_of(Action.SURVEY_DRAW, at_level(Level.COUNTY)),
    "survey-page": Page(Action.SURVEY_VIEW, at_surveys),
    "survey-step": Page(Action.SURVEY_VIEW, at_surveys, method="post", ok=WRITTEN),
    "survey-units": Page(Action.SURVEY_VIEW, at_surveys),
    "survey-form": Page(Action.SURVEY_ENTER, at_surveys),
    "survey-unit": form_of(Action.SURVEY_ENTER, at_units),
    "target-talk": form_of(Action.TARGET_EDIT, at_level(Level.VILLAGE)),
    # village and county exit
    "region-exit-start": Page(Action.REGION_VIEW, ok=frozenset({302})),
    "region-exit": (
        Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
        Page(Action.REGION_VIEW, at_level(Level.COUNTY)),
        Page(Action.PROCEDURE_ACT, at_level(Level.TOWNSHIP), method="post", ok=WRITTEN),
        Page(Action.PROCEDURE_ACT, at_level(Level.COUNTY), method="post", ok=WRITTEN),
    ),
    "region-certify": (
        Page(Action.REGION_VIEW, at_level(Level.COUNTY)),
        Page(Action.PROCEDURE_ACT, at_level(Level.COUNTY), method="post", ok=WRITTEN),
    ),
    "region-exited": Page(Action.REGION_VIEW, at_level(Level.TOWNSHIP)),
    "region-exit-sheet": (
        Page(Action.PROCEDURE_VIEW, at_region_cases),
        Page(Action.EXPORT, at_region_cases, query="format=xlsx"),
    ),
    "region-certificate-withdraw": form_of(Action.PROCEDURE_ACT, at_certificates),
    # villages
    "villages:village-facts": Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
    "villages:village-edit": (
        Page(Action.VILLAGE_EDIT, at_level(Level.VILLAGE)),
        Page(Action.VILLAGE_EDIT, at_level(Level.VILLAGE), method="post", ok=WRITTEN),
    ),
    "villages:county-facts": Page(Action.REGION_VIEW, at_level(Level.COUNTY)),
    "villages:county-edit": (
        Page(Action.COUNTY_EDIT, at_level(Level.COUNTY)),
        Page(Action.COUNTY_EDIT, at_level(Level.COUNTY), method="post", ok=WRITTEN),
    ),
    # households
    "household-list": Page(Action.HOUSEHOLD_VIEW, shows=True),
    "helper-households": Page(Action.HOUSEHOLD_VIEW),
    "finding-list": (Page(Action.FINDING_VIEW),),
    "finding-page": (
        Page(Action.FINDING_VIEW, at_findings),
        Page(Action.FINDING_VIEW, at_findings, "post", ok=frozenset({422})),
    ),
    "finding-rules": (Page(Action.FINDING_VIEW),),
    "finding-setting": (
        Page(Action.FINDING_RULES, at_kwargs(code="64B")),
        Page(Action.FINDING_RULES, at_kwargs(code="64B"), "post", ok=frozenset({422})),
    ),
    "helper-todo": Page(Action.HOUSEHOLD_VIEW),
    "household-tree-search": Page(Action.HOUSEHOLD_VIEW, query="region=杨"),
    "household-tree": Page(Action.HOUSEHOLD_VIEW, at_level(Level.TOWNSHIP, "area")),
    "household-card": Page(Action.HOUSEHOLD_VIEW, at_households()),
    "household-paper": Page(Action.HOUSEHOLD_VIEW, at_households()),
    "household-papers": Page(Action.HOUSEHOLD_VIEW),
    "pairing-batch": form_of(Action.PAIRING_EDIT, nowhere),
    "household-new": form_of(Action.HOUSEHOLD_EDIT, nowhere),
    "ordinary-list": Page(Action.HOUSEHOLD_VIEW),
    "ordinary-new": form_of(Action.HOUSEHOLD_EDIT, nowhere),
    "household-take-in": form_of(Action.HOUSEHOLD_TAKE_IN, at_ordinary),
    "household-edit": form_of(Action.HOUSEHOLD_EDIT, at_households()),
    "member-add": form_of(Action.MEMBER_CHANGE, at_households()),
    "member-edit": form_of(Action.HOUSEHOLD_EDIT, at_members()),
    "member-remove": form_of(Action.MEMBER_CHANGE, at_members()),
    "head-change": form_of(Action.MEMBER_CHANGE, at_households()),
    "household-move": form_of(Action.HOUSEHOLD_MOVE, at_households()),
    "household-close": form_of(Action.HOUSEHOLD_CLOSE, at_households()),
    "pairing-start": form_of(Action.PAIRING_EDIT, at_households()),
    "pairing-end": form_of(Action.PAIRING_EDIT, at_pairings()),
    "household-reveal": form_of(Action.PERSONAL_REVEAL, at_households(field=lambda world, area: "phone")),
    "member-reveal": form_of(Action.PERSONAL_REVEAL, at_members(field="id_number")),
    "year-open": form_of(Action.YEAR_OPEN, nowhere),
    # the project library
    "api:project-list": Api(),
    "api:project-detail": Api(at_project_codes),
    "api:project-cases": Api(at_project_codes),
    "api:asset-list": Api(),
    "api:asset-detail": Api(at_asset_codes),
    "api:asset-incomes": Api(at_asset_codes),
    "api:asset-shares": Api(at_income_codes),
    "asset-list": Page(Action.PROJECT_VIEW),
    "asset-new": form_of(Action.PROJECT_EDIT, nowhere),
    "asset-page": Page(Action.PROJECT_VIEW, at_assets),
    "asset-edit": form_of(Action.PROJECT_EDIT, at_assets),
    "asset-income": form_of(Action.PROJECT_EDIT, at_assets),
    "solar-station": form_of(Action.PROJECT_EDIT, at_assets),
    "solar-month": form_of(Action.PROJECT_EDIT, at_assets),
    "asset-distribute": form_of(Action.PROJECT_EDIT, at_incomes),
    **PLAN_LINES,
    **CONTRIBUTION_LINES,
    **FUND_LINES,
    **CREDIT_LINES,
    "project-list": Page(Action.PROJECT_VIEW),
    "project-new": form_of(Action.PROJECT_EDIT, nowhere),
    "benefit-list": Page(Action.PROJECT_VIEW),
    "benefit-page": Page(Action.PROJECT_VIEW, at_projects),
    "project-card": Page(Action.PROJECT_VIEW, at_projects),
    "project-edit": form_of(Action.PROJECT_EDIT, at_projects),
    "project-open": Page(Action.PROCEDURE_ACT, at_projects, method="post", ok=frozenset({302})),
    "project-households": form_of(Action.PROJECT_EDIT, at_projects),
    "project-report": form_of(Action.PROJECT_EDIT, at_projects),
    "project-doubt": (
        Page(Action.PROJECT_CONFIRM, at_projects),
        Page(Action.PROJECT_CONFIRM, at_projects, method="post", ok=WRITTEN),
    ),
    # measures
    "api:case-list": Api(),
    "api:case-detail": Api(at_cases),
    "api:case-steps": Api(at_cases),
    "api:measure-list": Api(),
    "api:measure-detail": Api(at_measures),
    "pathway-start": Page(Action.REGION_VIEW, ok=frozenset({302})),
    "pathway-progress": Page(Action.REGION_VIEW, at_level(Level.VILLAGE)),
    "pathway-targets": form_of(Action.TARGET_EDIT, at_level(Level.VILLAGE)),
    "measure-list": Page(Action.HOUSEHOLD_VIEW),
    **dict.fromkeys(("gap-relocation", "gap-allowance"), Page(Action.HOUSEHOLD_VIEW)),
    "gap-relocation-limit": Page(Action.COUNTY_EDIT, at_level(Level.COUNTY), method="post", ok=WRITTEN),
    "gap-allowance-line": Page(Action.COUNTY_EDIT, at_level(Level.COUNTY), method="post", ok=WRITTEN),
    **dict.fromkeys(("screening-coverage", "home-progress"), Page(Action.REGION_VIEW)),
    # money
    "money-reach": Page(Action.FUND_VIEW),
    "money-without": Page(Action.FUND_VIEW, shows=True),
    "measure-page": Page(Action.HOUSEHOLD_VIEW, at_measures),
    "measure-new": form_of(Action.MEASURE_EDIT, at_households()),
    "measure-edit": form_of(Action.MEASURE_EDIT, at_measures),
    "measure-stop": form_of(Action.MEASURE_EDIT, at_measures),
    "measure-delete": form_of(Action.MEASURE_EDIT, at_measures),
    "disaster-list": Page(Action.REGION_VIEW),
    "disaster-new": form_of(Action.MEASURE_EDIT, nowhere),
    "disaster-card": Page(Action.REGION_VIEW, at_disasters),
    "disaster-edit": form_of(Action.MEASURE_EDIT, at_disasters),
    "disaster-household-add": form_of(Action.MEASURE_EDIT, at_disasters),
    "disaster-household-edit": form_of(Action.MEASURE_EDIT, at_hit_households),
    "disaster-household-remove": form_of(Action.MEASURE_EDIT, at_hit_households),
    # monitoring after exit
    "monitor-clues": Page(Action.MONITOR_VIEW),
    "monitor-suggestions": Page(Action.MONITOR_VIEW),
    "monitor-clue-new": form_of(Action.MONITOR_REPORT, at_households()),
    "monitor-clue": (
        Page(Action.MONITOR_VIEW, at_clues),
        Page(Action.PROCEDURE_ACT, at_clues, method="post", ok=WRITTEN),
    ),
    "monitor-objects": Page(Action.MONITOR_VIEW),
    "monitor-object": Page(Action.MONITOR_VIEW, at_monitored),
    "monitor-measure": Page(Action.MONITOR_REPORT, at_monitored, method="post", ok=WRITTEN),
    "monitor-visit": Page(Action.MONITOR_REPORT, at_monitored, method="post", ok=WRITTEN),
    # procedures and evidence
    "procedure-home": Page(Action.PROCEDURE_VIEW),
    "procedure-rounds": (
        Page(Action.PROCEDURE_VIEW, at_kwargs(code="nothing"), ok=GONE),
        Page(Action.PROCEDURE_ACT, at_kwargs(code="nothing"), method="post", ok=GONE),
    ),
    "procedure-round": Page(Action.PROCEDURE_VIEW, at_rounds),
    "procedure-step": (
        Page(Action.PROCEDURE_ACT, at_rounds, query="step=appraise", ok=frozenset({302})),
        Page(Action.PROCEDURE_ACT, at_rounds, method="post", data=a_step, ok=WRITTEN),
    ),
    "procedure-case": Page(Action.PROCEDURE_VIEW, at_cases),
    "procedure-poster": Page(Action.PROCEDURE_VIEW, at_notices),
    "procedure-objection": form_of(Action.PROCEDURE_ACT, at_rounds),
    "procedure-answer": form_of(Action.PROCEDURE_ACT, at_objections),
    "evidence-list": (
        Page(Action.EVIDENCE_VIEW, at_bearers),
        Page(Action.EVIDENCE_ADD, at_bearers, method="post", ok=WRITTEN),
    ),
    "evidence-file": Page(Action.EVIDENCE_VIEW, at_papers),
    "evidence-withdraw": form_of(Action.EVIDENCE_ADD, at_papers),
    # imports and jobs: everything is its owner's alone, so a number of nobody's is 404 for everybody who may ask
    "import-list": form_of(Action.IMPORT, nowhere),
    "import-template": Page(Action.IMPORT, at_kwargs(kind="villages")),
    "import-page": Page(Action.IMPORT, at_kwargs(pk=999_999), ok=GONE),
    "import-confirm": Page(Action.IMPORT, at_kwargs(pk=999_999), method="post", ok=GONE),
    "import-drop": Page(Action.IMPORT, at_kwargs(pk=999_999), method="post", ok=GONE),
    "import-errors": Page(Action.IMPORT, at_kwargs(pk=999_999), ok=GONE),
    "import-doubts": Page(Action.IMPORT, at_kwargs(pk=999_999), ok=GONE),
    "import-overseen": Page(Action.IMPORT_OVERSEE, nowhere),
    "import-undo": Page(Action.IMPORT, at_kwargs(pk=999_999), ok=GONE),
    "import-undo-look": Page(Action.IMPORT, at_kwargs(pk=999_999), method="post", ok=GONE),
    "export-list": form_of(Action.EXPORT, nowhere),
    "job-list": Page(Action.JOB_VIEW),
    "job-file": Page(Action.JOB_VIEW, at_kwargs(pk=999_999), ok=GONE),
}
