"""OAuth2 clients of other systems: one is bound to one region, reads what lies below it, and writes in a role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from oauth2_provider.models import Application

from core.accounts.models import ApiClient, Post
from core.accounts.rights import Role
from core.accounts.scope import NO_SCOPE, Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range


@dataclass(frozen=True)
class Credentials:
    """What the other system needs; the secret is shown once and stored hashed."""

    client_id: str
    client_secret: str


def api_client_create(
    *,
    actor: Actor,
    name: str,
    area: int,
    client_id: str = "",
    client_secret: str = "",
    role: Role | str = "",
    sector: str = "",
) -> Credentials:
    """Register a system bound to ``area``; without ``role`` it only reads.

    The demo names its own id and secret; otherwise both are made here. ValidationError for a role at a wrong level.
    """
    identity = client_id or secrets.token_urlsafe(18)
    secret = client_secret or secrets.token_urlsafe(36)
    client = ApiClient(name=name, area=area, role=role, sector=sector)
    client.clean()
    with recorded(actor), transaction.atomic():
        client.application = Application.objects.create(
            name=name,
            client_id=identity,
            client_secret=secret,
            client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        )
        client.save()
    return Credentials(identity, secret)


def api_client_of(application_id: int | None) -> ApiClient | None:
    """The active client of an OAuth2 application."""
    return ApiClient.objects.filter(application_id=application_id or 0, is_active=True).first()


def scope_of_client(client: ApiClient | None) -> Scope:
    """The scope of a client; none without a client."""
    return Scope(*area_range(client.area)) if client else NO_SCOPE


def post_of_client(client: ApiClient | None) -> Post | None:
    """The post that a client writes in; it is nobody's and never stored. None: the client only reads."""
    if client is None or not client.role:
        return None
    return Post(role=client.role, area=client.area, sector=client.sector, starts_on=timezone.localdate())


def actor_of_client(client: ApiClient, request_id: str = "") -> Actor:
    """The client in the trail: its name, without a person.

    All clients are the same nobody to the rules that want a second person: one never approves what another entered.
    """
    return Actor(user_id=None, name=client.name[:60], door="api", request_id=request_id)
