"""Form fields: the three-part switch keeps blank apart from no, amounts are read as offices type them."""

from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from core.web.forms import HAVE_NOT, AmountField, YesNoField


class Sheet(forms.Form):
    water = YesNoField(label="安全饮水")
    path = YesNoField(label="增收门路", words=HAVE_NOT)
    wage = AmountField(label="工资性收入", unit="元", min_value=0)


@pytest.mark.parametrize(("typed", "value"), [("1", True), ("0", False), ("", None)])
def test_switch_has_three_values(typed, value):
    form = Sheet({"water": typed})
    assert form.is_valid()
    assert form.cleaned_data["water"] is value


def test_switch_refuses_other_words():
    assert not Sheet({"water": "2"}).is_valid()


@pytest.mark.parametrize(
    ("stored", "typed", "changed"), [(None, "", []), (False, "0", []), (None, "0", ["water"]), (True, "", ["water"])]
)
def test_switch_knows_what_changed(stored, typed, changed):
    assert Sheet({"water": typed}, initial={"water": stored}).changed_data == changed


@pytest.mark.parametrize(
    ("typed", "value"),
    [("6,900.5", "6900.5"), ("６９００．５", "6900.5"), (" 0 ", "0"), ("", None), ("12，000", "12000")],
)
def test_amounts_as_they_are_typed(typed, value):
    form = Sheet({"wage": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["wage"] == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("约五千", "请填数字，如 1234.50"),
        ("1.234", "最多 2 位小数"),
        ("-1", "不能小于 0"),
        ("NaN", "请填数字，如 1234.50"),
    ],
)
def test_the_sentence_says_what_to_type(typed, sentence):
    assert Sheet({"wage": typed}).errors["wage"] == [sentence]


def test_an_amount_is_shown_with_separators_and_unchanged_when_it_comes_back():
    form = Sheet(initial={"wage": Decimal("6900")})
    assert 'value="6,900.00"' in str(form["wage"])
    assert Sheet({"wage": "6,900.00"}, initial={"wage": Decimal("6900")}).changed_data == []


def test_switch_is_a_named_group_without_required_marks():
    html = Template("{% field form.path %}").render(Context({"form": Sheet(initial={"path": False})}))
    assert 'role="radiogroup" aria-labelledby="id_path-label"' in html
    assert 'id="id_path-label">增收门路<' in html
    assert html.count("checked") == 1
    assert '<input type="radio" id="id_path_1" name="path" value="0" checked><span>无</span>' in html
