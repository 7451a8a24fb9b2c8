"""Which records of the register the trail lists, and what it calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from households.facts import HOUSEHOLD_BY_NAME, MEMBER_BY_NAME, Fact
from households.models import Household, HouseholdYear, Member, MemberYear, Pairing
from households.standing import since_words


def _card(household: Household) -> Subject:
    return Subject(f"{household.head_name}户 {household.code}", reverse("household-card", args=[household.code]))


def of_households(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    """By ``household_id``, or by the object itself; what is outside the scope now is not named."""
    wanted = {_household_of(event) for event in events}
    rows = Household.objects.within(scope).in_bulk(list(wanted))
    found = {}
    for event in events:
        household = rows.get(_household_of(event))
        if household is not None:
            card, year = _card(household), getattr(event, "year", None)
            found[event.pgh_id] = Subject(f"{card.text} · {year} 年度", card.url) if year else card
    return found


def _household_of(event: Any) -> int:
    return int(getattr(event, "household_id", None) or event.pgh_obj_id)


def _members(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    """The person's name and the household."""
    wanted = {getattr(event, "member_id", None) or event.pgh_obj_id for event in events}
    people = Member.objects.within(scope).in_bulk(list(wanted))
    households = of_households(events, scope)
    found = {}
    for event in events:
        person, household = (
            people.get(getattr(event, "member_id", None) or event.pgh_obj_id),
            households.get(event.pgh_id),
        )
        if person is not None and household is not None:
            found[event.pgh_id] = Subject(f"{person.name}（{household.text}）", household.url)
    return found


def _words(facts: Mapping[str, Fact]) -> Callable[[str, Any], str | None]:
    def words(name: str, value: Any) -> str | None:
        if name == "area":
            return f"{value:012d}"
        if name == "registered_from":
            return since_words(value)
        fact = facts.get(name)
        return fact.words(value) if fact else None

    return words


def _labels(facts: Mapping[str, Fact]) -> Callable[[str], str]:
    return lambda name: facts[name].label if name in facts else ""


_OF_HOUSEHOLD: dict[str, Any] = {"words": _words(HOUSEHOLD_BY_NAME), "name_of": _labels(HOUSEHOLD_BY_NAME)}
_OF_MEMBER: dict[str, Any] = {"words": _words(MEMBER_BY_NAME), "name_of": _labels(MEMBER_BY_NAME)}
_KEYS = frozenset({"household", "member"})

register(
    RecordKind("household-year", "户年度资料", HouseholdYear, of_households, rank=1, ignored=_KEYS, **_OF_HOUSEHOLD)
)
register(
    RecordKind(
        "household",
        "户基本信息",
        Household,
        of_households,
        rank=2,
        ignored=frozenset({"first_identified_precision"}),
        moves=True,
        **_OF_HOUSEHOLD,
    )
)
register(RecordKind("member-year", "成员年度资料", MemberYear, _members, rank=3, ignored=_KEYS, **_OF_MEMBER))
register(
    RecordKind(
        "member",
        "家庭成员",
        Member,
        _members,
        rank=4,
        ignored=_KEYS | {"id_index", "id_kind", "identified_precision"},
        hidden=frozenset({"birth_date"}),
        **_OF_MEMBER,
    )
)
register(RecordKind("pairing", "结对帮扶", Pairing, of_households, rank=5, ignored=frozenset({"household"})))
