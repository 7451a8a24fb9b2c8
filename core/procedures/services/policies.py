"""Loading procedures as policy data: checked whole, released at once, the version before retired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import Actor, recorded
from core.procedures.definition import DefinitionError, parse
from core.procedures.models import Policy
from core.procedures.selectors import forget_policies
from core.regions.codes import COUNTRY, parse_area

_LOCK = 0x70726F63  # one loader at a time


@dataclass(frozen=True)
class Loaded:
    """How many procedures the payload held, and how many of them were new or changed."""

    procedures: int
    released: int


def procedures_load(payload: object, *, actor: Actor, scope: Scope) -> Loaded:
    """Load and release the procedures of a parsed file; the same content again changes nothing.

    Running cases stay under the version they began with. DefinitionError: nothing is loaded.
    """
    if not isinstance(payload, Mapping) or not isinstance(payload.get("procedures"), list):
        raise DefinitionError("文件应为一个对象，其中「procedures」是列表")
    released = 0
    with recorded(actor, reason="程序规则导入"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for item in payload["procedures"]:
            released += _release(item, actor, scope)
    forget_policies()
    return Loaded(len(payload["procedures"]), released)


def procedures_prepare(payload: Mapping[str, Any], *, actor: Actor) -> Loaded:
    """Load of a shipped file what this database does not know yet; what an office has released itself stays."""
    known = set(Policy.objects.values_list("code", "region"))
    fresh = [item for item in payload["procedures"] if (item["code"], _place(item, item["code"])) not in known]
    return procedures_load({"procedures": fresh}, actor=actor, scope=SYSTEM_SCOPE) if fresh else Loaded(0, 0)


def _release(item: Any, actor: Actor, scope: Scope) -> bool:
    found = parse(item)
    where = f"程序 {found.code}"
    region, first, last = _place(item, where), *_years(item, where)
    if not scope.covers(region):
        raise DefinitionError(f"{where}：区域 {region:012d} 不在您的辖区")
    standing = Policy.objects.filter(code=found.code, region=region).order_by("-version")
    newest = standing.first()
    same_years = standing.filter(retired_at__isnull=True, first_year=first, last_year=last).first()
    if same_years is not None and same_years.definition == item:
        return False
    Policy.objects.filter(
        code=found.code, region=region, retired_at__isnull=True, first_year__lte=last, last_year__gte=first
    ).update(retired_at=Now())
    Policy.objects.create(
        code=found.code,
        title=found.title,
        region=region,
        first_year=first,
        last_year=last,
        version=newest.version + 1 if newest else 1,
        document=found.document,
        definition=item,
        released_by=actor.user_id,
    )
    return True


def _place(item: Mapping[str, Any], where: str) -> int:
    if item.get("region") is None:
        return COUNTRY
    try:
        return parse_area(str(item["region"]))
    except ValueError:
        raise DefinitionError(f"{where}：「{item['region']}」不是行政区划代码") from None


def _years(item: Mapping[str, Any], where: str) -> tuple[int, int]:
    years = item.get("years")
    if (
        not isinstance(years, list)
        or len(years) != 2
        or not all(isinstance(year, int) and 1949 <= year <= 2100 for year in years)
        or years[0] > years[1]
    ):
        raise DefinitionError(f"{where}：「years」应为 [起始年度, 终止年度]")
    return years[0], years[1]
