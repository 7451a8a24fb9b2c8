"""Addresses of standards and lines made by hand, below /standards/."""

from django.urls import path

from assessment.standards.views import drafts, lines, register, simulation
from core.web import converters  # noqa: F401  (registers the key forms)

urlpatterns = [
    path("register/", register.StandardRegister.as_view(), name="standard-register"),
    path("compare/", register.StandardCompare.as_view(), name="standard-compare"),
    path("new/", drafts.StandardNew.as_view(), name="standard-new"),
    path("lines/", lines.LineList.as_view(), name="line-list"),
    path("lines/new/", lines.LineNew.as_view(), name="line-new"),
    path("lines/<id:pk>/", lines.LinePage.as_view(), name="line-page"),
    path("lines/<id:pk>/edit/", lines.LineEdit.as_view(), name="line-edit"),
    path("lines/<id:pk>/step/<slug:step>/", lines.LineStep.as_view(), name="line-step"),
    path("lines/<id:pk>/simulation/", simulation.SimulationPage.as_view(of_lines=True), name="line-simulation"),
    path(
        "lines/<id:pk>/simulation/export/",
        simulation.SimulationExport.as_view(of_lines=True),
        name="line-simulation-export",
    ),
    path("<id:pk>/simulation/", simulation.SimulationPage.as_view(), name="standard-simulation"),
    path("<id:pk>/simulation/export/", simulation.SimulationExport.as_view(), name="standard-simulation-export"),
    path("<id:pk>/", register.StandardPage.as_view(), name="standard-page"),
    path("<id:pk>/edit/", drafts.StandardEdit.as_view(), name="standard-edit"),
    path("<id:pk>/copy/", register.StandardCopy.as_view(), name="standard-copy"),
    path("<id:pk>/step/<slug:step>/", register.StandardStep.as_view(), name="standard-step"),
]
