"""Human decisions about single criteria, put beside the computed rows; neither changes the other (issue 3, item 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assessment.explain.case import CriterionRow
from villages.models import Recognition


def beside(rows: list[CriterionRow], found: Mapping[str, Recognition]) -> list[CriterionRow]:
    """The rows with the recognition of each criterion that counts, by indicator."""
    return [replace(row, recognised=found[row.code]) if row.code in found else row for row in rows]
