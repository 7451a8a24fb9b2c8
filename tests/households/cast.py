"""The fixed cast of the registry's tests: two villages, offices, a helper, and made-up people with valid numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from core.accounts.models import Post, User
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM, Actor
from core.changes.models import YearInUse
from core.dictionaries.id_number import check_character
from core.regions.models import Region, RegionSpan
from households.models import Household
from households.services import household_register

COUNTY, TOWN, VILLAGE, NEXT_VILLAGE = 511921000000, 511921119000, 511921119200, 511921119201
OTHER_TOWN, OTHER_VILLAGE = 511921100000, 511921100200
FAR_VILLAGE = 420626101200
YEAR = 2018
ACTOR = Actor(user_id=77, name="周敏", door="web", request_id="r1")

INCOME = {
    "wage_income": Decimal("6400.00"),
    "business_income": Decimal("5200.00"),
    "property_income": Decimal("120.00"),
    "family_planning_grant": Decimal("0.00"),
    "subsistence_allowance": Decimal("0.00"),
    "destitute_allowance": Decimal("0.00"),
    "pension_income": Decimal("1260.00"),
    "eco_compensation": Decimal("315.00"),
    "transfer_other": Decimal("938.00"),
    "business_cost": Decimal("3900.00"),
}
FACTS: dict[str, Any] = {"household_attr": "01", "poverty_status": "0", "cause_main": "1", **INCOME}


def number(born: str, order: int, area: str = "511921") -> str:
    """A valid ID number; odd ``order`` is male."""
    first17 = f"{area}{born}{order:03d}"
    return first17 + check_character(first17)


@dataclass
class Cast:
    county: User
    township: User
    village: User
    helper: User
    auditor: User
    stranger: User
    admin: User


def regions() -> None:
    rows = [
        (510000000000, 1, None, "四川省"),
        (511900000000, 2, 510000000000, "巴中市"),
        (COUNTY, 3, 511900000000, "通江县"),
        (TOWN, 4, COUNTY, "杨柏镇"),
        (VILLAGE, 5, TOWN, "贾村观村"),
        (NEXT_VILLAGE, 5, TOWN, "仙人嵌村"),
        (OTHER_TOWN, 4, COUNTY, "永安镇"),
        (OTHER_VILLAGE, 5, OTHER_TOWN, "得汉城村"),
        (420626000000, 3, 420600000000, "保康县"),
        (FAR_VILLAGE, 5, 420626101000, "某村"),
    ]
    Region.objects.bulk_create(
        [Region(code=c, level=lv, parent_code=p, name=n, official_name=n) for c, lv, p, n in rows],
        ignore_conflicts=True,
    )
    RegionSpan.objects.bulk_create([RegionSpan(code=code, official_name=name) for code, _, _, name in rows])
    YearInUse.objects.get_or_create(year=YEAR)


def user(name: str, role: Role, area: int) -> User:
    made = User.objects.create_user(f"{role}-{area}", "secret-12345", name=name)
    Post.objects.create(user=made, role=role, area=area, office=f"{name}的单位", starts_on=date(2016, 1, 1))
    return made


def cast() -> Cast:
    return Cast(
        county=user("何静", Role.COUNTY, COUNTY),
        township=user("周敏", Role.TOWNSHIP, TOWN),
        village=user("赵海", Role.VILLAGE, VILLAGE),
        helper=user("陈立新", Role.HELPER, COUNTY),
        auditor=user("沈清", Role.AUDITOR, COUNTY),
        stranger=user("外县", Role.COUNTY, 420626000000),
        admin=user("管理员", Role.ADMIN, COUNTY),
    )


def register(
    area: int = VILLAGE,
    *,
    name: str = "李国富",
    born: str = "19670317",
    order: int = 31,
    year: int = YEAR,
    values: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
) -> Household:
    """A household with its head and an income of 10,333 yuan."""
    next_transaction()
    household = household_register(
        actor=SYSTEM,
        scope=SYSTEM_SCOPE,
        area=area,
        year=year,
        values={"group_name": "3 组", **(values or {})},
        facts={**FACTS, **(facts or {})},
        head={"name": name, "id_number": number(born, order)},
        head_facts={"education": "3", "health": ["1"]},
    )
    next_transaction()
    return household


def next_transaction() -> None:
    """A test is one transaction, and a nested ``recorded`` keeps the outer actor: forget the one before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', '', true), set_config('zhaimao.bulk', '', true)")
