"""The fixed cast: two counties, three townships, five villages, and one account a role. Fixture ``cast``.

贾村观 is everybody's own village; 仙人嵌 its sibling in the same township, 新华 one in the sibling township,
and 保康 is foreign altogether. Each village has one household whose head's name is found nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import pytest
from django.test import Client

from core.accounts.models import User
from core.accounts.rights import Role
from core.changes.models import YearInUse
from households.models import Household
from tests import factories

SICHUAN, BAZHONG, TONGJIANG = 510000000000, 511900000000, 511921000000
YANGBAI, JIACUNGUAN, XIANRENQIAN = 511921119000, 511921119200, 511921119201
NUOJIANG, NUOJIANG_VILLAGE = 511921100000, 511921100201
HUBEI, XIANGYANG, BAOKANG = 420000000000, 420600000000, 420626000000
CHENGGUAN, CHENGGUAN_VILLAGE, CHENGGUAN_OTHER = 420626100000, 420626100200, 420626100201

PLACES = {
    SICHUAN: "四川省",
    BAZHONG: "巴中市",
    TONGJIANG: "通江县",
    YANGBAI: "杨柏镇",
    JIACUNGUAN: "贾村观村民委员会",
    XIANRENQIAN: "仙人嵌村民委员会",
    NUOJIANG: "诺江镇",
    NUOJIANG_VILLAGE: "新华村民委员会",
    HUBEI: "湖北省",
    XIANGYANG: "襄阳市",
    BAOKANG: "保康县",
    CHENGGUAN: "城关镇",
    CHENGGUAN_VILLAGE: "三溪沟村委会",
    CHENGGUAN_OTHER: "小河村委会",
}

HEADS = {
    JIACUNGUAN: "贾本村",
    XIANRENQIAN: "仙邻村",
    NUOJIANG_VILLAGE: "诺邻镇",
    CHENGGUAN_VILLAGE: "康外县",
    CHENGGUAN_OTHER: "康外村",
}


@dataclass(frozen=True)
class Cast:
    """One account a role; ``nobody`` has no post, ``stranger`` is the county officer of 保康."""

    province_officer: User
    city_officer: User
    county_officer: User
    department_officer: User
    finance_officer: User
    auditor: User
    inspector: User
    township_clerk: User
    village_clerk: User
    team_leader: User
    helper_cadre: User
    admin: User
    stranger: User
    nobody: User

    def members(self) -> dict[str, User]:
        """Every account by its name in this class."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


POSTS: dict[str, tuple[Role, int] | None] = {
    "province_officer": (Role.PROVINCE, SICHUAN),
    "city_officer": (Role.CITY, BAZHONG),
    "county_officer": (Role.COUNTY, TONGJIANG),
    "department_officer": (Role.DEPARTMENT, TONGJIANG),
    "finance_officer": (Role.FINANCE, TONGJIANG),
    "auditor": (Role.AUDITOR, TONGJIANG),
    "inspector": (Role.INSPECTOR, TONGJIANG),
    "township_clerk": (Role.TOWNSHIP, YANGBAI),
    "village_clerk": (Role.VILLAGE, JIACUNGUAN),
    "team_leader": (Role.TEAM, JIACUNGUAN),
    "helper_cadre": (Role.HELPER, YANGBAI),
    "admin": (Role.ADMIN, TONGJIANG),
    "stranger": (Role.COUNTY, BAOKANG),
    "nobody": None,
}


@pytest.fixture
def places(db: None) -> dict[int, str]:
    """The regions of the cast, edition of 2018; the year 2018 is in use."""
    factories.regions(PLACES)
    YearInUse.objects.get_or_create(year=factories.YEAR)
    return PLACES


@pytest.fixture
def cast(places: dict[int, str]) -> Cast:
    """Everybody, each with PASSWORD of tests.factories."""
    return Cast(
        **{
            name: factories.user(name, *place, office=f"{name} 单位") if place else factories.user(name)
            for name, place in POSTS.items()
        }
    )


@pytest.fixture
def households(cast: Cast) -> dict[int, Household]:
    """One household a village, named by HEADS, with a member more; 贾本村's is paired with the helper."""
    rows = {area: factories.household(area, head=head) for area, head in HEADS.items()}
    for area, row in rows.items():
        factories.member(row, name=f"{HEADS[area]}儿")
    factories.pairing(cast.helper_cadre, rows[JIACUNGUAN])
    return rows


def signed_in(person: User) -> Client:
    """A browser in which ``person`` has signed in."""
    client = Client()
    client.force_login(person)
    return client
