"""The floor is Chromium 86 under a strict content policy: what newer browsers know is not used."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted(ROOT.glob("**/templates/**/*.html"))
TEMPLATES = [path for path in TEMPLATES if not {"node_modules", ".venv", "var"} & set(path.relative_to(ROOT).parts)]

NEWER_CSS = re.compile(
    r":has\(|:is\(|:where\(|aspect-ratio|(?<![\w-])inset:|color-mix|oklch|@layer|@container|\d(dvh|svh)|^\s*&|"
    r"text-underline-offset|:user-valid|accent-color:(?!\s*#1d5a96)",
    re.MULTILINE,
)
NEWER_JS = re.compile(
    r"\?\?=|\|\|=|&&=|\.at\(|structuredClone|randomUUID|\.replaceAll\(|\.findLast|Object\.hasOwn|\beval\("
)
# mail templates are text; everything else is drawn by a browser under the policy
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*\b(?:src=|application/json))|\shx-on""", re.I
)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert NEWER_CSS.findall(text) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts(path):
    assert NEWER_JS.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_have_nothing_inline(path):
    assert INLINE.findall(path.read_text("utf-8")) == []


def test_there_is_something_to_check():
    assert STYLES
    assert SCRIPTS
    assert len(TEMPLATES) > 20


def test_every_icon_that_is_used_is_drawn():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons/sprite.svg").read_text("utf-8")))
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text("utf-8"))}
    assert used <= drawn
