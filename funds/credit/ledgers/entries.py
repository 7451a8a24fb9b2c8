"""How rows of the sheet 流水 become entries: only added, an entry that is there already is not written twice."""

from __future__ import annotations

from typing import Final

from core.accounts.rights import Action
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet
from core.ledgers.places import OUTSIDE
from core.ledgers.run import Run
from core.ledgers.targets import staged_types
from funds.credit.ledgers.sheets import EntrySheet
from funds.models import Loan, LoanEntry

_STAGE: Final = "stage_loanentry"
_SIGNED: Final = "CASE {0}.kind WHEN 'draw' THEN {0}.principal WHEN 'repay' THEN -{0}.principal ELSE 0 END"
# The balance after each day with the stored and the new entries together; the first day below zero, by loan.
_BELOW: Final = f"""
SELECT loan_id, min(day) AS day FROM (
  SELECT loan_id, day, sum(sum(moved)) OVER (PARTITION BY loan_id ORDER BY day) AS run FROM (
    SELECT e.loan_id, e.day, {_SIGNED.format("e")} AS moved FROM funds_loanentry e
      WHERE e.loan_id IN (SELECT loan_id FROM plan_entry WHERE is_new)
    UNION ALL
    SELECT p.loan_id, s.day, {_SIGNED.format("s")} FROM plan_entry p JOIN {_STAGE} s USING (row) WHERE p.is_new
  ) u GROUP BY loan_id, day
) d WHERE run < 0 GROUP BY loan_id"""


class EntriesKind(ImportKind):
    """Drawdowns, repayments and compensations of any year."""

    code = "credit-entries"
    title = "信贷流水"
    needs = Action.CREDIT_EDIT
    judged = False
    # Appended for good: a batch is not undone, a wrong row is countered. So no table has a history to go back to.
    tables = ()
    naming = "SELECT e.id, l.bank || ' ' || l.contract FROM funds_loanentry e JOIN funds_loan l ON l.id = e.loan_id"
    sheets = (
        ImportSheet(
            EntrySheet,
            _STAGE,
            {
                **staged_types(LoanEntry, ("kind", "day", "principal", "interest", "note")),
                **staged_types(Loan, ("bank", "contract")),
            },
        ),
    )

    def match(self, run: Run) -> None:
        run.sql(
            "CREATE TEMP TABLE plan_entry AS SELECT s.row, l.id AS loan_id, l.area, l.signed_on, l.amount, l.due_now, "
            "COALESCE(l.area < %(low)s OR l.area >= %(high)s, false) AS outside, NOT EXISTS ("
            "SELECT 1 FROM funds_loanentry e WHERE e.loan_id = l.id AND e.kind = s.kind AND e.day = s.day "
            "AND e.principal = s.principal AND e.interest = COALESCE(s.interest, 0) AND e.counters_id IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM funds_loanentry x WHERE x.counters_id = e.id)) AS is_new "
            f"FROM {_STAGE} s LEFT JOIN funds_loan l ON l.bank = s.bank AND l.contract = s.contract"
        )

    def check(self, run: Run) -> None:
        run.refuse(
            0,
            "contract",
            f"SELECT p.row, CASE WHEN p.outside THEN '{OUTSIDE}' ELSE '没有这家银行的这个合同号' END FROM plan_entry p "
            f"JOIN {_STAGE} s USING (row) WHERE s.contract IS NOT NULL AND s.bank IS NOT NULL "
            "AND (p.loan_id IS NULL OR p.outside)",
        )
        run.refuse_twins(
            0, "contract", "concat_ws('|', s.bank, s.contract, s.kind, s.day, s.principal, s.interest)", "同一笔流水"
        )
        run.refuse(
            0,
            "day",
            "SELECT s.row, CASE WHEN s.day > current_date THEN '日期晚于今天' ELSE '日期早于合同签订日期' END "
            f"FROM {_STAGE} s JOIN plan_entry p USING (row) WHERE s.day > current_date OR s.day < p.signed_on",
        )
        run.refuse(
            0,
            "principal",
            f"SELECT s.row, '金额应大于 0' FROM {_STAGE} s WHERE s.principal < 0 OR COALESCE(s.interest, 0) < 0 "
            "OR s.principal = 0 AND NOT (s.kind = 'repay' AND COALESCE(s.interest, 0) > 0)",
        )
        run.refuse(
            0,
            "interest",
            f"SELECT s.row, '只有还款填写利息' FROM {_STAGE} s WHERE s.interest > 0 AND s.kind <> 'repay'",
        )
        for kind, stored, limit, sentence in (
            ("draw", "l.drawn", "l.amount", "放款合计超过合同金额"),
            ("compensate", "l.compensated", "l.balance", "补偿合计超过贷款余额"),
        ):
            run.refuse(
                0,
                "principal",
                f"SELECT s.row, '{sentence} ' || {limit} || ' 元' FROM {_STAGE} s JOIN plan_entry p USING (row) "
                "JOIN funds_loan l ON l.id = p.loan_id JOIN (SELECT q.loan_id, sum(z.principal) AS total "
                f"FROM plan_entry q JOIN {_STAGE} z USING (row) WHERE q.is_new AND z.kind = '{kind}' GROUP BY 1) n "
                f"ON n.loan_id = l.id WHERE s.kind = '{kind}' AND p.is_new AND {stored} + n.total > {limit}",
            )
        run.refuse(
            0,
            "principal",
            f"SELECT s.row, b.day || ' 的贷款余额不够，还款超过余额' FROM {_STAGE} s JOIN plan_entry p USING (row) "
            f"JOIN ({_BELOW}) b ON b.loan_id = p.loan_id WHERE p.is_new AND s.kind = 'repay'",
        )

    def compare(self, run: Run) -> None:
        run.sql("INSERT INTO stage_state SELECT 0, row, CASE WHEN is_new THEN 'n' ELSE 's' END FROM plan_entry")

    def apply(self, run: Run) -> None:
        if run.shadow:
            return
        # drawdowns first: the database weighs each row
        run.sql(
            "INSERT INTO funds_loanentry (loan_id, area, kind, day, principal, interest, note, source, batch, row, "
            "made_by) SELECT p.loan_id, p.area, s.kind, s.day, s.principal, COALESCE(s.interest, 0), "
            f"COALESCE(s.note, ''), 'import', %(batch)s, s.row, %(user)s FROM {_STAGE} s JOIN plan_entry p USING (row) "
            "WHERE p.is_new ORDER BY s.kind <> 'draw', s.day, s.row"
        )

    def fields(self, run: Run) -> list[FieldCount]:
        return []

    def areas(self, run: Run) -> list[int]:
        """Credit changes no verdict, so a preview has nothing to compute."""
        return []
