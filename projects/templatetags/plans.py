"""Numbers of plans: 16, 80,000, 12.5 — without the zeros that nobody wrote."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from django import template

from core.web.formats import decimal_text

register = template.Library()


@register.filter
def plain_number(value: Decimal | int | None) -> str:
    """A quantity with as many decimals as it has, at most two; "" for None.

    Cut, not rounded: 0.995 doctors a thousand are not the one that is asked for.
    """
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    places = next((count for count in (0, 1) if number == round(number, count)), 2)
    return decimal_text(number.quantize(Decimal(1).scaleb(-places), ROUND_DOWN), places)
