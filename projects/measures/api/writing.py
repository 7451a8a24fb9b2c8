"""What a client may send of a measure, read through the fields of its form, and the refusals as problems."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.http import Http404

from core.accounts.scope import Scope
from core.web.api.bodies import Reading
from core.web.api.errors import refused
from core.web.api.writing import Caller, stale
from households.selectors import household_detail
from projects.measures.checks import FIELDS
from projects.measures.errors import MeasureRefusedError, OutsideScopeError, StaleMeasureError
from projects.measures.forms import MeasureForm
from projects.measures.sectors import SECTORS, Sector, sector_of
from projects.measures.services import Writer
from projects.pathways.selectors import scheme_of

COMMON: Final = (*FIELDS, "member", "project")
BEGIN: Final = ("household", "year", "sector")


def writer_of(caller: Caller) -> Writer:
    return Writer(caller.actor, caller.scope, caller.post.sector)


def values_of(
    body: Mapping[str, Any], *, sector: Sector | None, area: int, year: int, department: str, new: bool,
    read_only: Collection[str],
) -> dict[str, Any]:  # fmt: skip
    """The service's values of those fields that were sent; Problem 400 naming every field that is wrong."""
    reading = Reading()
    details = sector.code if sector else ""
    names = {*COMMON, *([details] if details else []), *(BEGIN if new else ())}
    reading.known(body, names, {*read_only, *BEGIN, *SECTORS})
    reading.needed(body, ("kind", "name") if new else ())
    scheme = scheme_of(area, year)
    # Whose member it is, and which projects are the village's, is the service's to say: it looks inside the lock.
    person, project = body.get("member"), body.get("project")
    form = MeasureForm(
        None,
        sector=sector,
        department=department,
        people=[(person, "")] if isinstance(person, str) else [],
        pathways=list(scheme.labels.items()) if scheme else [],
        projects=[(project, "")] if isinstance(project, str) else [],
        stored={},
        area=area,
    )
    form.fields["member"].required = False
    values = reading.fields(body, {name: form.fields[name] for name in COMMON})
    if sector is not None:
        given = reading.group(body, details)
        unknown = set(given) - set(sector.names)
        reading.wrong |= {f"{details}.{name[:80]}": "没有这个字段" for name in unknown}
        values |= reading.fields(given, {name: form.fields[name] for name in sector.names}, f"{details}.")
    reading.done()
    return values


def sector_sent(body: Mapping[str, Any]) -> Sector | None:
    """The sector of a new measure; Problem 400 for one that does not exist."""
    code = body.get("sector") or ""
    sector = sector_of(code) if isinstance(code, str) else None
    if code and sector is None:
        raise refused({"sector": f"应为 {'、'.join(SECTORS)} 之一"}, status_code=400, kind="invalid_fields")
    return sector


@contextmanager
def told(sector: Sector | None, values: Mapping[str, Any]) -> Iterator[None]:
    """The service's refusals, those of the sector's fields under its code."""
    details = set(sector.names) if sector else set()
    code = sector.code if sector else ""

    def path(name: str) -> str:
        return f"{code}.{name}" if name in details else name

    try:
        yield
    except OutsideScopeError as error:
        raise Http404 from error
    except MeasureRefusedError as error:
        raise refused({path(name): words for name, words in error.findings.items()}) from error
    except StaleMeasureError as error:
        changed = [path(name) for name, value in values.items() if error.fresh.get(name) != value]
        raise stale(error.version, changed) from error


def household_area(scope: Scope, code: str) -> int:
    """The village of the household with this number; Http404 outside the scope."""
    found = household_detail(scope=scope, code=code)
    if found is None:
        raise Http404
    return int(found.area)
