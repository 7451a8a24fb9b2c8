"""Addresses of the shelf's pages."""

from __future__ import annotations

from django.urls import path

from core.web.pages import sign_in

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("logout/", sign_in.SignOut.as_view(), name="logout"),
    path("password/", sign_in.PasswordChange.as_view(), name="password-change"),
    path("mine/", sign_in.MyAccount.as_view(), name="my-account"),
]
