"""REST addresses of the procedures, included at ``/api/v1/``."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from core.web.api import procedures

urlpatterns = [
    path("cases/", procedures.CaseCollection.as_view(), name="case-list"),
    path("cases/<id:pk>/", procedures.CaseItem.as_view(), name="case-detail"),
    path("cases/<id:pk>/steps/", procedures.CaseSteps.as_view(), name="case-steps"),
]
