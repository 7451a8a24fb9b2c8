"""How rows of a sheet become measures with their typed details; one import kind a sector, one without."""

from __future__ import annotations

from typing import Final

from core.accounts.rights import Action
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written, register
from core.ledgers.previews import changed_fields, cleared_cells
from core.ledgers.run import Run
from core.ledgers.targets import Target, staged_types
from projects.measures.ledgers.checks import check
from projects.measures.ledgers.sheets import PLAIN, sheet_of
from projects.measures.sectors import SECTORS, Sector
from projects.models import Measure

_TYPES: Final = {
    **staged_types(Measure, PLAIN),
    "measure_no": "bigint",
    "household_no": "varchar(30)",
    "member_no": "varchar(32)",
    "kind": "varchar(8)",
    "status": "varchar(8)",
}


class DetailTarget(Target):
    """The details beside the measures: no source and version of their own, written together with the measure."""

    def write(self, run: Run, where: str) -> int:
        """Insert or change the details of the plan rows (p) for which ``where`` holds."""
        values = {"measure_id": "p.measure_id", "area": "p.area", **self._values(run)}
        changed = [name for name in values if name != "measure_id"]
        stage = run.sheet(self.sheet).table
        return run.sql(
            f"INSERT INTO {self.table} ({', '.join(values)}) SELECT {', '.join(values.values())} "
            f"FROM {stage} s JOIN {self.plan} p USING (row) WHERE {where} "
            f"ON CONFLICT (measure_id) DO UPDATE SET {', '.join(f'{name} = EXCLUDED.{name}' for name in changed)}"
        )


