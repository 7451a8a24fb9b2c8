"""How rows of the sheet become contributions: by their number, else by who gave what to whom and when."""

from __future__ import annotations

from typing import Final

from core.accounts.rights import Action
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written, register
from core.ledgers.previews import changed_fields, cleared_cells
from core.ledgers.run import Run
from core.ledgers.targets import Target, staged_types
from core.regions.codes import Level
from funds.contributions.ledgers.sheets import PLAIN, ContributionSheet
from funds.contributions.services import NOTICE_DAYS
from funds.models import Contribution

TARGET: Final = Target(
    model=Contribution,
    sheet=0,
    plan="plan_contribution",
    key="contribution_id",
    version_key="version",
    names=PLAIN,
    constants={
        "id": "p.contribution_id",
        "area": "s.area",
        "year": "%(year)s",
        "helper_id": "p.helper_id",
        "for_households": "false",
        "notice_due_on": f"s.received_on + {NOTICE_DAYS}",
    },
    special={
        "for_households": ("for_households", "COALESCE(s.for_households, false)"),
        "notice_due_on": ("notice_due_on", f"COALESCE(s.notice_due_on, s.received_on + {NOTICE_DAYS})"),
        "helper_id": ("donor", "p.helper_id"),
    },
)
# A helper of that name and kind that helps the place or one above it; of several the nearest.
_HELPER: Final = (
    "(SELECT u.id FROM funds_supportunit u WHERE u.name = s.donor AND u.kind = s.helper_kind AND u.area <= s.area "
    "AND s.area < u.area + CASE WHEN u.area %% 1000 <> 0 THEN 1 WHEN u.area %% 1000000 <> 0 THEN 1000 "
    "WHEN u.area %% 100000000 <> 0 THEN 1000000 WHEN u.area %% 10000000000 <> 0 THEN 100000000 "
    "ELSE 10000000000 END ORDER BY u.area DESC, u.starts_on DESC, u.id LIMIT 1)"
)


