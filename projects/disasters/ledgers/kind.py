"""How rows of the sheets become events, their villages and the households they hit.

An event is found by its number; what the file leaves out stays as it is. A household is hit only in a village of the
event: one that is stored or one of the same file.
"""

from __future__ import annotations

from typing import Final

from core.accounts.rights import Action
from core.ledgers.columns import ledger_fields
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written, register
from core.ledgers.places import OUTSIDE
from core.ledgers.previews import changed_fields
from core.ledgers.run import Run
from core.ledgers.targets import Target, staged_types
from core.regions.codes import Level
from projects.disasters.ledgers.sheets import EventSheet, HouseholdSheet, PlaceSheet
from projects.models import Disaster, DisasterHousehold, DisasterPlace

EVENTS, PLACES, HOUSEHOLDS = 0, 1, 2
_EVENT: Final = [name for name in ledger_fields(EventSheet) if name not in ("code", "area")]
DAMAGE: Final = [name for name in ledger_fields(HouseholdSheet) if name not in ("code", "household_no", "head")]
_INSIDE: Final = (
    "s.area >= p.area AND s.area < p.area + CASE WHEN p.area %% 1000000 = 0 THEN 1000000 "
    "WHEN p.area %% 1000 = 0 THEN 1000 ELSE 1 END"
)
EVENT: Final = Target(
    model=Disaster,
    sheet=EVENTS,
    plan="plan_disaster",
    key="disaster_id",
    version_key="version",
    names=_EVENT,
    constants={"id": "p.disaster_id", "code": "s.code", "area": "s.area"},
)
HIT: Final = Target(
    model=DisasterHousehold,
    sheet=HOUSEHOLDS,
    plan="plan_disaster_2",
    key="row_id",
    version_key="version",
    names=DAMAGE,
    constants={},
    sourced=False,
)


