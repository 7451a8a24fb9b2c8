"""How rows of the sheets 户 and 人 become households, members and their facts of a year (CONTRACT 3).

Plan tables: ``plan_household`` and ``plan_member`` have one row a staged row, with the stored ids it means and what
differs; ``stage_state`` says new, changed or same.
"""

from __future__ import annotations

from typing import Final

from core.ledgers.columns import ledger_fields
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written, register
from core.ledgers.places import stage_places
from core.ledgers.previews import changed_fields, cleared_cells
from core.ledgers.referrers import derived
from core.ledgers.run import Run
from core.ledgers.targets import Target, staged_types
from households.ledgers import checks, doubts, matching
from households.ledgers.sealing import MEMBER_EXTRA, household_transform, member_transform
from households.ledgers.sheets import HouseholdSheet, MemberSheet
from households.models import Household, HouseholdYear, Member, MemberYear

HOUSEHOLDS, MEMBERS = 0, 1

_HOUSEHOLD_OWN: Final = ["group_name", "address", "head_name", "bank_name"]
_HOUSEHOLD_NOT_FACTS: Final = {
    *_HOUSEHOLD_OWN,
    "household_no",
    "village_code",
    "county_name",
    "town_name",
    "village_name",
    "phone",
    "bank_account",
    "first_identified",
    "filled_phone",
}
_MEMBER_NOT_FACTS: Final = {"household_no", "member_no", "name", "id_number", "sex", "birth_date", "ethnicity"} | {
    "identified",
    "phone",
}
_FACTS = [name for name in ledger_fields(HouseholdSheet) if name not in _HOUSEHOLD_NOT_FACTS]
_PERSONAL = [name for name in ledger_fields(MemberSheet) if name not in _MEMBER_NOT_FACTS]


def _partial(column: str) -> tuple[str, str]:
    """SQL of the date and the precision of a staged partial date (2014, 2014-06 or 2014-06-30)."""
    return (
        f"(s.{column} || substr('-01-01', length(s.{column}) - 3))::date",
        f"CASE length(s.{column}) WHEN 4 THEN 'year' WHEN 7 THEN 'month' WHEN 10 THEN 'day' ELSE '' END",
    )


_IDENTIFIED, _PRECISION = _partial("first_identified")
_PERSON_IDENTIFIED, _PERSON_PRECISION = _partial("identified")

# Ciphertext differs each time: texts of one length were compared in the clear, others differ by their length.
_NEW_PHONE: Final = "(p.other_phone OR length(t.phone_sealed) IS DISTINCT FROM length(s.phone))"
_NEW_FILLER: Final = "(p.other_filler OR length(t.filled_phone_sealed) IS DISTINCT FROM length(s.filled_phone))"
_NEW_ACCOUNT: Final = "(p.other_bank OR length(t.bank_account_sealed) IS DISTINCT FROM length(s.bank_account))"

HOUSEHOLD = Target(
    model=Household,
    sheet=HOUSEHOLDS,
    plan="plan_household",
    key="household_id",
    version_key="version",
    names=_HOUSEHOLD_OWN,
    constants={"id": "p.household_id", "code": "s.household_no", "area": "p.area"},
    special={
        "phone_sealed": ("phone", "s.phone"),
        "bank_account_sealed": ("bank_account", "s.bank_account"),
        "first_identified_on": ("first_identified", _IDENTIFIED),
        "first_identified_precision": ("first_identified", _PRECISION),
    },
    compared={
        "phone_sealed": _NEW_PHONE,
        "bank_account_sealed": _NEW_ACCOUNT,
    },
    sourced=False,
)
HOUSEHOLD_YEAR = Target(
    model=HouseholdYear,
    sheet=HOUSEHOLDS,
    plan="plan_household",
    key="year_id",
    version_key="year_version",
    names=_FACTS,
    constants={"household_id": "p.household_id", "area": "p.area", "year": "%(year)s"},
    special={"filled_phone_sealed": ("filled_phone", "s.filled_phone")},
    compared={"filled_phone_sealed": _NEW_FILLER},
)
_NEW_ID: Final = (
    "(t.id_index IS DISTINCT FROM s.id_index OR length(t.id_sealed) <> length(s.id_number) OR p.other_card)"
)
MEMBER = Target(
    model=Member,
    sheet=MEMBERS,
    plan="plan_member",
    key="member_id",
    version_key="version",
    names=["name", "ethnicity"],
    constants={
        "id": "p.member_id",
        "code": "s.code",
        "household_id": "p.household_id",
        "area": "p.area",
        "joined_year": "%(year)s",
    },
    special={
        "id_sealed": ("id_number", "s.id_number"),
        "id_index": ("id_number", "s.id_index"),
        "id_kind": ("id_number", "s.id_kind"),
        "birth_date": ("id_number", "s.born"),
        "sex": ("id_number", "s.id_sex"),
        "phone_sealed": ("phone", "s.phone"),
        "identified_on": ("identified", _PERSON_IDENTIFIED),
        "identified_precision": ("identified", _PERSON_PRECISION),
    },
    compared={
        "id_sealed": _NEW_ID,
        "id_index": _NEW_ID,
        "phone_sealed": _NEW_PHONE,
    },
    sourced=False,
)
MEMBER_YEAR = Target(
    model=MemberYear,
    sheet=MEMBERS,
    plan="plan_member",
    key="year_id",
    version_key="year_version",
    names=_PERSONAL,
    constants={
        "member_id": "p.member_id",
        "household_id": "p.household_id",
        "area": "p.area",
        "year": "%(year)s",
    },
)


