"""OAuth2 clients of other systems: one is bound to one region, and reads what lies below it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction
from oauth2_provider.models import Application

from core.accounts.models import ApiClient
from core.accounts.scope import NO_SCOPE, Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range


@dataclass(frozen=True)
class Credentials:
    """What the other system needs; the secret is shown once and stored hashed."""

    client_id: str
    client_secret: str


def api_client_create(
    *, actor: Actor, name: str, area: int, client_id: str = "", client_secret: str = ""
) -> Credentials:
    """Register a system bound to ``area``. The demo names its own id and secret; otherwise both are made here."""
    identity = client_id or secrets.token_urlsafe(18)
    secret = client_secret or secrets.token_urlsafe(36)
    with recorded(actor), transaction.atomic():
        application = Application.objects.create(
            name=name,
            client_id=identity,
            client_secret=secret,
            client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        )
        ApiClient.objects.create(application=application, name=name, area=area)
    return Credentials(identity, secret)


def api_client_of(application_id: int | None) -> ApiClient | None:
    """The active client of an OAuth2 application."""
    return ApiClient.objects.filter(application_id=application_id or 0, is_active=True).first()


def scope_of_client(client: ApiClient | None) -> Scope:
    """The scope of a client; none without a client."""
    return Scope(*area_range(client.area)) if client else NO_SCOPE
