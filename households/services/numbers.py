"""户编号 and 人编号 of new records: the village's code and four digits, the household's number and two."""

from __future__ import annotations

from django.db import connection

from households.models import Household, Member
from households.services.errors import NumbersUsedUpError

_NAMESPACE = "household number "


def next_household_code(area: int) -> str:
    """The number after the highest of the village; the village is locked until the end of the transaction.

    A gap is filled only when the highest is 9999, because a number once printed should not come back.
    """
    prefix = f"{area:012d}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_NAMESPACE + prefix])
    used = {
        int(code[12:])
        for code in Household.all_rows.filter(code__startswith=prefix).values_list("code", flat=True)
        if len(code) == 16 and code[12:].isdigit()
    }
    number = max(used, default=0) + 1
    if number > 9999:
        number = next((n for n in range(1, 10_000) if n not in used), 0)
    if not number:
        raise NumbersUsedUpError("本村的户编号已用完")
    return f"{prefix}{number:04d}"


def next_member_code(household: Household) -> str:
    """The first free number of the household, which the caller has locked."""
    used = set(Member.all_rows.filter(code__startswith=household.code).values_list("code", flat=True))
    for number in range(1, 100):
        code = f"{household.code}{number:02d}"
        if code not in used:
            return code
    raise NumbersUsedUpError("本户的人编号已用完")
