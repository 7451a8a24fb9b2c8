"""The seed of the code lists, its loading, and what forms, pages and imports read from it."""

import json

import pytest

from core.dictionaries import selectors
from core.dictionaries.models import CodeItem, CodeList
from core.dictionaries.services import SEED, load_dictionaries

pytestmark = pytest.mark.django_db


def test_the_lists_are_there_after_migration_and_loading_again_adds_nothing():
    assert CodeList.objects.count() == len(json.loads(SEED.read_text(encoding="utf-8")))
    before = CodeItem.objects.count()
    assert load_dictionaries() == 0
    assert CodeItem.objects.count() == before


def test_a_changed_label_survives_the_next_loading():
    CodeItem.objects.filter(code_list="cause", code="11").update(label="内生动力不足")
    load_dictionaries()
    assert selectors.labels("cause")["11"] == "内生动力不足"


def test_a_missing_value_comes_back_at_its_place():
    CodeItem.objects.filter(code_list="cause", code="2").delete()
    assert load_dictionaries() == 1
    assert selectors.choices("cause", 2018)[:3] == [("1", "因病"), ("2", "因残"), ("3", "因学")]


@pytest.mark.parametrize(
    ("list_code", "code", "label"),
    [
        ("poverty_status", "4", "已脱贫(不再享受政策)"),
        ("household_attr", "06", "特困供养贫困户"),
        ("cause", "13", "因丧"),
        ("relation", "01", "户主"),
        ("education", "1", "文盲或半文盲"),
        ("school_status", "00", "非在校生"),
        ("dropout_reason", "9", "其他"),
        ("danger_level", "B", "B级"),
        ("health", "4", "残疾"),
        ("ethnicity", "56", "基诺族"),
    ],
)
def test_national_codes(list_code, code, label):
    assert selectors.label(list_code, code) == label


def test_education_is_worded_as_in_the_year():
    assert dict(selectors.choices("education", 2018))["5"] == "大专及以上"
    assert dict(selectors.choices("education", 2019))["5"] == "大专"
    assert "6" not in dict(selectors.choices("education", 2018))
    assert dict(selectors.choices("education", 2018, keep="6"))["6"] == "本科及以上"
    assert selectors.labels("education", 2018)["5"] == "大专及以上"
    assert selectors.labels("education")["5"] == "大专"


def test_an_import_accepts_labels_and_synonyms_of_every_year():
    spelled = selectors.spellings("education")
    assert (spelled["大专及以上"], spelled["大专"], spelled["本科及以上"], spelled["文盲"]) == ("5", "5", "6", "1")
    assert selectors.spellings("cause")["其它"] == "99"
    assert "不存在" not in spelled


def test_a_spelling_means_one_code_only():
    for code_list in CodeList.objects.all():
        by_text: dict[str, set[str]] = {}
        for value in selectors.values(code_list.code):
            for text in (value.label, *value.synonyms):
                by_text.setdefault(text, set()).add(value.code)
        assert {text: codes for text, codes in by_text.items() if len(codes) > 1} == {}, code_list.code


def test_relations_know_their_sex_generation_and_number():
    assert len(selectors.values("relation")) == 28
    assert selectors.attributes("relation", "03") == {"sex": "1", "generation": -1}
    assert selectors.attributes("relation", "02") == {"generation": 0, "at_most": 1}
    assert selectors.attributes("relation", "12") == {"sex": "2", "generation": 1, "at_most": 1}
    assert selectors.attributes("relation", "99") == {}


def test_a_saved_value_is_seen_at_once_in_this_process():
    selectors.choices("cause")
    CodeItem.objects.create(code_list_id="cause", code="98", label="因技", order=98)
    assert selectors.label("cause", "98") == "因技"


def test_reading_again_costs_no_query(django_assert_num_queries):
    selectors.forget()
    with django_assert_num_queries(1):
        selectors.choices("cause")
        selectors.labels("relation")


def test_an_unknown_list_is_refused_and_an_unknown_code_shows_itself():
    with pytest.raises(selectors.UnknownListError):
        selectors.choices("no_such_list")
    assert selectors.label("cause", "77") == "77"
    assert selectors.label("cause", None) == ""


def test_every_list_that_a_fact_names_is_there():
    from households.facts import HOUSEHOLD_BY_NAME, MEMBER_BY_NAME

    named = {fact.list for fact in [*HOUSEHOLD_BY_NAME.values(), *MEMBER_BY_NAME.values()] if fact.list}
    assert named <= set(CodeList.objects.values_list("code", flat=True))
