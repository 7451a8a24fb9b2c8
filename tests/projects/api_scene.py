"""A client that writes, and the little it takes to send something."""

from __future__ import annotations

import base64
import itertools
from typing import Any

from django.test import Client

from core.accounts.api_clients import api_client_create
from core.accounts.rights import Role
from core.audit.trail import SYSTEM
from tests.cast import TONGJIANG

_number = itertools.count(1)


def writing(area: int = TONGJIANG, role: Role | str = Role.COUNTY, *, sector: str = "", scope: str = "") -> Client:
    """A client bound to ``area`` that writes in ``role``; ``scope`` narrows the token."""
    client = Client()
    made = api_client_create(actor=SYSTEM, name="农业局", area=area, role=role, sector=sector)
    basic = base64.b64encode(f"{made.client_id}:{made.client_secret}".encode()).decode()
    asked = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
    answer = client.post("/o/token/", asked, headers={"Authorization": f"Basic {basic}"})
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {answer.json()['access_token']}"
    return client


def post(client: Client, address: str, body: Any, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or f"key-{next(_number)}"}
    return client.post(address, body, content_type="application/json", headers=headers)


def patch(client: Client, address: str, body: Any, version: int | None) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client.patch(address, body, content_type="application/json", headers=headers)


def wrong(answer: Any, status: int) -> dict[str, str]:
    """The sentences by field of a refusal."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    return {item.get("field", ""): item["detail"] for item in answer.json().get("errors", [])}
