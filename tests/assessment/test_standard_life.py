"""Standards and lines by hand: strict states, two persons, own region only, and nothing changed where refused."""

import json
from decimal import Decimal

import pytest
from django.db import connection

from assessment.models import Criterion, LineDraft, PovertyLine, Standard
from assessment.selectors import Rule, released
from assessment.services import (
    Heading,
    LineContent,
    OutsideScopeError,
    StaleDraftError,
    StepRefusedError,
    line_draft,
    line_edit,
    line_step,
    standard_copy,
    standard_draft,
    standard_edit,
    standard_step,
    standards_load,
)
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.models import AccessEvent
from core.audit.trail import SYSTEM, Actor
from core.changes.models import Change
from core.regions.codes import area_range
from households.models import HouseholdVerdict
from tests.assessment.scene import drain, good_household, household_outcomes, line, release
from tests.cast import BAOKANG, BAZHONG, JIACUNGUAN, TONGJIANG, YANGBAI

pytestmark = pytest.mark.django_db
ANNA, BERT, CARL = Actor(1, "安"), Actor(2, "柏"), Actor(3, "卡")
COUNTY = Scope(*area_range(TONGJIANG))
FOOD, WATER = Rule("food", "veto"), Rule("safe_water", "veto")
HEADING = Heading("household", TONGJIANG, 2018, 2020, "县文件")


def draft(rules=(FOOD,), heading=HEADING, actor=ANNA, scope=COUNTY, **more):
    return standard_draft(actor=actor, scope=scope, heading=heading, rules=rules, **more)


def step(row, name, actor=ANNA, scope=COUNTY, reason="", **more):
    return standard_step(actor=actor, scope=scope, pk=row.pk, step=name, reason=reason, **more)


def reviewed(**more):
    row = draft(**more)
    step(row, "submit")
    return step(row, "approve", BERT)


def out(row):
    return step(row, "release")


def everything():
    """A fingerprint of the tables that a refusal must leave alone."""
    tables = ("assessment_standard", "assessment_criterion", "assessment_povertyline", "assessment_linedraft",
              "changes_change", "audit_accessevent")  # fmt: skip
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
        return json.dumps(found)


def test_a_standard_goes_from_draft_to_release_and_only_then_marks_and_decides(places):
    household = good_household(JIACUNGUAN, facts={"safe_water_solved": False})
    drain()
    row = draft((FOOD, WATER))
    standard_edit(actor=ANNA, scope=COUNTY, pk=row.pk, revision=1, heading=HEADING, rules=(WATER, FOOD))
    row.refresh_from_db()
    assert [c.indicator for c in row.criteria.order_by("order")] == ["safe_water", "food"]
    step(row, "submit")
    step(row, "approve", BERT)
    assert Change.objects.count() == 0
    assert released(2018, ["household"]) == {"household": {}}
    out(row)
    assert set(Change.objects.values_list("area", "year", "bulk")) == {(TONGJIANG, None, True)}
    drain()
    assert household_outcomes(household) == {"": False, "safe_water": False, "food": True}
    row.refresh_from_db()
    assert (row.state, row.maker, row.makers, row.checker) == ("released", 1, [1], 2)
    steps = list(AccessEvent.objects.order_by("pk").values_list("action", "actor_id", "area"))
    assert steps == [
        (f"assessment.standard.{name}", who, TONGJIANG)
        for name, who in (("draft", 1), ("edit", 1), ("submit", 1), ("approve", 2), ("release", 1))
    ]


def test_retiring_marks_and_takes_the_verdicts_away(places):
    good_household(JIACUNGUAN)
    row = out(reviewed())
    drain()
    assert HouseholdVerdict.all_rows.count() == 1
    step(row, "retire", BERT, reason="文件废止")
    drain()
    row.refresh_from_db()
    assert (row.state, row.note) == ("retired", "文件废止")
    assert HouseholdVerdict.all_rows.count() == 0


ALLOWED = {
    "draft": {"submit", "discard"},
    "in_review": {"withdraw", "approve", "refuse"},
    "reviewed": {"refuse", "release"},
    "released": {"retire"},
    "retired": set(),
}


