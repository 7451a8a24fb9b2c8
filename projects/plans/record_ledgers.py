"""村设施与活动 as a workbook: imported by number or by what makes two the same, exported in the same form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from core.accounts.rights import Action
from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource, ledger_fields
from core.ledgers.exports import ExportQuery, Ledger, import_sheet, stream
from core.ledgers.exports import register as register_ledger
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written, register
from core.ledgers.model_fields import model_field
from core.ledgers.previews import changed_fields, cleared_cells
from core.ledgers.run import Run
from core.ledgers.targets import Target, staged_types
from core.ledgers.workbook_write import LedgerSheet
from core.regions.codes import Level
from projects.models import VillageRecord

_field = partial(model_field, VillageRecord)
_TABLE: Final = VillageRecord._meta.db_table
_PLAIN: Final = ("kind", "year", "ended_year", "name", "quantity", "note")


class RecordSheet(LedgerResource):
    """One row a facility, a person or an event of a village or township."""

    title = "村设施与活动"
    sheet = "设施与活动"
    sheet_synonyms = ("村设施与活动", "设施活动")
    notes = (
        "登记号由系统编定：新登记留空，修改时保留导出表里的号码。",
        "设施、人员等填开始的年度，没有了再填终止年度；活动填当年，没有终止年度。",
        "数量的单位随种类而定（户、个、次等）。",
    )

    number = LedgerField("number", "登记号", cells.Whole(high="999999999999999"), width=9)
    area = LedgerField("area", "区划代码", cells.AreaCode(lengths="9,12"), required=True, width=16)
    kind = _field("kind", codes="village_record", required=True, width=22)
    year = _field("year", required=True, width=8)
    ended_year = _field("ended_year", width=9)
    held_on = LedgerField("held_on", "日期", cells.Date(), width=12)
    name = _field("name", width=20)
    quantity = _field("quantity", required=True, width=10)
    note = _field("note", width=24)


TARGET: Final = Target(
    model=VillageRecord,
    sheet=0,
    plan="plan_record",
    key="record_id",
    version_key="version",
    names=_PLAIN,
    constants={"id": "p.record_id", "area": "s.area"},
    special={'"on"': ("held_on", "s.held_on")},
)


class RecordsKind(ImportKind):
    """Records up to the import's year. What the file leaves out stays as it is."""

    code = "village-records"
    title = "村设施与活动"
    needs = Action.VILLAGE_EDIT
    tables = (_TABLE,)
    written = (Written(VillageRecord),)
    judged = False
    naming = (
        "SELECT t.id, COALESCE(g.name, t.area::text) || ' ' || t.year || ' 年 ' || t.name "
        f"FROM {_TABLE} t LEFT JOIN regions_region g ON g.code = t.area"
    )
    sheets = (
        ImportSheet(
            RecordSheet,
            "stage_record",
            {**staged_types(VillageRecord, _PLAIN), "number": "bigint", "area": "bigint", "held_on": "date"},
        ),
    )

    def match(self, run: Run) -> None:
        run.sql(
            "CREATE TEMP TABLE plan_record AS SELECT s.row, s.area, g.level, g.name AS place, "
            "s.number IS NOT NULL AND a.id IS NULL AS unknown, COALESCE(b.found, 0) > 1 AS several, "
            "COALESCE(a.version, b.version) AS version, COALESCE(a.id, b.id) IS NULL AS is_new, "
            f"COALESCE(a.id, b.id, nextval(pg_get_serial_sequence('{_TABLE}', 'id'))) AS record_id, false AS touches "
            "FROM stage_record s LEFT JOIN regions_region g ON g.code = s.area "
            f"LEFT JOIN public.{_TABLE} a ON a.id = s.number AND a.area = s.area "
            "LEFT JOIN LATERAL (SELECT min(c.id) AS id, min(c.version) AS version, count(*) AS found "
            f"FROM public.{_TABLE} c WHERE s.number IS NULL AND c.area = s.area AND c.kind = s.kind "
            "AND c.year = s.year AND c.name = COALESCE(s.name, '') AND c.\"on\" IS NOT DISTINCT FROM s.held_on) b "
            "ON true"
        )

    def check(self, run: Run) -> None:
        run.refuse(
            0,
            "area",
            "SELECT row, CASE WHEN level IS NULL THEN '没有这个区划代码，请对照行政区划代码表核对' "
            "WHEN level < %(town)s THEN '设施与活动登记在乡镇或村' ELSE '不在您的辖区' END FROM plan_record "
            "WHERE area IS NOT NULL AND (level IS NULL OR level < %(town)s OR area < %(low)s OR area >= %(high)s)",
            town=int(Level.TOWNSHIP),
        )
        run.refuse(0, "number", "SELECT row, '这个区划没有这个登记号；新登记请留空' FROM plan_record WHERE unknown")
        run.refuse(0, "number", "SELECT row, '有几条这样的登记，请填登记号说明改哪一条' FROM plan_record WHERE several")
        run.refuse_twins(0, "number", "s.number", "登记号")
        run.refuse_twins(
            0,
            "name",
            "CASE WHEN s.number IS NULL THEN ROW(s.area, s.kind, s.year, COALESCE(s.name, ''), s.held_on)::text END",
            "本行（同一种类的几处请用名称区分）",
        )
        run.refuse(0, "year", "SELECT row, '年度晚于导入的年度' FROM stage_record WHERE year > %(year)s")
        run.refuse(
            0,
            "ended_year",
            "SELECT row, CASE WHEN kind LIKE '2%%' THEN '活动没有终止年度' ELSE '终止年度应晚于起始年度' END "
            "FROM stage_record WHERE ended_year IS NOT NULL AND (kind LIKE '2%%' OR ended_year <= year)",
        )
        run.refuse(
            0,
            "held_on",
            "SELECT row, '日期不在所填年度里' FROM stage_record WHERE EXTRACT(year FROM held_on) <> year",
        )
        run.refuse(0, "quantity", "SELECT row, '数量应大于 0' FROM stage_record WHERE quantity <= 0")

    def compare(self, run: Run) -> None:
        run.sql(
            f"UPDATE plan_record p SET touches = true FROM stage_record s, {_TABLE} t "
            f"WHERE s.row = p.row AND t.id = p.record_id AND {TARGET.differs(run)}"
        )
        run.sql(
            "INSERT INTO stage_state SELECT 0, row, CASE WHEN is_new THEN 'n' WHEN touches THEN 'c' ELSE 's' END "
            "FROM plan_record"
        )
        if cleared := cleared_cells(run, TARGET):
            run.notes.append(f"设施与活动：{cleared} 个已填的单元格将变为空白")

    def apply(self, run: Run) -> None:
        if run.shadow:
            return
        TARGET.insert(run, "p.is_new")
        TARGET.update(run, "p.touches")

    def fields(self, run: Run) -> list[FieldCount]:
        return changed_fields(run, TARGET, "p.place")

    def areas(self, run: Run) -> list[int]:
        """Records change no verdict, so a preview has nothing to compute."""
        return []


_IN_RANGE: Final = "t.area >= %(low)s AND t.area < %(high)s AND t.year <= %(year)s"


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    names = list(ledger_fields(RecordSheet))
    otherwise = {"number": "t.id", "held_on": 't."on"'}
    columns = ", ".join(otherwise.get(name, f"t.{name}") for name in names)
    select = f"SELECT {columns} FROM {_TABLE} t WHERE {_IN_RANGE} ORDER BY t.area, t.kind, t.year, t.id"
    return [import_sheet(RecordSheet, names, stream(select, query.parameters()))]


KIND: Final = RecordsKind()
register(KIND)
register_ledger(
    Ledger(
        "village-records-import",
        "村设施与活动（导入格式）",
        _sheets,
        f"SELECT count(*) FROM {_TABLE} t WHERE {_IN_RANGE}",
        "改后可直接导入",
        personal=False,
    )
)
