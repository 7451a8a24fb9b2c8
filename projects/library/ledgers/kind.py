"""How rows of the sheets become projects and their rows. No sheet has a state: an import moves no project.

``plan_project`` has a row for each staged project, ``plan_<sheet>`` one for each of its rows. What the file leaves
out stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.ledgers.columns import LedgerResource, ledger_fields
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written, register
from core.ledgers.previews import changed_fields
from core.ledgers.run import Run
from core.ledgers.targets import Target, staged_types
from core.regions.codes import Level
from projects.library.ledgers.sheets import (
    BeneficiarySheet,
    InvestmentSheet,
    ProjectSheet,
    QuantitySheet,
    TargetSheet,
)
from projects.library.states import BEFORE_LIBRARY, BENEFICIARIES_OPEN, LATER_FIELDS
from projects.models import (
    Project,
    ProjectBeneficiary,
    ProjectInvestment,
    ProjectQuantity,
    ProjectTarget,
    ProjectVillage,
)

PROJECTS, BENEFICIARIES = 0, 4
_NAMES: Final = [name for name in ledger_fields(ProjectSheet) if name not in ("code", "area")]
_FROZEN: Final = "项目已入库，计划内容不能再改；确需调整请出库后重新申报"


def _listed(states: frozenset[str]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


PROJECT: Final = Target(
    model=Project,
    sheet=PROJECTS,
    plan="plan_project",
    key="project_id",
    version_key="version",
    names=_NAMES,
    constants={"id": "p.project_id", "code": "s.code", "area": "s.area", "year": "%(year)s"},
)
# What may still be imported of a project in the library.
_PLANNED: Final = Target(
    model=Project,
    sheet=PROJECTS,
    plan="plan_project",
    key="project_id",
    version_key="version",
    names=[name for name in _NAMES if name not in LATER_FIELDS],
    constants={},
)


@dataclass(frozen=True)
class Rows:
    """One sheet of a project's rows: what makes two of them the same, and what else it says."""

    place: int
    resource: type[LedgerResource]
    model: type[ProjectQuantity | ProjectInvestment | ProjectTarget]
    key: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def stage(self) -> str:
        return f"stage_project_{self.place}"

    @property
    def plan(self) -> str:
        return f"plan_project_{self.place}"

    def sheet(self) -> ImportSheet:
        types = staged_types(self.model, [*self.key, *self.names])
        return ImportSheet(self.resource, self.stage, {**types, "code": "varchar(40)"})

    def values(self, run: Run) -> dict[str, str]:
        """SQL by column, of the columns that the file has; blank text is ''."""
        found = {}
        for name in self.names:
            if run.has(self.place, name):
                text = not self.model._meta.get_field(name).null and name in ("kind", "note", "unit")
                found[name] = f"COALESCE(s.{quoted(name)}, '')" if text else f"s.{quoted(name)}"
        return found


def quoted(name: str) -> str:
    """``group`` is a word of SQL."""
    return f'"{name}"'


ROWS: Final = (
    Rows(1, QuantitySheet, ProjectQuantity, ("area", "item", "unit"), ("planned",)),
    Rows(2, InvestmentSheet, ProjectInvestment, ("level", "kind"), ("planned", "note")),
    Rows(3, TargetSheet, ProjectTarget, ("group", "name"), ("kind", "unit", "target", "weight")),
)


