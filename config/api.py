"""The one router of the REST interface: /api/v1/ and its schema."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny

from core.web.api.errors import not_found

app_name = "api"
urlpatterns = [
    path(
        "schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny], authentication_classes=[]), name="schema"
    ),
    path("", include("core.web.api.urls")),
    path("", include("villages.api.urls")),
    path("", include("households.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("funds.api.urls")),
    path("", include("assessment.api.urls")),
    re_path("", not_found),
]
