"""What the matrix asks with: the cast and its households, the subjects of a route, and who may see which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from oauth2_provider.models import AccessToken

from core.accounts.api_clients import api_client_create
from core.accounts.models import ApiClient, Post, User
from core.accounts.scope import NO_SCOPE, Scope, scope_of
from core.audit.trail import SYSTEM
from core.regions.codes import Level, ancestor, area_range
from households.models import Household, Member, Pairing
from tests.cast import BAOKANG, CHENGGUAN_VILLAGE, JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, Cast

# own village, sibling village, village of a sibling township, village of a foreign province
PLACES = {"own": JIACUNGUAN, "sibling": XIANRENQIAN, "cousin": NUOJIANG_VILLAGE, "foreign": CHENGGUAN_VILLAGE}

# What a refused request must leave as it was (facts, people, rights, work); the trail may grow.
KEPT_TABLES = (
    "households_household",
    "households_householdyear",
    "households_member",
    "households_memberyear",
    "households_pairing",
    "villages_villageyear",
    "villages_countyyear",
    "villages_recognition",
    "accounts_user",
    "accounts_post",
    "jobs_job",
    "changes_change",
    "evidence_attachment",
    "procedures_round",
    "procedures_case",
    "procedures_entry",
    "procedures_notice",
    "procedures_objection",
    "assessment_clue",
    "assessment_monitoredhousehold",
    "assessment_monitormeasure",
    "assessment_standard",
    "assessment_criterion",
    "assessment_povertyline",
    "assessment_linedraft",
    "assessment_simulation",
    "findings_finding",
    "findings_findinglog",
    "findings_exemption",
    "findings_rulesetting",
    "projects_measure",
    "projects_allowanceline",
    "projects_industrydetail",
    "projects_pathwaytarget",
)


@dataclass(frozen=True)
class World:
    """Built by the fixture ``world`` for each route."""

    cast: Cast
    households: dict[int, Household]
    tokens: dict[str, str] = field(default_factory=dict)

    def household(self, area: int) -> Household:
        return self.households[area]

    def member(self, area: int) -> Member:
        """The head of the village's household."""
        return Member.all_rows.filter(household=self.households[area]).order_by("pk")[0]

    def markers(self, area: int) -> list[str]:
        """Texts that may appear in an answer only to those who see this village's household."""
        row = self.households[area]
        members = Member.all_rows.filter(household=row)
        return [
            row.head_name,
            row.code,
            *members.values_list("code", flat=True),
            *members.values_list("name", flat=True),
        ]

    def state(self) -> str:
        """A fingerprint of KEPT_TABLES; last_login is no fact."""
        tables = [
            f"SELECT '{name}' || (to_jsonb(t) - 'last_login')::text AS line FROM {name} t" for name in KEPT_TABLES
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT md5(string_agg(line, '|' ORDER BY line)) FROM ({' UNION ALL '.join(tables)}) q")
            return str(cursor.fetchone()[0])


@dataclass(frozen=True)
class Subject:
    """One thing that a route is asked for: the kwargs of its address, and where it lies."""

    label: str
    kwargs: Mapping[str, Any]
    area: int | None
    household: Household | None = None
    seers: frozenset[str] | None = None

    def seen_by(self, scope: Scope, person: str = "") -> bool:
        """Whether the subject lies in the scope: a household by its row, a place by its code, an account by name."""
        if self.seers is not None:
            return person in self.seers
        if self.household is not None:
            return Household.objects.within(scope).filter(pk=self.household.pk).exists()
        return self.area is None or scope.covers(self.area)


Subjects = Callable[[World], list[Subject]]


def nowhere(world: World) -> list[Subject]:
    """A list, a start page: no subject in the address."""
    return [Subject("list", {}, None)]


def at_kwargs(**kwargs: Any) -> Subjects:
    """One subject that lies nowhere, with these kwargs in its address."""

    def subjects(world: World) -> list[Subject]:
        return [Subject("one", kwargs, None)]

    return subjects


def at_level(level: Level, keyword: str = "code") -> Subjects:
    """The regions of ``level`` around the four villages, in the kwarg ``keyword`` (an int, as the converter wants)."""

    def subjects(world: World) -> list[Subject]:
        areas = {label: ancestor(area, level) for label, area in PLACES.items()}
        return [Subject(label, {keyword: area}, area) for label, area in areas.items()]

    return subjects


def at_households(keyword: str = "code", **more: Callable[[World, int], Any]) -> Subjects:
    """The four villages' households by their 户编号; ``more`` makes further kwargs from (world, area)."""

    def subjects(world: World) -> list[Subject]:
        return [
            Subject(
                label,
                {keyword: world.household(area).code, **{name: make(world, area) for name, make in more.items()}},
                area,
                world.household(area),
            )
            for label, area in PLACES.items()
        ]

    return subjects


def at_members(keyword: str = "code", **more: str) -> Subjects:
    """The heads of the four villages' households by their 人编号; ``more`` are further kwargs."""

    def subjects(world: World) -> list[Subject]:
        return [
            Subject(label, {keyword: world.member(area).code, **more}, area, world.household(area))
            for label, area in PLACES.items()
        ]

    return subjects


def at_pairings(keyword: str = "pk") -> Subjects:
    """One pairing of each of the four villages' households, with somebody who holds no post and so sees no more."""

    def subjects(world: World) -> list[Subject]:
        found = []
        for label, area in PLACES.items():
            row = world.household(area)
            pairing, _ = Pairing.all_rows.get_or_create(
                household=row, area=row.area, helper=world.cast.nobody, starts_on=date(2018, 1, 1)
            )
            found.append(Subject(label, {keyword: pairing.pk}, area, row))
        return found

    return subjects


# Who of the cast manages whose account; nobody manages themselves.
MANAGERS = {
    "township_clerk": {"county_officer", "admin"},
    "helper_cadre": {"county_officer", "admin"},
    "county_officer": {"admin"},
    "admin": set(),
    "stranger": set(),
    "nobody": set(),
}


def at_users(keyword: str = "pk", **more: Callable[[World, str], Any]) -> Subjects:
    """Accounts below, beside, above and elsewhere; seen by MANAGERS. ``more`` as in ``at_households``, by name."""

    def subjects(world: World) -> list[Subject]:
        people = world.cast.members()
        return [
            Subject(
                name,
                {keyword: people[name].pk, **{key: make(world, name) for key, make in more.items()}},
                None,
                seers=frozenset(seers),
            )
            for name, seers in MANAGERS.items()
        ]

    return subjects


def post_number(world: World, name: str) -> int:
    """The number of somebody's post; one that does not exist for who has none."""
    post = post_of(world.cast.members()[name])
    return post.pk if post else 999_999_999


def post_of(person: User) -> Post | None:
    return Post.objects.filter(user=person).first()


def scope_of_person(person: User) -> Scope:
    return scope_of(post_of(person))


def api_tokens() -> dict[str, str]:
    """A valid bearer token of a client of each county."""
    tokens = {}
    for name, area in {"tongjiang": TONGJIANG, "baokang": BAOKANG}.items():
        api_client_create(actor=SYSTEM, name=name, area=area)
        client = ApiClient.objects.get(name=name)
        token = f"matrix-token-{name}"
        AccessToken.objects.create(
            application=client.application, token=token, expires=timezone.now() + timedelta(hours=1), scope="read"
        )
        tokens[name] = token
    return tokens


CLIENT_SCOPES: dict[str, Scope] = {
    "tongjiang": Scope(*area_range(TONGJIANG)),
    "baokang": Scope(*area_range(BAOKANG)),
    "without a token": NO_SCOPE,
}
