"""The small world of the roadmap: exits of two years in two townships, what is ready, who acts."""

from datetime import date

from assessment.models import ReductionTarget
from core.accounts.models import Post, User
from core.accounts.scope import Scope
from core.audit.trail import Actor
from core.regions.codes import area_range
from tests import factories
from tests.assessment.scene import GOOD_VILLAGE, add_member, drain, good_household, line, release
from tests.cast import (
    CHENGGUAN_VILLAGE,
    JIACUNGUAN,
    NUOJIANG_VILLAGE,
    TONGJIANG,
    XIANRENQIAN,
)

TODAY = date(2018, 7, 1)
LOW, HIGH = area_range(TONGJIANG)


def actor(person: User) -> Actor:
    return Actor(person.pk, person.name, Post.objects.get(user=person).pk, door="web")


def scope(area: int) -> Scope:
    return Scope(*area_range(area))


def household(area: int, status: str = "0", exit_year: int | None = None, members: int = 1, **facts):
    row = good_household(area, facts={"poverty_status": status, "exit_year": exit_year, **facts})
    for _ in range(members - 1):
        add_member(row)
    return row


def target(area: int, year: int = 2018, set_from: int = TONGJIANG, **values) -> ReductionTarget:
    return ReductionTarget.objects.create(area=area, year=year, set_from=set_from, **values)


def build() -> None:
    """杨柏镇: three exits of 2018 (1 + 3 + 2 persons), one of 2017, one fallen back; four ready."""
    release("household", ["income_above_line", "food"])
    release("village", ["hard_road"])
    line()
    household(JIACUNGUAN, "1", 2018)
    household(JIACUNGUAN, "4", 2018, members=3)
    household(XIANRENQIAN, "1", 2018, members=2)
    household(JIACUNGUAN, "1", 2017, members=4)
    household(JIACUNGUAN, "3", 2017, members=1)
    household(XIANRENQIAN, "0", members=3)
    household(XIANRENQIAN, "0", members=5, no_worry_food=False)
    household(XIANRENQIAN, "1", None)
    household(NUOJIANG_VILLAGE, "1", 2018)
    household(CHENGGUAN_VILLAGE, "1", 2018, members=7)
    factories.village_year(JIACUNGUAN, **{**GOOD_VILLAGE, "is_poor": True, "is_delisted": True, "delist_year": 2018})
    factories.village_year(XIANRENQIAN, **{**GOOD_VILLAGE, "is_poor": True})
    factories.village_year(NUOJIANG_VILLAGE, **{**GOOD_VILLAGE, "is_poor": False})
    drain()
