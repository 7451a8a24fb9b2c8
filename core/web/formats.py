"""How numbers and dates are written on every page, card and export (one rule each).

Every function takes ``None`` for "no value" and then gives ``—``; the minus is ``−`` (U+2212).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

EMPTY = "—"
MINUS = "−"
TEN_THOUSAND = Decimal(10_000)

Number = Decimal | int | float


def decimal_text(value: Number | None, places: int = 2) -> str:
    """``1234.5`` → ``1,234.50``: thousands separated, half up to ``places``."""
    # "" is what a template makes of a fact of a record that is not there
    if value is None or value == "":
        return EMPTY
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


def yuan(value: Number | None) -> str:
    """Money in yuan with two decimals; the unit stands in the heading."""
    return decimal_text(value, 2)


def wan(value: Number | None) -> str:
    """Yuan written in 万元 with four decimals, as funds are."""
    return EMPTY if value is None else decimal_text(Decimal(str(value)) / TEN_THOUSAND, 4)


def thousands(value: Number | None) -> str:
    """Whole amounts and counts: ``32275`` → ``32,275``."""
    return decimal_text(value, 0)


def signed(value: Number | None, places: int = 0) -> str:
    """A distance with its sign: ``+623``, ``−412``, ``0``."""
    if value is None:
        return EMPTY
    text = decimal_text(value, places)
    return f"+{text}" if Decimal(str(value)) > 0 and any(c in "123456789" for c in text) else text


def percent(value: Number | None, places: int = 1) -> str:
    """A number that is already in percent, without the sign: ``86.11`` → ``86.1``."""
    return decimal_text(value, places)


def share(part: Number | None, whole: Number | None, places: int = 1) -> str:
    """``part ÷ whole`` in percent without the sign; ``—`` when there is no whole."""
    if part is None or not whole:
        return EMPTY
    return decimal_text(Decimal(str(part)) * 100 / Decimal(str(whole)), places)


def _local(value: date | datetime) -> tuple[date, datetime | None]:
    if isinstance(value, datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return moment.date(), moment
    return value, None


def full_date(value: date | datetime | None) -> str:
    """``2018-11-23``."""
    return EMPTY if value is None else _local(value)[0].isoformat()


def full_moment(value: datetime | None) -> str:
    """``2018-11-23 14:05``, in Chinese time."""
    if value is None:
        return EMPTY
    day, moment = _local(value)
    return day.isoformat() if moment is None else f"{day.isoformat()} {moment:%H:%M}"


def short_date(value: date | datetime | None, today: date | None = None) -> str:
    """For narrow columns: 今 14:30 (a moment of today), 09-14 (this year), else 2017-11-30."""
    if value is None:
        return EMPTY
    day, moment = _local(value)
    today = today or timezone.localdate()
    if day == today and moment is not None:
        return f"今 {moment:%H:%M}"
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def clock(value: datetime | None, today: date | None = None) -> str:
    """The time of 截至: ``14:32`` today, else ``09-14 14:32`` or with the year in front."""
    if value is None:
        return EMPTY
    day, moment = _local(value)
    today = today or timezone.localdate()
    time = f"{moment:%H:%M}" if moment else ""
    if day == today:
        return time
    return f"{short_date(day, today)} {time}".strip()


def waited(since: datetime | None, now: datetime | None = None) -> str:
    """How long something waits, in the largest whole unit: 3 小时, 18 天."""
    if since is None:
        return EMPTY
    seconds = int(((now or timezone.now()) - since).total_seconds())
    for size, unit in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "不到 1 分钟"
