"""The program's own files, and the layer each app stands on (DESIGN 2)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "villages", "households", "projects", "funds", "assessment", "config")
# Lowest first; one number for those that may not see each other.
LAYERS = {
    "changes": 0,
    "dictionaries": 0,
    "audit": 1,
    "regions": 2,
    "accounts": 3,
    "jobs": 4,
    "evidence": 5,
    "procedures": 6,
    "findings": 6,
    "web": 7,
    "ledgers": 7,
    "villages": 8,
    "households": 9,
    "projects": 10,
    "funds": 11,
    "assessment": 12,
    "config": 13,
}
DOORS = {"views", "api", "ledgers", "tasks", "admin", "forms", "management", "pages"}


def sources() -> Iterator[Path]:
    """Every Python file of the program without migrations."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """The path below the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def is_door(path: Path) -> bool:
    """Views, API, ledgers, tasks, admin, forms and commands; the selectors and services of such a package are none."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    inside = parts[2:] if parts[0] == "core" else parts[1:]
    return bool(DOORS & set(inside)) and inside[-1] not in {"selectors", "services"}