class MeasuresKind(ImportKind):
    """Measures of one year; with ``sector`` those with its typed details, else those without any."""

    code = "measures"
    title = "帮扶措施"
    tables = ("projects_measure",)
    needs = Action.MEASURE_EDIT
    judged = False
    naming = (
        "SELECT m.id, h.head_name || '户 ' || m.name FROM projects_measure m "
        "JOIN households_household h ON h.id = m.household_id"
    )

    def __init__(self, sector: Sector | None = None) -> None:
        self.sector = sector
        self.stage = f"stage_measure_{sector.code}" if sector else "stage_measure"
        types = dict(_TYPES)
        if sector is not None:
            self.code, self.title = f"measures-{sector.code}", f"帮扶措施：{sector.label}"  # type: ignore[misc]
            types |= staged_types(sector.model, sector.names)
        self.sheets = (ImportSheet(sheet_of(sector), self.stage, types),)  # type: ignore[misc]
        details = (Written(sector.model, 0, "measure_id", "measure_id", part=True),) if sector else ()
        self.written = (Written(Measure, known_as="measure"), *details)  # type: ignore[misc]
        kind = f"'{sector.kinds[0]}'" if sector and len(sector.kinds) == 1 else "NULL"
        self.kind_sql = f"COALESCE(s.kind, {kind})"
        self.target = Target(
            model=Measure,
            sheet=0,
            plan="plan_measure",
            key="measure_id",
            version_key="version",
            names=PLAIN,
            constants={
                "id": "p.measure_id",
                "household_id": "p.household_id",
                "area": "p.area",
                "year": "%(year)s",
                "sector": "p.sector",
                "kind": "p.kind",
            },
            special={
                "member_id": ("member_no", "p.member_id"),
                "kind": ("kind", "p.kind"),
                "status": ("status", "COALESCE(s.status, 'planned')"),
            },
        )
        self.details = (
            DetailTarget(
                model=sector.model,
                sheet=0,
                plan="plan_measure",
                key="detail_id",
                version_key="version",
                names=sector.names,
                constants={},
            )
            if sector
            else None
        )

    def match(self, run: Run) -> None:
        details = f"LEFT JOIN {self.sector.table} d ON d.measure_id = t.id" if self.sector else ""
        detail_id = "d.id" if self.sector else "NULL::bigint"
        run.sql(
            f"""
CREATE TEMP TABLE plan_measure AS
WITH who AS (
    SELECT s.row, h.id AS household_id, h.area, h.closed_year, h.head_name, m.id AS member_id, m.name AS member_name,
           s.household_no IS NOT NULL AND (h.area < %(low)s OR h.area >= %(high)s) AS outside,
           s.member_no IS NOT NULL AND h.id IS NOT NULL AND (m.id IS NULL OR m.household_id <> h.id
             OR m.joined_year > %(year)s OR m.left_year <= %(year)s) AS stranger,
           {self.kind_sql}::varchar AS kind
    FROM {self.stage} s
    LEFT JOIN households_household h ON h.code = s.household_no
    LEFT JOIN households_member m ON m.code = s.member_no
), found AS (
    SELECT w.*, COALESCE(a.id, b.id) AS stored, s.measure_no IS NOT NULL AND a.id IS NULL AS unknown
    FROM who w JOIN {self.stage} s USING (row)
    LEFT JOIN projects_measure a ON a.id = s.measure_no AND a.household_id = w.household_id
         AND a.year = %(year)s AND a.sector = %(sector)s
    LEFT JOIN projects_measure b ON s.measure_no IS NULL AND b.household_id = w.household_id
         AND b.year = %(year)s AND b.sector = %(sector)s AND b.kind = w.kind AND b.name = s.name
         AND b.member_id IS NOT DISTINCT FROM w.member_id AND b.started_on IS NOT DISTINCT FROM s.started_on
)
SELECT f.row, f.household_id, f.area, f.closed_year, f.head_name, f.member_id, f.member_name,
       COALESCE(f.outside, false) AS outside, COALESCE(f.stranger, false) AS stranger, f.unknown,
       COALESCE(f.kind, t.kind) AS kind, %(sector)s::varchar AS sector, f.stored IS NULL AS is_new,
       CASE WHEN f.stored IS NULL THEN nextval('public.projects_measure_id_seq') ELSE f.stored END AS measure_id,
       t.version, {detail_id} AS detail_id, false AS touches, false AS touches_details,
       {"f.member_id" if run.has(0, "member_no") else "t.member_id"} AS new_member,
       {"s.started_on" if run.has(0, "started_on") else "t.started_on"} AS new_start
FROM found f JOIN {self.stage} s USING (row) LEFT JOIN projects_measure t ON t.id = f.stored {details}""",
            sector=self.sector.code if self.sector else "",
        )
        run.sql("ANALYZE plan_measure")

    def check(self, run: Run) -> None:
        check(run, self)

    def compare(self, run: Run) -> None:
        run.sql(
            f"UPDATE plan_measure p SET touches = true FROM {self.stage} s, {self.target.table} t "
            f"WHERE s.row = p.row AND t.id = p.measure_id AND NOT p.is_new AND {self.target.differs(run)}"
        )
        if self.details is not None:
            run.sql(
                f"UPDATE plan_measure p SET touches_details = true FROM {self.stage} s "
                f"LEFT JOIN plan_measure q USING (row) LEFT JOIN {self.details.table} t ON t.id = q.detail_id "
                f"WHERE s.row = p.row AND (p.is_new OR {self.details.differs(run)})"
            )
        run.sql(
            "INSERT INTO stage_state SELECT 0, p.row, CASE WHEN p.is_new THEN 'n' "
            "WHEN p.touches OR p.touches_details THEN 'c' ELSE 's' END FROM plan_measure p"
        )

    def apply(self, run: Run) -> None:
        if run.shadow:
            return
        self.target.insert(run, "p.is_new")
        self.target.update(run, "NOT p.is_new AND (p.touches OR p.touches_details)")
        if self.details is not None:
            self.details.write(run, "p.touches_details")

    def fields(self, run: Run) -> list[FieldCount]:
        label = "p.head_name || '户' || s.name"
        targets = [self.target, *([self.details] if self.details else [])]
        cleared = sum(cleared_cells(run, target) for target in targets)
        if cleared:
            run.notes.append(f"空单元格表示清空：将清空 {cleared:,} 格")
        return [count for target in targets for count in changed_fields(run, target, label)]

    def areas(self, run: Run) -> list[int]:
        """Measures change no verdict, so a preview has nothing to compute."""
        return []


def register_kinds() -> None:
    """The kind without details first, then one a sector in their order."""
    for sector in (None, *SECTORS.values()):
        register(MeasuresKind(sector))
