"""Scope: what each of the cast sees of five villages, and that a forgotten scope is an error."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from core.accounts.models import Post
from core.accounts.scope import NO_SCOPE, SYSTEM_SCOPE, Scope, UnscopedQueryError, scope_of
from households.models import Household, HouseholdYear, Member, MemberYear
from tests import factories
from tests.cast import (
    BAOKANG,
    CHENGGUAN_OTHER,
    CHENGGUAN_VILLAGE,
    HEADS,
    JIACUNGUAN,
    NUOJIANG_VILLAGE,
    XIANRENQIAN,
    YANGBAI,
    Cast,
)
from villages.models import VillageYear

COUNTY = {JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE}
FOREIGN = {CHENGGUAN_VILLAGE, CHENGGUAN_OTHER}

SEES = {
    "province_officer": COUNTY,
    "city_officer": COUNTY,
    "county_officer": COUNTY,
    "department_officer": COUNTY,
    "auditor": COUNTY,
    "finance_officer": COUNTY,
    "inspector": COUNTY,
    "township_clerk": {JIACUNGUAN, XIANRENQIAN},
    "village_clerk": {JIACUNGUAN},
    "team_leader": {JIACUNGUAN},
    "helper_cadre": {JIACUNGUAN},
    "admin": set(),
    "stranger": FOREIGN,
    "nobody": set(),
}


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("model", [Household, HouseholdYear, Member, MemberYear])
def test_everybody_sees_exactly_their_villages(
    cast: Cast, households: object, who: str, model: type[Household]
) -> None:
    post = Post.objects.filter(user=cast.members()[who]).first()
    rows = model.objects.within(scope_of(post))
    assert {row.area for row in rows} == SEES[who]
    assert rows.count() == len(SEES[who]) * (2 if "member" in model._meta.db_table else 1)


def test_a_helper_reaches_no_village_facts_and_only_present_pairs(cast: Cast, households: dict[int, Household]) -> None:
    factories.village_year(JIACUNGUAN)
    post = Post.objects.get(user=cast.helper_cadre)
    assert not VillageYear.objects.within(scope_of(post)).exists()
    today = timezone.localdate()
    over = factories.household(XIANRENQIAN)
    factories.pairing(cast.helper_cadre, over, date(2016, 1, 1), today - timedelta(days=1))
    ahead = factories.household(XIANRENQIAN)
    factories.pairing(cast.helper_cadre, ahead, today + timedelta(days=1))
    last_day = factories.household(XIANRENQIAN)
    factories.pairing(cast.helper_cadre, last_day, date(2016, 1, 1), today)
    elsewhere = factories.household(CHENGGUAN_VILLAGE)
    factories.pairing(cast.helper_cadre, elsewhere)  # outside the post's own region
    seen = set(Household.objects.within(scope_of(post)))
    assert seen == {households[JIACUNGUAN], last_day}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "run",
    [
        lambda rows: list(rows),
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: rows.get(pk=1),
        lambda rows: list(rows.values("code")),
        lambda rows: list(rows.iterator()),
        lambda rows: rows.aggregate(),
        lambda rows: rows.update(head_name=""),
        lambda rows: rows.delete(),
        lambda rows: rows.filter(pk=1).order_by("pk")[:5].count(),
        lambda rows: rows.in_bulk(),
        lambda rows: rows.raw("SELECT * FROM households_household"),
        lambda rows: rows.within(SYSTEM_SCOPE) | rows,
        lambda rows: rows | rows.within(SYSTEM_SCOPE),
        lambda rows: rows.within(SYSTEM_SCOPE).union(rows),
        lambda rows: rows.union(rows.within(SYSTEM_SCOPE)),
        lambda rows: list(rows.dates("closed_on", "year")),
        lambda rows: rows.latest("pk"),
        lambda rows: rows.last(),
        lambda rows: rows.contains(Household(pk=1)),
        lambda rows: rows.bulk_update([Household(pk=1)], ["head_name"]),
    ],
)
def test_without_a_scope_nothing_runs(run: object) -> None:
    with pytest.raises(UnscopedQueryError):
        run(Household.objects.all())  # type: ignore[operator]


def test_every_way_of_reading_and_writing_keeps_to_the_scope(cast: Cast, households: dict[int, Household]) -> None:
    rows = Household.objects.within(scope_of(Post.objects.get(user=cast.village_clerk)))
    own = households[JIACUNGUAN]
    assert list(rows.iterator()) == [own]
    assert rows.aggregate(n=Count("pk")) == {"n": 1}
    assert rows.update(group_name="3 组") == 1
    assert set(Household.all_rows.filter(group_name="3 组")) == {own}
    assert rows.filter(pk=households[XIANRENQIAN].pk).delete()[0] == 0
    assert set(rows | rows) == set(rows.union(rows)) == {own}
    assert rows.delete()[0] >= 1
    assert Household.all_rows.count() == len(HEADS) - 1


def test_ranges_are_half_open() -> None:
    scope = Scope(YANGBAI, YANGBAI + 1000)
    assert scope.covers(YANGBAI)
    assert scope.covers(YANGBAI + 999)
    assert not scope.covers(YANGBAI + 1000)
    assert not scope.covers(YANGBAI - 1)
    assert scope.meets(0, 10**12) == (YANGBAI, YANGBAI + 1000)
    assert scope.meets(BAOKANG, BAOKANG + 10**6) == (0, 0)
    assert not NO_SCOPE.covers(0)
    assert SYSTEM_SCOPE.covers(JIACUNGUAN)
    assert not Scope(0, 10**12, helper_id=1).covers(JIACUNGUAN)


def test_heads_are_all_different() -> None:
    assert len(set(HEADS.values())) == len(HEADS)