class DisastersKind(ImportKind):
    """Disasters with their villages and households, of whatever year."""

    code = "disasters"
    title = "灾害事件"
    needs = Action.MEASURE_EDIT
    sheets = (
        ImportSheet(
            EventSheet, "stage_disaster", {**staged_types(Disaster, _EVENT), "code": "varchar(30)", "area": "bigint"}
        ),
        ImportSheet(PlaceSheet, "stage_disaster_1", {"code": "varchar(30)", "area": "bigint"}),
        ImportSheet(
            HouseholdSheet,
            "stage_disaster_2",
            {**staged_types(DisasterHousehold, DAMAGE), "code": "varchar(30)", "household_no": "varchar(30)"},
        ),
    )
    tables = (Disaster._meta.db_table,)
    written = (
        Written(Disaster, EVENTS),
        Written(DisasterPlace, PLACES, subject="disaster_id"),
        Written(DisasterHousehold, HOUSEHOLDS, subject="disaster_id"),
    )
    judged = False
    naming = "SELECT id, name || ' ' || code FROM projects_disaster"

    def match(self, run: Run) -> None:
        run.sql(
            "CREATE TEMP TABLE plan_disaster AS SELECT s.row, s.code, s.area, t.version, t.id IS NULL AS is_new, "
            "COALESCE(t.id, nextval(pg_get_serial_sequence('projects_disaster', 'id'))) AS disaster_id, "
            "false AS touches, CASE WHEN g.code IS NULL THEN '没有这个区划代码，请对照行政区划代码表核对' "
            "WHEN s.area < %(low)s OR s.area >= %(high)s OR t.area < %(low)s OR t.area >= %(high)s "
            "THEN %(outside)s WHEN g.level < %(county)s THEN '灾害事件由县、乡镇或村登记' "
            "WHEN t.area <> s.area THEN '所属区划不能改' END AS reason "
            "FROM stage_disaster s LEFT JOIN regions_region g ON g.code = s.area "
            "LEFT JOIN public.projects_disaster t ON t.code = s.code",
            county=int(Level.COUNTY),
            outside=OUTSIDE,
        )
        run.sql(
            "CREATE TEMP TABLE plan_disaster_1 AS SELECT s.row, p.disaster_id, p.area, t.id AS row_id "
            "FROM stage_disaster_1 s LEFT JOIN plan_disaster p ON p.code = s.code "
            "LEFT JOIN projects_disasterplace t ON t.disaster_id = p.disaster_id AND t.area = s.area"
        )
        run.sql(
            "CREATE TEMP TABLE plan_disaster_2 AS SELECT s.row, p.disaster_id, h.id AS household_id, "
            "h.area AS household_area, h.head_name, t.id AS row_id, false AS touches FROM stage_disaster_2 s "
            "LEFT JOIN plan_disaster p ON p.code = s.code LEFT JOIN households_household h "
            "ON h.code = s.household_no AND h.area >= %(low)s AND h.area < %(high)s "
            "LEFT JOIN projects_disasterhousehold t ON t.disaster_id = p.disaster_id AND t.household_id = h.id"
        )

    def check(self, run: Run) -> None:
        run.refuse(0, "area", "SELECT row, reason FROM plan_disaster WHERE reason IS NOT NULL")
        run.refuse_twins(0, "code", "s.code", "灾害事件编号")
        run.refuse(
            0,
            "happened_on",
            "SELECT s.row, '发生日期不能晚于今天' FROM stage_disaster s WHERE s.happened_on > CURRENT_DATE",
        )
        if run.has(0, "ended_on"):
            run.refuse(
                0,
                "ended_on",
                "SELECT s.row, '结束日期早于发生日期' FROM stage_disaster s WHERE s.ended_on < s.happened_on",
            )
        for place in (PLACES, HOUSEHOLDS):
            run.refuse(
                place,
                "code",
                f"SELECT row, '“灾害事件”表里没有这个编号' FROM plan_disaster_{place} WHERE disaster_id IS NULL",
            )
        run.refuse_twins(1, "area", "ROW(s.code, s.area)::text", "本行")
        run.refuse(
            1,
            "area",
            "SELECT s.row, '不是事件所属区划内的村' FROM stage_disaster_1 s JOIN plan_disaster_1 p USING (row) "
            "LEFT JOIN regions_region g ON g.code = s.area AND g.level = %(village)s "
            f"WHERE p.disaster_id IS NOT NULL AND (g.code IS NULL OR NOT ({_INSIDE}))",
            village=int(Level.VILLAGE),
        )
        self._check_households(run)

    @staticmethod
    def _check_households(run: Run) -> None:
        run.refuse_twins(2, "household_no", "ROW(s.code, s.household_no)::text", "本行")
        run.refuse(
            2,
            "household_no",
            "SELECT p.row, CASE WHEN p.household_id IS NULL THEN '没有这个户编号' "
            "ELSE '该户所在的村不在受灾村之列' END FROM plan_disaster_2 p "
            "WHERE p.disaster_id IS NOT NULL AND (p.household_id IS NULL OR NOT EXISTS ("
            "SELECT FROM projects_disasterplace k WHERE k.disaster_id = p.disaster_id AND k.area = p.household_area "
            "UNION ALL SELECT FROM plan_disaster_1 q JOIN stage_disaster_1 s USING (row) "
            "WHERE q.disaster_id = p.disaster_id AND s.area = p.household_area))",
        )
        if run.has(2, "head"):
            run.refuse(
                2,
                "head",
                "SELECT s.row, '户主姓名与户编号不符' FROM stage_disaster_2 s JOIN plan_disaster_2 p USING (row) "
                "WHERE p.household_id IS NOT NULL AND s.head <> p.head_name",
            )

    def compare(self, run: Run) -> None:
        for target, plan in ((EVENT, "plan_disaster"), (HIT, "plan_disaster_2")):
            run.sql(
                f"UPDATE {plan} p SET touches = true FROM {run.sheet(target.sheet).table} s, {target.table} t "
                f"WHERE s.row = p.row AND t.id = p.{target.key} AND {target.differs(run)}"
            )
        run.sql(
            "INSERT INTO stage_state SELECT 0, row, CASE WHEN is_new THEN 'n' WHEN touches THEN 'c' ELSE 's' END "
            "FROM plan_disaster"
        )
        run.sql(
            "INSERT INTO stage_state SELECT 1, row, CASE WHEN row_id IS NULL THEN 'n' ELSE 's' END FROM plan_disaster_1"
        )
        run.sql(
            "INSERT INTO stage_state SELECT 2, row, CASE WHEN row_id IS NULL THEN 'n' WHEN touches THEN 'c' ELSE 's' "
            "END FROM plan_disaster_2"
        )

    def apply(self, run: Run) -> None:
        if run.shadow:
            return
        EVENT.insert(run, "p.is_new")
        EVENT.update(run, "p.touches")
        run.sql(
            "INSERT INTO projects_disasterplace (disaster_id, area) SELECT p.disaster_id, s.area "
            "FROM stage_disaster_1 s JOIN plan_disaster_1 p USING (row) WHERE p.row_id IS NULL"
        )
        values = {name: f"s.{name}" for name in DAMAGE if run.has(2, name)}
        if "note" in values:
            values["note"] = "COALESCE(s.note, '')"
        columns = ["disaster_id", "household_id", "area", *values]
        run.sql(
            f"INSERT INTO projects_disasterhousehold ({', '.join(columns)}) "
            f"SELECT {', '.join(['p.disaster_id', 'p.household_id', 'p.household_area', *values.values()])} "
            "FROM stage_disaster_2 s JOIN plan_disaster_2 p USING (row) WHERE p.row_id IS NULL"
        )
        if values:
            changed = ", ".join(f"{name} = {value}" for name, value in values.items())
            run.sql(
                f"UPDATE projects_disasterhousehold t SET {changed} "
                "FROM stage_disaster_2 s JOIN plan_disaster_2 p USING (row) WHERE t.id = p.row_id AND p.touches"
            )

    def fields(self, run: Run) -> list[FieldCount]:
        return [*changed_fields(run, EVENT, "s.name"), *changed_fields(run, HIT, "s.household_no")]

    def areas(self, run: Run) -> list[int]:
        """A disaster changes no verdict."""
        return []


KIND: Final = DisastersKind()
register(KIND)
