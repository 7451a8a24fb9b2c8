"""Loading standards and poverty lines of a file as a released whole (``load_standards``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models.functions import Now

from assessment.indicators import LEVEL_LABELS
from assessment.models import Standard
from assessment.selectors import Rule, StandardVersion, standard_versions
from assessment.services.content import (
    Content,
    StandardRefusedError,
    content_of,
    one_release_at_a_time,
    overlap_words,
    problems,
    store_line,
    store_rules,
)
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import COUNTRY, parse_area


@dataclass(frozen=True)
class Loaded:
    """How many standards and criteria the file held."""

    standards: int
    criteria: int


def standards_load(payload: object, *, actor: Actor, scope: Scope) -> Loaded:
    """Load and release the standards and lines of a parsed file (shape: data/standards.json).

    A standard whose code exists with other content becomes its next version and retires the one before; the same
    content changes nothing. Everything or nothing: StandardRefusedError names the first reason.
    """
    if not isinstance(payload, Mapping):
        raise StandardRefusedError("文件不是一个 JSON 对象")
    drafts = [_draft(item) for item in _list(payload, "standards")]
    amounts = _amounts(_list(payload, "poverty_lines"))
    for region in {draft.region for draft in drafts} | {region for region, _, _ in amounts}:
        if not scope.covers(region):
            raise StandardRefusedError(f"区域 {region:012d} 不在您的辖区")
    with recorded(actor, reason="标准文件导入", bulk=True):
        one_release_at_a_time()
        rows = list(Standard.objects.select_for_update(no_key=True, of=("self",)).order_by("code", "version"))
        last = {row.code: row.version for row in rows}
        current = {row.code: row for row in rows if row.state in (Standard.State.RELEASED, Standard.State.RETIRED)}
        versions = standard_versions(row.pk for row in current.values())
        _refuse_overlaps(drafts, current, versions)
        for draft in drafts:
            _release(draft, current.get(draft.code), last.get(draft.code, 0), versions, actor)
        for (region, year, purpose), (amount, source) in amounts.items():
            store_line(region, year, purpose, amount, source)
    return Loaded(len(drafts), sum(len(draft.rules) for draft in drafts))


def _refuse_overlaps(
    drafts: list[Content], current: Mapping[str, Standard], versions: Mapping[int, StandardVersion]
) -> None:
    coming = {draft.code for draft in drafts}
    if len(coming) != len(drafts):
        raise StandardRefusedError("文件内标准编码重复")
    standing = [
        content_of(row, versions[row.pk])
        for row in current.values()
        if row.state == Standard.State.RELEASED and row.code not in coming
    ]
    for number, draft in enumerate(drafts):
        for other in [*standing, *drafts[:number]]:
            if draft.overlaps(other):
                raise StandardRefusedError(overlap_words(draft, other))


def _release(
    draft: Content, before: Standard | None, last: int, versions: Mapping[int, StandardVersion], actor: Actor
) -> None:
    if before is not None:
        if content_of(before, versions[before.pk]) == draft:
            return
        if before.state == Standard.State.RELEASED:
            Standard.objects.filter(pk=before.pk).update(state=Standard.State.RETIRED, retired_at=Now())
    standard = Standard.objects.create(
        code=draft.code,
        version=last + 1,
        level=draft.level,
        region=draft.region,
        first_year=draft.first_year,
        last_year=draft.last_year,
        document=draft.document,
        state=Standard.State.RELEASED,
        maker=actor.user_id,
        released_at=Now(),
    )
    store_rules(standard, draft.rules)


def _list(payload: Mapping[str, Any], key: str) -> list[Any]:
    items = payload.get(key, [])
    if not isinstance(items, list):
        raise StandardRefusedError(f"「{key}」应为列表")
    return items


def _text(item: Mapping[str, Any], key: str, most: int, where: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise StandardRefusedError(f"{where}：「{key}」应为 1–{most} 个字符")
    return value.strip()


def _region(value: object, where: str) -> int:
    if value is None:
        return COUNTRY
    try:
        if isinstance(value, (bool, float)):
            raise ValueError
        return parse_area(str(value))
    except ValueError:
        raise StandardRefusedError(f"{where}：「{value}」不是行政区划代码") from None


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1949 <= value <= 2100


def _number(value: object, places: int, most: Decimal, where: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, float)):
        raise StandardRefusedError(f"{where}：「{value}」不是数")
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= most or number != round(number, places):
        raise StandardRefusedError(f"{where}：「{value}」超出范围或多于 {places} 位小数")
    return number.normalize()


def _draft(item: object) -> Content:
    if not isinstance(item, Mapping):
        raise StandardRefusedError("每个标准应为一个对象")
    code = _text(item, "code", 60, "标准")
    where = f"标准 {code}"
    level = item.get("level")
    if level not in LEVEL_LABELS:
        raise StandardRefusedError(f"{where}：没有级别「{level}」")
    years = item.get("years")
    if not (isinstance(years, list) and len(years) == 2 and all(map(_is_year, years)) and years[0] <= years[1]):
        raise StandardRefusedError(f"{where}：「years」应为 [起始年度, 终止年度]")
    rules = tuple(_rule(line, where) for line in _list(item, "criteria"))
    for sentence in problems(level, rules):
        raise StandardRefusedError(f"{where}：{sentence}")
    document = _text(item, "document", 120, where)
    return Content(code, level, _region(item.get("region"), where), years[0], years[1], document, rules)


def _rule(line: object, where: str) -> Rule:
    if not isinstance(line, Mapping):
        raise StandardRefusedError(f"{where}：每个条目应为一个对象")
    name = _text(line, "indicator", 40, where)
    where = f"{where}，{name}"
    kind = line.get("kind")
    if kind not in ("veto", "stretch"):
        raise StandardRefusedError(f"{where}：没有类别「{kind}」")
    for key in ("operator", "threshold_from", "label"):
        if not isinstance(line.get(key) or "", str) or len(line.get(key) or "") > 30:
            raise StandardRefusedError(f"{where}：「{key}」应为文字")
    threshold = line.get("threshold")
    number = None if threshold is None else _number(threshold, 4, Decimal(10) ** 12, where)
    return Rule(
        name, kind, line.get("operator") or "", number, line.get("threshold_from") or "", line.get("label") or ""
    )


def _amounts(items: list[Any]) -> dict[tuple[int, int, str], tuple[Decimal, str]]:
    found: dict[tuple[int, int, str], tuple[Decimal, str]] = {}
    for item in items:
        if not isinstance(item, Mapping):
            raise StandardRefusedError("每条标准线应为一个对象")
        year, purpose = item.get("year"), item.get("purpose")
        where = f"标准线 {year}"
        if not _is_year(year) or purpose not in ("identify", "exit", "monitor"):
            raise StandardRefusedError(f"{where}：年度或用途「{purpose}」不能识别")
        key = (_region(item.get("region"), where), int(str(year)), str(purpose))
        amount = _number(item.get("amount"), 2, Decimal(10) ** 8, where)
        if amount < 0:
            raise StandardRefusedError(f"{where}：金额不能为负")
        value = (amount, str(item.get("source") or "")[:80])
        if found.setdefault(key, value) != value:
            raise StandardRefusedError(f"{where}：同一区域、年度、用途有两个不同的金额")
    return found
