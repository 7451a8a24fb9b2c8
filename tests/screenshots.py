"""``make screenshots``: every page, as each role, at desk and phone size, of the demo that ``make run`` shows.

Starts the whole program on the given servers, signs in through the browser and writes PNG files. The README's
pictures are among them.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
JIAGUAN, YANGBAI, TONGJIANG, BAOKANG = 511921119200, 511921119000, 511921000000, 420626000000

# account → (name of the picture, address). {household} is the first household of the account's list.
PAGES: dict[str, list[tuple[str, str]]] = {
    "county": [
        ("home", "/"),
        ("register", "/households/"),
        ("household", "/households/{household}/"),
        ("household-verdict", "/households/{household}/verdict/"),
        ("household-edit", "/households/{household}/edit/"),
        ("household-new", "/households/new/"),
        ("county-verdict", f"/assessment/regions/{TONGJIANG}/"),
        ("township-verdict", f"/assessment/regions/{YANGBAI}/"),
        ("village-verdict", f"/assessment/regions/{JIAGUAN}/"),
        ("village-facts", f"/villages/{JIAGUAN}/"),
        ("village-edit", f"/villages/{JIAGUAN}/edit/"),
        ("county-facts", f"/counties/{TONGJIANG}/"),
        ("standards", "/standards/"),
        ("roadmap", f"/targets/{YANGBAI}/"),
        ("task-books", f"/targets/{YANGBAI}/books/"),
        ("attention", f"/targets/{TONGJIANG}/attention/"),
        ("scorecard", f"/scorecards/{YANGBAI}/"),
        ("surveys", f"/surveys/at/{TONGJIANG}/"),
        ("survey", "/surveys/1/?verify=1"),
        ("imports", "/imports/"),
        ("exports", "/exports/"),
        ("jobs", "/jobs/"),
    ],
    "town": [("home", "/"), ("register", "/households/")],
    "village": [("home", "/"), ("register", "/households/")],
    "cadre": [
        ("home", "/"),
        ("household", "/households/{household}/"),
        ("verdict", "/households/{household}/verdict/"),
    ],
    "inspector": [("survey-form", "/surveys/2/form/"), ("survey-units", "/surveys/2/units/")],
    "auditor": [("home", "/"), ("trail", "/trail/")],
    "admin": [("home", "/")],
    "baokang": [("home", "/"), ("county-verdict", f"/assessment/regions/{BAOKANG}/"), ("standards", "/standards/")],
}


def chromium() -> str:
    """Where Chromium is; exits with a sentence where there is none."""
    for candidate in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if candidate and (found := shutil.which(candidate)):
            return found
    sys.exit("没有找到 Chromium：请安装，或用 CHROMIUM= 指明位置。")


@contextmanager
def running() -> Iterator[tuple[str, dict[str, str]]]:
    """The program on a free port with its own state: (address, password by account)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as var, tempfile.TemporaryFile("w+") as output:
        environment = {**os.environ, "PORT": str(port), "VAR": var}
        program = subprocess.Popen([sys.executable, "-m", "config.run"], env=environment, stdout=output)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/readyz", program)
            time.sleep(1)
            output.seek(0)
            yield address, dict(re.findall(r"账号 (\S+)  密码 (\S+)", output.read()))
        finally:
            program.terminate()
            program.wait(30)


def _wait(address: str, program: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if program.poll() is not None:
            sys.exit("程序没有启动成功。")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310  (our own address)
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    sys.exit("程序 300 秒内没有就绪。")


def sign_in(browser: Browser, address: str, account: str, password: str, size: dict[str, int]) -> Page:
    """A page of a fresh session of the account."""
    page = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    page.goto(f"{address}/login/")
    page.fill("input[name=username]", account)
    page.fill("input[name=password]", password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state("networkidle")
    return page


def first_household(page: Page, address: str) -> str:
    """The number of the first household that is not met in the account's list; empty where it sees none."""
    page.goto(f"{address}/households/?outcome=not_met")
    link = page.locator("main a[href*='/households/']").filter(has_text=re.compile("."))
    for place in range(min(link.count(), 40)):
        if found := re.search(r"/households/(\w{12,})/", link.nth(place).get_attribute("href") or ""):
            return found[1]
    return ""


def take(browser: Browser, address: str, passwords: dict[str, str], out: Path, only: str) -> int:
    """All pictures; the number of pages that answered an error or were wider than the screen."""
    bad = 0
    for account, pages in PAGES.items():
        for name, size in (("desk", DESK), ("phone", PHONE)):
            page = sign_in(browser, address, account, passwords[account], size)
            household = first_household(page, address) if any("{household}" in url for _, url in pages) else ""
            for title, url in pages:
                if only and only not in f"{account}-{title}":
                    continue
                answer = page.goto(address + url.format(household=household))
                page.wait_for_load_state("networkidle")
                page.screenshot(path=out / f"{account}-{title}-{name}.png")
                width = page.evaluate("document.documentElement.scrollWidth") if name == "phone" else 0
                status = answer.status if answer else 0
                wide = f"，宽 {width}" if width > PHONE["width"] else ""
                if status != 200 or wide:
                    bad += 1
                    print(f"{account}-{title}-{name}：{status}{wide}")
            page.context.close()
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description="各角色各页面的截图")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="", help="只截名字含此字的页面")
    parser.add_argument("--address", default="", help="已在运行的程序；密码用 --password 账号=密码")
    parser.add_argument("--password", action="append", default=[])
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        if options.address:
            given = dict(item.split("=", 1) for item in options.password)
            bad = take(browser, options.address, given, options.out, options.only)
        else:
            with running() as (address, passwords):
                bad = take(browser, address, passwords, options.out, options.only)
        browser.close()
    print(f"截图在 {options.out}；{bad} 页有问题" if bad else f"截图在 {options.out}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