def in_state(state):
    row = draft()
    for name, actor in {
        "draft": [],
        "in_review": [("submit", ANNA)],
        "reviewed": [("submit", ANNA), ("approve", BERT)],
        "released": [("submit", ANNA), ("approve", BERT), ("release", CARL)],
        "retired": [("submit", ANNA), ("approve", BERT), ("release", CARL), ("retire", CARL)],
    }[state]:
        step(row, name, actor, reason="理由")
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("name", ["submit", "withdraw", "approve", "refuse", "release", "retire", "discard"])
@pytest.mark.parametrize("state", list(ALLOWED))
def test_only_the_steps_of_the_state_are_possible(state, name, places):
    row = in_state(state)
    if name in ALLOWED[state]:
        step(row, name, CARL, reason="理由")
        assert name == "discard" or Standard.objects.get(pk=row.pk).state != state
        return
    before = everything()
    with pytest.raises(StepRefusedError, match="现在的状态是"):
        step(row, name, CARL, reason="理由")
    assert everything() == before


@pytest.mark.parametrize("state", ["in_review", "reviewed", "released", "retired"])
def test_only_a_draft_can_be_edited(state, places):
    row = in_state(state)
    before = everything()
    with pytest.raises(StepRefusedError):
        standard_edit(actor=ANNA, scope=COUNTY, pk=row.pk, revision=row.revision, heading=HEADING, rules=(WATER,))
    assert everything() == before


def test_whoever_wrote_or_submitted_may_not_review(places):
    row = draft()
    standard_edit(actor=BERT, scope=COUNTY, pk=row.pk, revision=1, heading=HEADING, rules=(WATER,))
    step(row, "submit", CARL)
    before = everything()
    for actor in (ANNA, BERT, CARL):
        for name in ("approve", "refuse"):
            with pytest.raises(StepRefusedError, match="另一人"):
                step(row, name, actor, reason="理由")
    assert everything() == before
    step(row, "approve", Actor(4, "丁"))


@pytest.mark.parametrize(("state", "name"), [("in_review", "refuse"), ("released", "retire")])
def test_a_refusal_and_a_retirement_need_a_reason(state, name, places):
    row = in_state(state)
    before = everything()
    with pytest.raises(StepRefusedError, match="理由"):
        step(row, name, BERT, reason="  ")
    assert everything() == before


def test_a_refused_draft_says_why_and_goes_round_again(places):
    row = in_state("in_review")
    step(row, "refuse", BERT, reason="阈值偏低")
    row.refresh_from_db()
    assert (row.state, row.note, row.checker) == ("draft", "阈值偏低", None)
    step(row, "submit")
    step(row, "approve", BERT)


def test_nobody_approves_what_they_have_not_seen(places):
    row = in_state("in_review")
    seen = row.revision
    step(row, "withdraw")
    row.refresh_from_db()
    standard_edit(actor=ANNA, scope=COUNTY, pk=row.pk, revision=row.revision, heading=HEADING, rules=(WATER,))
    step(row, "submit")
    before = everything()
    with pytest.raises(StepRefusedError, match="重新查看"):
        step(row, "approve", BERT, revision=seen)
    assert everything() == before


def test_the_second_writer_is_told_and_loses_nothing(places):
    row = draft()
    standard_edit(actor=BERT, scope=COUNTY, pk=row.pk, revision=1, heading=HEADING, rules=(WATER,))
    before = everything()
    with pytest.raises(StaleDraftError) as stale:
        standard_edit(actor=ANNA, scope=COUNTY, pk=row.pk, revision=1, heading=HEADING, rules=(FOOD, WATER))
    assert stale.value.fresh.revision == 2
    assert everything() == before


def test_saving_the_same_again_writes_nothing(places):
    row = draft()
    before = everything()
    standard_edit(actor=ANNA, scope=COUNTY, pk=row.pk, revision=1, heading=HEADING, rules=(FOOD,))
    assert everything() == before


@pytest.mark.parametrize("region", [0, BAOKANG, BAZHONG])
def test_nobody_drafts_outside_the_own_region(region, places):
    before = everything()
    with pytest.raises(OutsideScopeError):
        draft(heading=Heading("household", region, 2018, 2020, "文件"))
    assert everything() == before


