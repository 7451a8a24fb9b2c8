"""Which records of people the trail lists: accounts with a post in the region, and the posts themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.accounts.models import Post, User
from core.audit.records import RecordKind, Subject, register


def _with_post(events: QuerySet[Any], low: int, high: int) -> QuerySet[Any]:
    return events.filter(pgh_obj_id__in=Post.objects.filter(area__gte=low, area__lt=high).values("user_id"))


def _people(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    people = User.objects.in_bulk([getattr(event, "user_id", None) or event.pgh_obj_id for event in events])
    found = {}
    for event in events:
        person = people.get(getattr(event, "user_id", None) or event.pgh_obj_id)
        if person is not None:
            found[event.pgh_id] = Subject(str(person), reverse("users:page", args=[person.pk]))
    return found


register(
    RecordKind(
        "user",
        "用户",
        User,
        _people,
        rank=20,
        within=_with_post,
        hidden=frozenset({"phone"}),
        ignored=frozenset({"password_changed_at", "is_superuser"}),
        place=lambda event: 0,
    )
)
register(RecordKind("post", "岗位", Post, _people, rank=21, ignored=frozenset({"user"}), moves=True))
