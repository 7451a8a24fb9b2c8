"""What helpers brought to the demo township: invented units and amounts, entered by its own accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor, recorded
from core.regions.codes import Level, area_range
from core.regions.selectors import region_list, year_end
from funds.contributions.services import contribution_create, unit_save, use_record
from funds.models import HelperKind, SupportUnit
from funds.obligations.services import fiscal_save

TEAMS: Final = ("通江县水务局", "通江县教育局", "通江县交通局", "通江县民政局", "通江县农业局")
# (village's number, helper or donor, form, yuan or goods, month, what for)
GIVEN: Final = (
    (0, "team", "money", "60000.00", 3, "修人饮蓄水池"),
    (0, "team", "money", "52000.00", 8, "村组道路维修"),
    (1, "team", "goods", "35000.00", 4, "发展核桃产业"),
    (2, "team", "money", "120000.00", 5, "建村卫生室"),
    (3, "team", "goods", "", 6, "冬季取暖"),
    (4, "巴山银耳公司", "money", "80000.00", 7, "资助在校学生"),
    (5, "巴中市红十字会", "goods", "12600.00", 9, "慰问困难户"),
)


def _values(number: int, form: str, worth: str, day: date, purpose: str) -> dict[str, Any]:
    goods = ("核桃苗", "2000", "株") if number == 1 else ("棉被", "210", "床")
    return {
        "donor_kind": "unit", "form": form, "amount": Decimal(worth) if worth else None, "received_on": day,
        "goods": goods[0] if form == "goods" else "", "quantity": Decimal(goods[1]) if form == "goods" else None,
        "unit": goods[2] if form == "goods" else "", "recipient": "村民委员会", "purpose": purpose,
        "receipt_no": f"川财票{day.year}{number:04d}",
    }  # fmt: skip


def load(loader: Actor, town: int, year: int) -> None:
    """Teams of the first villages, an enterprise of the township, contributions of the year, some used."""
    low, high = area_range(town)
    villages = [row.code for row in region_list(low, high, Level.VILLAGE, year_end(year))][:6]
    with recorded(loader, reason="演示资料"):
        units = {area: _unit(loader, area, name, "team", year) for area, name in zip(villages, TEAMS, strict=False)}
        _unit(loader, town, "巴山银耳公司", "enterprise", year)
        for number, who, form, worth, month, purpose in GIVEN:
            if number >= len(villages):
                continue
            area, day = villages[number], date(year, month, 12)
            values = _values(number, form, worth, day, purpose)
            helper = units.get(area) if who == "team" else None
            values |= {"helper": helper} if helper else {"donor": who, "helper_kind": HelperKind.SOCIAL.value}
            row = contribution_create(actor=loader, scope=SYSTEM_SCOPE, area=area, values=values)
            if row.amount is not None and number % 2 == 0:
                use_record(
                    actor=loader, scope=SYSTEM_SCOPE, pk=row.pk, amount=row.amount / 2, used_on=date(year, month, 28),
                    purpose=purpose,
                )  # fmt: skip


def _unit(loader: Actor, area: int, name: str, kind: str, year: int) -> SupportUnit:
    values = {"name": name, "kind": kind, "starts_on": date(year - 1, 3, 1), "ends_on": None, "home": None}
    return unit_save(actor=loader, scope=SYSTEM_SCOPE, area=area, values=values)


# (region, local revenue of the year before and of the year, own special fund budget of the year), yuan; None: blank
_FISCAL: Final = (
    (420600000000, "28600000000", "30100000000", "240000000"),
    (420624000000, "1420000000", "1530000000", "27500000"),
    (420625000000, "1680000000", "1795000000", "26000000"),
    (420626000000, "812000000", "806000000", "9000000"),
    (420607000000, "3650000000", "3910000000", None),
    (420683000000, "3920000000", "4180000000", "39500000"),
)
# (township, who cooperates, from where, what it gave in the year)
_PAIRS: Final = (
    (420626100000, "枣阳市", 420683000000, "1200000.00"),
    (420626101000, "襄州区", 420607000000, "650000.00"),
)


def load_city(loader: Actor, year: int) -> None:
    """襄阳市 of plan A: invented fiscal figures, and two of the cooperating regions with what they gave."""
    with recorded(loader, reason="演示资料"):
        for area, before, now, budget in _FISCAL:
            for each, revenue, money in ((year - 1, before, None), (year, now, budget)):
                fiscal_save(
                    actor=loader, scope=SYSTEM_SCOPE, area=area, year=each, version=None,
                    values={"revenue": Decimal(revenue), "special_budget": Decimal(money) if money else None},
                )  # fmt: skip
        for area, name, home, amount in _PAIRS:
            values = {"name": name, "kind": "cooperation", "starts_on": date(year - 1, 1, 1), "ends_on": None}
            unit = unit_save(actor=loader, scope=SYSTEM_SCOPE, area=area, values=values | {"home": home})
            day = date(year, 5, 20)
            given = _values(9, "money", amount, day, "产业路和饮水工程") | {"helper": unit, "recipient": "镇人民政府"}
            contribution_create(actor=loader, scope=SYSTEM_SCOPE, area=area, values=given)
