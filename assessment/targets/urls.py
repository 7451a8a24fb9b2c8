"""Addresses of targets, milestones and task books, below /targets/."""

from django.urls import path

from assessment.targets.views import books, milestones, roadmap
from core.web import converters  # noqa: F401  (registers the key forms)

urlpatterns = [
    path("", roadmap.RoadmapStart.as_view(), name="target-start"),
    path("<area:code>/", roadmap.RoadmapPage.as_view(), name="target-roadmap"),
    path("<area:code>/edit/", roadmap.TargetsEdit.as_view(), name="target-edit"),
    path("<area:code>/plan/", roadmap.PlanEdit.as_view(), name="target-plan"),
    path("<area:code>/milestones/", milestones.Milestones.as_view(), name="target-milestones"),
    path("<area:code>/books/", books.Books.as_view(), name="target-books"),
    path("<area:code>/books/issue/", books.BookIssue.as_view(), name="target-issue"),
    path("<area:code>/attention/", books.AttentionPage.as_view(), name="target-attention"),
    path("<area:code>/talk/", books.AdmonitionAdd.as_view(), name="target-talk"),
    path("milestones/<id:pk>/done/", milestones.MilestoneDone.as_view(), name="target-milestone-done"),
    path("books/<id:pk>/", books.BookPage.as_view(), name="target-book"),
]
