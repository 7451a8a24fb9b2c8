"""Technical tables of accounts in the stock admin. No person's table is here: people are managed in /users/."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from oauth2_provider.models import AccessToken, Grant, IDToken, RefreshToken

from core.accounts.models import ApiClient, SignInCount

# Tokens are secrets, and rights hang on posts alone.
for model in (AccessToken, Grant, IDToken, RefreshToken, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(ApiClient)
class ApiClientAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    list_display = ("name", "area", "role", "is_active", "created_at")
    list_filter = ("is_active",)


@admin.register(SignInCount)
class SignInCountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """Deleting a row opens a locked account or address."""

    list_display = ("key", "tries", "started_at")
    search_fields = ("key",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
