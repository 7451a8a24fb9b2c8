"""What a client may send of a project, read through the fields of its form, and the refusals as problems."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.http import Http404

from core.regions.codes import parse_area
from core.web.api.bodies import Reading
from core.web.api.errors import refused
from core.web.api.writing import stale
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.library.forms import FORMSETS, ProjectForm, villages_below
from projects.library.services import PLAIN, Plan

LISTS: Final = ("villages", *FORMSETS)
BEGIN: Final = ("area", "year")


def plan_of(body: Mapping[str, Any], *, area: int, year: int, new: bool, read_only: Collection[str]) -> Plan:
    """The plan of those fields and lists that were sent; Problem 400 naming every field that is wrong."""
    reading = Reading()
    reading.known(body, {*PLAIN, *LISTS, *(BEGIN if new else ())}, {*read_only, *BEGIN})
    reading.needed(body, ("name",) if new else ())
    form = ProjectForm(year)
    values = reading.fields(body, {name: form.fields[name] for name in PLAIN})
    if "category" in values:
        values["category"] = values["category"] or None
    lists = {name: _rows(reading, body, name, area, year) for name in FORMSETS}
    villages = _villages(reading, body)
    reading.done()
    return Plan(values, villages, lists["quantities"], lists["investments"], lists["targets"])


def _rows(reading: Reading, body: Mapping[str, Any], name: str, area: int, year: int) -> list[dict[str, Any]] | None:
    """The rows of one list: every field of its form, blank where it was left out."""
    given = reading.rows(body, name)
    if given is None:
        return None
    kind = FORMSETS[name][1]
    options = {"villages": villages_below(area, year)} if name == "quantities" else {}
    form = kind(**options)
    found = []
    for number, row in enumerate(given):
        prefix = f"{name}.{number}."
        reading.wrong |= {f"{prefix}{item[:80]}": "没有这个字段" for item in row if item not in form.fields}
        values = reading.fields(dict.fromkeys(form.fields) | row, form.fields, prefix)
        if "level" in form.fields:
            values["kind"] = values.get("kind") or None
        found.append(values)
    return found


def _villages(reading: Reading, body: Mapping[str, Any]) -> list[int] | None:
    texts = reading.texts(body, "villages")
    if texts is None:
        return None
    try:
        return [parse_area(text) for text in texts]
    except ValueError:
        reading.wrong["villages"] = "应为 12 位行政村代码的列表"
        return []


def area_and_year(body: Mapping[str, Any]) -> tuple[int, int]:
    """Where and when a new project is planned; Problem 400."""
    reading = Reading()
    text = reading.text(body, "area", 12)
    year = reading.whole(body, "year", 2013, 2100)
    area = 0
    try:
        area = parse_area(text)
    except ValueError:
        reading.wrong.setdefault("area", "应为行政区划代码")
    reading.done()
    return area, year


@contextmanager
def told() -> Iterator[None]:
    """The services' refusals of projects and assets."""
    try:
        yield
    except HiddenProjectError as error:
        raise Http404 from error
    except ProjectRefusedError as error:
        raise refused(error.fields) from error
    except StaleProjectError as error:
        raise stale(error.version) from error
