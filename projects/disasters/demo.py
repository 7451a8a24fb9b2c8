"""The demo's flood: one event of the township, the households it hit, and their reconstruction measures bound to it."""

from __future__ import annotations

from typing import Final

from django.db import connection

from core.audit.trail import Actor, recorded
from projects.measures.demo_details import draw

CODE: Final = "ZH5119211190000001"
_EVENT: Final = (
    "INSERT INTO projects_disaster (code, area, name, kind, happened_on, ended_on, official_name, official_no, note) "
    "VALUES (%(code)s, %(area)s, '春汛洪灾', '2', make_date(%(year)s - 2, 2, 11), make_date(%(year)s - 2, 2, 13), "
    "'杨柏镇“2·11”洪涝灾害', %(number)s, '河水漫过低洼院落，倒损住房，冲毁部分入户路')"
)
# Whose house is rebuilt was hit; as many again were hit and have nothing yet.
_HIT: Final = (
    "INSERT INTO projects_disasterhousehold (disaster_id, household_id, area, damage_grade, damaged_rooms, persons, "
    "loss, rebuild_mode, note) SELECT e.id, h.id, h.area, COALESCE(r.damage_grade, '3'), COALESCE(r.damaged_rooms, 1), "
    "(SELECT count(*) FROM households_member m WHERE m.household_id = h.id AND m.left_year IS NULL), "
    "COALESCE(r.loss, 6500), COALESCE(r.rebuild_mode, '3'), '' FROM projects_disaster e "
    "JOIN households_household h ON h.area >= e.area AND h.area < e.area + 1000 "
    "LEFT JOIN projects_measure t ON t.household_id = h.id AND t.sector = 'disaster' "
    "LEFT JOIN projects_disasterdetail r ON r.measure_id = t.id "
    f"WHERE e.code = %(code)s AND (t.id IS NOT NULL OR {draw('flood')} = 2)"
)
_PLACES: Final = (
    "INSERT INTO projects_disasterplace (disaster_id, area) SELECT DISTINCT disaster_id, area "
    "FROM projects_disasterhousehold ORDER BY area"
)
_BOUND: Final = (
    "UPDATE projects_disasterdetail r SET event_no = %(code)s FROM projects_disasterhousehold d, projects_measure t "
    "WHERE t.id = r.measure_id AND t.household_id = d.household_id"
)


def load(area: int, year: int, actor: Actor) -> None:
    """The flood of two years ago in the township ``area``; after the measures."""
    values: dict[str, str | int] = {"code": CODE, "area": area, "year": year, "number": f"通府救灾〔{year - 2}〕3号"}
    with recorded(actor, reason="演示资料", bulk=True), connection.cursor() as cursor:
        for statement in (_EVENT, _HIT, _PLACES, _BOUND):
            cursor.execute(statement, values)
