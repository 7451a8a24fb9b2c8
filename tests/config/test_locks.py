"""The locks: everything pinned with hashes, and no address of any registry or file system."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_every_list_has_a_lock() -> None:
    assert [path.stem for path in LOCKS] == sorted(path.stem for path in (ROOT / "requirements").glob("*.in"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_a_hash_and_names_no_place(lock: Path) -> None:
    text = lock.read_text()
    assert re.findall(r"://|^\s*-|@ |file:", re.sub(r"--hash=\S+", "", text), re.MULTILINE) == []
    entries = re.split(r"\n(?=[a-zA-Z])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(entries) > 1
    for entry in entries:
        assert re.match(r"[a-zA-Z0-9._-]+(\[[\w,]+\])?==\S+( ; .+?)? \\\n", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


@pytest.mark.parametrize("name", ["base", "embedded", "dev", "assets"])
def test_every_named_requirement_is_locked(name: str) -> None:
    wanted = {
        re.split(r"[~=<>\[ ]", line)[0].lower().replace("_", "-")
        for line in (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
        if line and line[0] not in "#-"
    }
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE))
    assert wanted - {name.partition("[")[0] for name in locked} == set()


def test_the_front_end_lock_has_hashes_and_no_download_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    package = json.loads((ROOT / "package.json").read_text())
    entries = {name: entry for name, entry in lock["packages"].items() if name}
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    assert [name for name, entry in entries.items() if "resolved" in entry] == []
    assert [name for name, entry in entries.items() if not entry["integrity"].startswith("sha512-")] == []
    for option in ("omit-lockfile-registry-resolved=true", "ignore-scripts=true"):
        assert option in (ROOT / ".npmrc").read_text()


def test_the_tests_run_with_the_versions_that_the_program_runs_with() -> None:
    pins = {path.stem: set(re.findall(r"^[a-z].*==\S+", path.read_text(), re.MULTILINE)) for path in LOCKS}
    assert pins["base"] - pins["embedded"] == set()
    assert pins["embedded"] - pins["dev"] == set()