_AREAS: Final = """
WITH changed AS (
    SELECT p.area, p.old_area FROM plan_household p JOIN stage_state x ON x.sheet = 0 AND x.row = p.row
    WHERE x.state <> 's'
    UNION
    SELECT p.area, p.old_area FROM plan_member m JOIN stage_state x ON x.sheet = 1 AND x.row = m.row
    JOIN plan_household p ON p.row = m.household_row WHERE x.state <> 's'
)
SELECT area FROM changed WHERE area IS NOT NULL UNION SELECT old_area FROM changed WHERE old_area IS NOT NULL"""


def _kept(differs: str, new: str, old: str) -> str:
    return f"CASE WHEN {differs} THEN {new} ELSE {old} END"


def _kept_filler(run: Run) -> dict[str, str]:
    """An unchanged phone of the filler keeps its ciphertext."""
    if not run.has(HOUSEHOLDS, "filled_phone"):
        return {}
    return {"filled_phone_sealed": _kept(_NEW_FILLER, "s.filled_phone", "t.filled_phone_sealed")}


class HouseholdsKind(ImportKind):
    """Sheets 户 and 人 together: every household of the file with all its present members."""

    code = "households"
    title = "贫困户与家庭成员"
    sheets = (
        ImportSheet(
            HouseholdSheet,
            "stage_household",
            types={
                **staged_types(Household, _HOUSEHOLD_OWN),
                **staged_types(HouseholdYear, _FACTS),
                "household_no": "varchar(30)",
                "village_code": "bigint",
                "phone": "bytea",
                "bank_account": "bytea",
                "filled_phone": "bytea",
            },
            transform=household_transform,
        ),
        ImportSheet(
            MemberSheet,
            "stage_member",
            types={
                **staged_types(Member, ["name", "sex", "ethnicity", "birth_date"]),
                **staged_types(MemberYear, _PERSONAL),
                "household_no": "varchar(30)",
                "member_no": "varchar(32)",
                "id_number": "bytea",
                "phone": "bytea",
            },
            extra=MEMBER_EXTRA,
            transform=member_transform,
        ),
    )
    tables = ("households_household", "households_householdyear", "households_member", "households_memberyear")
    # A family is undone as a whole: half a family is no state that anybody imported or entered.
    written = (
        Written(Household, HOUSEHOLDS, known_as="household"),
        Written(HouseholdYear, HOUSEHOLDS, key="household_id", subject="household_id"),
        Written(Member, MEMBERS, subject="household_id"),
        Written(MemberYear, MEMBERS, key="member_id", subject="household_id"),
    )
    doubted = {
        "household": (HOUSEHOLDS, "SELECT household_id, row FROM plan_household"),
        "member": (MEMBERS, "SELECT member_id, row FROM plan_member"),
        "relative": (MEMBERS, "SELECT member_id, row FROM plan_member"),
    }
    naming = "SELECT id, head_name || '户 ' || code FROM households_household"

    def match(self, run: Run) -> None:
        stage_places(run, matching.places(run))
        matching.match_households(run)
        matching.match_members(run)

    def check(self, run: Run) -> None:
        checks.check_households(run)
        checks.check_members(run)
        checks.check_families(run)
        doubts.doubt(run)

    def compare(self, run: Run) -> None:
        self._compare(run, HOUSEHOLD, HOUSEHOLD_YEAR, "p.moves")
        self._compare(run, MEMBER, MEMBER_YEAR, "p.joins_earlier")
        run.sql("ANALYZE plan_household")
        run.sql("ANALYZE plan_member")
        matching.settle_codes(run)

    @staticmethod
    def _compare(run: Run, identity: Target, facts: Target, moved: str) -> None:
        """Mark in the plan which stored rows differ, and give every staged row its state."""
        stage = run.sheet(identity.sheet).table
        run.sql(
            f"UPDATE {identity.plan} p SET touches = true "
            f"FROM {stage} s, {identity.table} t WHERE s.row = p.row AND t.id = p.{identity.key} "
            f"AND NOT p.is_new AND ({moved} OR {identity.differs(run)})"
        )
        run.sql(
            f"UPDATE {facts.plan} p SET touches_year = true FROM {stage} s, {facts.table} t "
            f"WHERE s.row = p.row AND t.id = p.year_id AND {facts.differs(run)}"
        )
        run.sql(
            f"INSERT INTO stage_state SELECT {identity.sheet}, row, CASE WHEN year_id IS NULL THEN 'n' "
            f"WHEN touches OR touches_year THEN 'c' ELSE 's' END FROM {identity.plan}"
        )

    def apply(self, run: Run) -> None:
        HOUSEHOLD.insert(run, "p.is_new")
        self._update_households(run)
        HOUSEHOLD_YEAR.insert(run, "p.year_id IS NULL")
        HOUSEHOLD_YEAR.update(run, "p.touches_year", _kept_filler(run))
        MEMBER.insert(run, "p.is_new")
        self._update_members(run)
        MEMBER_YEAR.insert(run, "p.year_id IS NULL")
        MEMBER_YEAR.update(run, "p.touches_year")

    @staticmethod
    def _update_households(run: Run) -> None:
        keep = {"area": _kept("p.moves", "p.area", "t.area")}
        if run.has(HOUSEHOLDS, "phone"):
            keep["phone_sealed"] = _kept(_NEW_PHONE, "s.phone", "t.phone_sealed")
        if run.has(HOUSEHOLDS, "bank_account"):
            keep["bank_account_sealed"] = _kept(_NEW_ACCOUNT, "s.bank_account", "t.bank_account_sealed")
        HOUSEHOLD.update(run, "p.touches", keep)

    @staticmethod
    def _update_members(run: Run) -> None:
        """An unchanged number or phone keeps its ciphertext, which is bound to the stored code."""
        keep = {"joined_year": "LEAST(t.joined_year, %(year)s)"}
        for column in ("id_sealed", "id_index", "id_kind", "birth_date", "sex"):
            keep[column] = _kept(_NEW_ID, MEMBER.special[column][1], f"t.{column}")
        if run.has(MEMBERS, "phone"):
            keep["phone_sealed"] = _kept(_NEW_PHONE, "s.phone", "t.phone_sealed")
        MEMBER.update(run, "p.touches", keep)

    def fields(self, run: Run) -> list[FieldCount]:
        household, member = "s.head_name || '户'", "s.name"
        cleared = sum(cleared_cells(run, target) for target in (HOUSEHOLD, HOUSEHOLD_YEAR, MEMBER, MEMBER_YEAR))
        if cleared:
            run.notes.append(f"空单元格表示清空：将清空 {cleared:,} 格")
        return [
            *changed_fields(run, HOUSEHOLD, household, "p.touches"),
            *changed_fields(run, HOUSEHOLD_YEAR, household),
            *changed_fields(run, MEMBER, member, "p.touches"),
            *changed_fields(run, MEMBER_YEAR, member),
        ]

    def areas(self, run: Run) -> list[int]:
        return [row[0] for row in run.all(_AREAS)]

    def after_shadow(self, run: Run) -> None:
        for table in self.tables[1:]:
            run.sql(
                f"UPDATE {table} c SET area = h.area FROM households_household h "
                "WHERE h.id = c.household_id AND h.area <> c.area"
            )


KIND = HouseholdsKind()
register(KIND)
# The worker removes the verdict of a household that is gone.
derived("households_householdverdict")
