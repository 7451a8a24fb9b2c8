"""Addresses of the frame: the switches of the top bar, and in development the style guide."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from core.web.styleguide import StyleGuide
from core.web.views import SetPost, SetYear

urlpatterns: list[URLPattern] = [
    path("year/", SetYear.as_view(), name="set-year"),
    path("post/", SetPost.as_view(), name="set-post"),
]
if settings.DEBUG:
    urlpatterns += [
        path("styleguide/", StyleGuide.as_view(), name="styleguide"),
        path("styleguide/<slug:part>/", StyleGuide.as_view()),
    ]
