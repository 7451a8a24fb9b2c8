"""The base of what belongs to a place and is planned or drawn by an office: scoped like facts, nothing for a helper."""

from __future__ import annotations

from datetime import date

from django.db import models

from core.accounts.scope import ScopedManager


class Placed(models.Model):
    """``area`` is any region; reads go through ``.within(scope)``, and a helper reaches none of it."""

    area = models.BigIntegerField("代码", db_index=True)

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "all_rows"
        default_manager_name = "objects"

    @classmethod
    def paired_to(cls, rows: models.QuerySet, helper_id: int, day: date) -> models.QuerySet:  # type: ignore[type-arg]
        return rows.none()
