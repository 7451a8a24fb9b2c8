"""What is personal leaves the row sealed before it reaches the database (DESIGN 6, 7).

A member without 人编号 gets a provisional one here, because ciphertext is bound to it; when matching finds another,
``reseal`` binds the few values that are written to the right one.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from django.db import connection, transaction

from core.accounts.cipher import blind_index, seal, unseal
from core.ledgers.kinds import Transform
from core.ledgers.run import Run
from core.ledgers.specs import SheetSpec

NULL: Final = r"\N"
OFFSET: Final = 2  # row number and refused cells stand before the columns
# Columns that a 人 row gets here: number of the person, blind index, and what the ID number tells.
MEMBER_EXTRA: Final = {
    "code": "varchar(40)",
    "id_index": "bytea",
    "born": "date",
    "id_sex": "varchar(8)",
    "id_kind": "varchar(2)",
}


def places(spec: SheetSpec, *names: str) -> list[int]:
    order = [column.name for column in spec.columns]
    return [order.index(name) + OFFSET for name in names]


def _hex(data: bytes) -> str:
    return "\\\\x" + data.hex()


def household_transform(spec: SheetSpec) -> Transform:
    """Seals 联系电话, 银行卡号 and 填表人联系电话 of a 户 row."""
    code_at, phone_at, bank_at, filler_at = places(spec, "household_no", "phone", "bank_account", "filled_phone")

    def transform(fields: list[str]) -> list[str]:
        code = fields[code_at]
        if (phone := fields[phone_at]) != NULL:
            fields[phone_at] = _hex(seal(phone, table="household", column="phone", code=code))
        if (bank := fields[bank_at]) != NULL:
            fields[bank_at] = _hex(seal(bank, table="household", column="bank_account", code=code))
        if (filler := fields[filler_at]) != NULL:
            fields[filler_at] = _hex(seal(filler, table="household_year", column="filled_phone", code=code))
        return fields

    return transform


def member_transform(spec: SheetSpec) -> Transform:
    """Seals 证件号码 and 联系电话 of a 人 row and appends the columns of ``MEMBER_EXTRA``."""
    household_at, code_at, id_at, phone_at = places(spec, "household_no", "member_no", "id_number", "phone")
    seen: Counter[str] = Counter()

    def transform(fields: list[str]) -> list[str]:
        household = fields[household_at]
        seen[household] += 1
        code = fields[code_at]
        if code == NULL:
            code = f"{household}{seen[household]:02d}"
        if (phone := fields[phone_at]) != NULL:
            fields[phone_at] = _hex(seal(phone, table="member", column="phone", code=code))
        number = fields[id_at]
        if number == NULL:
            return [*fields, code.replace("\\", "\\\\"), NULL, NULL, NULL, NULL]
        fields[id_at] = _hex(seal(number, table="member", column="id_number", code=code))
        born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
        sex = "1" if int(number[16]) % 2 else "2"
        kind = "2" if len(number) > 18 else "1"
        return [*fields, code.replace("\\", "\\\\"), _hex(blind_index(number[:18])), born, sex, kind]

    return transform


def other_values(run: Run, select: str, *, table: str, column: str) -> list[int]:
    """The rows whose staged and stored ciphertexts hold different texts.

    ``select`` yields (row, staged, staged code, stored, stored code) where both are filled and equally long.
    """
    other = []
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(select, run.parameters())
        while rows := cursor.fetchmany(5_000):
            for row, staged, staged_code, stored, stored_code in rows:
                new = unseal(staged, table=table, column=column, code=staged_code)
                if new != unseal(stored, table=table, column=column, code=stored_code):
                    other.append(row)
    return other


def reseal(run: Run, rows: list[tuple[int, bytes | None, bytes | None, str, str]]) -> None:
    """Bind staged values to another code: (row, id number, phone, code so far, right code)."""

    def moved(data: bytes | None, column: str, before: str, after: str) -> bytes | None:
        if data is None:
            return None
        text = unseal(data, table="member", column=column, code=before)
        return seal(text, table="member", column=column, code=after)

    done = [
        (moved(number, "id_number", before, after), moved(phone, "phone", before, after), after, row)
        for row, number, phone, before, after in rows
    ]
    run.cursor.executemany("UPDATE stage_member SET id_number = %s, phone = %s, code = %s WHERE row = %s", done)
