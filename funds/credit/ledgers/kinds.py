"""How rows of the sheets become ratings, lines and loans; the checks are those of the forms (funds.credit.checks)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.db import models
from django.utils.timezone import localdate

from core.accounts.rights import Action
from core.ledgers.columns import LedgerResource
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written, register
from core.ledgers.places import OUTSIDE
from core.ledgers.previews import changed_fields, cleared_cells
from core.ledgers.run import Run
from core.ledgers.targets import Target, staged_types
from funds.credit import checks
from funds.credit.ledgers.entries import EntriesKind
from funds.credit.ledgers.sheets import LineSheet, LoanSheet, RatingSheet
from funds.credit.rules import NoRuleError, RuleBook, Terms
from funds.credit.selectors import rule_book
from funds.models import CreditLine, CreditRating, Loan

_RELATION: Final = (
    "COALESCE((SELECT r.relation_to_head FROM households_memberyear r WHERE r.member_id = p.member_id "
    "AND r.relation_to_head IS NOT NULL ORDER BY r.year > EXTRACT(year FROM s.signed_on), "
    "abs(r.year - EXTRACT(year FROM s.signed_on)) LIMIT 1), '')"
)
_MEMBER: Final = "LEFT JOIN households_member m ON m.code = s.member_no AND m.household_id = h.id"


class CreditKind(ImportKind):
    """Base: one sheet, one table; ``matched`` finds the stored row ``t`` of the staged row ``s``."""

    needs = Action.CREDIT_EDIT
    judged = False
    model: ClassVar[type[models.Model]]
    names: ClassVar[tuple[str, ...]]
    matched: ClassVar[str]
    special: ClassVar[Mapping[str, tuple[str, str]]] = {}
    day: ClassVar[str]
    borrower: ClassVar[str] = ""

    def __init__(self, resource: type[LedgerResource]) -> None:
        table = self.model._meta.db_table
        types = {**staged_types(self.model, self.names), "household_no": "varchar(30)", "member_no": "varchar(32)"}
        types = {name: kind for name, kind in types.items() if name != "member_no" or self.borrower}
        self.stage = f"stage_{table.removeprefix('funds_')}"
        self.tables = (table,)  # type: ignore[misc]
        self.sheets = (ImportSheet(resource, self.stage, types),)  # type: ignore[misc]
        self.target = Target(
            model=self.model,
            sheet=0,
            plan="plan_credit",
            key="stored",
            version_key="version",
            names=self.names,
            constants={"household_id": "p.household_id", "area": "p.area"},
            special=self.special,
        )

    def match(self, run: Run) -> None:
        member = "m.id AS member_id, m.birth_date" if self.borrower else "NULL::bigint AS member_id, NULL AS birth_date"
        run.sql(
            f"CREATE TEMP TABLE plan_credit AS SELECT s.row, h.id AS household_id, h.area, h.closed_year, h.head_name, "
            "COALESCE(h.area < %(low)s OR h.area >= %(high)s, false) AS outside, t.id AS stored, t.version, "
            f"t.id IS NULL AS is_new, t.household_id <> h.id AS foreign_row, false AS touches, {member} "
            f"FROM {self.stage} s LEFT JOIN households_household h ON h.code = s.household_no {self.borrower} "
            f"LEFT JOIN {self.tables[0]} t ON {self.matched}"
        )

    def check(self, run: Run) -> None:
        run.refuse(
            0,
            "household_no",
            "SELECT p.row, CASE WHEN p.household_id IS NULL THEN '没有这个户编号' "
            f"WHEN p.outside THEN '{OUTSIDE}' ELSE '该户已于 ' || p.closed_year || ' 年注销，不能登记信贷' END "
            f"FROM plan_credit p JOIN {self.stage} s USING (row) WHERE s.household_no IS NOT NULL "
            "AND (p.household_id IS NULL OR p.outside OR p.is_new AND p.closed_year IS NOT NULL)",
        )
        self.twins(run)
        book, today = rule_book(), localdate()
        for row, area, born, bad, values in self._staged(run):
            terms = _terms(book, area, values.get(self.day))
            for name, sentence in self.findings(values, today, terms, born).items():
                if name not in bad:
                    column = "member_no" if name == "member" else name
                    letter = run.columns[0].get(column, "")
                    heading = self.sheets[0].headings.get(column, column)
                    run.add_problems([("R", 0, row, letter, heading, sentence)])

    def twins(self, run: Run) -> None:
        raise NotImplementedError

    def findings(self, values: Mapping[str, Any], today: Any, terms: Terms | None, born: Any) -> dict[str, str]:
        raise NotImplementedError

    def _staged(self, run: Run) -> list[tuple[int, int, Any, set[str], dict[str, Any]]]:
        """(row, area, birth date, cells refused while reading, values) of rows whose household is known."""
        order = [column.name for column in run.specs[0].columns]
        columns = ", ".join(f"s.{name}" if run.has(0, name) else f"t.{name}" for name in self.names)
        rows = run.all(
            f"SELECT p.row, p.area, p.birth_date, s.bad, {columns} FROM plan_credit p JOIN {self.stage} s USING (row) "
            f"LEFT JOIN {self.tables[0]} t ON t.id = p.stored WHERE p.household_id IS NOT NULL AND NOT p.outside "
            "ORDER BY p.row"
        )
        return [
            (row, area, born, {order[place] for place in bad or ()}, dict(zip(self.names, values, strict=True)))
            for row, area, born, bad, *values in rows
        ]

    def compare(self, run: Run) -> None:
        run.sql(
            f"UPDATE plan_credit p SET touches = true FROM {self.stage} s, {self.target.table} t "
            f"WHERE s.row = p.row AND t.id = p.stored AND {self.target.differs(run)}"
        )
        run.sql(
            "INSERT INTO stage_state SELECT 0, row, CASE WHEN is_new THEN 'n' WHEN touches THEN 'c' ELSE 's' END "
            "FROM plan_credit"
        )

    def apply(self, run: Run) -> None:
        if run.shadow:
            return
        self.target.insert(run, "p.is_new")
        self.target.update(run, "p.touches")

    def fields(self, run: Run) -> list[FieldCount]:
        if cleared := cleared_cells(run, self.target):
            run.notes.append(f"空单元格表示清空：将清空 {cleared:,} 格")
        return changed_fields(run, self.target, "p.head_name || '户'")

    def areas(self, run: Run) -> list[int]:
        """Credit changes no verdict, so a preview has nothing to compute."""
        return []


def _terms(book: RuleBook, area: int, day: Any) -> Terms | None:
    try:
        return book.at(area, day) if day else None
    except NoRuleError:
        return None


class RatingsKind(CreditKind):
    """Ratings, known by household and day."""

    code, title = "credit-ratings", "信用评级"
    model, names, day = CreditRating, checks.RATING, "rated_on"
    matched = "t.household_id = h.id AND t.rated_on = s.rated_on"
    written = (Written(CreditRating),)
    naming = (
        "SELECT r.id, h.head_name || '户 ' || r.rated_on FROM funds_creditrating r "
        "JOIN households_household h ON h.id = r.household_id"
    )

    def twins(self, run: Run) -> None:
        run.refuse_twins(0, "rated_on", "s.household_no || s.rated_on::text", "同户同日的评级")

    def findings(self, values: Mapping[str, Any], today: Any, terms: Terms | None, born: Any) -> dict[str, str]:
        return checks.rating_findings(values, today)


class LinesKind(CreditKind):
    """Credit lines, known by household, bank and day."""

    code, title = "credit-lines", "授信额度"
    model, names, day = CreditLine, checks.LINE, "granted_on"
    matched = "t.household_id = h.id AND t.bank = s.bank AND t.granted_on = s.granted_on"
    written = (Written(CreditLine),)
    naming = (
        "SELECT c.id, h.head_name || '户 ' || c.bank FROM funds_creditline c "
        "JOIN households_household h ON h.id = c.household_id"
    )

    def twins(self, run: Run) -> None:
        run.refuse_twins(0, "granted_on", "s.household_no || s.bank || s.granted_on::text", "同户同银行同日的授信")

    def findings(self, values: Mapping[str, Any], today: Any, terms: Terms | None, born: Any) -> dict[str, str]:
        return checks.line_findings(values, today, terms)


class LoansKind(CreditKind):
    """Contracts, known by bank and number."""

    code, title = "credit-loans", "小额信贷合同"
    model, names, day = Loan, checks.LOAN, "signed_on"
    matched = "t.bank = s.bank AND t.contract = s.contract"
    written = (Written(Loan),)
    naming = "SELECT id, bank || ' ' || contract FROM funds_loan"
    # What was drawn stands on the contract.
    frozen = (
        "SELECT DISTINCT u.subject, '已有放款或变更记录，不能再改' FROM undo_row u WHERE "
        "EXISTS (SELECT 1 FROM funds_loanentry e WHERE e.loan_id = u.id) "
        "OR EXISTS (SELECT 1 FROM funds_loanchange c WHERE c.loan_id = u.id)"
    )
    borrower = _MEMBER
    special: ClassVar[Mapping[str, tuple[str, str]]] = {
        "member_id": ("member_no", "p.member_id"),
        "relation": (
            "member_no",
            _RELATION,
        ),
    }

    def twins(self, run: Run) -> None:
        run.refuse_twins(0, "contract", "s.bank || '|' || s.contract", "同一银行的合同号")
        run.refuse(0, "contract", "SELECT row, '这个合同号属于另一户' FROM plan_credit WHERE foreign_row")
        run.refuse(
            0,
            "member_no",
            f"SELECT p.row, '不是本户的成员' FROM plan_credit p JOIN {self.stage} s USING (row) "
            "WHERE s.member_no IS NOT NULL AND p.household_id IS NOT NULL AND NOT p.outside AND p.member_id IS NULL",
        )
        run.refuse(
            0,
            "amount",
            f"SELECT s.row, '已放款 ' || t.drawn || ' 元，合同金额不能少于它' FROM {self.stage} s JOIN plan_credit p "
            "USING (row) JOIN funds_loan t ON t.id = p.stored WHERE s.amount < t.drawn",
        )

    def findings(self, values: Mapping[str, Any], today: Any, terms: Terms | None, born: Any) -> dict[str, str]:
        return checks.loan_findings(values, today, terms, born)


register(RatingsKind(RatingSheet))
register(LinesKind(LineSheet))
register(LoansKind(LoanSheet))
register(EntriesKind())
