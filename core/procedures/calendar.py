"""Days and working days of the Chinese calendar (with 调休), and the ends of periods.

The State Council's yearly arrangement comes with the library ``chinese_calendar``; a day entered in the table
``CalendarDay`` goes before it, so that a new year's arrangement needs no release. Beyond both: Monday to Friday.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar

from core.procedures.models import CalendarDay

_DAY = timedelta(days=1)
SATURDAY = 5


def entered(first: date, last: date) -> dict[date, bool]:
    """The days between that an office has entered itself: day → whether it is worked."""
    return dict(CalendarDay.objects.filter(day__gte=first, day__lte=last).values_list("day", "is_workday"))


def is_workday(day: date, own: dict[date, bool] | None = None) -> bool:
    """Whether offices work on ``day``; ``own`` are the entered days around it (None: look them up)."""
    known = entered(day, day) if own is None else own
    if day in known:
        return known[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def after(start: date, days: int, unit: str, *, first_day: bool = False) -> date:
    """The last day of a period of ``days`` that begins after ``start`` (with it when ``first_day``).

    7 days from 1 October: 8 October, with the first day 7 October; 2 working days from a Friday: Tuesday; 6 months
    from 31 August: 28 (29) February, the last day where the month has no such day (民法典 202 条).
    """
    if unit == "month":
        end = _same_day(start, days)
        return end - _DAY if first_day else end
    if unit == "day":
        return start + timedelta(days=max(days - 1, 0) if first_day else days)
    left, day = days, start - _DAY if first_day else start
    # Holidays never stretch a working week beyond some three calendar weeks.
    own = entered(start - _DAY, start + timedelta(days=3 * days + 30))
    while left > 0:
        day += _DAY
        left -= is_workday(day, own)
    return max(day, start)


def _same_day(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def latest(days: Iterable[date | None]) -> date | None:
    """The latest of the given days; None without any."""
    return max((day for day in days if day is not None), default=None)