class ContributionsKind(ImportKind):
    """Contributions of one year."""

    code = "contributions"
    title = "捐赠投入"
    needs = Action.CONTRIBUTION_EDIT
    tables = ("funds_contribution",)
    written = (Written(Contribution),)
    judged = False
    naming = "SELECT id, donor || ' ' || received_on FROM funds_contribution"
    # The amount may not fall below what was used.
    frozen = (
        "SELECT DISTINCT u.subject, '已登记使用，不能再改' FROM undo_row u "
        "JOIN funds_contributionuse x ON x.contribution_id = u.id"
    )
    sheets = (
        ImportSheet(
            ContributionSheet,
            "stage_contribution",
            {
                **staged_types(Contribution, (*PLAIN, "for_households", "notice_due_on")),
                "number": "bigint",
                "area": "bigint",
            },
        ),
    )

    def match(self, run: Run) -> None:
        run.sql(
            "CREATE TEMP TABLE plan_contribution AS WITH found AS ("
            "SELECT s.row, s.number, s.area, g.level, COALESCE(a.id, b.id) AS stored, "
            "s.number IS NOT NULL AND a.id IS NULL AS unknown, "
            f"{_HELPER} AS helper_id FROM stage_contribution s LEFT JOIN regions_region g ON g.code = s.area "
            "LEFT JOIN public.funds_contribution a ON a.id = s.number AND a.area = s.area AND a.year = %(year)s "
            "LEFT JOIN LATERAL (SELECT c.id FROM public.funds_contribution c WHERE s.number IS NULL "
            "AND c.area = s.area AND c.year = %(year)s AND c.donor = s.donor AND c.received_on = s.received_on "
            "AND c.form = s.form AND c.goods = COALESCE(s.goods, '') AND c.receipt_no = COALESCE(s.receipt_no, '') "
            "ORDER BY c.id LIMIT 1) b ON true) "
            "SELECT f.row, f.area, f.level, f.unknown, f.helper_id, t.version, t.notice_on, "
            "f.stored IS NULL AS is_new, "
            "COALESCE(f.stored, nextval(pg_get_serial_sequence('funds_contribution', 'id'))) AS contribution_id, "
            "COALESCE((SELECT sum(u.amount) FROM funds_contributionuse u WHERE u.contribution_id = t.id), 0) AS spent, "
            "false AS touches FROM found f LEFT JOIN public.funds_contribution t ON t.id = f.stored"
        )

    def check(self, run: Run) -> None:
        run.refuse(
            0,
            "area",
            "SELECT row, CASE WHEN level IS NULL THEN '没有这个区划代码，请对照行政区划代码表核对' "
            "WHEN level < %(city)s THEN '受赠区划是市、县、乡镇或村' ELSE '不在您的辖区' END FROM plan_contribution "
            "WHERE area IS NOT NULL AND (level IS NULL OR level < %(city)s OR area < %(low)s OR area >= %(high)s)",
            city=int(Level.CITY),
        )
        run.refuse(
            0, "number", "SELECT row, '本年度这个区划没有这个登记号；新登记请留空' FROM plan_contribution WHERE unknown"
        )  # fmt: skip
        run.refuse_twins(0, "number", "s.number", "登记号")
        run.refuse_twins(
            0,
            "donor",
            "CASE WHEN s.number IS NULL THEN ROW(s.area, s.donor, s.received_on, s.form, COALESCE(s.goods, ''), "
            "COALESCE(s.receipt_no, ''))::text END",
            "本行（同一天同一捐赠方请填票据号区分）",
        )
        run.refuse(
            0,
            "received_on",
            "SELECT row, CASE WHEN received_on > current_date THEN '接收日期不能晚于今天' "
            "ELSE '接收日期不在所选年度' END FROM stage_contribution "
            "WHERE received_on > current_date OR EXTRACT(year FROM received_on) <> %(year)s",
        )
        run.refuse(
            0,
            "form",
            "SELECT row, CASE form WHEN 'money' THEN '资金不填物资名称、数量和计量单位' "
            "ELSE '物资请填物资名称、数量和计量单位' END FROM stage_contribution WHERE CASE form "
            "WHEN 'money' THEN goods IS NOT NULL OR quantity IS NOT NULL OR unit IS NOT NULL "
            "ELSE goods IS NULL OR quantity IS NULL OR quantity <= 0 OR unit IS NULL END",
        )
        run.refuse(
            0,
            "amount",
            f"SELECT s.row, CASE WHEN s.amount IS NULL AND s.form = 'money' THEN '资金请填金额' "
            "WHEN s.amount <= 0 THEN '金额应大于 0' ELSE '已使用 ' || p.spent || ' 元，金额不能少于它' END "
            f"FROM stage_contribution s JOIN plan_contribution p USING (row) WHERE NOT ({run.bad(0, 'amount')}) AND "
            "(s.amount IS NULL AND s.form = 'money' OR s.amount <= 0 OR COALESCE(s.amount, 0) < p.spent)",
        )
        run.refuse(
            0,
            "notice_due_on",
            "SELECT s.row, CASE WHEN s.notice_due_on < s.received_on THEN '应公示日期早于接收日期' "
            "ELSE '接收日期晚于已登记的公示日期' END FROM stage_contribution s JOIN plan_contribution p USING (row) "
            "WHERE s.notice_due_on < s.received_on OR p.notice_on < s.received_on",
        )

    def compare(self, run: Run) -> None:
        run.sql(
            "UPDATE plan_contribution p SET touches = true FROM stage_contribution s, funds_contribution t "
            f"WHERE s.row = p.row AND t.id = p.contribution_id AND {TARGET.differs(run)}"
        )
        run.sql(
            "INSERT INTO stage_state SELECT 0, row, CASE WHEN is_new THEN 'n' WHEN touches THEN 'c' ELSE 's' END "
            "FROM plan_contribution"
        )
        if cleared := cleared_cells(run, TARGET):
            run.notes.append(f"捐赠：{cleared} 个已填的单元格将变为空白")

    def apply(self, run: Run) -> None:
        if run.shadow:
            return
        TARGET.insert(run, "p.is_new")
        TARGET.update(run, "p.touches")

    def fields(self, run: Run) -> list[FieldCount]:
        return changed_fields(run, TARGET, "s.donor")

    def areas(self, run: Run) -> list[int]:
        """Contributions change no verdict, so a preview has nothing to compute."""
        return []


KIND: Final = ContributionsKind()
register(KIND)
