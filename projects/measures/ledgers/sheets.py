"""The import sheet of plain measures and that of each sector, made of the same declaration as the form."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from core.dictionaries.selectors import spellings
from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource
from core.ledgers.model_fields import model_field
from projects.measures.checks import KIND_LIST
from projects.measures.sectors import Sector
from projects.models import Measure
from projects.pathways.selectors import pathway_spellings

measure = partial(model_field, Measure)
# Columns that stand in the table of measures under the same name.
PLAIN: Final = (
    "name",
    "pathway",
    "started_on",
    "ended_on",
    "quantity",
    "unit",
    "amount",
    "provider",
    "fund_source",
    "stop_reason",
    "result",
    "signed_by_head",
    "remark",
)


def statuses() -> dict[str, str]:
    return {str(label): code for code, label in Measure.Status.choices}


def _own_columns(sector: Sector | None) -> dict[str, LedgerField]:
    words = dict(sector.rename) if sector else {}
    person = sector is not None and sector.person
    one_kind = sector is not None and len(sector.kinds) == 1

    def also(name: str, *more: str) -> list[str]:
        return [*([words[name]] if name in words else []), *more]

    return {
        "measure_no": LedgerField(
            "measure_no",
            "措施编号",
            cells.Whole(high="999999999999999"),
            help="导出时带出，新增的留空",
            width=10,
        ),
        "household_no": LedgerField(
            "household_no", "户编号", cells.RegisterNo(max_length=30), required=True, synonyms=["户编码"], width=20
        ),
        "head_name": LedgerField("head_name", "户主姓名", cells.Name(), synonyms=["户主"], width=10),
        "member_no": LedgerField(
            "member_no",
            "人编号",
            cells.RegisterNo(max_length=32),
            required=person,
            synonyms=["人口编号", "个人编号"],
            width=22,
        ),
        "person_name": LedgerField("person_name", "姓名", cells.Name(), width=10),
        "kind": LedgerField(
            "kind", "措施大类", cells.Code(choices=partial(spellings, KIND_LIST)), required=not one_kind, width=14
        ),
        "name": measure("name", required=True, width=16),
        "status": LedgerField("status", "状态", cells.Code(choices=statuses), width=8),
        "started_on": measure("started_on", synonyms=also("started_on"), width=12),
        "ended_on": measure("ended_on", synonyms=also("ended_on"), width=12),
        "quantity": measure("quantity", synonyms=also("quantity")),
        "unit": measure("unit", synonyms=also("unit", "单位")),
        "amount": measure(
            "amount", synonyms=also("amount"), widget=cells.Money(), units={"万元": cells.Wan()}, unit="元"
        ),
        "provider": measure("provider", synonyms=also("provider"), width=18),
        "fund_source": measure("fund_source", width=16),
        "pathway": LedgerField("pathway", "帮扶路径", cells.Code(choices=pathway_spellings), width=16),
        "stop_reason": measure("stop_reason", width=14),
        "result": measure("result", width=18),
        "signed_by_head": measure("signed_by_head", synonyms=["户主签字"]),
    }


def _details(sector: Sector) -> dict[str, LedgerField]:
    return {
        item.name: model_field(
            sector.model,
            item.name,
            codes=item.list,
            synonyms=list(item.synonyms),
            unit=item.unit,
            width=item.width,
        )
        for item in sector.facts
    }


def sheet_of(sector: Sector | None) -> type[LedgerResource]:
    """The declaration of the sheet: who, the measure, the sector's facts, 备注 last."""
    columns: dict[str, Any] = _own_columns(sector)
    if sector is not None:
        columns |= _details(sector)
    columns["remark"] = measure("remark", width=18)
    label = sector.label if sector else "措施"
    return type(
        f"{(sector.code if sector else 'plain').title()}Sheet",
        (LedgerResource,),
        {
            "title": f"{label}资料" if sector else "帮扶措施资料",
            "sheet": label,
            "sheet_synonyms": ("帮扶措施", "措施台账") if sector is None else (f"{label}台账",),
            "notes": (
                "措施编号是导出时带出的；新增的措施留空，同户、同人、同类、同名、同一开始日期的算同一条。",
                "空单元格表示未填（清空原值）；文件里没有的列不改变原值。",
            ),
            "__module__": __name__,
            **columns,
        },
    )
