"""The whole program in a browser: a live server, PostgreSQL, Redis and a worker process; the scene of a county."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from core.accounts.models import User
from core.changes.models import Change
from households.models import Household
from tests import factories
from tests.assessment.scene import GOOD_VILLAGE, drain, good_household, line, release
from tests.cast import JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, YANGBAI, Cast
from tests.factories import PASSWORD

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


class Worker:
    """A Celery worker process on every queue; it can be held, so that what is pending stays pending."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    @contextmanager
    def held(self) -> Iterator[None]:
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@dataclass(frozen=True)
class County:
    """通江县 with three villages: ``household`` in 贾村观 misses its income by a few yuan, nothing else."""

    people: Cast
    household: Household
    paired: Household
    neighbour: Household


@pytest.fixture
def county(transactional_db: None, cast: Cast) -> County:
    """Decided by the engine before the test begins; 仙人嵌 is met, 新华 is unknown."""
    release("household", ["income_above_line", "food", "clothing"])
    release("village", ["assessed_incidence", "hard_road"])
    release("county", ["assessed_incidence"])
    line()
    # one of 50 is 2 %, which is not below 2 %
    for area, people in {JIACUNGUAN: 40, XIANRENQIAN: 5, NUOJIANG_VILLAGE: 5}.items():
        factories.village_year(area, **{**GOOD_VILLAGE, "rural_population": people, "is_poor": True})
    household = good_household(JIACUNGUAN, head="李国富", facts={"wage_income": 2990})
    paired = good_household(JIACUNGUAN, head="张明亮", facts={"no_worry_food": None})
    neighbour = good_household(XIANRENQIAN, head="王长久")
    good_household(NUOJIANG_VILLAGE, head="赵远山", facts={"wage_income": None})
    factories.pairing(cast.helper_cadre, paired)
    factories.county_year(TONGJIANG)
    drain()
    return County(cast, household, paired, neighbour)


@pytest.fixture
def worker(county: County) -> Iterator[Worker]:
    """A worker on the test's database, started when the scene is decided and gone when the test ends.

    It ends when nothing is pending: neither the flush nor the next test's own computation may meet it.
    """
    place = connection.settings_dict
    user, password = place["USER"], place["PASSWORD"]
    where = f"{place['HOST'] or '127.0.0.1'}:{place['PORT'] or 5432}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "DATABASE_URL": f"postgres://{user}{':' + password if password else ''}@{where}/{place['NAME']}",
    }
    arguments = ["worker", "-P", "solo", "-Q", "verdicts,bulk,files", "--without-gossip", "--without-mingle"]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config.celery", *arguments, "-l", "warning"], env=environment
    )
    try:
        yield Worker(process)
        assert process.poll() is None
        until = time.monotonic() + 30
        while Change.objects.exists() and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


@dataclass
class Office:
    """Opens signed-in pages and keeps what the browser complains about: errors and refusals of the policy."""

    browser: Browser
    address: str
    complaints: list[str]
    contexts: list[BrowserContext]

    def page(self, user: User | None = None, size: dict[str, int] = DESK, **options: Any) -> Page:
        """A page of a browser of its own; with a user it is signed in."""
        context = self.browser.new_context(
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=self.address,
            **options,
        )
        self.contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._heard(page, said))
        return page

    def _heard(self, page: Page, said: Any) -> None:
        # a refused form answers 422 and a second writer 409, on purpose
        if said.type == "error" and not re.search("status of (409|422)", said.text):
            self.complaints.append(f"{page.url}: {said.text} {said.location.get('url', '')}")


@pytest.fixture
def office(live_server: Any, browser: Browser) -> Iterator[Office]:
    desk = Office(browser, live_server.url, [], [])
    yield desk
    for context in desk.contexts:
        context.close()
    assert desk.complaints == []


def sign_in(page: Page, user: User) -> None:
    """Through the form, as a person does."""
    page.goto("/login/")
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^(?!.*/login/)"))
    page.wait_for_load_state()


__all__ = ["DESK", "PHONE", "YANGBAI", "County", "Office", "Worker", "sign_in"]
