"""Signing in and out, the own password, the own account: open to everybody who has an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from core.accounts.middleware import SIGNED_IN_KEY, client_address
from core.accounts.models import User
from core.accounts.rights import Role
from core.accounts.selectors import posts_of
from core.accounts.services import SignInRefusedError, password_change, sign_in, sign_out
from core.regions.selectors import name_of
from core.web.pages.forms import PasswordForm, SignInForm
from core.web.requests import OfficeRequest
from core.web.views import back_to


class SignIn(View):
    """``/login/``. Public; what it says never tells which accounts exist."""

    request: OfficeRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect(_next(request))
        return self._page(SignInForm())

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            user = sign_in(
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                address=client_address(request),
                actor=request.actor,
            )
        except SignInRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=422)
        # A new session key: one that somebody planted before is worth nothing afterwards.
        login(request, user)
        request.session.pop(SIGNED_IN_KEY, None)
        return redirect(_next(request))

    def _page(self, form: SignInForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": _next(self.request)}
        return TemplateResponse(self.request, "accounts/sign_in.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Where to go after the sign-in: ``next`` of the form or of the address when it stays on this site."""
    if request.method == "POST":
        return back_to(request)
    target = request.GET.get("next", "/")
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else "/"


class SignedInView(View):
    """Base of the pages that hang on no post: whoever has an account may open their own."""

    request: OfficeRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    def me(self) -> User:
        """The person who is signed in."""
        assert isinstance(self.request.user, User)  # noqa: S101  # dispatch has looked
        return self.request.user


class SignOut(SignedInView):
    """POST only: a link in a mail must not sign anybody out."""

    http_method_names = ["post"]

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        sign_out(user=self.me(), actor=request.actor)
        logout(request)
        response = redirect("login")
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class PasswordChange(SignedInView):
    """The own password: the old one, a new one twice. Where it is due, nothing else opens before."""

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        return self._page(PasswordForm(self.me(), client_address(request)))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        me = self.me()
        form = PasswordForm(me, client_address(request), request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        password_change(actor=request.actor, user=me, password=form.cleaned_data["new"])
        # This session lives on under the new password; every other one of this account has ended.
        update_session_auth_hash(request, me)
        messages.success(request, "密码已修改，其他地方的登录已退出。")
        return redirect("/")

    def _page(self, form: PasswordForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "due": self.me().must_change_password}
        return TemplateResponse(self.request, "accounts/password.html", context, status=status)


class MyAccount(SignedInView):
    """Who I am here: account, posts with their terms, and the way out (on the phone the only one)."""

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        posts = posts_of(self.me().pk)
        names = name_of(post.area for post in posts)
        rows = [
            {"post": post, "role": Role(post.role).label, "place": names.get(post.area, str(post.area))}
            for post in posts
        ]
        today = {post.pk for post in request.posts}
        context = {"me": self.me(), "rows": rows, "today": today, "switch": reverse("set-post")}
        return TemplateResponse(request, "accounts/mine.html", context)
