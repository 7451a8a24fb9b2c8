"""Templates: nothing of a higher app is included, nothing inline that the strict policy would block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.code import LAYERS, ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Folders of the frame, which everybody may use.
SHARED = {"components", "errors", "styleguide", ""}
INCLUDES = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style[\s>]"),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>"),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "an address of another site": re.compile(r"(?:src|href|action)=[\"']?(?:https?:)?//"),
    "text past the escaping": re.compile(r"\|\s*safe\b|{%\s*autoescape off"),
}


def folder_of(name: str) -> str:
    return name.split("/")[0] if "/" in name else ""


def source_of(path: Path) -> str:
    """The text without comments, which may talk of what is forbidden."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", "", text, flags=re.S)
    return re.sub(r"{#.*?#}", "", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_uses_only_what_lies_below(path: Path) -> None:
    own = folder_of(path.relative_to(ROOT / "templates").as_posix())
    level = LAYERS.get(own, LAYERS["web"])
    for used in INCLUDES.findall(source_of(path)):
        folder = folder_of(used)
        if folder in SHARED or folder == own:
            continue
        if own in SHARED:
            pytest.fail(f"{own or 'base'} includes {used} of an app")
        # The shelf's own pages (accounts, audit, regions) stand beside each other in core.web.
        assert folder in LAYERS, used
        assert LAYERS[folder] < max(level, LAYERS["web"] + 1), f"{own} includes {used}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_has_nothing_inline(path: Path) -> None:
    # Tags may hold what looks like an attribute (only == …); variables never hold markup that is not escaped.
    text = re.sub(r"{%(?! *autoescape).*?%}", "", source_of(path))
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []
