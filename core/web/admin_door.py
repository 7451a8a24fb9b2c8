"""The stock admin's own sign-in and password pages would pass the lockout by: both lead to ours."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def admin_login(request: HttpRequest) -> HttpResponseBase:
    """To ``/login/``; whoever is signed in and still sent here is no staff."""
    if request.user.is_authenticated:
        raise PermissionDenied
    target = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return redirect_to_login(target if safe else reverse("admin:index"))


def admin_password(request: HttpRequest) -> HttpResponse:
    """To the own password page, which counts wrong tries."""
    return redirect("password-change")
