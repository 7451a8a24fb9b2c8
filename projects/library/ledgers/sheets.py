"""The sheets 项目, 数量, 资金, 绩效, 受益户, declared once. A state is no column: the procedure moves projects."""

from __future__ import annotations

from functools import partial
from typing import Any

from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource
from core.ledgers.model_fields import model_field
from projects.models import Project, ProjectInvestment, ProjectQuantity, ProjectTarget

project = partial(model_field, Project)


def _words(choices: Any) -> cells.Code:
    return cells.Code(choices={str(label): code for code, label in choices})


def _code() -> LedgerField:
    return LedgerField("code", "项目编码", cells.Text(max_length=40), required=True, width=26)


class ProjectSheet(LedgerResource):
    """One row a project of the year."""

    title = "项目库"
    sheet = "项目"
    sheet_synonyms = ("项目库", "项目台账")
    notes = (
        "项目编码由办公室编定，同一编码再次导入即为修改；所属区划代码填县、乡镇或村的代码。",
        "状态、进度、报账金额由办理程序写入，不能导入；已入库的项目计划内容不能再改。",
    )

    code = _code()
    area = LedgerField("area", "所属区划代码", cells.AreaCode(lengths="6,9,12"), required=True, width=16)
    name = project("name", required=True, width=24)
    category = project("category", codes="project_category", width=14)
    nature = project("nature", widget=_words(Project.Nature.choices), width=8)
    place = project("place", width=18)
    content = project("content", widget=cells.Text(max_length=1000, multiline=True), width=30)
    total = project("total", widget=cells.Money(), units={"万元": cells.Wan()}, unit="元", width=14)
    planned_start = project("planned_start")
    planned_end = project("planned_end")
    department = project("department", width=14)
    responsible_unit = project("responsible_unit", width=14)
    implementing_unit = project("implementing_unit", width=14)
    contact = project("contact", width=10)
    village_contact = project("village_contact", width=10)
    for_households = project("for_households", width=8, default=False)
    participation = project("participation", widget=cells.Text(max_length=500, multiline=True), width=20)
    mechanism = project("mechanism", widget=cells.Text(max_length=500, multiline=True), width=20)
    note = project("note", widget=cells.Text(max_length=300, multiline=True), width=16)


class QuantitySheet(LedgerResource):
    """One row an item in one village."""

    title = "项目建设任务"
    sheet = "数量"
    optional = True

    code = _code()
    area = LedgerField("area", "行政村代码", cells.AreaCode(), required=True, width=16)
    item = model_field(ProjectQuantity, "item", required=True, width=16)
    unit = model_field(ProjectQuantity, "unit", required=True, width=8)
    planned = model_field(ProjectQuantity, "planned", required=True, width=12)


class InvestmentSheet(LedgerResource):
    """One row a source of money."""

    title = "项目资金来源"
    sheet = "资金"
    optional = True

    code = _code()
    level = model_field(ProjectInvestment, "level", codes="fund_level", required=True, width=10)
    kind = model_field(ProjectInvestment, "kind", codes="fund_kind", width=22)
    planned = model_field(ProjectInvestment, "planned", widget=cells.Money(), unit="元", required=True, width=14)
    note = model_field(ProjectInvestment, "note", width=16)


class TargetSheet(LedgerResource):
    """One row a performance target."""

    title = "项目绩效目标"
    sheet = "绩效"
    optional = True

    code = _code()
    group = model_field(ProjectTarget, "group", widget=_words(ProjectTarget.Group.choices), required=True, width=10)
    name = model_field(ProjectTarget, "name", required=True, width=18)
    kind = model_field(ProjectTarget, "kind", width=10)
    unit = model_field(ProjectTarget, "unit", width=8)
    target = model_field(ProjectTarget, "target", required=True, width=12)
    weight = model_field(ProjectTarget, "weight", width=8)


class BeneficiarySheet(LedgerResource):
    """One row a household that benefits."""

    title = "项目受益户"
    sheet = "受益户"
    optional = True

    code = _code()
    household_no = LedgerField("household_no", "户编号", cells.RegisterNo(), required=True, width=20)
    head = LedgerField("head", "户主姓名", cells.Text(max_length=50), width=10)


__all__ = ["BeneficiarySheet", "InvestmentSheet", "ProjectSheet", "QuantitySheet", "TargetSheet"]
