"""The subjects of village exit in the matrix: a case at each of the four villages, and a certificate of it."""

from __future__ import annotations

from core.procedures.models import Case, Policy, Round
from tests.assessment.exits_scene import DAY, loaded
from tests.matrix.world import PLACES, Subject, World
from villages.models import RegionCertificate


def _case(area: int) -> Case:
    if not Policy.objects.filter(code="village_exit").exists():
        loaded()
    around = Round.all_rows.get_or_create(
        code="village_exit",
        area=area,
        year=2018,
        number=1,
        defaults={
            "policy": Policy.objects.get(code="village_exit", region=0),
            "opened_on": DAY,
            "opened_name": "乡镇干部",
        },
    )[0]
    found: Case = Case.all_rows.get_or_create(
        round=around,
        code="village_exit",
        subject_type="village",
        subject_id=area,
        area=area,
        year=2018,
        defaults={"state": "checked", "opened_on": DAY, "entered_on": DAY},
    )[0]
    return found


def at_region_cases(world: World) -> list[Subject]:
    """One case a village."""
    return [Subject(label, {"pk": _case(area).pk}, area) for label, area in PLACES.items()]


def at_certificates(world: World) -> list[Subject]:
    """One certificate a village."""
    found = []
    for label, area in PLACES.items():
        row, _ = RegionCertificate.all_rows.get_or_create(
            case=_case(area), area=area, year=2018, indicator="hard_road",
            defaults={"label": "通硬化路", "sector": "traffic", "office": "交通局", "certified": True, "by_name": "张"},
        )  # fmt: skip
        found.append(Subject(label, {"pk": row.pk}, area))
    return found
