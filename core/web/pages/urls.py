"""Addresses of the shelf's pages."""

from __future__ import annotations

from django.urls import include, path

from core.web import converters  # noqa: F401  (registers the key forms)
from core.web.pages import evidence, findings, jobs, problems, record_changes, regions, sign_in, trail, users
from core.web.pages.procedures import cases, home, rounds, steps

REGIONS = [
    path("", regions.RegionHome.as_view(), name="home"),
    path("search/", regions.RegionSearch.as_view(), name="search"),
    path("<area:code>/", regions.RegionPage.as_view(), name="page"),
    path("<area:code>/tree/", regions.RegionTree.as_view(), name="tree"),
]

USERS = [
    path("", users.UserList.as_view(), name="list"),
    path("new/", users.UserCreate.as_view(), name="create"),
    path("<id:pk>/", users.UserPage.as_view(), name="page"),
    path("<id:pk>/posts/", users.UserPost.as_view(), name="post"),
    path("<id:pk>/posts/<id:post_id>/end/", users.UserPostEnd.as_view(), name="post-end"),
    path("<id:pk>/enable/", users.UserEnable.as_view(), name="enable"),
    path("<id:pk>/reset/", users.UserReset.as_view(), name="reset"),
]

PROCEDURES = [
    path("", home.ProcedureHome.as_view(), name="procedure-home"),
    path("rounds/<id:pk>/", rounds.RoundPage.as_view(), name="procedure-round"),
    path("rounds/<id:pk>/step/", steps.TakeStep.as_view(), name="procedure-step"),
    path("rounds/<id:pk>/objection/", cases.ObjectionAdd.as_view(), name="procedure-objection"),
    path("objections/<id:pk>/", cases.ObjectionAnswer.as_view(), name="procedure-answer"),
    path("cases/<id:pk>/", cases.CasePage.as_view(), name="procedure-case"),
    path("notices/<id:pk>/", rounds.NoticePoster.as_view(), name="procedure-poster"),
    path("<number:code>/", home.RoundList.as_view(), name="procedure-rounds"),
]

EVIDENCE = [
    path("<id:pk>/", evidence.EvidenceFile.as_view(), name="evidence-file"),
    path("<id:pk>/withdraw/", evidence.EvidenceWithdraw.as_view(), name="evidence-withdraw"),
    path("<number:subject_type>/<id:pk>/", evidence.EvidenceList.as_view(), name="evidence-list"),
]

FINDINGS = [
    path("", findings.FindingList.as_view(), name="finding-list"),
    path("<id:pk>/", findings.FindingPage.as_view(), name="finding-page"),
    path("rules/", findings.RuleList.as_view(), name="finding-rules"),
    path("rules/<number:code>/", findings.RuleSettingPage.as_view(), name="finding-setting"),
]

PROBLEMS = [
    path("", problems.ProblemList.as_view(), name="problem-list"),
    path("<id:pk>/", problems.ProblemPage.as_view(), name="problem-page"),
]

urlpatterns = [
    path("problems/", include(PROBLEMS)),
    path("findings/", include(FINDINGS)),
    path("procedures/", include(PROCEDURES)),
    path("evidence/", include(EVIDENCE)),
    path("places/", include((REGIONS, "regions"))),
    path("users/", include((USERS, "users"))),
    path("trail/", trail.TrailList.as_view(), name="trail-list"),
    path("trail/changes/", record_changes.ChangeRecords.as_view(), name="record-changes"),
    path("jobs/", jobs.JobList.as_view(), name="job-list"),
    path("jobs/<id:pk>/file/", jobs.JobFile.as_view(), name="job-file"),
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("logout/", sign_in.SignOut.as_view(), name="logout"),
    path("password/", sign_in.PasswordChange.as_view(), name="password-change"),
    path("mine/", sign_in.MyAccount.as_view(), name="my-account"),
]
