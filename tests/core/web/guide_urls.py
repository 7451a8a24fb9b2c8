"""The addresses of the program and the style guide, which otherwise needs DEBUG."""

from django.urls import path

from config.urls import handler403, handler404, handler500
from config.urls import urlpatterns as program
from core.web.styleguide import StyleGuide

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*program, path("styleguide/<slug:part>/", StyleGuide.as_view())]
