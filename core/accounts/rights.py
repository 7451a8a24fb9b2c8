"""Which role may do what: one enumeration of actions, one table."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models

from core.regions.codes import Level, area_range, level_of

if TYPE_CHECKING:
    from core.accounts.models import Post


class Role(models.TextChoices):
    """The roles of DOMAIN 6.3; a post binds one to a region and a term."""

    PROVINCE = "province", "省级扶贫办"
    CITY = "city", "市级扶贫办"
    COUNTY = "county", "县级扶贫办"
    DEPARTMENT = "department", "县级行业部门"
    FINANCE = "finance", "财政部门"
    AUDITOR = "auditor", "财政审计纪检"
    TOWNSHIP = "township", "乡镇扶贫专干"
    VILLAGE = "village", "村级信息员"
    TEAM = "team", "驻村工作队"
    HELPER = "helper", "帮扶责任人"
    INSPECTOR = "inspector", "督查评估"
    ADMIN = "admin", "系统管理员"


class Action(StrEnum):
    """Everything that a page, an API path or a command may require."""

    OVERVIEW = "overview"
    REGION_VIEW = "region.view"
    HOUSEHOLD_VIEW = "household.view"
    HOUSEHOLD_EDIT = "household.edit"
    MEMBER_CHANGE = "member.change"
    # From an ordinary household to a registered one: the office that may also strike it off.
    HOUSEHOLD_TAKE_IN = "household.take_in"
    HOUSEHOLD_MOVE = "household.move"
    HOUSEHOLD_CLOSE = "household.close"
    PERSONAL_REVEAL = "personal.reveal"
    VILLAGE_EDIT = "village.edit"
    COUNTY_EDIT = "county.edit"
    YEAR_OPEN = "year.open"
    PAIRING_EDIT = "pairing.edit"
    IMPORT = "import"
    # The county answers for what its townships import, and may undo it.
    IMPORT_OVERSEE = "import.oversee"
    EXPORT = "export"
    EXPORT_PLAIN = "export.plain"
    STANDARD_VIEW = "standard.view"
    STANDARD_EDIT = "standard.edit"
    STANDARD_REVIEW = "standard.review"
    STANDARD_RELEASE = "standard.release"
    TARGET_EDIT = "target.edit"
    RECOGNITION_PROPOSE = "recognition.propose"
    RECOGNITION_APPROVE = "recognition.approve"
    FRESHNESS_VIEW = "freshness.view"
    TASK_ACCEPT = "task.accept"
    SURVEY_VIEW = "survey.view"
    SURVEY_DRAW = "survey.draw"
    SURVEY_ENTER = "survey.enter"
    SURVEY_APPROVE = "survey.approve"
    TRAIL_VIEW = "trail.view"
    JOB_VIEW = "job.view"
    USER_MANAGE = "user.manage"
    DICTIONARY_EDIT = "dictionary.edit"
    # Which step of a procedure a role may take is policy data (core.procedures); this is the door to them all.
    PROCEDURE_VIEW = "procedure.view"
    PROCEDURE_ACT = "procedure.act"
    EVIDENCE_VIEW = "evidence.view"
    EVIDENCE_ADD = "evidence.add"
    MONITOR_VIEW = "monitor.view"
    MONITOR_REPORT = "monitor.report"
    FINDING_VIEW = "finding.view"
    FINDING_PROPOSE = "finding.propose"
    FINDING_APPROVE = "finding.approve"
    FINDING_RULES = "finding.rules"
    # A department writes the measures of its own field only (measure_kind says which); the others all kinds.
    MEASURE_EDIT = "measure.edit"
    PROJECT_VIEW = "project.view"
    PROJECT_EDIT = "project.edit"
    PROJECT_CONFIRM = "project.confirm"
    FUND_VIEW = "fund.view"
    # Documents, distribution, allocations, contracts and payments; what one person enters another approves.
    FUND_EDIT = "fund.edit"
    FUND_APPROVE = "fund.approve"
    # A claim for reimbursement comes from whoever builds: the township hands it in, the county pays.
    FUND_CLAIM = "fund.claim"
    CREDIT_VIEW = "credit.view"
    CREDIT_EDIT = "credit.edit"
    CONTRIBUTION_EDIT = "contribution.edit"
    AUDIT_EDIT = "audit.edit"
    # What audits and inspections found: read by all offices, put right by whoever answers for it.
    PROBLEM_VIEW = "problem.view"
    PROBLEM_RECTIFY = "problem.rectify"


# Standards and poverty lines of the own region and of what lies below it: province, city and county draft, review
# and release; who wrote a version may not review it (a rule of person, not of role). Townships and villages read. A
# standard of the whole country lies in nobody's region: only the command load_standards releases it.
_STANDARDS = {Action.STANDARD_EDIT, Action.STANDARD_REVIEW, Action.STANDARD_RELEASE}
_LOOK = {
    Action.FINDING_VIEW,
    Action.OVERVIEW,
    Action.REGION_VIEW,
    Action.HOUSEHOLD_VIEW,
    Action.STANDARD_VIEW,
    Action.JOB_VIEW,
    Action.PROCEDURE_VIEW,
    Action.EVIDENCE_VIEW,
    Action.MONITOR_VIEW,
    Action.PROJECT_VIEW,
    Action.FUND_VIEW,
    Action.CREDIT_VIEW,
    Action.PROBLEM_VIEW,
}
_ACT = {Action.PROCEDURE_ACT, Action.EVIDENCE_ADD}
# Clues come from whoever meets the household, and from the departments (DOMAIN 3.6).
_REPORT = {Action.MONITOR_REPORT}
_ENTER = (
    _LOOK
    | {Action.FINDING_PROPOSE}
    | _ACT
    | {
        Action.MONITOR_REPORT,
        Action.HOUSEHOLD_EDIT,
        Action.MEMBER_CHANGE,
        Action.VILLAGE_EDIT,
        Action.MEASURE_EDIT,
        Action.PROJECT_EDIT,
        Action.CONTRIBUTION_EDIT,
        Action.PROBLEM_RECTIFY,
        Action.EXPORT,
    }
)
# A word of the negative list that is only a doubt is looked at by an office above the village.
_TOWNSHIP = _ENTER | {
    # Doubtful data is confirmed below and approved by another person, from the township up.
    Action.FINDING_APPROVE,
    Action.PROJECT_CONFIRM,
    Action.PAIRING_EDIT,
    Action.PERSONAL_REVEAL,
    Action.HOUSEHOLD_TAKE_IN,
    Action.HOUSEHOLD_CLOSE,
    Action.HOUSEHOLD_MOVE,
    Action.IMPORT,
    Action.TARGET_EDIT,
    Action.RECOGNITION_PROPOSE,
    Action.FUND_CLAIM,
    Action.CREDIT_EDIT,
}
# Money (DOMAIN 6.3): the poverty office distributes and allocates, the treasury pays; both enter, and nobody approves
# what he entered himself (a rule of person, in the services).
_MONEY = {Action.FUND_EDIT, Action.FUND_APPROVE, Action.FUND_CLAIM}
# Targets are handed down; task books are filed, accepted and struck off from the county up (B-64).
_PLAN = {Action.TARGET_EDIT, Action.TASK_ACCEPT}
# Samples are drawn by whoever checks; what was found is entered by the checkers, never by the county that is checked
# (DOMAIN 6.3), and reaches the county's figures by two persons of the city or the county. A township or village that
# knew the sample could prepare for it.
_CHECK = {Action.SURVEY_VIEW, Action.SURVEY_DRAW}
_FIELDWORK = {Action.SURVEY_ENTER, Action.IMPORT}
# 人工认定 is proposed below and approved from the county up, above its subject; the city and the province also see
# how fresh the verdicts are.
_LEAD = {Action.RECOGNITION_APPROVE, Action.FRESHNESS_VIEW, Action.FINDING_APPROVE}
_COUNTY = _TOWNSHIP | {
    Action.IMPORT_OVERSEE,
    Action.FINDING_RULES,
    Action.COUNTY_EDIT,
    Action.YEAR_OPEN,
    Action.EXPORT_PLAIN,
    Action.TRAIL_VIEW,
    Action.USER_MANAGE,
    Action.TASK_ACCEPT,
    Action.SURVEY_VIEW,
    Action.SURVEY_DRAW,
    Action.SURVEY_APPROVE,
    *_LEAD,
    *_MONEY,
}

RIGHTS: dict[Role, frozenset[Action]] = {
    Role.PROVINCE: frozenset(_LOOK | _ACT | _PLAN | _LEAD | _STANDARDS | {Action.EXPORT, Action.TRAIL_VIEW}),
    Role.CITY: frozenset(
        _LOOK
        | _ACT
        | _PLAN
        | _LEAD
        | _STANDARDS
        | _MONEY
        | {Action.EXPORT, Action.TRAIL_VIEW, Action.PERSONAL_REVEAL, Action.RECOGNITION_PROPOSE, Action.FINDING_RULES}
        | {Action.CONTRIBUTION_EDIT, Action.PROBLEM_RECTIFY}
    ),
    Role.COUNTY: frozenset(_COUNTY | _STANDARDS),
    Role.DEPARTMENT: frozenset(_LOOK | _ACT | _REPORT | {Action.MEASURE_EDIT, Action.PROBLEM_RECTIFY}),
    Role.FINANCE: frozenset(
        _LOOK
        | _MONEY
        | {Action.EXPORT, Action.IMPORT, Action.EVIDENCE_ADD, Action.CONTRIBUTION_EDIT, Action.CREDIT_EDIT}
        | {Action.PROBLEM_RECTIFY}
    ),
    # Auditors change no figure: they write what they found and follow its rectification.
    Role.AUDITOR: frozenset(
        _LOOK
        | {Action.SURVEY_VIEW, Action.EXPORT, Action.TRAIL_VIEW, Action.FRESHNESS_VIEW, Action.AUDIT_EDIT}
        | {Action.EVIDENCE_ADD}
    ),
    Role.TOWNSHIP: frozenset(_TOWNSHIP),
    Role.VILLAGE: frozenset(_ENTER),
    Role.TEAM: frozenset(_ENTER),
    Role.HELPER: frozenset(
        {
            Action.OVERVIEW,
            Action.HOUSEHOLD_VIEW,
            Action.STANDARD_VIEW,
            Action.PROCEDURE_VIEW,
            Action.EVIDENCE_VIEW,
            Action.EVIDENCE_ADD,
            Action.MONITOR_VIEW,
            Action.MONITOR_REPORT,
            Action.FINDING_VIEW,
        }
    ),
    # the special assessment of a county is a step that the policy gives to the inspectors of its city and province
    Role.INSPECTOR: frozenset(_LOOK | _ACT | _CHECK | _FIELDWORK),
    # Technical: users and code lists, no personal data.
    Role.ADMIN: frozenset(
        {
            Action.OVERVIEW,
            Action.STANDARD_VIEW,
            Action.JOB_VIEW,
            Action.USER_MANAGE,
            Action.DICTIONARY_EDIT,
            Action.FRESHNESS_VIEW,
        }
    ),
}


def may(post: Post | None, action: Action) -> bool:
    """Whether the holder of ``post`` may do ``action``; without a post nothing may be done."""
    return post is not None and action in RIGHTS[Role(post.role)]


# The level of the regions in which a role works; a post elsewhere is refused.
LEVELS: dict[Role, frozenset[Level]] = {
    Role.PROVINCE: frozenset({Level.PROVINCE}),
    Role.CITY: frozenset({Level.CITY}),
    Role.COUNTY: frozenset({Level.COUNTY}),
    Role.DEPARTMENT: frozenset({Level.COUNTY}),
    Role.FINANCE: frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY}),
    Role.AUDITOR: frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY}),
    Role.TOWNSHIP: frozenset({Level.TOWNSHIP}),
    Role.VILLAGE: frozenset({Level.VILLAGE}),
    Role.TEAM: frozenset({Level.VILLAGE}),
    Role.HELPER: frozenset({Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE}),
    Role.INSPECTOR: frozenset(Level) - {Level.COUNTRY},
    Role.ADMIN: frozenset(Level),
}

# Whose posts a manager of users may give and end: never the own kind, never higher.
GRANTS: dict[Role, frozenset[Role]] = {
    Role.COUNTY: frozenset({Role.TOWNSHIP, Role.VILLAGE, Role.TEAM, Role.HELPER}),
    Role.ADMIN: frozenset(Role) - {Role.ADMIN},
}


def may_grant(post: Post | None, role: Role, area: int) -> bool:
    """Whether the holder of ``post`` may give or end a post of ``role`` in ``area``.

    A county officer's people work below the county; only a helper's post may name the county itself, because
    what a helper sees hangs on the pairs and not on the area.
    """
    if post is None or not may(post, Action.USER_MANAGE) or role not in GRANTS.get(Role(post.role), frozenset()):
        return False
    low, high = area_range(post.area)
    if not low <= area < high or level_of(area) not in LEVELS[role]:
        return False
    return area != post.area or role == Role.HELPER or post.role == Role.ADMIN