def test_nobody_reaches_another_region_s_draft(places):
    other = Scope(*area_range(BAOKANG))
    row = draft()
    country = release("household", ["food"])
    before = everything()
    for name in ("submit", "discard"):
        with pytest.raises(OutsideScopeError):
            step(row, name, CARL, other)
    with pytest.raises(OutsideScopeError):
        standard_edit(actor=CARL, scope=other, pk=row.pk, revision=1, heading=HEADING, rules=(WATER,))
    with pytest.raises(OutsideScopeError):
        step(country, "retire", CARL, COUNTY, reason="理由")
    with pytest.raises(OutsideScopeError):
        standard_copy(actor=CARL, scope=other, source=row, region=TONGJIANG)
    assert everything() == before
    step(row, "submit", CARL, Scope(*area_range(BAZHONG)))  # the city reaches its counties


def test_a_draft_moved_to_another_region_is_refused(places):
    row = draft()
    before = everything()
    with pytest.raises(OutsideScopeError):
        standard_edit(
            actor=ANNA, scope=COUNTY, pk=row.pk, revision=1, rules=(FOOD,),
            heading=Heading("household", BAOKANG, 2018, 2020, "文件"),
        )  # fmt: skip
    assert everything() == before


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ((FOOD, Rule("nonsense", "veto")), "第 2 行「nonsense」：没有户级指标"),
        ((Rule("income_above_line", "veto", ">"),), "第 1 行「人均纯收入超过标准线」：.*阈值"),
        ((FOOD, Rule("food", "veto", ">", Decimal(1), label="吃饭")), "第 2 行「吃饭」：.*是非项"),
        ((Rule("food", "stretch"),), "没有否决项"),
    ],
)
def test_what_cannot_be_computed_is_refused_at_release_naming_the_row(rules, words, places):
    row = reviewed(rules=rules)
    before = everything()
    with pytest.raises(StepRefusedError, match=words):
        out(row)
    assert everything() == before


def test_an_empty_draft_cannot_be_submitted(places):
    row = draft(())
    with pytest.raises(StepRefusedError, match="条目"):
        step(row, "submit")
    assert Standard.objects.get().state == "draft"


def test_overlapping_years_are_refused_and_a_copy_replaces_its_source(places):
    first = out(reviewed())
    rival = reviewed(heading=Heading("household", TONGJIANG, 2020, 2021, "另一文件"))
    before = everything()
    with pytest.raises(StepRefusedError, match=r"年度重叠.*县文件"):
        out(rival)
    assert everything() == before
    copy = standard_copy(actor=ANNA, scope=COUNTY, source=first, region=TONGJIANG)
    assert (copy.code, copy.version) == (first.code, 2)
    step(copy, "submit")
    step(copy, "approve", BERT)
    out(copy)
    assert list(Standard.objects.filter(code=first.code).order_by("version").values_list("state", flat=True)) == [
        "retired",
        "released",
    ]
    # other years, another level, a nearer region: no overlap
    for heading in (Heading("household", TONGJIANG, 2021, 2021, "文"), Heading("household", YANGBAI, 2018, 2018, "文")):
        out(reviewed(heading=heading))


def test_an_older_version_cannot_overtake_a_newer_one(places):
    first = out(reviewed())
    second = standard_copy(actor=ANNA, scope=COUNTY, source=first, region=TONGJIANG)
    third = standard_copy(actor=ANNA, scope=COUNTY, source=first, region=TONGJIANG)
    for row in (second, third):
        step(row, "submit")
        step(row, "approve", BERT)
    out(third)
    before = everything()
    with pytest.raises(StepRefusedError, match="更新的第 3 版"):
        out(second)
    assert everything() == before


def test_a_copy_into_the_own_region_is_a_standard_of_its_own(places):
    country = release("household", ["income_above_line", "food"])
    copy = standard_copy(actor=ANNA, scope=COUNTY, source=country, region=YANGBAI)
    assert (copy.region, copy.version, copy.state) == (YANGBAI, 1, "draft")
    assert copy.code != country.code
    assert list(copy.criteria.order_by("order").values_list("indicator", "operator", "threshold_from")) == [
        ("income_above_line", ">", "poverty_line"),
        ("food", "", ""),
    ]


