"""Projects of the demo township that work off its plan, and what its villages have: invented, on real steps.

The projects walk the library's own way; each carries the plan's figures as quantities, so that the pages show some
done, some building, some villages without a project of the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor, recorded
from core.regions.codes import Level, area_range
from core.regions.selectors import region_list, year_end
from projects.library.demo import Loader, Picture, Sample
from projects.models import PlanItem, Project, ProjectQuantity
from projects.plans.services import RecordInput, record_add

# The first figure is the library's own row; the others are added beside it.
Figures = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Work:
    """One project: as the library samples it, then the plan's items with what is planned."""

    name: str
    category: str
    figures: Figures
    total: int
    last: str
    village: int
    percent: int = 0
    households: int = 0


def _bridges(count: int, metres: int, yuan: int) -> Figures:
    return (("bridges", count), ("bridge-metres", metres), ("bridge-money", yuan))


WORKS: Final = (
    Work("渡汉桥一期", "111", _bridges(5, 96, 7_680_000), 7_680_000, "strike", 2),
    Work("渡汉桥二期", "111", _bridges(4, 74, 5_920_000), 5_920_000, "start", 3, 50),
    Work("断头路打通", "111", (("dead-end-roads", 4), ("dead-end-km", 8)), 3_600_000, "start", 8, 75),
    Work("土坯房改造", "107", (("houses-old", 40),), 800_000, "start", 2, 60, 12),
    Work("山坪塘整治", "109", (("ponds", 12), ("pond-volume", 72_000)), 960_000, "contract", 4),
)  # fmt: skip
# (kind, quantity, every how many-th village has it)
HAVE: Final = (
    ("101", 95, 2), ("111", 1, 2), ("112", 10, 4), ("113", 2, 3), ("114", 1, 3), ("115", 1, 1), ("116", 1, 2),
    ("121", 1, 2), ("124", 1, 2), ("145", 1, 1), ("148", 1, 2), ("150", 1, 2), ("151", 1, 3), ("204", 1, 2),
)  # fmt: skip
TOWN_HAS: Final = (
    ("131", 1), ("132", 1), ("133", 1), ("142", 2), ("143", 1), ("144", 2), ("146", 1), ("152", 2), ("153", 21),
    ("201", 3), ("202", 40), ("203", 1), ("211", 420), ("213", 7), ("216", 1830),
)  # fmt: skip


def load(loader: Actor, town: int, year: int, picture: Picture) -> None:
    """After the library's own demo, whose accounts act here too."""
    items = {row.code: row for row in PlanItem.objects.within(SYSTEM_SCOPE).filter(area=town)}
    if not items:
        return
    with recorded(loader, reason="演示资料"):
        acting = Loader(town, year, picture)
        for work in WORKS:
            _build(acting, work, items)
        low, high = area_range(town)
        villages = [row.code for row in region_list(low, high, Level.VILLAGE, year_end(year))]
        for kind, quantity, every in HAVE:
            for area in villages[2::every]:
                _record(loader, area, kind, quantity, year)
        for kind, quantity in TOWN_HAS:
            _record(loader, town, kind, quantity, year)


def _record(loader: Actor, area: int, kind: str, quantity: int, year: int) -> None:
    since = year if kind.startswith("2") else year - 1
    record_add(actor=loader, scope=SYSTEM_SCOPE, area=area, values=RecordInput(kind, since, Decimal(quantity)))


def _build(acting: Loader, work: Work, items: dict[str, PlanItem]) -> None:
    known = set(Project.objects.within(SYSTEM_SCOPE).values_list("pk", flat=True))
    code, quantity = work.figures[0]
    first = items[code]
    acting.load(
        Sample(
            work.name, work.category, first.label, first.unit, str(quantity), work.total, work.last,
            work.households, work.village, work.percent,
        )
    )  # fmt: skip
    project = Project.objects.within(SYSTEM_SCOPE).exclude(pk__in=known).get()
    own = ProjectQuantity.objects.within(SYSTEM_SCOPE).get(project=project)
    own.plan_item = first
    own.save(update_fields=["plan_item"])
    share = None if own.achieved is None else own.achieved / own.planned
    ProjectQuantity.objects.bulk_create(
        ProjectQuantity(
            project=project,
            area=own.area,
            item=items[name].label,
            unit=items[name].unit,
            planned=planned,
            achieved=None if share is None else (planned * share).quantize(Decimal("0.01")),
            achieved_on=own.achieved_on,
            plan_item=items[name],
        )
        for name, planned in work.figures[1:]
    )
