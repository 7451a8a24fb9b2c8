"""The base of what belongs to a place and is planned or drawn by an office."""

from __future__ import annotations

from django.db import models

from core.accounts.scope import OfficeOnly


class Placed(OfficeOnly):
    """``area`` is any region."""

    area = models.BigIntegerField("代码", db_index=True)

    class Meta(OfficeOnly.Meta):
        abstract = True
