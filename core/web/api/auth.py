"""Who calls the REST interface: OAuth2 clients by bearer token in the header, bound to a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.accounts.api_clients import api_client_of, scope_of_client
from core.accounts.scope import Scope

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema
    from rest_framework.views import APIView


class ClientAuthentication(OAuth2Authentication):  # type: ignore[misc]
    """A valid token of an active client sets ``request.client``; a token in the query string is refused."""

    def authenticate(self, request: Request) -> tuple[None, object] | None:
        if "access_token" in request.query_params:
            raise AuthenticationFailed("令牌只能放在 Authorization 头里")
        # Django's own request: DRF's would parse the body here, before anybody may send one.
        found = super().authenticate(request._request)
        if found is None:
            if request.META.get("HTTP_AUTHORIZATION"):
                raise AuthenticationFailed("令牌无效或已过期")
            return None
        token = found[1]
        client = api_client_of(token.application_id)
        if client is None:
            raise AuthenticationFailed("客户端未启用")
        request._request.api_client = client  # type: ignore[attr-defined]
        return None, token


class ClientScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes ClientAuthentication."""

    target_class = ClientAuthentication
    name = "oauth2"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, object]:
        flow = {"tokenUrl": "/o/token/", "scopes": settings.OAUTH2_PROVIDER["SCOPES"]}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}


def client_scope(request: Request) -> Scope:
    """The scope of the calling client."""
    return scope_of_client(getattr(request._request, "api_client", None))


class HasClient(BasePermission):
    """Every path needs a client; the schema alone is public."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return getattr(request._request, "api_client", None) is not None
