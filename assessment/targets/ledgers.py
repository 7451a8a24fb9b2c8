"""年度减贫目标台账 (M1) with recorded exits and what is ready beside each target; and the import of targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from assessment.models import ReductionTarget
from assessment.targets.progress import MEASURE_WORDS, MEASURES, UNITS
from assessment.targets.selectors import ledger_rows
from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written
from core.ledgers.kinds import register as register_kind
from core.ledgers.model_fields import model_field
from core.ledgers.run import Run
from core.ledgers.specs import LedgerColumn
from core.ledgers.targets import Target
from core.ledgers.workbook_write import LedgerSheet

TITLE: Final = "年度减贫目标完成情况"
_FIXED: Final = (
    LedgerColumn("name", "地区", cells.Text(), 16),
    LedgerColumn("code", "代码", cells.Text(), 14),
    LedgerColumn("level", "级别", cells.Text(), 6),
)


def _columns() -> list[LedgerColumn]:
    columns = list(_FIXED)
    for name in MEASURES:
        group = f"{MEASURE_WORDS[name]}（{UNITS[name]}）"
        columns += [
            LedgerColumn(f"{name}_target", "目标", cells.Whole(), 9, group=group),
            LedgerColumn(f"{name}_done", "登记退出", cells.Whole(), 9, group=group),
            LedgerColumn(f"{name}_ready", "可退", cells.Whole(), 9, group=group),
            LedgerColumn(f"{name}_percent", "完成%", cells.Number(places=1), 7, group=group),
        ]
    return columns


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=_columns(),
            rows=_rows(query),
            name="减贫目标",
            reporter=reporter_of(query),
            units="单位：人、户、个、%",
            notes=(
                "注：1.登记退出按本年度资料中已脱贫户的脱贫年度、村的出列年度、县的已退出年度统计。",
                "2.可退为系统判定达标、登记未退出的；各级都列，不能纵向相加。",
            ),
        )
    ]


def _rows(query: ExportQuery) -> Iterator[Sequence[Any]]:
    low, high = query.range
    yield from ledger_rows(scope=query.scope, low=low, high=high, year=query.year)


register(
    Ledger(
        "M1",
        TITLE,
        _sheets,
        "SELECT count(*) FROM assessment_reductiontarget t "
        "WHERE t.area >= %(low)s AND t.area < %(high)s AND t.year = %(year)s",
        "每个有目标的地区：目标、登记退出、系统判定可退、完成百分比",
        personal=False,
    )
)


class TargetSheet(LedgerResource):
    """One row a region: its targets of the year."""

    title = "年度减贫目标"
    sheet = "目标"
    sheet_synonyms = ("减贫目标", "年度目标")
    notes = ("代码填 12 位（也可 4、6、9 位）；空单元格表示没有目标（清空原值），文件里没有的列不改变原值。",)

    area = LedgerField(
        "area", "代码", cells.AreaCode(lengths="2,4,6,9,12"), required=True, synonyms=["地区代码", "区划代码"], width=16
    )
    name = LedgerField("name", "地区", cells.Text(max_length=80), synonyms=["县(市、区)", "乡(镇)", "行政村"], width=16)
    persons = model_field(ReductionTarget, "persons", width=12, total=True)
    households = model_field(ReductionTarget, "households", width=12, total=True)
    villages = model_field(ReductionTarget, "villages", width=12, total=True)
    counties = model_field(ReductionTarget, "counties", width=12, total=True)


class TargetKind(ImportKind):
    """Targets by region code. What an office outside the importer's scope has set is refused, as on the form."""

    code = "targets"
    title = "年度减贫目标"
    sheets = (ImportSheet(TargetSheet, "stage_targets", {**dict.fromkeys(MEASURES, "integer"), "area": "bigint"}),)
    tables = (ReductionTarget._meta.db_table,)
    written = (Written(ReductionTarget),)
    judged = False
    naming = "SELECT t.id, r.official_name FROM assessment_reductiontarget t JOIN regions_region r ON r.code = t.area"
    target = Target(
        model=ReductionTarget,
        sheet=0,
        plan="plan_target",
        key="target_id",
        version_key="version",
        names=MEASURES,
        constants={"area": "p.area", "year": "%(year)s", "set_from": "%(low)s"},
    )

    def match(self, run: Run) -> None:
        run.sql(
            "CREATE TEMP TABLE plan_target AS SELECT s.row, s.area, t.id AS target_id, t.version, "
            "CASE WHEN g.code IS NULL THEN '没有这个地区代码，请对照行政区划代码表核对' "
            "WHEN s.area < %(low)s OR s.area >= %(high)s THEN '不在您的辖区' "
            "END AS reason, t.set_from < %(low)s OR t.set_from >= %(high)s AS above "
            "FROM stage_targets s LEFT JOIN regions_region g ON g.code = s.area "
            "LEFT JOIN public.assessment_reductiontarget t ON t.area = s.area AND t.year = %(year)s"
        )

    def check(self, run: Run) -> None:
        run.refuse(0, "area", "SELECT p.row, p.reason FROM plan_target p WHERE p.reason IS NOT NULL")
        # an unchanged row may stand in the file, also when it was set above
        run.refuse(
            0,
            "area",
            "SELECT p.row, '目标由上级下达，不能修改' FROM plan_target p JOIN stage_targets s USING (row) "
            f"JOIN {self.target.table} t ON t.id = p.target_id "
            f"WHERE p.reason IS NULL AND p.above AND {self.target.differs(run)}",
        )
        run.refuse_twins(0, "area", "s.area", "代码")

    def compare(self, run: Run) -> None:
        run.sql(
            "INSERT INTO stage_state SELECT 0, p.row, CASE WHEN p.target_id IS NULL THEN 'n' "
            f"WHEN {self.target.differs(run)} THEN 'c' ELSE 's' END "
            f"FROM plan_target p JOIN stage_targets s USING (row) LEFT JOIN {self.target.table} t ON t.id = p.target_id"
        )

    def apply(self, run: Run) -> None:
        if run.shadow:
            return
        self.target.insert(run, "p.target_id IS NULL")
        self.target.update(
            run,
            "EXISTS (SELECT 1 FROM stage_state x WHERE x.row = p.row AND x.state = 'c')",
            {"set_from": "%(low)s"},
        )

    def fields(self, run: Run) -> list[FieldCount]:
        return []

    def areas(self, run: Run) -> list[int]:
        """Targets change no verdict, so a preview has nothing to compute."""
        return []


register_kind(TargetKind())
