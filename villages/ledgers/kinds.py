"""How rows of the sheets 村 and 县 become yearly facts."""

from __future__ import annotations

from typing import Final

from core.ledgers.columns import LedgerResource, ledger_fields
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written, register
from core.ledgers.places import by_code, stage_places
from core.ledgers.previews import changed_fields
from core.ledgers.referrers import refers
from core.ledgers.run import Run
from core.ledgers.targets import Target, staged_types
from core.regions.codes import Level
from core.regions.naming import name_key
from villages.ledgers.sheets import CountySheet, VillageSheet
from villages.models import CountyYear, VillageYear

NAMES_SHOWN: Final = 20


class RegionYearKind(ImportKind):
    """One sheet, one row a region: its facts of the year."""

    def __init__(
        self, code: str, title: str, resource: type[LedgerResource], model: type[VillageYear | CountyYear], level: Level
    ) -> None:
        self.code = code  # type: ignore[misc]
        self.title = title  # type: ignore[misc]
        self.level = level
        names = [name for name in ledger_fields(resource) if name not in ("area", "name")]
        types = {**staged_types(model, names), "area": "bigint"}
        self.sheets = (ImportSheet(resource, f"stage_{code}", types),)  # type: ignore[misc]
        self.tables = (model._meta.db_table,)  # type: ignore[misc]
        self.written = (Written(model),)  # type: ignore[misc]
        self.naming = (  # type: ignore[misc]
            f"SELECT y.id, r.official_name FROM {self.tables[0]} y JOIN regions_region r ON r.code = y.area"
        )
        self.target = Target(
            model=model,
            sheet=0,
            plan="plan_region",
            key="year_id",
            version_key="version",
            names=names,
            constants={"area": "p.area", "year": "%(year)s"},
        )

    @property
    def stage(self) -> str:
        return self.sheets[0].table

    def match(self, run: Run) -> None:
        codes = [row[0] for row in run.all(f"SELECT DISTINCT area FROM {self.stage} WHERE area IS NOT NULL")]
        stage_places(run, by_code(codes, self.level, run.year, run.scope, run.notes))
        run.sql(
            "CREATE TEMP TABLE plan_region AS SELECT s.row, c.area, c.name, c.reason, y.id AS year_id, y.version "
            f"FROM {self.stage} s LEFT JOIN stage_place c ON c.key = s.area::text "
            f"LEFT JOIN {self.target.table} y ON y.area = c.area AND y.year = %(year)s"
        )

    def check(self, run: Run) -> None:
        run.refuse(0, "area", "SELECT p.row, p.reason FROM plan_region p WHERE p.reason IS NOT NULL")
        run.refuse_twins(0, "area", "s.area", "代码")
        self._compare_names(run)

    def _compare_names(self, run: Run) -> None:
        if not run.has(0, "name"):
            return
        rows = run.all(
            f"SELECT s.row, s.name, p.name FROM {self.stage} s JOIN plan_region p USING (row) "
            "WHERE s.name <> p.name ORDER BY s.row"
        )
        differing = [row for row in rows if name_key(row[1]) != name_key(row[2])]
        letter, sheet = run.columns[0]["name"], self.sheets[0].name
        run.notes.extend(
            f"{sheet}!{letter}{row}「{written}」与代码对应的名称「{official}」不同，名称不改"
            for row, written, official in differing[:NAMES_SHOWN]
        )
        if len(differing) > NAMES_SHOWN:
            run.notes.append(f"另有 {len(differing) - NAMES_SHOWN} 行的名称与代码对应的名称不同，名称都不改")

    def compare(self, run: Run) -> None:
        run.sql(
            "INSERT INTO stage_state SELECT 0, p.row, CASE WHEN p.year_id IS NULL THEN 'n' "
            f"WHEN {self.target.differs(run)} THEN 'c' ELSE 's' END "
            f"FROM plan_region p JOIN {self.stage} s USING (row) LEFT JOIN {self.target.table} t ON t.id = p.year_id"
        )

    def apply(self, run: Run) -> None:
        self.target.insert(run, "p.year_id IS NULL")
        self.target.update(run, "EXISTS (SELECT 1 FROM stage_state x WHERE x.row = p.row AND x.state = 'c')")

    def fields(self, run: Run) -> list[FieldCount]:
        return changed_fields(run, self.target, "p.name")

    def areas(self, run: Run) -> list[int]:
        return [
            row[0]
            for row in run.all(
                "SELECT DISTINCT p.area FROM plan_region p JOIN stage_state x USING (row) "
                "WHERE x.state <> 's' AND p.area IS NOT NULL"
            )
        ]


VILLAGES = RegionYearKind("villages", "村年度资料", VillageSheet, VillageYear, Level.VILLAGE)
COUNTIES = RegionYearKind("counties", "县退出抽样调查", CountySheet, CountyYear, Level.COUNTY)
register(VILLAGES)
register(COUNTIES)
refers("households_household", "人工认定", "SELECT household_id FROM villages_recognition")