class ProjectsKind(ImportKind):
    """Projects of the year with their rows and households."""

    code = "projects"
    title = "项目库"
    sheets = (
        ImportSheet(
            ProjectSheet, "stage_project", {**staged_types(Project, _NAMES), "code": "varchar(40)", "area": "bigint"}
        ),
        *(rows.sheet() for rows in ROWS),
        ImportSheet(BeneficiarySheet, "stage_project_4", {"code": "varchar(40)", "household_no": "varchar(30)"}),
    )
    tables = (Project._meta.db_table,)
    written = (
        Written(Project, PROJECTS, known_as="project"),
        *(Written(rows.model, rows.place, subject="project_id") for rows in ROWS),
        Written(ProjectVillage, None, subject="project_id"),
        Written(ProjectBeneficiary, BENEFICIARIES, subject="project_id"),
    )
    judged = False
    naming = "SELECT id, name || ' ' || code FROM projects_project"
    frozen = (
        "SELECT DISTINCT t.id, '项目已过建设环节，受益户不能再改' FROM undo_row u "
        "JOIN projects_project t ON t.id = u.subject "
        f"WHERE u.place = {len(ROWS) + 2} AND t.state NOT IN ({_listed(frozenset(BENEFICIARIES_OPEN))})"
    )

    def match(self, run: Run) -> None:
        run.sql(
            "CREATE TEMP TABLE plan_project AS SELECT s.row, s.code, s.area, t.state, t.version, "
            "t.year AS stored_year, t.id IS NULL AS is_new, "
            "COALESCE(t.id, nextval(pg_get_serial_sequence('projects_project', 'id'))) AS project_id, "
            "false AS touches, CASE WHEN g.code IS NULL THEN '没有这个区划代码，请对照行政区划代码表核对' "
            "WHEN s.area < %(low)s OR s.area >= %(high)s OR t.area < %(low)s OR t.area >= %(high)s THEN '不在您的辖区' "
            "WHEN g.level < %(county)s THEN '项目属于县、乡镇或村' "
            "WHEN t.area <> s.area THEN '所属区划不能改' END AS reason "
            "FROM stage_project s LEFT JOIN regions_region g ON g.code = s.area "
            "LEFT JOIN public.projects_project t ON t.code = s.code",
            county=int(Level.COUNTY),
        )
        for rows in ROWS:
            key = " AND ".join(f"t.{quoted(name)} IS NOT DISTINCT FROM s.{quoted(name)}" for name in rows.key)
            run.sql(
                f"CREATE TEMP TABLE {rows.plan} AS SELECT s.row, p.project_id, p.state, p.area, t.id AS row_id, "
                f"'s'::\"char\" AS change FROM {rows.stage} s LEFT JOIN plan_project p ON p.code = s.code "
                f"LEFT JOIN {rows.table} t ON t.project_id = p.project_id AND {key}"
            )
        run.sql(
            "CREATE TEMP TABLE plan_project_4 AS SELECT s.row, p.project_id, p.state, p.area, h.id AS household_id, "
            "h.area AS household_area, b.id AS row_id FROM stage_project_4 s "
            "LEFT JOIN plan_project p ON p.code = s.code LEFT JOIN households_household h "
            "ON h.code = s.household_no AND h.area >= %(low)s AND h.area < %(high)s "
            "LEFT JOIN projects_projectbeneficiary b ON b.project_id = p.project_id AND b.household_id = h.id"
        )

    def check(self, run: Run) -> None:
        run.refuse(0, "area", "SELECT row, reason FROM plan_project WHERE reason IS NOT NULL")
        run.refuse(
            0,
            "code",
            "SELECT row, '这个编码属于 ' || stored_year || ' 年度的项目' FROM plan_project "
            "WHERE stored_year <> %(year)s AND reason IS NULL",
        )
        run.refuse_twins(0, "code", "s.code", "项目编码")
        run.refuse(
            0,
            "planned_end",
            "SELECT s.row, '计划完工早于计划开工' FROM stage_project s WHERE s.planned_end < s.planned_start",
        )
        run.refuse(
            0,
            "name",
            f"SELECT p.row, '{_FROZEN}' FROM plan_project p JOIN stage_project s USING (row) "
            f"JOIN projects_project t ON t.id = p.project_id WHERE p.reason IS NULL "
            f"AND p.state NOT IN ({_listed(frozenset(BEFORE_LIBRARY))}) AND {_PLANNED.differs(run)}",
        )
        for place in range(1, 5):
            run.refuse(
                place,
                "code",
                f"SELECT row, '“项目”表里没有这个编码' FROM plan_project_{place} WHERE project_id IS NULL",
            )
        for rows in ROWS:
            parts = ", ".join(f"s.{quoted(name)}" for name in ("code", *rows.key))
            run.refuse_twins(rows.place, "code", f"ROW({parts})::text", "本行")
            run.refuse(
                rows.place,
                "code",
                f"SELECT p.row, '{_FROZEN}' FROM {rows.plan} p JOIN {rows.stage} s USING (row) "
                f"LEFT JOIN {rows.table} t ON t.id = p.row_id WHERE p.state NOT IN "
                f"({_listed(frozenset(BEFORE_LIBRARY))}) AND (t.id IS NULL OR {self._differs(run, rows)})",
            )
        self._check_places(run)

    @staticmethod
    def _check_places(run: Run) -> None:
        inside = (
            "{area} >= p.area AND {area} < p.area + CASE WHEN p.area %% 1000000 = 0 THEN 1000000 "
            "WHEN p.area %% 1000 = 0 THEN 1000 ELSE 1 END"
        )
        run.refuse(
            1,
            "area",
            "SELECT s.row, '不是本项目所属区划内的村' FROM stage_project_1 s JOIN plan_project_1 p USING (row) "
            f"LEFT JOIN regions_region g ON g.code = s.area AND g.level = %(village)s "
            f"WHERE p.project_id IS NOT NULL AND (g.code IS NULL OR NOT ({inside.format(area='s.area')}))",
            village=int(Level.VILLAGE),
        )
        run.refuse_twins(4, "household_no", "ROW(s.code, s.household_no)::text", "本行")
        run.refuse(
            4,
            "household_no",
            "SELECT p.row, CASE WHEN p.household_id IS NULL THEN '没有这个户编号' ELSE '不在项目所属区划' END "
            "FROM plan_project_4 p WHERE p.project_id IS NOT NULL AND (p.household_id IS NULL "
            f"OR NOT ({inside.format(area='p.household_area')}))",
        )
        run.refuse(
            4,
            "code",
            "SELECT p.row, '项目已过建设环节，受益户不能再改' FROM plan_project_4 p WHERE p.row_id IS NULL "
            f"AND p.state NOT IN ({_listed(frozenset(BENEFICIARIES_OPEN))})",
        )

    @staticmethod
    def _differs(run: Run, rows: Rows) -> str:
        values = rows.values(run)
        if not values:
            return "false"
        stored = ", ".join(f"t.{quoted(name)}" for name in values)
        return (
            f"({stored}) IS DISTINCT FROM ({', '.join(values.values())})"
            if len(values) > 1
            else (f"{stored} IS DISTINCT FROM {next(iter(values.values()))}")
        )

    def compare(self, run: Run) -> None:
        run.sql(
            "UPDATE plan_project p SET touches = true FROM stage_project s, projects_project t "
            f"WHERE s.row = p.row AND t.id = p.project_id AND {PROJECT.differs(run)}"
        )
        run.sql(
            "INSERT INTO stage_state SELECT 0, row, CASE WHEN is_new THEN 'n' WHEN touches THEN 'c' ELSE 's' END "
            "FROM plan_project"
        )
        for rows in ROWS:
            run.sql(
                f"UPDATE {rows.plan} p SET change = CASE WHEN q.stored IS NULL THEN 'n' WHEN q.differs THEN 'c' "
                f"ELSE 's' END FROM (SELECT s.row, t.id AS stored, {self._differs(run, rows)} AS differs "
                f"FROM {rows.stage} s JOIN {rows.plan} x USING (row) LEFT JOIN {rows.table} t ON t.id = x.row_id) q "
                "WHERE q.row = p.row"
            )
            run.sql(f"INSERT INTO stage_state SELECT {rows.place}, row, change FROM {rows.plan}")
        run.sql(
            "INSERT INTO stage_state SELECT 4, row, CASE WHEN row_id IS NULL THEN 'n' ELSE 's' END FROM plan_project_4"
        )

    def apply(self, run: Run) -> None:
        if run.shadow:
            return
        PROJECT.insert(run, "p.is_new")
        PROJECT.update(run, "p.touches")
        for rows in ROWS:
            self._write(run, rows)
        run.sql(
            "INSERT INTO projects_projectvillage (project_id, area) SELECT DISTINCT p.project_id, s.area "
            "FROM stage_project_1 s JOIN plan_project_1 p USING (row) ON CONFLICT DO NOTHING"
        )
        run.sql(
            "INSERT INTO projects_projectvillage (project_id, area) SELECT project_id, area FROM plan_project "
            "WHERE is_new AND area %% 1000 <> 0 ON CONFLICT DO NOTHING"
        )
        run.sql(
            "INSERT INTO projects_projectbeneficiary (project_id, household_id, area) "
            "SELECT project_id, household_id, household_area FROM plan_project_4 WHERE row_id IS NULL"
        )

    @staticmethod
    def _write(run: Run, rows: Rows) -> None:
        values = rows.values(run)
        area = {} if "area" in rows.key else {"area": "p.area"}
        columns = {"project_id": "p.project_id", **area, **{name: f"s.{quoted(name)}" for name in rows.key}, **values}
        run.sql(
            f"INSERT INTO {rows.table} ({', '.join(quoted(name) for name in columns)}) "
            f"SELECT {', '.join(columns.values())} FROM {rows.stage} s JOIN {rows.plan} p USING (row) "
            "WHERE p.change = 'n' ORDER BY s.row"
        )
        if values:
            run.sql(
                f"UPDATE {rows.table} t SET {', '.join(f'{quoted(name)} = {value}' for name, value in values.items())} "
                f"FROM {rows.stage} s JOIN {rows.plan} p USING (row) WHERE t.id = p.row_id AND p.change = 'c'"
            )
        run.sql(
            "UPDATE projects_project SET version = version + 1, updated_by = %(user)s, updated_at = now() WHERE id IN "
            f"(SELECT project_id FROM {rows.plan} WHERE change <> 's') "
            "AND id NOT IN (SELECT project_id FROM plan_project WHERE is_new OR touches)"
        )

    def fields(self, run: Run) -> list[FieldCount]:
        return changed_fields(run, PROJECT, "s.name")

    def areas(self, run: Run) -> list[int]:
        """Projects change no verdict, so a preview has nothing to compute."""
        return []


KIND: Final = ProjectsKind()
register(KIND)