def test_a_file_releases_beside_a_draft_of_the_same_code(places):
    first = release("household", ["food"], region=TONGJIANG)
    copy = standard_copy(actor=ANNA, scope=COUNTY, source=first, region=TONGJIANG)
    release("household", ["food", "tv"], region=TONGJIANG)
    assert list(Standard.objects.order_by("version").values_list("version", "state")) == [
        (1, "retired"),
        (2, "draft"),
        (3, "released"),
    ]
    assert Criterion.objects.filter(standard=copy).count() == 1


# Poverty lines


CONTENT = LineContent(TONGJIANG, 2018, "exit", Decimal(3100), "县文件")


def line_out(content=CONTENT):
    row = line_draft(actor=ANNA, scope=COUNTY, content=content)
    line_step(actor=ANNA, scope=COUNTY, pk=row.pk, step="submit")
    line_step(actor=BERT, scope=COUNTY, pk=row.pk, step="approve")
    return line_step(actor=BERT, scope=COUNTY, pk=row.pk, step="release")


def test_a_draft_line_never_reaches_a_verdict(places):
    release("household", ["income_above_line"])
    line(2995)
    household = good_household(JIACUNGUAN, facts={"wage_income": 3000})
    drain()
    row = line_draft(actor=ANNA, scope=COUNTY, content=CONTENT)
    line_edit(actor=ANNA, scope=COUNTY, pk=row.pk, revision=1, content=CONTENT)
    line_step(actor=ANNA, scope=COUNTY, pk=row.pk, step="submit")
    line_step(actor=BERT, scope=COUNTY, pk=row.pk, step="approve")
    assert Change.objects.count() == 0
    Change.objects.create(area=0)
    drain()
    assert household_outcomes(household)[""] is True
    line_step(actor=BERT, scope=COUNTY, pk=row.pk, step="release")
    assert set(Change.objects.values_list("area", "year")) == {(TONGJIANG, 2018)}
    drain()
    assert household_outcomes(household)[""] is False
    line_step(actor=BERT, scope=COUNTY, pk=row.pk, step="retire", reason="废止")
    drain()
    assert household_outcomes(household)[""] is True  # the country's line holds again


def test_the_next_line_of_a_year_replaces_the_one_before(places):
    line_out()
    line_out(LineContent(TONGJIANG, 2018, "exit", Decimal(3300), "县文件二"))
    assert PovertyLine.objects.get().amount == Decimal(3300)
    assert list(LineDraft.objects.order_by("id").values_list("state", flat=True)) == ["retired", "released"]


def test_retiring_leaves_what_a_file_has_loaded_since(places):
    row = line_out()
    item = {"region": f"{TONGJIANG:012d}", "year": 2018, "purpose": "exit", "amount": 3500, "source": "省文件"}
    standards_load({"poverty_lines": [item]}, actor=SYSTEM, scope=SYSTEM_SCOPE)
    line_step(actor=BERT, scope=COUNTY, pk=row.pk, step="retire", reason="废止")
    assert PovertyLine.objects.get().amount == Decimal(3500)


@pytest.mark.parametrize(("actor", "name", "words"), [(ANNA, "approve", "另一人"), (BERT, "release", "状态")])
def test_lines_keep_the_same_rules(actor, name, words, places):
    row = line_draft(actor=ANNA, scope=COUNTY, content=CONTENT)
    line_step(actor=ANNA, scope=COUNTY, pk=row.pk, step="submit")
    before = everything()
    with pytest.raises(StepRefusedError, match=words):
        line_step(actor=actor, scope=COUNTY, pk=row.pk, step=name)
    with pytest.raises(OutsideScopeError):
        line_step(actor=BERT, scope=Scope(*area_range(BAOKANG)), pk=row.pk, step="approve")
    with pytest.raises(OutsideScopeError):
        line_draft(actor=ANNA, scope=COUNTY, content=LineContent(0, 2018, "exit", Decimal(1), "文"))
    with pytest.raises(StepRefusedError):
        line_edit(actor=ANNA, scope=COUNTY, pk=row.pk, revision=row.revision + 1, content=CONTENT)
    assert everything() == before
