"""Every component renders, and no page carries what the content policy forbids."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse

from core.web.styleguide import PARTS, StyleGuide

FORBIDDEN = re.compile(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|https?://(?!www\.w3\.org)", re.IGNORECASE)


@pytest.fixture
def stranger(rf):
    request = rf.get("/styleguide/")
    request.user = AnonymousUser()
    request.session = {}
    request.htmx = False
    return request


def drawn(request: HttpRequest, part: str) -> str:
    response = StyleGuide.as_view()(request, part=part)
    assert isinstance(response, HttpResponse)
    return response.content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_part_renders_without_inline_script_or_style(stranger, part):
    page = drawn(stranger, part)
    assert FORBIDDEN.findall(page) == []
    assert page.count("<h1") == 1
    assert '<main id="main"' in page


def test_form_part_links_errors_to_controls(stranger):
    page = drawn(stranger, "form")
    assert 'aria-describedby="id_property-error"' in page
    assert 'id="id_property-error"' in page
    assert "有 2 处需要改正" in page
    assert 'href="#id_grade"' in page


def test_unknown_part_is_not_found(stranger):
    with pytest.raises(Http404):
        StyleGuide.as_view()(stranger, part="other")
