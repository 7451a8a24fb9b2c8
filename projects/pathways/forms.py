"""The targets of the pathways of a region and those below it, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core.web.forms import WholeField
from projects.models import Pathway, PathwayTarget
from projects.pathways.services import TargetInput


class TargetsForm(forms.Form):
    """A field ``n{area}-{pathway}-{unit}`` a number, and ``v…`` with the version that was read."""

    def __init__(
        self,
        areas: Sequence[int],
        columns: Sequence[tuple[Pathway, str]],
        known: Mapping[tuple[int, int, str], PathwayTarget],
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.areas, self.columns = areas, columns
        for area in areas:
            for pathway, unit in columns:
                row = known.get((area, pathway.pk, unit))
                name = f"{area}-{pathway.pk}-{unit}"
                label = f"{pathway.label}（{PathwayTarget.Unit(unit).label}）"
                self.fields[f"n{name}"] = WholeField(
                    label=label, min_value=0, max_digits=9, initial=row.number if row else None
                )
                self.fields[f"v{name}"] = forms.IntegerField(
                    required=False, widget=forms.HiddenInput, initial=row.version if row else None
                )

    def cells(self, area: int) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """(number, version) of a region, in the order of the columns."""
        names = [f"{area}-{pathway.pk}-{unit}" for pathway, unit in self.columns]
        return [(self[f"n{name}"], self[f"v{name}"]) for name in names]

    def inputs(self) -> list[TargetInput]:
        found = []
        for area in self.areas:
            for pathway, unit in self.columns:
                name = f"{area}-{pathway.pk}-{unit}"
                found.append(
                    TargetInput(area, pathway.pk, unit, self.cleaned_data[f"n{name}"], self.cleaned_data[f"v{name}"])
                )
        return found
