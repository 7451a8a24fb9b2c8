"""Which measures a household's causes call for and it has not (DOMAIN 7.4, 81): the mapping is data of the causes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.dictionaries import selectors as dictionaries
from projects.measures.checks import KIND_LIST
from projects.measures.sectors import sectors_of_kind
from projects.models import Measure


@dataclass(frozen=True)
class Suggestion:
    """A cause, the kinds that answer it in order of fitness, and whether a measure of one of them is there."""

    cause: str
    kinds: tuple[tuple[str, str], ...]
    answered: bool

    @property
    def forms(self) -> list[tuple[str, str]]:
        """Label and query of each form that leads to an answer: a sector's, else the one without typed details."""
        found = []
        for kind, label in self.kinds:
            sectors = sectors_of_kind(kind)
            found += [(sector.label, f"sector={sector.code}&kind={kind}") for sector in sectors] or [
                (label, f"kind={kind}")
            ]
        return found


def suggestions(causes: Sequence[str], measures: Iterable[Measure]) -> list[Suggestion]:
    """One line a cause that has a mapping; ``measures`` are those of the year."""
    standing = {row.kind for row in measures if row.status != Measure.Status.STOPPED}
    labels = dictionaries.labels(KIND_LIST)
    found = []
    for cause in dict.fromkeys(causes):
        kinds = dictionaries.attributes("cause", cause).get("measures", [])
        if kinds:
            pairs = tuple((kind, labels.get(kind, kind)) for kind in kinds)
            found.append(Suggestion(dictionaries.label("cause", cause), pairs, bool(standing & set(kinds))))
    return found
