"""Households in their own import format: what comes out goes in again unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.ledgers.columns import ledger_fields
from core.ledgers.exports import ExportQuery, Ledger, Sealed, import_sheet, register, stream
from core.ledgers.workbook_write import LedgerSheet
from households.ledgers.rosters import COUNT_MEMBERS, IDENTIFIED, IN_RANGE, PERSON_IDENTIFIED, PRESENT
from households.ledgers.sheets import HouseholdSheet, MemberSheet
from households.standing import REGISTERED

# The code says where; the three names would only repeat it.
_LEFT_OUT: Final = {"county_name", "town_name", "village_name"}
_HOUSEHOLD_NAMES: Final = [name for name in ledger_fields(HouseholdSheet) if name not in _LEFT_OUT]
_MEMBER_NAMES: Final = list(ledger_fields(MemberSheet))
_OF_HOUSEHOLD: Final = {
    "household_no": "h.code",
    "village_code": "h.area",
    "group_name": "h.group_name",
    "address": "h.address",
    "head_name": "h.head_name",
    "phone": "h.phone_sealed",
    "bank_name": "h.bank_name",
    "bank_account": "h.bank_account_sealed",
    "first_identified": IDENTIFIED,
    "filled_phone": "y.filled_phone_sealed",
}
_OF_MEMBER: Final = {
    "household_no": "h.code",
    "member_no": "m.code",
    "name": "m.name",
    "id_number": "m.id_sealed",
    "sex": "m.sex",
    "birth_date": "m.birth_date",
    "ethnicity": "m.ethnicity",
    "identified": PERSON_IDENTIFIED,
    "phone": "m.phone_sealed",
}
_HOUSEHOLDS: Final = (
    f"SELECT {', '.join(_OF_HOUSEHOLD.get(name, f'y.{name}') for name in _HOUSEHOLD_NAMES)} "
    "FROM households_household h JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s "
    f"WHERE {IN_RANGE} AND {REGISTERED} AND EXISTS (SELECT 1 FROM households_member m WHERE m.household_id = h.id "
    f"AND {PRESENT}) ORDER BY h.area, h.code"
)
_MEMBERS: Final = (
    f"SELECT {', '.join(_OF_MEMBER.get(name, f'r.{name}') for name in _MEMBER_NAMES)} "
    "FROM households_household h JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s "
    f"JOIN households_member m ON m.household_id = h.id AND {PRESENT} "
    "LEFT JOIN households_memberyear r ON r.member_id = m.id AND r.year = %(year)s "
    f"WHERE {IN_RANGE} AND {REGISTERED} ORDER BY h.area, h.code, m.code"
)


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    number = _HOUSEHOLD_NAMES.index("household_no")
    of_household = [
        Sealed(_HOUSEHOLD_NAMES.index("phone"), number, "household", "phone", "phone"),
        Sealed(_HOUSEHOLD_NAMES.index("bank_account"), number, "household", "bank_account", "bank_card"),
        Sealed(_HOUSEHOLD_NAMES.index("filled_phone"), number, "household_year", "filled_phone", "phone"),
    ]
    person = _MEMBER_NAMES.index("member_no")
    of_member = [
        Sealed(_MEMBER_NAMES.index("id_number"), person, "member", "id_number", "id_number"),
        Sealed(_MEMBER_NAMES.index("phone"), person, "member", "phone", "phone"),
    ]
    return [
        import_sheet(
            HouseholdSheet, _HOUSEHOLD_NAMES, stream(_HOUSEHOLDS, query.parameters(), of_household, query.plain)
        ),
        import_sheet(MemberSheet, _MEMBER_NAMES, stream(_MEMBERS, query.parameters(), of_member, query.plain)),
    ]


register(
    Ledger(
        "households-import",
        "贫困户与家庭成员（导入格式）",
        _sheets,
        COUNT_MEMBERS,
        "“户”“人”两表，改后可直接导入；须完整导出证件号码",
    )
)
