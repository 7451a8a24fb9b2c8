"""Badges and marks: outcome and official status never look alike, names are escaped."""

import pytest
from django.template import Context, Template


def render(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("outcome", "class_", "word"),
    [
        (True, "met", "达标"),
        ("not_met", "not-met", "未达标"),
        (None, "unknown", "未知"),
        ("unknown", "unknown", "未知"),
    ],
)
def test_badge_has_symbol_and_word(outcome, class_, word):
    html = render("{% badge outcome %}", outcome=outcome)
    assert f'class="outcome {class_} "' in html
    assert f"#{class_}" in html
    assert html.endswith(f"{word}</span>")


def test_pending_stands_beside_the_last_badge():
    html = render("{% badge True pending=True %}")
    assert "达标" in html
    assert 'aria-label="计算中"' in html


@pytest.mark.parametrize(
    ("code", "year", "class_", "words"),
    [
        ("0", 2016, "in", "未脱贫</span>"),
        ("1", 2017, "out", "已脱贫 2017</span>"),
        ("4", 2015, "out-ended", "已脱贫(不享受) 2015</span>"),
        ("3", 2018, "back", "返贫 2018</span>"),
    ],
)
def test_official_status_is_text_with_a_dot(code, year, class_, words):
    html = render("{% official code year %}", code=code, year=year)
    assert html.startswith(f'<span class="status {class_}"')
    assert html.endswith(words)
    assert "outcome" not in html


def test_a_contradiction_is_marked_beside_the_status():
    assert '<span class="flag">不一致</span>' in render('{% official "1" 2017 doubt="不一致" %}')


def test_a_missing_status_is_not_filled():
    assert render("{% official None %}") == "未填"


def test_blank_is_not_no():
    assert render("{{ a|filled }}{{ b|filled }}{{ c|filled }}", a=None, b=False, c=True) == "未填否是"
    assert render("{{ a|dash }}{{ b|dash }}", a=None, b=0) == "—0"


def test_path_ends_in_the_only_heading_and_escapes_names():
    html = render("{% region_path path head %}", head="<b>户</b>", path=[("通江县", "/regions/1/"), ("三组", "")])
    assert '<a href="/regions/1/">通江县</a>' in html
    assert "<h1>&lt;b&gt;户&lt;/b&gt;</h1>" in html


def test_path_without_a_last_word_takes_the_last_region():
    assert "<h1>杨柏镇</h1>" in render("{% region_path path %}", path=[("通江县", "/1/"), ("杨柏镇", "/2/")])
