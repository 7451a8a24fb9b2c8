"""Loading pathway schemes as data: checked whole, written at once; the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import Actor, recorded
from core.dictionaries.selectors import values
from core.regions.codes import parse_area
from projects.models import Pathway, PathwayScheme, PathwayTarget
from projects.pathways.errors import PathwayRefusedError

_LOCK: Final = 0x70617468  # one loader at a time
_UNITS: Final = frozenset(PathwayTarget.Unit.values)


@dataclass(frozen=True)
class Loaded:
    """How many schemes the file held, and how many of them were new or changed."""

    schemes: int
    changed: int


@dataclass(frozen=True)
class _Scheme:
    region: int
    first: int
    last: int
    name: str
    document: str
    pathways: list[dict[str, Any]]


def pathways_load(payload: object, *, actor: Actor, scope: Scope) -> Loaded:
    """Load the schemes of a parsed file. PathwayRefusedError: nothing is loaded.

    A scheme is known by region and first year; a pathway that is no longer in the file goes with its targets.
    A target of the file is written where none is stored: what an office has entered stays.
    """
    schemes = _parsed(payload, scope)
    changed = 0
    with recorded(actor, reason="帮扶路径导入"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for item in schemes:
            changed += _store(item, actor, scope)
    return Loaded(len(schemes), changed)


def pathways_prepare(payload: Mapping[str, Any], *, actor: Actor) -> Loaded:
    """Load of a shipped file the schemes that this database does not know yet."""
    known = set(PathwayScheme.objects.values_list("region", "first_year"))
    fresh = [
        item
        for item in payload["schemes"]
        if (parse_area(item["region"]), item["years"][0]) not in known
    ]  # fmt: skip
    return pathways_load({"schemes": fresh}, actor=actor, scope=SYSTEM_SCOPE) if fresh else Loaded(0, 0)


def _parsed(payload: object, scope: Scope) -> list[_Scheme]:
    if not isinstance(payload, Mapping) or not isinstance(payload.get("schemes"), list):
        raise PathwayRefusedError("文件应为一个对象，其中「schemes」是列表")
    kinds = {value.code for value in values("measure_kind")}
    return [_scheme(item, number, kinds, scope) for number, item in enumerate(payload["schemes"], start=1)]


def _scheme(item: Any, number: int, kinds: set[str], scope: Scope) -> _Scheme:
    where = f"第 {number} 个方案"
    if not isinstance(item, Mapping):
        raise PathwayRefusedError(f"{where}应为一个对象")
    try:
        region = parse_area(item.get("region", ""))
    except ValueError as error:
        raise PathwayRefusedError(f"{where}：{error}") from error
    if not scope.covers(region):
        raise PathwayRefusedError(f"{where}：区域 {region:012d} 不在您的辖区")
    years = item.get("years")
    if not (isinstance(years, list) and len(years) == 2 and all(type(year) is int for year in years)):
        raise PathwayRefusedError(f"{where}：「years」应为起止两个年度")
    if not 1949 <= years[0] <= years[1] <= 2100:
        raise PathwayRefusedError(f"{where}：终止年度不能早于起始年度")
    name = _text(item, "name", 60, where)
    pathways = item.get("pathways")
    if not isinstance(pathways, list) or not pathways:
        raise PathwayRefusedError(f"{where}：「pathways」应为非空列表")
    parsed = [_pathway(path, order, kinds, where) for order, path in enumerate(pathways, start=1)]
    _demand_distinct([path["code"] for path in parsed], f"{where}：路径代码重复")
    _demand_distinct([kind for path in parsed for kind in path["kinds"]], f"{where}：一个措施大类只能计入一条路径")
    document = str(item.get("document", ""))[:120]
    return _Scheme(region, years[0], years[1], name, document, parsed)


def _pathway(item: Any, order: int, kinds: set[str], where: str) -> dict[str, Any]:
    where = f"{where}第 {order} 条路径"
    if not isinstance(item, Mapping):
        raise PathwayRefusedError(f"{where}应为一个对象")
    given = item.get("kinds", [])
    if not isinstance(given, list) or not set(map(str, given)) <= kinds:
        raise PathwayRefusedError(f"{where}：「kinds」应为措施大类的代码")
    targets = item.get("targets", [])
    if not isinstance(targets, list):
        raise PathwayRefusedError(f"{where}：「targets」应为列表")
    return {
        "code": _text(item, "code", 8, where),
        "label": _text(item, "label", 30, where),
        "order": order,
        "kinds": [str(kind) for kind in given],
        "targets": [_target(target, where) for target in targets],
    }


def _target(item: Any, where: str) -> dict[str, Any]:
    if not isinstance(item, Mapping) or item.get("unit") not in _UNITS:
        raise PathwayRefusedError(f"{where}：目标的单位应为 {'、'.join(sorted(_UNITS))}")
    number, year = item.get("number"), item.get("year")
    if number is not None and (type(number) is not int or number < 0):
        raise PathwayRefusedError(f"{where}：目标数应为非负整数，规划未定的填 null")
    if year is not None and type(year) is not int:
        raise PathwayRefusedError(f"{where}：目标年度应为整数，全期的填 null")
    return {"unit": item["unit"], "number": number, "year": year}


def _text(item: Mapping[str, Any], key: str, longest: int, where: str) -> str:
    text = item.get(key)
    if not isinstance(text, str) or not 0 < len(text.strip()) <= longest:
        raise PathwayRefusedError(f"{where}：「{key}」应为 1 到 {longest} 个字")
    return text.strip()


def _demand_distinct(codes: list[str], sentence: str) -> None:
    if len(set(codes)) != len(codes):
        raise PathwayRefusedError(sentence)


def _store(item: _Scheme, actor: Actor, scope: Scope) -> bool:
    others = PathwayScheme.objects.filter(region=item.region, first_year__lte=item.last, last_year__gte=item.first)
    other = others.exclude(first_year=item.first).first()
    if other is not None:
        raise PathwayRefusedError(f"{item.name}：与同一地区的「{other}」年度重叠")
    values_ = {"last_year": item.last, "name": item.name, "document": item.document}
    scheme, made = PathwayScheme.objects.get_or_create(
        region=item.region, first_year=item.first, defaults=values_
    )  # fmt: skip
    changed = made or _update(scheme, values_)
    codes = [path["code"] for path in item.pathways]
    changed |= bool(scheme.pathways.exclude(code__in=codes).delete()[0])
    for path in item.pathways:
        changed |= _store_pathway(scheme, path, actor, scope)
    return changed


def _store_pathway(scheme: PathwayScheme, path: dict[str, Any], actor: Actor, scope: Scope) -> bool:
    values_ = {name: path[name] for name in ("label", "order", "kinds")}
    pathway, made = Pathway.objects.get_or_create(scheme=scheme, code=path["code"], defaults=values_)
    changed = made or _update(pathway, values_)
    for target in path["targets"]:
        _, new = PathwayTarget.objects.within(scope).get_or_create(
            pathway=pathway,
            area=scheme.region,
            year=target["year"],
            unit=target["unit"],
            defaults={"number": target["number"], "set_from": scheme.region, "updated_by": actor.user_id},
        )
        changed |= new
    return changed


def _update(row: PathwayScheme | Pathway, wanted: dict[str, Any]) -> bool:
    differing = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    if differing:
        row.save()
    return bool(differing)
