"""The sheets 灾害事件, 受灾村 and 受灾户, declared once."""

from __future__ import annotations

from functools import partial

from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource
from core.ledgers.model_fields import model_field
from projects.models import Disaster, DisasterHousehold

event = partial(model_field, Disaster)
damage = partial(model_field, DisasterHousehold)


def _code() -> LedgerField:
    return LedgerField(
        "code", "灾害事件编号", cells.Text(max_length=30), required=True, synonyms=["事件编号"], width=24
    )


class EventSheet(LedgerResource):
    """One row an event."""

    title = "灾害事件"
    sheet = "灾害事件"
    sheet_synonyms = ("事件",)
    notes = (
        "事件编号由办公室编定，同一编号再次导入即为修改；所属区划代码填县、乡镇或村的代码。",
        "受灾户须在受灾村里；文件里没有的村和户保持不变。",
    )

    code = _code()
    area = LedgerField("area", "所属区划代码", cells.AreaCode(lengths="6,9,12"), required=True, width=16)
    name = event("name", required=True, width=20)
    kind = event("kind", codes="disaster_kind", required=True, width=10)
    happened_on = event("happened_on", required=True, width=12)
    ended_on = event("ended_on", width=12)
    official_name = event("official_name", width=22)
    official_no = event("official_no", width=18)
    note = event("note", width=24)


class PlaceSheet(LedgerResource):
    """One row a village."""

    title = "受灾村"
    sheet = "受灾村"
    optional = True

    code = _code()
    area = LedgerField("area", "行政村代码", cells.AreaCode(), required=True, width=16)


class HouseholdSheet(LedgerResource):
    """One row a household."""

    title = "受灾户"
    sheet = "受灾户"
    optional = True

    code = _code()
    household_no = LedgerField("household_no", "户编号", cells.RegisterNo(max_length=30), required=True, width=20)
    head = LedgerField("head", "户主姓名", cells.Text(max_length=50), width=10)
    damage_grade = damage("damage_grade", codes="damage_grade", width=12)
    damaged_rooms = damage("damaged_rooms", unit="间", width=10)
    persons = damage("persons", unit="人", width=10)
    loss = damage("loss", widget=cells.Money(), units={"万元": cells.Wan()}, unit="元", width=12)
    rebuild_mode = damage("rebuild_mode", codes="rebuild_mode", width=12)
    note = damage("note", width=16)


__all__ = ["EventSheet", "HouseholdSheet", "PlaceSheet"]
