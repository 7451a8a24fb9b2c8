"""The file of a plan (data/plans/*.json), read and checked whole before anything is written.

Every refusal names the item and the field. Places are names of villages below the plan's region as the document
writes them (潘家河 for 潘家河村民委员会), or one of GROUPS; ``aliases`` names others by code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from core.dictionaries.selectors import labels
from core.regions.codes import Level, is_committee_of_residents, level_of, parse_area
from core.regions.selectors import region_children, region_detail, year_end
from projects.models import PlanItem, PlanQuantity
from projects.plans.counters import RECORD, counter_of
from projects.plans.errors import PlanRefusedError

LOST: Final = "lost"
GROUPS: Final = ("villages", "communities", "settled", "everywhere")
_COMMITTEE: Final = re.compile(r"(社区)?(村民委员会|村委会|居民委员会|居委会|村|社区)$")
Missing = PlanQuantity.Missing


@dataclass(frozen=True)
class Quantity:
    area: int
    planned: Decimal | None
    upper: Decimal | None = None
    missing: str = ""
    phase: int = 0
    year: int | None = None


@dataclass(frozen=True)
class Item:
    """One item with its quantities; ``fields`` are columns of PlanItem."""

    code: str
    stream: str
    fields: Mapping[str, Any]
    quantities: Sequence[Quantity]


@dataclass(frozen=True)
class PlanFile:
    code: str
    area: int
    title: str
    document: str
    years: tuple[int, int]
    streams: Sequence[tuple[str, str]]
    items: Sequence[Item]


@dataclass
class _Reader:
    """Reads one plan; ``where`` is the place in the file that a refusal names."""

    area: int
    places: Mapping[str, int]
    groups: Mapping[str, Sequence[int]]
    where: str = ""
    seen: set[str] = field(default_factory=set)
    totals: dict[str, Decimal] = field(default_factory=dict)

    def refuse(self, name: str, words: str) -> PlanRefusedError:
        return PlanRefusedError(f"{self.where}的 {name}：{words}")

    def number(self, name: str, value: Any) -> Decimal:
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            found = Decimal(-1)
        if isinstance(value, bool) or not found.is_finite() or found < 0:
            raise self.refuse(name, f"「{value}」不是数")
        return found

    def place(self, name: str) -> int:
        if name not in self.places:
            raise self.refuse("villages", f"「{name}」不在本乡镇的村和社区里")
        return self.places[name]

    def year(self, name: str, value: Any) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1990 <= value <= 2100:
            raise self.refuse(name, f"「{value}」不是年度")
        return value


def read(payload: Mapping[str, Any]) -> list[PlanFile]:
    """The plans of a file. Raises PlanRefusedError with a sentence for whatever is wrong."""
    plans = payload.get("plans") if isinstance(payload, Mapping) else None
    if not isinstance(plans, list) or not plans:
        raise PlanRefusedError("文件里没有 plans")
    return [_plan(entry) for entry in plans]


def _text(entry: Mapping[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise PlanRefusedError(f"{where}的 {name}：没有填写")
    return value.strip()


def _plan(entry: Mapping[str, Any]) -> PlanFile:
    code = _text(entry, "code", "规划")
    where = f"规划 {code} "
    try:
        area = parse_area(_text(entry, "region", where))
    except ValueError as error:
        raise PlanRefusedError(f"{where}的 region：{error}") from error
    if region_detail(area) is None or level_of(area) != Level.TOWNSHIP:
        raise PlanRefusedError(f"{where}的 region：{area:012d} 不是已导入的乡镇")
    years = entry.get("years")
    if not (isinstance(years, list) and len(years) == 2 and all(isinstance(item, int) for item in years)):
        raise PlanRefusedError(f"{where}的 years：应为起止两个年度")
    reader = _reader(area, years[1], entry.get("aliases", {}), where)
    streams, items = [], []
    for stream in entry.get("workstreams", []):
        name = _text(stream, "code", f"{where}专项")
        streams.append((name, _text(stream, "label", f"{where}专项 {name} ")))
        for project in stream.get("projects", []):
            items += [_item(reader, name, project, item) for item in project.get("items", [])]
    if not items:
        raise PlanRefusedError(f"{where}没有任何指标")
    title = _text(entry, "title", where)
    return PlanFile(code, area, title, entry.get("document", ""), (years[0], years[1]), streams, items)


def _reader(area: int, year: int, aliases: Mapping[str, str], where: str) -> _Reader:
    places: dict[str, int] = {}
    children = region_children(area, year_end(year)) or region_children(area)
    for region in children:
        places[_COMMITTEE.sub("", region.name)] = region.code
        places[region.name] = region.code
    codes = {region.code for region in children}
    for name, text in aliases.items():
        if not str(text).isdigit() or int(text) not in codes:
            raise PlanRefusedError(f"{where}的 aliases：「{text}」不是本乡镇的村或社区代码")
        places[name] = int(text)
    villages = sorted(code for code in codes if not is_committee_of_residents(code))
    communities = sorted(code for code in codes if is_committee_of_residents(code))
    settled = sorted(codes)
    groups = {
        "villages": villages, "communities": communities, "settled": settled, "everywhere": [area, *settled]
    }  # fmt: skip
    return _Reader(area, places, groups)


def _item(reader: _Reader, stream: str, project: Mapping[str, Any], entry: Mapping[str, Any]) -> Item:
    code = _text(entry, "code", "指标")
    reader.where = f"指标 {code} "
    if code in reader.seen:
        raise reader.refuse("code", "编号重复")
    reader.seen.add(code)
    kind = entry.get("kind", PlanItem.Kind.TOTAL)
    if kind not in PlanItem.Kind:
        raise reader.refuse("kind", f"「{kind}」不是口径")
    counter = entry.get("counter", "")
    if counter and (counter_of(counter) is None or not _kind_known(counter)):
        raise reader.refuse("counter", f"没有统计口径「{counter}」")
    lost = entry.get("due") == LOST
    fields = {
        "row": _text(project, "row", reader.where),
        "heading": _text(project, "heading", reader.where),
        "label": _text(entry, "label", reader.where),
        "unit": entry.get("unit", ""),
        "kind": kind,
        "start_year": reader.year("start", entry.get("start")),
        "due_year": None if lost else reader.year("due", entry.get("due")),
        "year_lost": lost or any(phase.get("year") is None for phase in entry.get("phases", [])),
        "counter": counter,
        "note": entry.get("note", ""),
    }
    if kind != PlanItem.Kind.DUTY and not fields["unit"]:
        raise reader.refuse("unit", "没有填写")
    quantities = list(_quantities(reader, entry))
    if (kind == PlanItem.Kind.DUTY) == bool(quantities):
        raise reader.refuse("total", "工作要求不带数量，其他口径要有数量")
    keys = [(quantity.area, quantity.phase) for quantity in quantities]
    if len(keys) != len(set(keys)):
        raise reader.refuse("villages", "同一期里一个村写了两次")
    return Item(code, stream, fields, quantities)


def _kind_known(counter: str) -> bool:
    return not counter.startswith(RECORD) or counter.removeprefix(RECORD) in labels("village_record")


def _quantities(reader: _Reader, entry: Mapping[str, Any]) -> list[Quantity]:
    upper = reader.number("upper", entry["upper"]) if "upper" in entry else None
    if "each" in entry:
        each = reader.number("each", entry["each"])
        return [Quantity(area, each, upper) for area in _group(reader, entry.get("villages"))]
    found = []
    if "total" in entry:
        found.append(_own(reader, _same(reader, entry), upper))
    phases = entry.get("phases", [])
    for phase in phases:
        number, year = phase.get("phase"), reader.year("phases", phase.get("year"))
        if not isinstance(number, int) or number < 1:
            raise reader.refuse("phases", "每期要有从 1 起的 phase")
        found.append(_own(reader, phase.get("total"), None, number, year))
        found += _shares(reader, phase.get("villages", []), number, year)
    found += _shares(reader, entry.get("villages", []))
    return found


def _same(reader: _Reader, entry: Mapping[str, Any]) -> Any:
    """The total, or that of the earlier item whose code stands in its place: one figure is written once."""
    total = entry["total"]
    if isinstance(total, str) and total in reader.totals:
        return reader.totals[total]
    if total is not None:
        reader.totals[entry["code"]] = reader.number("total", total)
    return total


def _own(reader: _Reader, total: Any, upper: Decimal | None, phase: int = 0, year: int | None = None) -> Quantity:
    if total is None:
        return Quantity(reader.area, None, upper, Missing.LOST, phase, year)
    return Quantity(reader.area, reader.number("total", total), upper, "", phase, year)


def _shares(reader: _Reader, villages: Any, phase: int = 0, year: int | None = None) -> list[Quantity]:
    if isinstance(villages, str):
        return [Quantity(area, None, None, Missing.SHARE, phase, year) for area in _group(reader, villages)]
    if isinstance(villages, Mapping):
        return [
            Quantity(reader.place(name), reader.number(f"villages {name}", value), None, "", phase, year)
            for name, value in villages.items()
        ]
    return [Quantity(reader.place(name), None, None, Missing.SHARE, phase, year) for name in villages]


def _group(reader: _Reader, name: Any) -> Sequence[int]:
    if name not in reader.groups:
        raise reader.refuse("villages", f"「{name}」应为 {'、'.join(GROUPS)} 之一")
    return reader.groups[name]
