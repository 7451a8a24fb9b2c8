"""In a browser: the pages of measures and pathways have no serious axe finding and fit a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from projects.pathways.load import pathways_load
from tests import factories
from tests.cast import JIACUNGUAN, YANGBAI, Cast
from tests.projects.scene import measure
from tests.projects.test_pathways_load import shipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


@pytest.mark.parametrize(
    "path",
    [
        "/measures/",
        "/measures/{pk}/",
        "/measures/{pk}/edit/",
        "/measures/{pk}/stop/",
        "/measures/new/{code}/?sector=industry",
        "/households/{code}/?tab=measures",
        f"/pathways/{YANGBAI}/",
        f"/pathways/{YANGBAI}/targets/?of=period",
    ],
)
def test_pages_are_accessible_and_fit_a_phone(cast: Cast, live_server: Any, page: Page, path: str) -> None:
    pathways_load(shipped(), actor=SYSTEM, scope=SYSTEM_SCOPE)
    home = factories.household(JIACUNGUAN, head="措施户")
    row = measure(home)
    client = Client()
    client.force_login(cast.township_clerk)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto(live_server.url + path.format(pk=row.pk, code=home.code))
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [(item["id"], item["nodes"][0]["html"]) for item in found["violations"] if item["impact"] in _BAD]
    assert serious == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


_BAD = ("serious", "critical")
