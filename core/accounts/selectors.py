"""Reads of accounts for other apps: names behind the plain ids that records keep."""

from __future__ import annotations

from collections.abc import Iterable

from core.accounts.models import User


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Name by user id; unknown ids are left out."""
    wanted = {pk for pk in ids if pk}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
