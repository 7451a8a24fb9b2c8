"""Every address of the program; apps bring their own urls.py."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from oauth2_provider.views import RevokeTokenView, TokenView

from core.web.admin_door import admin_login, admin_password
from core.web.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("core.web.urls")),
    path("", include("assessment.urls")),
    path("", include("core.web.pages.urls")),
    path("", include("villages.urls")),
    path("", include("projects.urls")),
    path("", include("funds.urls")),
    path("", include("core.ledgers.urls")),
    path("households/", include("households.urls")),
    path("admin/login/", admin_login),
    path("admin/password_change/", admin_password),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("o/token/", TokenView.as_view(), name="oauth-token"),
    path("o/revoke/", RevokeTokenView.as_view(), name="oauth-revoke"),
]

handler400 = "core.web.errors.bad_request"
handler403 = "core.web.errors.denied"
handler404 = "core.web.errors.not_found"
handler500 = "core.web.errors.failed"
