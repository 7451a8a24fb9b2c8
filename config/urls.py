"""Every address of the program; apps bring their own urls.py."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.web.urls")),
]

handler400 = "core.web.errors.bad_request"
handler403 = "core.web.errors.denied"
handler404 = "core.web.errors.not_found"
handler500 = "core.web.errors.failed"
