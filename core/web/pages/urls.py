"""Addresses of the shelf's pages."""

from __future__ import annotations

from django.urls import include, path

from core.web import converters  # noqa: F401  (registers the key forms)
from core.web.pages import regions, sign_in

REGIONS = [
    path("", regions.RegionHome.as_view(), name="home"),
    path("search/", regions.RegionSearch.as_view(), name="search"),
    path("<area:code>/", regions.RegionPage.as_view(), name="page"),
    path("<area:code>/tree/", regions.RegionTree.as_view(), name="tree"),
]

urlpatterns = [
    path("places/", include((REGIONS, "regions"))),
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("logout/", sign_in.SignOut.as_view(), name="logout"),
    path("password/", sign_in.PasswordChange.as_view(), name="password-change"),
    path("mine/", sign_in.MyAccount.as_view(), name="my-account"),
]
